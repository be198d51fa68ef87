"""The kinds of notices and their words; each app adds its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cstm.formats import told


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind: a title and body into which `%(name)s` values are put, and its own name in settings."""

    code: str
    title: Any
    body: Any
    name: Any = ""


class _Blanks(dict[str, Any]):
    """Values for a sentence; one that is not there leaves a gap instead of an error."""

    def __missing__(self, key: str) -> str:
        return "…"


_kinds: dict[str, NoticeKind] = {}


def register_kind(code: str, *, title: Any, body: Any, name: Any = "") -> None:
    """Add a kind; the same code again replaces. Without a `name` settings show the title, with gaps."""
    _kinds[code] = NoticeKind(code, title, body, name)


def all_kinds() -> list[NoticeKind]:
    """Every kind by its code."""
    return [_kinds[code] for code in sorted(_kinds)]


def words(code: str, params: Mapping[str, Any]) -> tuple[str, str]:
    """Title and body in the language of the moment; an unknown kind is told by its code."""
    kind = _kinds.get(code)
    if kind is None:
        return code, ""
    values = _Blanks({name: told(value) for name, value in params.items()})
    return str(kind.title) % values, str(kind.body) % values


register_kind(
    "staff.webhook_test",
    title=_("A trial message"),
    body=_("CSTM can reach this group. Sent by %(who)s."),
)
register_kind(
    "staff.job_done",
    title=_("%(title)s is ready"),
    body=_("The file %(file)s waits in your downloads."),
    name=_("Work that is done"),
)
register_kind(
    "staff.job_failed",
    title=_("%(title)s stopped"),
    body="%(error)s",
    name=_("Work that stopped"),
)

register_kind(
    "staff.invitation",
    title=_("Your log-in is open"),
    body=_("%(name)s, your log-in is %(login)s. Follow the link to choose a password."),
)
