"""Weekly rows read back as sums of metrics."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kpi import rules
from kpi.facts import FACTS
from kpi.metrics import METRICS, Metric
from kpi.models import WeeklyFacts
from kpi.rules import Cell, Parts
from kpi.selectors.report_extras import codes
from kpi.selectors.sums import facts_of

_ABOUT = ("monday", "agent_id", "team_id", "store_id", "attribution", "days", "ripe_on")
_TEXTS = ("estimated", "pending", "exceptions", "extra")


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One row of agent × team × store × attribution rule of a week."""

    monday: dt.date
    agent_id: int | None
    team_id: int | None
    store_id: int | None
    attribution: str
    days: int
    ripe_on: dt.date | None
    estimated: frozenset[str]
    pending: frozenset[str]
    exceptions: Mapping[str, Any]
    facts: Mapping[str, Decimal]

    def parts(self, metric: Metric) -> Parts | None:
        """A metric's sums over the days of the row that hold all its facts."""
        paired = self.exceptions.get("paired", {}).get(metric.code)
        if paired is not None:
            num, den, days, *guessed = paired
            if num is None:
                return None
            return Parts(Decimal(num), None if den is None else Decimal(den), days, bool(guessed))
        held = self.exceptions.get("days", {})
        days = min((held.get(code, self.days) for code in metric.facts), default=self.days)
        return rules.parts(metric, self.facts, days=days)

    def waits_for(self, metric: Metric) -> bool:
        """Is a fact of the metric not final yet?"""
        return not self.pending.isdisjoint(metric.facts)

    def guesses(self, metric: Metric) -> bool:
        """Is a fact of the metric rebuilt from a ratio?"""
        return not self.estimated.isdisjoint(metric.facts)


def read(
    metrics: Sequence[Metric],
    *,
    first: dt.date,
    last: dt.date,
    agent_ids: Iterable[int] | None = None,
    team_ids: Iterable[int] | None = None,
) -> list[WeekRow]:
    """The rows of the Mondays of a span, of these people or teams."""
    rows = WeeklyFacts.objects.filter(monday__range=(first, last), agent__isnull=False)
    if agent_ids is not None:
        rows = rows.filter(agent_id__in=list(agent_ids))
    if team_ids is not None:
        rows = rows.filter(team_id__in=list(team_ids))
    wanted = [code for code in facts_of(metrics) if code in FACTS]
    return [
        _row(values, wanted) for values in rows.order_by("monday", "id").values(*_ABOUT, *_TEXTS, *wanted)
    ]


def _row(values: Mapping[str, Any], wanted: Sequence[str]) -> WeekRow:
    facts = {code: values[code] for code in wanted if values[code] is not None}
    facts.update((code, Decimal(number)) for code, number in (values["extra"] or {}).items())
    return WeekRow(
        **{name: values[name] for name in _ABOUT},
        estimated=frozenset(codes(values["estimated"])),
        pending=frozenset(codes(values["pending"])),
        exceptions=values["exceptions"] or {},
        facts=facts,
    )


def answers(metric: Metric, rows: Iterable[WeekRow]) -> bool:
    """Do weekly rows say all there is to say about a metric?

    They do not where hours stand against the work of several stores, for quantiles, for pairs of the
    shop's own facts, and where agent-days of one person at several stores would be counted twice.
    """
    if not metric.summable or metric.crosses_stores or metric.store_only:
        return False
    if metric.code not in METRICS and len(metric.facts) > 1:
        return False
    return metric.per in ("events", "persons") or not _several_stores(rows)


def _several_stores(rows: Iterable[WeekRow]) -> bool:
    """Does somebody have rows of more than one store (or rule) in a week?"""
    seen: dict[tuple[dt.date, int | None], tuple[int | None, str]] = {}
    for row in rows:
        place = (row.store_id, "")
        if seen.setdefault((row.monday, row.agent_id), place) != place:
            return True
    return False


def cell(metric: Metric, rows: Sequence[WeekRow], *, attribution: str | None = None) -> Cell:
    """A metric over some rows, of one rule where it is about sales."""
    used = [row for row in rows if row.parts(metric) is not None or row.waits_for(metric)]
    if metric.is_sales and attribution is not None:
        used = [row for row in used if row.attribution == attribution]
    if metric.is_sales and rules.mixes_rules(row.attribution for row in used):
        return rules.cell(metric, None, refused=True)
    waiting = [row for row in used if row.waits_for(metric)]
    return rules.cell(
        metric,
        rules.combine(row.parts(metric) for row in used),
        estimated=any(row.guesses(metric) for row in used),
        pending=bool(waiting),
        ripe_on=max((row.ripe_on for row in waiting if row.ripe_on), default=None),
    )
