"""Reasons that weekly figures give: an own best, a first full week at target."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from cstm import formats
from cstm.weeks import Week
from kpi.choices.praise import ReasonKind
from kpi.metrics import METRICS, Metric
from kpi.models import Target
from kpi.rules import Cell, Goal, praise_reasons
from kpi.selectors import definitions, week_rows
from kpi.selectors.praise.reason import Reason
from kpi.selectors.week_rows import WeekRow

WEEKS = 13
# What a person does, and weekly sums can tell.
CODES = ("csat", "frt_avg", "art", "resp_3min_rate", "reply_rate", "inq_conv", "fcr", "case_sla")
_VALUE = {"csat": "care", "inq_conv": "care", "fcr": "care"}


def from_weeks(agents: Mapping[int, str], today: dt.date) -> dict[int, list[Reason]]:
    """What the last full week of each of these people (with the path of the team) says; two queries."""
    week = Week.last_full(today)
    metrics = [METRICS[code] for code in CODES]
    first = week.shift(1 - WEEKS)
    rows: dict[int, list[WeekRow]] = defaultdict(list)
    for row in week_rows.read(metrics, first=first.monday, last=week.monday, agent_ids=list(agents)):
        if row.agent_id is not None:
            rows[row.agent_id].append(row)
    goals = goals_by_path(set(agents.values()), CODES, week.sunday)
    weeks = [first.shift(n) for n in range(WEEKS)]
    return {
        agent_id: list(_reasons(agent_id, own, weeks, metrics, goals[agents[agent_id]]))
        for agent_id, own in rows.items()
    }


def _reasons(
    agent_id: int,
    rows: Sequence[WeekRow],
    weeks: Sequence[Week],
    metrics: Sequence[Metric],
    goals: Mapping[str, Goal],
) -> Iterator[Reason]:
    by_week: dict[dt.date, list[WeekRow]] = defaultdict(list)
    for row in rows:
        by_week[row.monday].append(row)
    days = sum(row.days for row in by_week[weeks[-1].monday] if not row.attribution)
    url = f"{reverse('kpi:agent_week', args=[agent_id])}?week={weeks[-1]}"
    for metric in metrics:
        cells = [week_rows.cell(metric, by_week[week.monday]) for week in weeks]
        if praise_reasons.first_above(metric, cells, goals.get(metric.code), days=days):
            yield _first(metric, cells[-1], goals[metric.code], url)
        elif best := praise_reasons.own_best(metric, cells):
            yield _best(metric, best, url)


def _first(metric: Metric, cell: Cell, goal: Goal, url: str) -> Reason:
    words = _("First full week at target: %(name)s %(value)s, target %(target)s.")
    return Reason(
        kind=ReasonKind.FIRST_ABOVE,
        key=f"{ReasonKind.FIRST_ABOVE}:{metric.code}",
        text=words
        % {
            "name": definitions.name(metric),
            "value": definitions.figure_with_unit(cell.value, metric.unit),
            "target": definitions.target_words(metric, goal),
        },
        value=_VALUE.get(metric.code, "reliability"),
        url=url,
        link=_("see week"),
    )


def _best(metric: Metric, best: praise_reasons.OwnBest, url: str) -> Reason:
    words = _("Own best in %(weeks)s weeks: %(name)s %(value)s, n %(n)s.")
    return Reason(
        kind=ReasonKind.OWN_BEST,
        key=f"{ReasonKind.OWN_BEST}:{metric.code}",
        text=words
        % {
            "weeks": best.weeks,
            "name": definitions.name(metric),
            "value": definitions.figure_with_unit(best.value, metric.unit),
            "n": formats.number(best.n),
        },
        value=_VALUE.get(metric.code, "reliability"),
        url=url,
        link=_("see week"),
    )


def goals_by_path(paths: Iterable[str], codes: Iterable[str], day: dt.date) -> dict[str, dict[str, Goal]]:
    """The goals of metrics for many teams on a date: the nearest team's, the newest of those; one query."""
    found = Target.objects.filter(metric__in=list(codes), valid_from__lte=day)
    targets = list(found.select_related("team").order_by("valid_from"))
    answer: dict[str, dict[str, Goal]] = {}
    for path in paths:
        best: dict[str, tuple[int, Target]] = {}
        for row in targets:
            top = row.team.path if row.team is not None else ""
            if top and path != top and not path.startswith(f"{top}/"):
                continue
            if row.metric not in best or len(top) >= best[row.metric][0]:
                best[row.metric] = (len(top), row)
        answer[path] = {
            code: Goal(row.value, row.low, row.high, row.is_sample) for code, (_n, row) in best.items()
        }
    return answer
