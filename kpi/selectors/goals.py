"""Targets in force: a team's own before that of the team above it, before that of every team."""

import datetime as dt
from collections.abc import Iterable

from kpi.models import Target
from kpi.rules import Goal
from staff.models import Team


def goals_of(team: Team | None, codes: Iterable[str], *, day: dt.date) -> dict[str, Goal]:
    """The goal of each metric for a team on a date; metrics without a target are left out."""
    path = team.path if team is not None else ""
    rows = Target.objects.filter(metric__in=list(codes), valid_from__lte=day).select_related("team")
    chosen: dict[str, tuple[tuple[int, dt.date], Target]] = {}
    for row in rows:
        top = row.team.path if row.team is not None else ""
        if top and path != top and not path.startswith(f"{top}/"):
            continue
        place = (len(top), row.valid_from)
        if row.metric not in chosen or place > chosen[row.metric][0]:
            chosen[row.metric] = (place, row)
    return {code: Goal(row.value, row.low, row.high, row.is_sample) for code, (_place, row) in chosen.items()}
