"""Sheets of clocked times through the gate: what is readable is taken, each refused row is named."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.spreadsheets import Limits, open_table
from shifts.importers import attendance as importer
from shifts.importers.attendance import PunchDraft, PunchFault
from shifts.models import PunchSheet
from shifts.services import punches
from staff.models import Agent, User
from staff.services import audit

SHOWN = 200


@dataclass(slots=True)
class Taken:
    """What became of a sheet."""

    rows: int = 0
    new: int = 0
    known: int = 0
    faults: list[PunchFault] = field(default_factory=list)


@transaction.atomic
def take_file(
    path: Path,
    *,
    name: str,
    agent_ids: Iterable[int] | None,
    actor: User | None,
    now: dt.datetime | None = None,
) -> Taken:
    """Take a sheet of clocked times in; the same sheet again changes nothing.

    `agent_ids` are the people whom the actor may write for (None: everybody). Rows that cannot be taken are
    refused one by one. Raises FileRefused at the gate and DomainError where no sheet has the columns.
    """
    moment = now or timezone.now()
    taken = Taken()
    drafts = _read(path, taken)
    numbers = {draft.employee_no for draft in drafts}
    people = dict(Agent.objects.filter(employee_no__in=numbers).values_list("employee_no", "pk"))
    allowed = None if agent_ids is None else set(agent_ids)
    zone = timezone.get_default_timezone()
    rows: list[tuple[int, dt.datetime, str]] = []
    for draft in drafts:
        agent_id = people.get(draft.employee_no)
        times = [(wall.replace(tzinfo=zone), kind) for wall, kind in draft.times]
        why = _fault(agent_id, allowed, times, moment)
        if why:
            taken.faults.append(PunchFault(draft.row, "employee_no", draft.employee_no, *why))
        elif agent_id is not None:
            rows += [(agent_id, at, kind) for at, kind in times]
    wanted = len(set(rows))
    sheet = PunchSheet.objects.create(
        name=name[:120],
        made_by=getattr(actor, "agent", None),
        rows=taken.rows,
        refused=len({fault.row for fault in taken.faults}),
    )
    taken.new = sheet.new = punches.take(rows, source="file", sheet=sheet)
    taken.known = wanted - taken.new
    sheet.save(update_fields=["new"])
    audit.record(
        actor=actor,
        action="punch.import",
        about=name[:120],
        after={"rows": taken.rows, "new": taken.new, "refused": len({fault.row for fault in taken.faults})},
    )
    return taken


def _fault(
    agent_id: int | None,
    allowed: set[int] | None,
    times: list[tuple[dt.datetime, str]],
    now: dt.datetime,
) -> tuple[str, str] | None:
    """Why a clean row cannot be taken: a code and a sentence."""
    if agent_id is None:
        return "unknown", _("Nobody has this employee number.")
    if allowed is not None and agent_id not in allowed:
        return "outside", _("This person lies outside your part of the tree.")
    if any(at > now for at, _kind in times):
        return "future", _("This time has not come yet.")
    if any(at < now - punches.FILE_BACK for at, _kind in times):
        words = _("This time lies more than %(days)s days back. Correct the date, or leave the row out.")
        return "past", words % {"days": punches.FILE_BACK.days}
    return None


def _read(path: Path, taken: Taken) -> list[PunchDraft]:
    """The clean rows of the first sheet that has the columns."""
    limits = Limits(
        max_bytes=settings.IMPORT_MAX_BYTES,
        max_rows=settings.IMPORT_MAX_ROWS,
        max_columns=settings.IMPORT_MAX_COLUMNS,
        max_unpacked_bytes=settings.IMPORT_MAX_UNPACKED_BYTES,
    )
    drafts: list[PunchDraft] = []
    with open_table(path, limits=limits) as book:
        for sheet in book.sheets:
            places: dict[str, int] | None = None
            for seen, row in enumerate(book.rows(sheet)):
                if places is None:
                    if seen >= importer.HEADER_WITHIN:
                        break
                    places = importer.columns_of(row.cells)
                    continue
                if all(cell in (None, "") for cell in row.cells):
                    continue
                taken.rows += 1
                found = importer.punch(row.number, row.cells, places)
                if isinstance(found, PunchDraft):
                    drafts.append(found)
                else:
                    taken.faults.extend(found)
            if places is not None:
                return drafts
    raise DomainError(
        _("No sheet has the columns employee_no, time and type, or employee_no, date, in and out."),
        code="no_header",
    )
