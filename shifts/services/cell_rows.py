"""A cell as the row that the table holds, and the sentence for rows that get in each other's way."""

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.formats import day as day_words
from shifts.models import Assignment, Roster, ShiftTemplate
from shifts.rules import meals, spans
from shifts.selectors.rosters import CellKey, CellValue
from staff.models import Agent


def row_of(
    roster: Roster, agent_id: int, day: dt.date, kind: ShiftTemplate, desk_id: int | None, *, pinned: bool
) -> Assignment:
    """A row with the moments that template and date give."""
    row = Assignment(
        roster=roster, agent_id=agent_id, day=day, template=kind, desk_id=desk_id, pinned=pinned,
        paid_minutes=kind.paid_minutes,
    )  # fmt: skip
    if kind.start is not None and kind.end is not None:
        zone = timezone.get_default_timezone()
        span = spans.shift_span(day, kind.start, kind.end, zone)
        row.start_at, row.end_at = span.start, span.end
        if kind.meal_start is not None and kind.meal_end is not None:
            minute = meals.meal_start(
                kind.meal_start, kind.meal_end, kind.meal_minutes, agent_id + day.toordinal()
            )
            row.meal_at = spans.moment(day, minute, zone)
    return row


def overlap(
    roster: Roster,
    rows: list[Assignment],
    after: Mapping[CellKey, CellValue],
    people: Mapping[int, Agent],
) -> str:
    """The sentence for the first two shifts that get in each other's way, or nothing."""
    standing = Assignment.objects.filter(agent_id__in=list(people)).select_related("template", "roster__team")
    if rows:
        first, last = min(row.day for row in rows), max(row.day for row in rows)
        one = dt.timedelta(days=1)
        standing = standing.filter(day__gte=first - one, day__lte=last + one)
    of: dict[int, list[Assignment]] = {}
    for row in (*standing, *rows):
        if row.pk is None or row.roster_id != roster.pk or (row.agent_id, row.day) not in after:
            of.setdefault(row.agent_id, []).append(row)
    for row in rows:
        for other in of[row.agent_id]:
            if other is row:
                continue
            at_once = bool(
                row.start_at and row.end_at and other.start_at and other.end_at
                and row.start_at < other.end_at and other.start_at < row.end_at
            )  # fmt: skip
            if at_once or other.day == row.day:
                return _(
                    "%(name)s would work twice at once: %(shift)s on %(day)s and %(other)s on %(other_day)s"
                    " (%(roster)s). Change one of the two."
                ) % {
                    "name": people[row.agent_id], "shift": row.template, "day": day_words(row.day),
                    "other": other.template, "other_day": day_words(other.day), "roster": other.roster,
                }  # fmt: skip
    return ""
