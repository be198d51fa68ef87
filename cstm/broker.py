"""The embedded broker: kombu's queue of files, with messages that appear whole or not at all."""

import os
import uuid
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any

import structlog
from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps

log = structlog.get_logger(__name__)


class Channel(filesystem.Channel):
    """Writes a message under another name first: a reader that lists the folder never meets half of one."""

    # The library's own stubs name the message differently in two of its classes.
    def _put(  # type: ignore[override]
        self, queue: str, payload: dict[str, Any], **kwargs: Any
    ) -> None:
        """Put a message onto a queue. Raises ChannelError when the folder cannot be written."""
        folder = Path(self.data_folder_out)
        number = uuid.uuid4()
        draft = folder / f".{number}.part"
        try:
            draft.write_text(dumps(payload), encoding="utf-8")
            os.replace(draft, folder / f"{round(monotonic() * 1000)}_{number}.{queue}.msg")
        except OSError as error:
            raise ChannelError(f"The queue's folder {folder} cannot be written.") from error

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """The next message; a damaged one is dropped and logged, since the sweep finds each job's row."""
        try:
            return super()._get(queue)
        except ValueError:
            log.warning("a damaged message was dropped", queue=queue)
            raise Empty from None


class Transport(filesystem.Transport):
    """The transport that `filesystem://` names here."""

    Channel = Channel
