"""Writing cells: many at once, against what the editor saw, and taken back again.

Whatever changes a cell goes through `write`: by hand, by a file, by the solver, by a swap.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cstm.errors import DomainError
from cstm.formats import day as day_words
from shifts.choices import RosterState, ShiftKind
from shifts.models import Assignment, Roster, RosterEdit, ShiftTemplate
from shifts.selectors import rosters as reads
from shifts.selectors.rosters import EMPTY, CellKey, CellValue
from shifts.services import attendance, fairness, telling
from shifts.services.cell_rows import overlap, row_of
from staff.models import Agent, User
from staff.services import audit

NAMED = 5
AT_ONCE = 500
# The last number that a table can give a person.
MOST_KEY = 2**63 - 1


class CellsChanged(DomainError):  # noqa: N818 - told to a person
    """Somebody else changed some of the cells after the editor had looked."""

    status = 409

    def __init__(self, message: str, cells: list[dict[str, str]]) -> None:
        super().__init__(message, code="cells_changed")
        self.cells = cells


@dataclass(frozen=True, slots=True)
class Change:
    """What a cell shall hold: no template empties it; no desk means the usual one; None leaves the pin."""

    agent_id: int
    day: dt.date
    template_id: int | None
    desk_id: int | None = None
    pinned: bool | None = None


@transaction.atomic
def edit(
    roster_id: int, changes: Iterable[Change], *, revision: int, actor: User | None, why: str = ""
) -> RosterEdit | None:
    """Change cells, all or none; None where nothing differs.

    `revision` is what the editor saw: cells that changed since are named by CellsChanged. Others' changes of
    other cells stay. Raises DomainError for a locked roster, a foreign person or date, or an overlap.
    """
    roster = hold(roster_id)
    wanted = list(changes)
    _refuse_changed(roster, {(each.agent_id, each.day) for each in wanted}, revision)
    before = _standing(roster, {(each.agent_id, each.day) for each in wanted})
    after = _filled_in(roster, wanted, before)
    return write(roster, after, actor=actor, why=why, planned=True)


@transaction.atomic
def pin(
    roster_id: int, cells: Iterable[CellKey], *, pinned: bool, revision: int, actor: User | None
) -> RosterEdit | None:
    """Hold cells against the solver, or let them go; an empty cell cannot be held."""
    roster = hold(roster_id)
    keys = set(cells)
    _refuse_changed(roster, keys, revision)
    before = _standing(roster, keys)
    after = {key: (value[0], value[1], pinned) for key, value in before.items() if value[0] is not None}
    return write(roster, after, actor=actor, planned=True)


@transaction.atomic
def undo(roster_id: int, *, actor: User | None) -> RosterEdit | None:
    """Take back the newest edit that stands and that this log-in made while planning.

    What others made of its cells since is named. Swaps, leave and shifts that were taken over have their
    own ways back.
    """
    roster = hold(roster_id)
    last = None if actor is None else reads.undoable(roster, actor).order_by("-revision").first()
    if last is None:
        raise DomainError(_("There is nothing of yours to undo."), code="nothing_to_undo")
    before = reads.read(last.before)
    _refuse_changed(roster, set(before), last.revision, undone=False)
    done = write(roster, before, actor=actor, why=_("undone"))
    RosterEdit.objects.filter(pk__in=[last.pk, *([done.pk] if done else [])]).update(undone=True)
    return done


def hold(roster_id: int) -> Roster:
    """The roster, held against other writers until the transaction ends; DomainError where it is locked."""
    roster = Roster.objects.select_for_update(of=("self",)).select_related("team").get(pk=roster_id)
    if roster.state == RosterState.LOCKED:
        raise DomainError(_("This month is locked. Nothing in it changes any more."), code="locked")
    return roster


def write(
    roster: Roster,
    values: Mapping[CellKey, CellValue],
    *,
    actor: User | None,
    why: str = "",
    planned: bool = False,
) -> RosterEdit | None:
    """Put values into cells of a roster that is held, as one edit; the people concerned are told once.

    `planned` is an edit that its author may undo; one that is part of something else is not.
    Raises DomainError with person and dates where two shifts would overlap.
    """
    before = _standing(roster, values)
    after = {key: value for key, value in values.items() if before[key] != value}
    if not after:
        return None
    before = {key: before[key] for key in after}
    people = Agent.objects.in_bulk({agent for agent, _day in after})
    kinds = reads.templates(active=False)
    _store(roster, after, kinds, people)
    roster.revision += 1
    roster.save(update_fields=["revision", "updated_at"])
    done = RosterEdit.objects.create(
        roster=roster,
        revision=roster.revision,
        made_by=person_of(actor),
        before=reads.written(before),
        after=reads.written(after),
        why=why[:120],
        undo_by=actor if planned else None,
    )
    _audit(roster, before, after, people, kinds, actor=actor, why=why)
    if roster.state == RosterState.PUBLISHED:
        telling.tell_changes(roster, before, after)
        attendance.follow(after)
        fairness.follow(roster, after)
    return done


def person_of(actor: User | None) -> Agent | None:
    """The person behind a log-in."""
    return getattr(actor, "agent", None)


def _standing(roster: Roster, keys: Iterable[CellKey]) -> dict[CellKey, CellValue]:
    """What cells hold now; DomainError for a number that no person can have."""
    wanted = set(keys)
    odd = next((agent for agent, _day in wanted if not 0 < agent <= MOST_KEY), None)
    if odd is not None:
        raise DomainError(_("There is nobody with the number %(number)s.") % {"number": odd}, code="agent")
    found = reads.values_of(roster, {agent for agent, _day in wanted})
    return {key: found.get(key, EMPTY) for key in wanted}


def _refuse_changed(roster: Roster, keys: set[CellKey], revision: int, *, undone: bool = True) -> None:
    """Name the cells that somebody changed after a revision."""
    if revision >= roster.revision:
        return
    newer = {
        key: edit for key, edit in reads.touched_since(roster, revision, undone=undone).items() if key in keys
    }
    if not newer:
        return
    named = reads.named_edits(newer, _standing(roster, newer))
    shown = reads.edit_words(named[:NAMED])
    sentence = ngettext(
        "%(n)s cell changed while you looked: %(cells)s. Nothing was stored; look again and repeat it.",
        "%(n)s cells changed while you looked: %(cells)s. Nothing was stored; look again and repeat it.",
        len(named),
    ) % {"n": len(named), "cells": shown + ("…" if len(named) > NAMED else "")}
    raise CellsChanged(sentence, named)


def _filled_in(
    roster: Roster, changes: list[Change], before: Mapping[CellKey, CellValue]
) -> dict[CellKey, CellValue]:
    """Changes with desk and pin; refuses foreign people and dates, and templates and desks out of use."""
    belongs = {each.agent.pk: each.days for each in reads.members(roster)}
    kinds = reads.templates()
    desks = reads.desks_of(belongs, roster.month, reads.last_day(roster.month))
    # A shift that is handed on keeps its desk, also one that was closed since.
    in_use = reads.active_desks() | {value[1] for value in before.values()}
    after: dict[CellKey, CellValue] = {}
    for each in changes:
        key = (each.agent_id, each.day)
        if each.template_id is None:
            after[key] = EMPTY
            continue
        kind = kinds.get(each.template_id)
        if kind is None:
            raise DomainError(_("This shift is no longer given out."), code="unknown_template")
        if each.day not in belongs.get(each.agent_id, frozenset()):
            name = Agent.objects.filter(pk=each.agent_id).first() or each.agent_id
            raise DomainError(
                _("%(name)s does not belong to this roster on %(day)s.")
                % {"name": name, "day": day_words(each.day)},
                code="not_a_member",
            )
        if each.desk_id and each.desk_id not in in_use:
            raise DomainError(
                _("%(name)s, %(day)s: this desk is not in use. Choose another one.")
                % {"name": Agent.objects.get(pk=each.agent_id), "day": day_words(each.day)},
                code="unknown_desk",
            )
        old = before[key]
        usual = [
            row.desk_id for row in desks.get(each.agent_id, []) if row.valid_from <= each.day <= row.valid_to
        ]
        desk = each.desk_id or (old[1] if old[1] in usual else None) or (usual[0] if usual else None)
        if kind.kind in (ShiftKind.REST, ShiftKind.TRAINING):
            desk = None
        after[key] = (kind.pk, desk, old[2] if each.pinned is None else each.pinned)
    return after


def _store(
    roster: Roster,
    after: Mapping[CellKey, CellValue],
    kinds: Mapping[int, ShiftTemplate],
    people: Mapping[int, Agent],
) -> None:
    """Bring the rows to what the cells shall hold: first away, then in, so that shifts may change places."""
    rows = [
        row_of(roster, agent, day, kinds[template], desk, pinned=pinned)
        for (agent, day), (template, desk, pinned) in after.items()
        if template is not None
    ]
    try:
        with transaction.atomic():
            gone = Assignment.objects.filter(
                roster=roster, agent_id__in=list(people), day__in={day for _agent, day in after}
            )
            away = [
                pk for pk, agent, day in gone.values_list("pk", "agent_id", "day") if (agent, day) in after
            ]
            for start in range(0, len(away), AT_ONCE):
                Assignment.objects.filter(pk__in=away[start : start + AT_ONCE]).delete()
            Assignment.objects.bulk_create(rows, batch_size=AT_ONCE)
    except DatabaseError as fault:
        sentence = overlap(roster, rows, after, people)
        if not sentence:
            raise
        raise DomainError(sentence, code="overlap") from fault


def _audit(
    roster: Roster,
    before: Mapping[CellKey, CellValue],
    after: Mapping[CellKey, CellValue],
    people: Mapping[int, Agent],
    kinds: Mapping[int, ShiftTemplate],
    *,
    actor: User | None,
    why: str,
) -> None:
    """One entry with the cells by name, or with their number where there are many."""

    def words(values: Mapping[CellKey, CellValue]) -> dict[str, str]:
        return {
            f"{people[agent]} {day.isoformat()}": (kinds[template].code_en if template else "")
            + (" *" if pinned else "")
            for (agent, day), (template, _desk, pinned) in sorted(values.items())
        }

    few = len(after) <= 60
    audit.record(
        actor=actor,
        action="roster.edit",
        about=roster,
        before=words(before) if few else {"revision": roster.revision - 1},
        after=words(after) if few else {"revision": roster.revision, "cells": len(after)},
        reason=why,
    )
