"""Inspections as facts of a day: points, points possible, inspections, red lines crossed.

A review counts on the day of its chat once it is reviewed, and not while it is disputed.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count, Sum

from kpi.choices.quality import COUNTED
from kpi.models import Review
from shifts.selectors.own_facts import OwnFacts


def own_facts(first: dt.date, last: dt.date) -> Iterator[OwnFacts]:
    """Facts of inspections by date and person; one query."""
    rows = Review.objects.filter(day__range=(first, last), state__in=COUNTED).order_by("day", "agent_id")
    sums = rows.values("day", "agent_id").annotate(
        got=Sum("points"), whole=Sum("most"), checks=Count("pk"), lines=Sum("crossed")
    )
    for row in sums:
        yield OwnFacts(
            row["agent_id"],
            row["day"],
            {
                "qa_points": Decimal(row["got"]),
                "qa_max": Decimal(row["whole"]),
                "qa_checks": Decimal(row["checks"]),
                "redline_n": Decimal(row["lines"]),
            },
        )
