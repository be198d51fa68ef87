"""Attendance days: plan against fact, computed again whenever either changes."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from shifts.models import AttendanceDay
from shifts.rules.attendance import Fact, Grace, Plan, Verdict, fact_of, judge, without
from shifts.rules.extension import Extension, by_day_kind, extension, moved_start
from shifts.rules.spans import Span
from shifts.selectors import attendance_inputs as reads
from shifts.selectors.attendance_inputs import Inputs
from shifts.services import overtime
from staff.models import Agent
from staff.signals import own_facts_changed

_DAY = dt.timedelta(days=1)
Key = tuple[int, dt.date]
COMPUTED = (
    "plan_start",
    "plan_end",
    "start_at",
    "end_at",
    "state",
    "planned_secs",
    "worked_secs",
    "inside_secs",
    "late_minutes",
    "early_minutes",
    "extended_to",
)


@dataclass(frozen=True, slots=True)
class Found:
    """What was computed of one date."""

    verdict: Verdict
    plan: Plan | None
    fact: Fact | None
    ran_on: Extension | None
    rostered: bool = True

    def values(self) -> dict[str, object]:
        """The computed columns of an attendance day."""
        verdict, plan, fact = self.verdict, self.plan, self.fact
        return {
            "plan_start": plan.start if plan else None,
            "plan_end": plan.end if plan else None,
            "start_at": fact.start if fact else None,
            "end_at": fact.end if fact else None,
            "state": verdict.state,
            "planned_secs": verdict.planned_secs,
            "worked_secs": verdict.worked_secs,
            "inside_secs": verdict.inside_secs,
            "late_minutes": verdict.late_minutes,
            "early_minutes": verdict.early_minutes,
            "extended_to": self.ran_on.to if self.ran_on else None,
        }


@transaction.atomic
def recompute(
    agent_ids: Iterable[int], first: dt.date, last: dt.date, *, now: dt.datetime | None = None
) -> int:
    """Make the attendance of these people's dates what plan and fact say; returns how many dates changed.

    Twice is once. What was said about a date (reason, evidence, answer) stays. Overtime follows, and whoever
    sums weeks is told.
    """
    people = sorted(set(agent_ids))
    moment = now or timezone.now()
    last = min(last, timezone.localdate(moment) + _DAY)
    if not people or last < first:
        return 0
    _hold(people)
    given = reads.inputs(people, first, last)
    rest = reads.rest_minutes(people, last)
    found: dict[Key, Found] = {}
    for agent_id in people:
        found |= _of_person(agent_id, given, first, last, moment, rest.get(agent_id, reads.REST))
    changed = _write(people, first, last, found)
    span = [first + n * _DAY for n in range((last - first).days + 1)]
    keys = [(agent_id, day) for agent_id in people for day in span]
    days = {day for _agent, day in changed} | overtime.sync(_overtime(found, first, last), keys)
    if days:
        own_facts_changed.send(sender=AttendanceDay, agent_ids=people, days=sorted(days))
    return len(changed)


def _hold(people: list[int]) -> None:
    """One computation of a person at a time, and each sees what was clocked before it began."""
    list(Agent.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))


def follow(cells: Iterable[Key]) -> int:
    """Cells of a roster that people see changed: their dates that have begun are computed again."""
    today = timezone.localdate()
    past = [(agent_id, day) for agent_id, day in cells if day <= today]
    if not past:
        return 0
    days = [day for _agent, day in past]
    return recompute({agent_id for agent_id, _day in past}, min(days), min(max(days) + _DAY, today))


def _of_person(
    agent_id: int, given: Inputs, first: dt.date, last: dt.date, now: dt.datetime, rest: int
) -> dict[Key, Found]:
    """One person's dates in order, since a night that ran on moves the next start."""
    found: dict[Key, Found] = {}
    ended: dt.datetime | None = None
    day = first - _DAY
    while day <= last:
        key = (agent_id, day)
        plan, on_leave = given.plans[agent_id].get(day), key in given.on_leave
        if plan is not None and ended is not None:
            plan, on_leave = _moved(plan, ended, rest)
        ended = None
        fact = fact_of(given.clocked.get(key, ()), given.signs.get(key, ()))
        # Whom no roster knows is neither late nor absent; what was clocked is kept all the same.
        rostered = given.is_rostered(*key)
        if rostered or (fact is not None and given.clocked.get(key)):
            verdict = judge(
                plan,
                fact,
                now=now,
                grace=Grace(settings.LATE_GRACE_MINUTES, settings.EARLY_GRACE_MINUTES),
                on_leave=on_leave,
                others_seen=(given.rosters.get(key, 0), day) in given.seen,
            )
            ran_on = extension(plan, fact, least=settings.OVERTIME_LEAST_MINUTES) if plan and fact else None
            if ran_on is not None:
                ended = ran_on.to + dt.timedelta(minutes=ran_on.beyond)
            if verdict is not None and day >= first:
                found[key] = Found(verdict, plan, fact, ran_on, rostered)
        day += _DAY
    return found


def _moved(plan: Plan, ended: dt.datetime, rest: int) -> tuple[Plan | None, bool]:
    """The shift as it may begin after the night before; none where nothing is left of it."""
    start = moved_start(ended, plan, rest)
    if start is None:
        return plan, False
    left = without(plan.pieces, [Span(plan.start, start)])
    return (Plan(plan.day, left, plan.curfew, moved=True), False) if left else (None, True)


def _write(people: list[int], first: dt.date, last: dt.date, found: dict[Key, Found]) -> list[Key]:
    """Bring the table in line; returns the dates that changed."""
    rows = AttendanceDay.objects.select_for_update().filter(
        agent_id__in=people, day__gte=first, day__lte=last
    )
    standing = {(row.agent_id, row.day): row for row in rows}
    fresh, other, gone = [], [], []
    for key, one in found.items():
        row = standing.get(key)
        if row is None:
            fresh.append(AttendanceDay(agent_id=key[0], day=key[1], **one.values()))
        elif _apply(row, one.values()):
            other.append(row)
    for key, row in standing.items():
        if key in found:
            continue
        if row.reason or row.answer or row.evidence:
            if _apply(row, dict.fromkeys(COMPUTED) | {"state": "unknown"}):
                other.append(row)
        else:
            gone.append(row)
    AttendanceDay.objects.bulk_create(fresh, batch_size=500)
    AttendanceDay.objects.bulk_update(other, [*COMPUTED, "updated_at"], batch_size=200)
    if gone:
        AttendanceDay.objects.filter(pk__in=[row.pk for row in gone]).delete()
    return [(row.agent_id, row.day) for row in (*fresh, *other, *gone)]


def _apply(row: AttendanceDay, values: dict[str, object]) -> bool:
    """Set computed columns; says whether any changed."""
    changed = False
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    if changed:
        row.updated_at = timezone.now()
    return changed


def _overtime(
    found: dict[Key, Found], first: dt.date, last: dt.date
) -> dict[Key, dict[tuple[str, str], int]]:
    """Minutes of overtime by date, source and kind of day."""
    kinds = reads.day_kinds(first, last + 2 * _DAY)
    told: dict[Key, dict[tuple[str, str], int]] = {}
    for (agent_id, day), one in found.items():
        spans: list[Span] = []
        rested = one.plan is None
        if one.ran_on is not None:
            spans = [Span(one.ran_on.start, one.ran_on.to)]
        elif one.rostered and rested and one.fact is not None and one.verdict.state == "unplanned":
            least = settings.OVERTIME_LEAST_MINUTES
            spans = [span for span in one.fact.intervals if span.minutes >= least]
        for span in spans:
            parts = by_day_kind(
                span, day, rested=rested, kind_of=lambda date: kinds.get(date, ""), zone=reads.zone()
            )
            source = overtime.REST_DAY if rested else overtime.EXTENSION
            mine = told.setdefault((agent_id, day), {})
            for kind, minutes in parts.items():
                mine[source, kind] = mine.get((source, kind), 0) + minutes
    return told
