"""Cases for tests, made by the service."""

import datetime as dt
from typing import Any

from kpi.models import Case
from kpi.services.cases import cases
from kpi.tests.factories import a_store, an_agent
from staff.models import Agent

# Monday 2 March 2026, 10:00 in Shanghai.
NOW = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def a_case(owner: Any = None, store: Any = None, *, now: dt.datetime = NOW, **changes: Any) -> Case:
    """A complaint that its owner opened, at a store that is open day and night."""
    owner = owner or Agent.objects.filter(employee_no="A1").first() or an_agent("A1")
    said = {"kind": "complaint", "title": "The parcel never came", "by": owner, "actor": None}
    values = {name: changes.pop(name) for name in list(changes) if name not in said}
    return cases.open_case(store or a_store(), owner=owner, now=now, values=values, **{**said, **changes})


def closed(case: Case, *, now: dt.datetime, **changes: Any) -> Case:
    """The case, settled."""
    said = {"outcome": "Sent again", "by": case.owner, "actor": None}
    return cases.close(case.pk, now=now, **{**said, **changes})


def reopened(case: Case, *, now: dt.datetime) -> Case:
    """The case, open again."""
    return cases.reopen(case.pk, reason="It broke again", by=case.owner, actor=None, now=now)
