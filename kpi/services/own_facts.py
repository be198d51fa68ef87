"""Facts of our own apps, copied into daily records of source `cstm` before a week is summed."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from cstm.weeks import Week
from kpi.choices import OWN_SOURCE, Scope
from kpi.facts import OWN_FACTS
from kpi.models import Record
from kpi.selectors.quality import facts as quality_facts
from shifts.selectors import own_facts as shift_selectors
from shifts.selectors.own_facts import OwnFacts

Days = dict[tuple[int, dt.date], dict[str, Decimal]]


def copy_week(week: Week) -> int:
    """Make the `cstm` records of a week equal to what the lower apps say now; returns how many there are.

    Runs inside the transaction of the rollup.
    """
    days = gather(week)
    standing = Record.objects.filter(
        source=OWN_SOURCE, scope=Scope.AGENT, store=None, date__range=(week.monday, week.sunday)
    )
    known = {(record.agent_id, record.date): record for record in standing}
    gone = [record.pk for key, record in known.items() if key not in days]
    if gone:
        Record.objects.filter(pk__in=gone).delete()
    fresh, changed = [], []
    for (agent_id, day), facts in days.items():
        record = known.get((agent_id, day))
        if record is None:
            fresh.append(Record(agent_id=agent_id, date=day, last_date=day, source=OWN_SOURCE, **facts))
            fresh[-1].holes = _holes(facts)
        elif _apply(record, facts):
            changed.append(record)
    Record.objects.bulk_create(fresh, batch_size=500)
    if changed:
        Record.objects.bulk_update(changed, [*OWN_FACTS, "holes"], batch_size=200)
    return len(days)


def gather(week: Week) -> Days:
    """What every lower app knows of these days, by person and date."""
    days: Days = {}
    for source in (shift_selectors.own_facts, quality_facts.own_facts):
        _take(days, source(week.monday, week.sunday))
    return days


def _take(days: Days, rows: Iterable[OwnFacts]) -> None:
    """Add one app's rows."""
    for row in rows:
        days.setdefault((row.agent_id, row.day), {}).update(row.facts)


def _holes(facts: Mapping[str, Decimal]) -> str:
    """The own facts that a day lacks, so that days which hold others are told apart."""
    return f",{','.join(sorted(OWN_FACTS - facts.keys()))},"


def _apply(record: Record, facts: Mapping[str, Decimal]) -> bool:
    """Set a record's own facts; says whether anything changed."""
    changed = False
    for code in OWN_FACTS:
        if getattr(record, code) != facts.get(code):
            setattr(record, code, facts.get(code))
            changed = True
    record.holes = _holes(facts)
    return changed
