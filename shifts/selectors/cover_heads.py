"""Who is at desks in which hour: the roster with trainings, meetings and people who are sent elsewhere."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast

from shifts.choices import RosterState
from shifts.models import Assignment, DispatchMove
from shifts.rules import spans
from shifts.rules.spans import Span
from shifts.selectors.attendance_inputs import zone
from staff.choices import BlockKind

# Who is off for this many minutes of an hour is not there in it.
HALF = 30
Hours = Mapping[int, frozenset[int]]
_FIELDS = ("day", "who", "kind_of", "begin", "until", "busy", "n", "own", "sent_to")
# Busy or not; the desk by the roster and the desk sent to, None where it is not one of those asked for; from
# when to when.
_Part = tuple[bool, int | None, int | None, Span]


def heads_by_desk(
    days: list[dt.date], desk_ids: "list[int] | QuerySet[Any, Any]", hours: Hours, *, seen: bool = False
) -> dict[int, dict[tuple[dt.date, int], int]]:
    """Heads of each desk by day and hour, whatever roster they stand on (`seen`: published ones only).

    `hours` are those in which each template works. One query.
    """
    found: dict[int, dict[tuple[dt.date, int], int]] = defaultdict(lambda: defaultdict(int))
    parts: dict[tuple[dt.date, int, int], list[_Part]] = defaultdict(list)
    for day, who, template, begin, until, busy, n, own, sent_to in _rows(days, desk_ids, seen=seen):
        if begin is None:
            for hour in hours.get(template, ()):
                found[own][day, hour] += n
        else:
            parts[day, who, template].append((bool(busy), own, sent_to, Span(begin, until)))
    for (day, _who, template), mine in parts.items():
        for desk, hour, step in _steps(day, hours.get(template, ()), mine):
            found[desk][day, hour] += step
    return found


def _steps(day: dt.date, hours: Iterable[int], parts: list[_Part]) -> Iterator[tuple[int, int, int]]:
    """Desks and hours with a head less or more by one person's trainings, meetings and moves."""
    for hour in hours:
        slot = Span(*(spans.moment(day, 60 * each, zone()) for each in (hour, hour + 1)))
        if sum(slot.overlap(span) for busy, _own, _to, span in parts if busy) >= HALF:
            own, to = parts[0][1], None
        else:
            sent = [each for each in parts if not each[0] and slot.overlap(each[3]) >= HALF]
            own, to = (sent[0][1], sent[0][2]) if sent else (None, None)
        if own is not None:
            yield own, hour, -1
        if to is not None:
            yield to, hour, 1


def _rows(
    days: list[dt.date], desk_ids: "list[int] | QuerySet[Any, Any]", *, seen: bool
) -> list[tuple[Any, ...]]:
    """Sums of the roster (no begin; `n` are heads), and each training, meeting and move by itself."""
    shifts = Assignment.objects.filter(day__in=days).order_by()
    if seen:
        shifts = shifts.exclude(roster__state=RosterState.DRAFT)
    yes, no = Value(1, IntegerField()), Value(0, IntegerField())
    nowhere = Cast(Value(None), BigIntegerField())
    at_these = Case(When(desk_id__in=desk_ids, then=F("desk_id")), default=nowhere)
    never = Cast(Value(None), DateTimeField())
    sums = (
        shifts.filter(desk_id__in=desk_ids)
        .values("day", who=no, kind_of=F("template_id"), own=F("desk_id"))
        .annotate(
            begin=never, until=never, busy=no, n=Count("pk", output_field=IntegerField()), sent_to=nowhere
        )
    )
    moves = DispatchMove.objects.filter(day__in=days).order_by()
    sent_here = moves.filter(agent_id=OuterRef("agent_id"), day=OuterRef("day"), desk_id__in=desk_ids)
    off = shifts.filter(
        Q(desk_id__in=desk_ids) | Exists(sent_here),
        agent__blocks__kind=BlockKind.BUSY,
        agent__blocks__start_at__lt=F("end_at"),
        agent__blocks__end_at__gt=F("start_at"),
    ).values(
        "day",
        who=F("agent_id"),
        kind_of=F("template_id"),
        begin=F("agent__blocks__start_at"),
        until=F("agent__blocks__end_at"),
        busy=yes,
        n=no,
        own=at_these,
        sent_to=nowhere,
    )
    shift = shifts.filter(agent_id=OuterRef("agent_id"), day=OuterRef("day"), start_at__isnull=False)
    sent = moves.values(
        "day",
        who=F("agent_id"),
        kind_of=Subquery(shift.values("template_id")[:1]),
        begin=F("start_at"),
        until=F("end_at"),
        busy=no,
        n=no,
        own=Subquery(shift.annotate(at=at_these).values("at")[:1]),
        sent_to=at_these,
    )
    return list(
        sums.values_list(*_FIELDS).union(off.values_list(*_FIELDS), sent.values_list(*_FIELDS), all=True)
    )
