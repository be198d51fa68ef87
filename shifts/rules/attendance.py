"""Plan against fact of one person's date: late, early, absent, and what nobody can know.

All moments are aware; plain values in, a verdict out. Signs of one date are put together by `fact_of`:
clocking in and out counts where there is any, else the first and last sign that reports give.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

from shifts.rules.spans import Span

IN, OUT = "in", "out"
# How long before and after a shift a sign still belongs to it.
LEAD, TRAIL = dt.timedelta(hours=4), dt.timedelta(hours=6)
# Where there is no shift nearby, the small hours belong to the evening before.
SMALL_HOURS = dt.timedelta(hours=4)
_MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody ought to work on a date: pieces without unpaid meal, break of a split shift, or leave.

    `moved` says that the start lies later than the roster has it, because the night before ran on.
    """

    day: dt.date
    pieces: tuple[Span, ...]
    curfew: dt.datetime | None = None
    moved: bool = False

    @property
    def start(self) -> dt.datetime:
        """When it begins."""
        return self.pieces[0].start

    @property
    def end(self) -> dt.datetime:
        """When it ends."""
        return self.pieces[-1].end

    @property
    def seconds(self) -> int:
        """Planned seconds."""
        return sum(seconds_of(piece) for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Fact:
    """What was seen of somebody on a date. `end` is None where nobody knows when the person went.

    `last_contact` is the last sign of serving that a report gives, beside what was clocked.
    """

    start: dt.datetime
    end: dt.datetime | None
    intervals: tuple[Span, ...] = ()
    last_contact: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What plan against fact says; None stands for what is not known or does not apply.

    `state` is a word of `AttendanceState`; minutes are whole ones, seconds are real time.
    """

    state: str
    planned_secs: int | None = None
    worked_secs: int | None = None
    inside_secs: int | None = None
    late_minutes: int | None = None
    early_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Grace:
    """Minutes that nobody counts."""

    late: int = 5
    early: int = 0


def seconds_of(span: Span) -> int:
    """Real seconds of a span."""
    return int((span.end - span.start).total_seconds())


def overlap_seconds(one: Iterable[Span], others: Sequence[Span]) -> int:
    """Real seconds that lie in a span of both lists; neither list overlaps itself."""
    total = 0
    for left in one:
        for right in others:
            begin, end = max(left.start, right.start), min(left.end, right.end)
            total += max(0, int((end - begin).total_seconds()))
    return total


def without(pieces: Iterable[Span], away: Sequence[Span]) -> tuple[Span, ...]:
    """Pieces less the spans of `away`; nothing is left of a piece that lies within them."""
    left = list(pieces)
    for gone in away:
        found = []
        for piece in left:
            if gone.end <= piece.start or gone.start >= piece.end:
                found.append(piece)
                continue
            if piece.start < gone.start:
                found.append(Span(piece.start, gone.start))
            if gone.end < piece.end:
                found.append(Span(gone.end, piece.end))
        left = found
    return tuple(left)


def gaps(pieces: Sequence[Span]) -> tuple[Span, ...]:
    """The spans between pieces: meal, break of a split shift."""
    return tuple(
        Span(before.end, after.start) for before, after in pairwise(pieces) if before.end < after.start
    )


def owner_day(at: dt.datetime, kind: str, plans: Mapping[dt.date, Plan], zone: ZoneInfo) -> dt.date:
    """The date to which a sign belongs: the shift around it, the nearer one where two are around it.

    Coming is measured from the shifts' starts, going from their ends; without a shift the small hours
    belong to the date before.
    """
    local = at.astimezone(zone).date()
    near: list[tuple[dt.timedelta, dt.date]] = []
    for back in (1, 0, -1):
        plan = plans.get(local - dt.timedelta(days=back))
        if plan is not None and plan.start - LEAD <= at <= plan.end + TRAIL:
            near.append((abs(at - (plan.start if kind == IN else plan.end)), plan.day))
    if near:
        return min(near)[1]
    return (at.astimezone(zone) - SMALL_HOURS).date()


def fact_of(
    punches: Sequence[tuple[dt.datetime, str]], presence: Sequence[tuple[dt.datetime, dt.datetime | None]]
) -> Fact | None:
    """What was seen: clocked times where there are any, else from the first to the last sign of all reports.

    A second coming without going between is the first one again, and a second going the later one. Nothing
    to go by gives None.
    """
    contacts = [last for _first, last in presence if last is not None]
    last_contact = max(contacts, default=None)
    came: dt.datetime | None = None
    intervals: list[Span] = []
    for at, kind in sorted(punches):
        if kind == IN:
            came = came or at
        elif came is not None:
            intervals.append(Span(came, at))
            came = None
        elif intervals:
            intervals[-1] = Span(intervals[-1].start, at)
    if intervals or came is not None:
        start = intervals[0].start if intervals else came
        assert start is not None
        end = None if came is not None else intervals[-1].end
        return Fact(start, end, tuple(intervals), last_contact)
    if not presence:
        return None
    first = min(begin for begin, _last in presence)
    spans = (Span(first, last_contact),) if last_contact is not None and last_contact >= first else ()
    return Fact(first, last_contact, spans, last_contact)


def judge(
    plan: Plan | None,
    fact: Fact | None,
    *,
    now: dt.datetime,
    grace: Grace,
    on_leave: bool = False,
    others_seen: bool = False,
) -> Verdict | None:
    """What a date says; None where there is nothing to keep (no shift and no sign, or not over yet).

    Whoever is planned and was not seen is absent only where others of that roster were seen that day: a day
    without any record is unknown, not a fault. Leave excuses.
    """
    if plan is None:
        if on_leave and fact is None:
            return Verdict("excused")
        if fact is None:
            return None
        return Verdict("unplanned", worked_secs=_worked(fact, ()))
    planned = plan.seconds
    if fact is None:
        if now < plan.end:
            return None
        if not others_seen:
            return Verdict("unknown", planned)
        return Verdict("absent", planned, 0, 0)
    late = _beyond(fact.start - plan.start, grace.late)
    early = None
    if fact.end is not None and plan.end <= now:
        early = _beyond(plan.end - fact.end, grace.early)
    words = {(False, False): "on_time", (True, False): "late", (False, True): "early"}
    state = words.get((late > 0, bool(early)), "late_early")
    inside = overlap_seconds(fact.intervals, plan.pieces) if fact.end is not None else None
    return Verdict(state, planned, _worked(fact, plan.pieces), inside, late, early)


def _worked(fact: Fact, pieces: Sequence[Span]) -> int | None:
    """Seconds of presence less the unpaid gaps of the plan; None where the going is not known."""
    if fact.end is None:
        return None
    return sum(seconds_of(span) for span in fact.intervals) - overlap_seconds(fact.intervals, gaps(pieces))


def _beyond(by: dt.timedelta, grace: int) -> int:
    """Whole minutes, 0 within the grace."""
    minutes = by // _MINUTE
    return minutes if minutes > grace else 0
