"""Sheets of people that leave: the columns that the import takes in again."""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.spreadsheets import CsvWriter, XlsxWriter
from staff.choices import EVER, STILL
from staff.models import Agent, User
from staff.services import audit

COLUMNS = (
    "employee_no",
    "name",
    "team",
    "roles",
    "line",
    "grade",
    "hired_on",
    "left_on",
    "email",
    "phone",
)
KINDS = ("", "", "", "", "", "", "date", "date", "", "")
FORMATS = ("csv", "xlsx")
_Cell = str | dt.date | None


def write_people(people: Iterable[Agent], *, target: Path, kind: str, actor: User | None) -> int:
    """Write the people of `selectors.people.directory` to a file; how many. Each file is in the audit trail.

    Raises DomainError for an unknown kind of file.
    """
    if kind not in FORMATS:
        raise DomainError(_("A sheet is written as csv or xlsx."), code="format")
    count = 0
    if kind == "csv":
        with CsvWriter(target) as writer:
            writer.header(COLUMNS)
            for row in _rows(people):
                writer.row(row)
                count += 1
    else:
        with XlsxWriter(target) as book:
            book.sheet(_("People"), COLUMNS, KINDS)
            for row in _rows(people):
                book.row(row)
                count += 1
    audit.record(
        actor=actor, action="people.export", about=target.name, after={"rows": count, "format": kind}
    )
    return count


def _rows(people: Iterable[Agent]) -> Iterator[list[_Cell]]:
    for agent in people:
        teams = [row.team.path for row in getattr(agent, "teams_now", [])]
        roles = dict.fromkeys(row.role for row in getattr(agent, "roles_now", []))
        yield [
            agent.employee_no,
            agent.name,
            teams[0] if teams else "",
            "|".join(roles),
            agent.line,
            agent.grade.code if agent.grade else "",
            _day(agent.hired_on),
            _day(agent.left_on),
            agent.email,
            agent.phone,
        ]


def _day(day: dt.date) -> dt.date | None:
    return None if day in (EVER, STILL) else day
