"""What an editor's grid has to draw anew: the own edit, and what others changed since the grid was drawn."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cstm.formats import long_day
from shifts.models import Roster, RosterEdit
from shifts.selectors import grid as grids
from shifts.selectors import rosters as reads
from shifts.selectors.rosters import EMPTY, CellKey

NAMED = 5


@dataclass(frozen=True, slots=True)
class News:
    """Chips as (person, date, classes, letter), sums by person, and a sentence for the live region.

    `meanwhile` says what others changed, by name; empty where nobody did.
    """

    revision: int
    cells: list[tuple[int, str, str, str]]
    sums: dict[int, list[int]]
    says: str
    meanwhile: str

    @property
    def body(self) -> dict[str, Any]:
        """As an answer to the grid."""
        said = {"revision": self.revision, "cells": self.cells, "sums": self.sums}
        return said | {"says": self.says, "meanwhile": self.meanwhile}


def news(roster: Roster, seen: int, done: RosterEdit | None = None) -> News:
    """Everything that changed after the revision `seen`; `done` is the editor's own edit among it.

    All of it goes to the editor together with the new revision: who sends that revision has seen every cell
    that came before it, so a later edit of them overwrites nothing unseen.
    """
    own = set(reads.read(done.after)) if done else set()
    others = of_others(roster, seen, done)
    keys = sorted({*own, *others})
    touched = {agent for agent, _day in keys}
    dates = reads.days_of(roster.month)
    kinds = reads.templates(active=False)
    values = reads.values_of(roster, touched)
    away = grids.away_cells(touched, dates[0], dates[-1])
    people = {each.agent.pk: each for each in reads.members(roster) if each.agent.pk in touched}
    rows = {agent: grids.row_of(member, dates, values, away, kinds) for agent, member in people.items()}
    cells = [
        (agent, day.isoformat(), rows[agent].cells[day.day - 1].css, rows[agent].cells[day.day - 1].letter)
        for agent, day in keys
        if agent in rows
    ]
    if len(own) == 1 and (key := next(iter(own)))[0] in people:
        kind = kinds.get(values.get(key, EMPTY)[0] or 0)
        says = f"{people[key[0]].agent}, {long_day(key[1])}: {kind or _('empty')}"
    else:
        says = ngettext("%(n)s cell changed", "%(n)s cells changed", len(own)) % {"n": len(own)}
    sums = {agent: [row.evenings, row.nights, row.rests, row.hours] for agent, row in rows.items()}
    return News(roster.revision, cells, sums, says, _meanwhile(others, values))


def of_others(roster: Roster, seen: int, done: RosterEdit | None) -> dict[CellKey, RosterEdit]:
    """Cells that changed after a revision otherwise than by the own edit, each with the edit that did it."""
    edits = reads.touched_since(roster, seen)
    return {key: edit for key, edit in edits.items() if done is None or edit.pk != done.pk}


def meanwhile(roster: Roster, seen: int, done: RosterEdit | None) -> list[dict[str, str]]:
    """The same by name: whose cell, which date, what stands there now, and who did it."""
    others = of_others(roster, seen, done)
    return reads.named_edits(others, reads.values_of(roster, {agent for agent, _day in others}))


def _meanwhile(others: dict[CellKey, RosterEdit], values: dict[CellKey, reads.CellValue]) -> str:
    if not others:
        return ""
    named = reads.named_edits(dict(sorted(others.items())[:NAMED]), values)
    return ngettext(
        "%(n)s cell was changed by others meanwhile: %(cells)s.",
        "%(n)s cells were changed by others meanwhile: %(cells)s.",
        len(others),
    ) % {"n": len(others), "cells": reads.edit_words(named) + ("…" if len(others) > NAMED else "")}
