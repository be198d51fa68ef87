"""A roster's life: made, locked, unlocked, removed."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.choices import RosterState
from shifts.models import Assignment, Roster, RotationMember, ShiftTemplate
from shifts.rules import patterns
from shifts.selectors import rosters as reads
from shifts.selectors.rosters import CellKey, CellValue
from shifts.services import cells, fairness, open_shifts, swaps
from staff.models import Team, User
from staff.services import audit

EMPTY, ROTATION, COPY = "empty", "rotation", "copy"


@transaction.atomic
def create(
    team: Team,
    month: dt.date,
    *,
    actor: User | None,
    filled: str = EMPTY,
    source: Roster | None = None,
    requests_until: dt.date | None = None,
) -> Roster:
    """A draft of a team's month: empty, from people's rotations, or from another month by weekday.

    Raises DomainError where the team has that month, or part of its people has one already.
    """
    month = month.replace(day=1)
    try:
        with transaction.atomic():
            roster = Roster.objects.create(team=team, month=month, requests_until=requests_until)
    except IntegrityError as fault:
        raise DomainError(
            _("%(team)s has a roster of %(month)s already. Open it instead.")
            % {"team": team, "month": f"{month:%Y-%m}"},
            code="roster_exists",
        ) from fault
    audit.record(
        actor=actor,
        action="roster.create",
        about=roster,
        after={"team": str(team), "month": month, "filled": filled},
    )
    values: dict[CellKey, CellValue] = {}
    if filled == ROTATION:
        values = rotated(roster)
    elif filled == COPY and source is not None:
        values = copied(roster, source)
    taken = set(
        Assignment.objects.filter(agent_id__in={agent for agent, _day in values}, day__gte=month)
        .filter(day__lte=reads.last_day(month))
        .values_list("agent_id", "day")
    )
    cells.write(
        roster, {key: value for key, value in values.items() if key not in taken}, actor=actor, why=_("begun")
    )
    roster.refresh_from_db()
    return roster


def rotated(roster: Roster) -> dict[CellKey, CellValue]:
    """What people's rotations give to the days of a roster; a letter that is no template is left out."""
    first, last = roster.month, reads.last_day(roster.month)
    people = {each.agent.pk: each.days for each in reads.members(roster)}
    by_letter = {each.code_en: each for each in reads.templates().values()}
    desks = usual_desks(roster, list(people))
    values: dict[CellKey, CellValue] = {}
    rows = RotationMember.objects.filter(
        agent_id__in=list(people), valid_from__lte=last, valid_to__gte=first
    ).select_related("rotation")
    for row in rows:
        if not row.rotation.cycle:
            continue
        pattern = patterns.Pattern(tuple(row.rotation.cycle), row.rotation.anchor)
        for day in people[row.agent_id]:
            found = by_letter.get(patterns.code_on(pattern, day, row.offset))
            if found is not None and row.valid_from <= day <= row.valid_to:
                values[row.agent_id, day] = _value(found, desks, row.agent_id, day)
    return values


def copied(roster: Roster, source: Roster) -> dict[CellKey, CellValue]:
    """Another month by weekday: the n-th Tuesday gets what the n-th (or last) Tuesday had."""
    then = reads.values_of(source)
    by_weekday: dict[int, list[dt.date]] = {}
    for day in reads.days_of(source.month):
        by_weekday.setdefault(day.weekday(), []).append(day)
    kinds = reads.templates()
    people = {each.agent.pk: each.days for each in reads.members(roster)}
    desks = usual_desks(roster, list(people))
    values: dict[CellKey, CellValue] = {}
    for day in reads.days_of(roster.month):
        same = by_weekday[day.weekday()]
        model = same[min((day.day - 1) // 7, len(same) - 1)]
        for agent, days in people.items():
            kind = kinds.get(then.get((agent, model), (None, None, False))[0] or 0)
            if day in days and kind is not None:
                values[agent, day] = _value(kind, desks, agent, day)
    return values


def usual_desks(roster: Roster, people: list[int]) -> dict[CellKey, int]:
    """The first desk by name that each person serves on each date."""
    found: dict[CellKey, int] = {}
    for agent, rows in reads.desks_of(people, roster.month, reads.last_day(roster.month)).items():
        for day in reads.days_of(roster.month):
            served = [row.desk_id for row in rows if row.valid_from <= day <= row.valid_to]
            if served:
                found[agent, day] = served[0]
    return found


def _value(kind: ShiftTemplate, desks: dict[CellKey, int], agent: int, day: dt.date) -> CellValue:
    return (kind.pk, desks.get((agent, day)) if kind.kind not in ("rest", "training") else None, False)


@transaction.atomic
def lock(roster_id: int, *, actor: User | None) -> Roster:
    """Nothing of a published month changes any more: its open shifts close, and swaps that wait end.

    A draft is published first.
    """
    roster = cells.hold(roster_id)
    if roster.state != RosterState.PUBLISHED:
        raise DomainError(_("Only a published month can be locked. Publish it first."), code="not_published")
    # The ledger of the month closes with it.
    fairness.recompute(roster.pk)
    open_shifts.close_all(roster, actor=actor)
    swaps.end_all(roster, actor=actor)
    roster.state, roster.locked_at = RosterState.LOCKED, timezone.now()
    roster.save(update_fields=["state", "locked_at", "updated_at"])
    audit.record(
        actor=actor,
        action="roster.lock",
        about=roster,
        before={"state": "published"},
        after={"state": "locked"},
    )
    return roster


@transaction.atomic
def unlock(roster_id: int, *, actor: User | None, reason: str) -> Roster:
    """A locked month changes again; the reason stays in the audit trail."""
    roster = Roster.objects.select_for_update(of=("self",)).get(pk=roster_id)
    if roster.state != RosterState.LOCKED:
        raise DomainError(_("This month is not locked."), code="not_locked")
    if not reason.strip():
        raise DomainError(_("Say why the month is opened again. The reason stays in the audit trail."))
    roster.state, roster.locked_at = RosterState.PUBLISHED, None
    roster.save(update_fields=["state", "locked_at", "updated_at"])
    audit.record(
        actor=actor, action="roster.unlock", about=roster, before={"state": "locked"},
        after={"state": "published"}, reason=reason.strip(),
    )  # fmt: skip
    return roster


@transaction.atomic
def remove(roster_id: int, *, actor: User | None) -> None:
    """Remove a draft with its cells and versions. What people were told of stays."""
    roster = cells.hold(roster_id)
    if roster.state != RosterState.DRAFT:
        raise DomainError(_("A published month stays. Change its cells instead."), code="published")
    audit.record(
        actor=actor,
        action="roster.remove",
        about=roster,
        before={"team": str(roster.team), "month": roster.month, "cells": reads.cells(roster).count()},
    )
    roster.delete()
