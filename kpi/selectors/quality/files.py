"""A file of chats as its page shows it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kpi.importers.chats import SENTENCES
from kpi.models import ChatImport
from staff.choices import JobState


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused row: where, the masked value, what to do."""

    file: str
    row: int
    column: str
    value: str
    why: str


def refused(batch: ChatImport) -> list[Refused]:
    """The refused rows that were kept, in the order of the file."""
    return [
        Refused(batch.file_name, row, column, value, _(SENTENCES[code]) if code in SENTENCES else code)
        for row, column, value, code in batch.faults
    ]


def is_working(batch: ChatImport) -> bool:
    """Does a worker take it in at this moment?"""
    return batch.job is not None and batch.job.state in (JobState.QUEUED, JobState.RUNNING)
