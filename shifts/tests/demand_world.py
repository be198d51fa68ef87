"""A desk with volumes behind it, people who serve it, a published month and what an hour costs."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from shifts.choices import RosterState
from shifts.selectors.desk_forecast import DeskForecast, latest
from shifts.selectors.volumes import VolumeRow
from shifts.services import forecasts
from shifts.services import volumes as volume_service
from shifts.tests.factories import assign, make_desk, make_roster
from staff.models import Agent, Desk, Grade, HourlyRate, Store
from staff.services import jobs
from staff.tests.factories import make_store

FIRST, LAST = dt.date(2026, 12, 1), dt.date(2026, 12, 7)
HOURS = range(9, 23)
ONE = dt.timedelta(days=1)


def fill(store: Store, *, days: int = 35, offered: int = 60, handling: int | None = 180) -> None:
    """So many contacts in each hour of the days before 21 November 2026, as a log gives them."""
    zone = timezone.get_default_timezone()
    rows = []
    for number in range(1, days + 1):
        day = dt.date(2026, 11, 21) - number * ONE
        for hour in HOURS:
            start = dt.datetime.combine(day, dt.time(hour), zone).astimezone(dt.UTC)
            seconds = None if handling is None else offered * handling
            rows.append(VolumeRow(start, day, 60, offered, offered, seconds))
    volume_service.record(rows, store_id=store.pk, source="log")


def make_world(team: Any, *people: Agent) -> SimpleNamespace:
    """Desk `Line` at `Lotus`, served by these people, of whom the first works by day on 1 December."""
    grade = Grade.objects.order_by("step").first() or Grade.objects.create(
        code="agent", name_en="Agent", name_zh="客服", step=1
    )
    HourlyRate.objects.create(grade=grade, amount=Decimal("30.00"))
    Agent.objects.filter(pk__in=[each.pk for each in people]).update(grade=grade)
    store = make_store("Lotus")
    desk = make_desk("Line", *people)
    desk.stores.set([store])
    fill(store)
    roster = make_roster(team, FIRST, state=RosterState.PUBLISHED)
    assign(roster, people[0], FIRST, "D", desk)
    return SimpleNamespace(store=store, desk=desk, roster=roster, grade=grade)


def forecast(desk: Desk, first: dt.date = FIRST, last: dt.date = LAST) -> DeskForecast:
    """The desk forecast, as the worker does it."""
    job = forecasts.request(desk, first, last, actor=None)
    assert jobs.run(job.pk) == "done", job.error
    found = latest(desk)
    assert found is not None
    return found
