"""A month as a workbook in the form that shops use, out and in again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.formats import listed
from cstm.spreadsheets import Limits, XlsxWriter, open_table
from shifts.choices import ShiftKind, VersionKind
from shifts.importers import roster_sheet
from shifts.importers.roster_sheet import Read
from shifts.models import Roster, RosterEdit
from shifts.selectors import grid as grids
from shifts.selectors import rosters as reads
from shifts.services import cells, versions
from shifts.services.cells import Change
from staff.models import User
from staff.services import audit

SALT = "shifts.roster-sheet"
KEEP_SECONDS = 3600


def export(roster: Roster, target: BinaryIO, *, actor: User | None) -> None:
    """Write the month: title, days, weekdays, a person a row with letters in the reader's language, heads."""
    grid = grids.grid(roster)
    days = grid.days
    title = f"{roster.team.name} {roster.month:%Y-%m}"
    with XlsxWriter(target) as book:
        book.sheet(
            f"{roster.month:%Y-%m}", [title, *[""] * (len(days) + 1)], widths=[12, 12, *[5] * len(days)]
        )
        book.row([_("Number"), _("Name"), *[day.day.day for day in days]])
        book.row(["", _("Weekday"), *[day.letter for day in days]])
        for group in grid.groups:
            for row in group.rows:
                agent = row.member.agent
                book.row([agent.employee_no, str(agent), *[cell.letter for cell in row.cells]])
        for template, heads in grid.heads:
            book.row(["", str(template), *[n for _css, n in heads]])
    audit.record(actor=actor, action="roster.export", about=roster)


def read(roster: Roster, path: Path, *, empty_is_rest: bool = False) -> Read:
    """What a sheet says, with the cells that cannot be taken. Raises FileRefused for what is no table.

    Of a workbook the sheet that is named after the month is read, else the first.
    """
    limits = Limits(max_bytes=settings.IMPORT_MAX_BYTES, max_rows=5000, max_columns=80)
    people: dict[str, list[int]] = {}
    for member in reads.members(roster):
        agent = member.agent
        for word in {
            roster_sheet.plain(text) for text in (agent.employee_no, agent.name, agent.display_name)
        }:
            if word:
                people.setdefault(word, []).append(agent.pk)
    codes: dict[str, int] = {}
    rest = None
    kinds = reads.templates().values()
    for each in kinds:
        if each.kind == ShiftKind.REST:
            rest = rest or each.pk
        for text in (each.code_en, each.code_zh, each.name_en, each.name_zh, f"{each.name_zh}班"):
            codes.setdefault(roster_sheet.plain(text), each.pk)
    with open_table(path, limits=limits) as book:
        month = (roster.month.year, roster.month.month)
        named = [name for name in book.sheets if roster_sheet.month_in(name) == month]
        sheet = (named or book.sheets)[0]
        found = roster_sheet.read(
            ((row.number, row.cells) for row in book.rows(sheet)),
            month=roster.month,
            last=reads.last_day(roster.month),
            people=people,
            codes=codes,
            rest=rest,
            known=listed([f"{each.code} {each}" for each in kinds]),
            empty_is_rest=empty_is_rest,
        )
        found.sheet = sheet if len(book.sheets) > 1 else ""
    return _without_strangers(roster, found)


def changed(roster: Roster, found: Read) -> list[tuple[int, date, int | None]]:
    """Those cells of a sheet that differ from what stands."""
    now = reads.values_of(roster)
    return [cell for cell in found.cells if now.get((cell[0], cell[1]), reads.EMPTY)[0] != cell[2]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell that a sheet would change, in words; an empty cell is a dash."""

    name: str
    day: date
    before: str
    after: str


def shown(roster: Roster, wanted: Iterable[tuple[int, date, int | None]]) -> list[Shown]:
    """What a sheet would change, by date and name."""
    now, kinds = reads.values_of(roster), reads.templates(active=False)
    names = {member.agent.pk: str(member.agent) for member in reads.members(roster)}

    def word(template: int | None) -> str:
        return "–" if template is None else str(kinds[template])

    found = [
        Shown(names[agent], day, word(now.get((agent, day), reads.EMPTY)[0]), word(template))
        for agent, day, template in wanted
    ]
    return sorted(found, key=lambda each: (each.day, each.name))


def seal(roster: Roster, wanted: Iterable[tuple[int, date, int | None]]) -> str:
    """The cells of a preview as a text that only this site can have written."""
    values = [[agent, day.isoformat(), template] for agent, day, template in wanted]
    return signing.dumps({"roster": roster.pk, "cells": values}, salt=SALT, compress=True)


@transaction.atomic
def apply(roster: Roster, sealed: str, *, revision: int, actor: User | None) -> RosterEdit | None:
    """Take a preview in as one edit; the state before is kept as a version."""
    try:
        said = signing.loads(sealed, salt=SALT, max_age=KEEP_SECONDS)
    except signing.BadSignature:
        raise DomainError(_("The preview is too old. Read the sheet again."), code="stale") from None
    if said["roster"] != roster.pk:
        raise DomainError(_("This preview belongs to another month. Read the sheet again."), code="stale")
    changes = [Change(agent, date.fromisoformat(day), template) for agent, day, template in said["cells"]]
    versions.save(roster, kind=VersionKind.IMPORTED, actor=actor, label=_("before the sheet"))
    return cells.edit(roster.pk, changes, revision=revision, actor=actor, why=_("from a sheet"))


def _without_strangers(roster: Roster, found: Read) -> Read:
    """Days on which a person does not belong to the roster keep out; a code there is nobody's."""
    belongs = {member.agent.pk: member.days for member in reads.members(roster)}
    found.cells = [cell for cell in found.cells if cell[1] in belongs[cell[0]]]
    return found
