"""One day of a person: its figures, and the source rows with the file that each came from."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cstm import formats
from cstm.weeks import Week
from kpi.metrics import METRICS
from kpi.rules import State
from kpi.selectors import decisions, shown, sources, weeks
from staff.models import Agent


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact of a source row: what counts, what the report says, and what to know."""

    name: str
    counts: str
    given: str
    why: str
    note: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source row with its facts and the file it came from."""

    source: str
    place: str
    account: str
    attribution: str
    span: str
    file: str
    batch_id: int | None
    line: int | None
    facts: list[FactLine]


def day_page(person: Agent, day: dt.date) -> dict[str, Any]:
    """The figures of the day, and its source rows."""
    metrics = [metric for metric in METRICS.values() if metric.summable and not metric.store_only]
    found = weeks.agent_days(person.pk, week=Week.of(day), metrics=metrics)
    figures = [
        shown.show(metric, cell)
        for row in found
        if row.first == day
        for metric in metrics
        if (cell := row.cells[metric.code]).value is not None or cell.state in (State.PENDING, State.REFUSED)
    ]
    names, reports = decisions.fact_names(), decisions.source_names()
    rows = [_source_row(row, names, reports) for row in sources.source_rows(person.pk, day)]
    return {"metrics": figures, "rows": rows}


def _source_row(row: sources.SourceRow, names: Mapping[str, str], reports: Mapping[str, str]) -> SourceRow:
    is_long = row.last > row.first
    return SourceRow(
        source=reports.get(row.source, row.source),
        place=row.store,
        account=row.account,
        attribution=decisions.rule_words(row.attribution),
        span=_("A period: %(span)s.") % {"span": formats.date_range(row.first, row.last)} if is_long else "",
        file=row.file_name,
        batch_id=row.batch_id,
        line=row.row,
        facts=[_fact_line(fact, row, names) for fact in row.facts],
    )


def _fact_line(fact: sources.SourceFact, row: sources.SourceRow, names: Mapping[str, str]) -> FactLine:
    """A figure with what counts of it: another report's may count instead, or it waits."""
    note = ""
    if fact.pending and row.ripe_on:
        note = _("ripens on %(day)s") % {"day": formats.day(row.ripe_on)}
    elif fact.estimated:
        note = _("estimated from a rate and its count")
    return FactLine(
        name=names.get(fact.code, fact.code),
        counts=formats.number(fact.counts),
        given=formats.number(fact.given),
        why=_("pending") if fact.pending else _("another report counts"),
        note=note,
    )
