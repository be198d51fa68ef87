"""Demo demand: volumes of each shop, a promotion that teaches its lift, a forecast, needs and what-ifs."""

import datetime as dt
import math
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cstm import demo
from shifts.models import PromotionEvent, Volume
from shifts.selectors import desk_forecast, scenarios
from shifts.selectors import rosters as reads
from shifts.selectors.desk_forecast import DeskForecast
from shifts.selectors.scenarios import Tried
from shifts.selectors.staffing_plan import Assumptions
from shifts.selectors.volumes import VolumeRow
from shifts.services import events, forecasts
from shifts.services import scenarios as scenario_service
from shifts.services import volumes as volume_service
from staff.models import Agent, Desk, DeskAssignment, Grade, Store, User
from staff.services import availability, jobs

SOURCE = "chitu_hourly"
RATES = (28, 34, 42, 55, 75, 110)
WEEKS = 10
# Contacts of a plain Wednesday by hour from midnight, for each person who serves the shop.
HOURS = (
    0.5,
    0.2,
    0,
    0,
    0,
    0,
    0,
    0.2,
    1.2,
    2.6,
    3.4,
    3.1,
    2.2,
    2.4,
    3,
    3.2,
    3,
    2.7,
    2.3,
    2.8,
    3.6,
    3.4,
    2.2,
    1.1,
)
WEEKDAYS = (1.06, 1.02, 1, 0.99, 1.03, 1.12, 1.15)
MEMBER_DAY, LIFT = 18, 1.6
PLAN = Assumptions(aht=150.0, factor=1.7, within=30.0, shrinkage=0.1, begin=510, end=1560)
ONE = dt.timedelta(days=1)


def step(plan: demo.Plan) -> None:
    """What an hour costs, volumes, and what the pages of demand work out of them for each desk."""
    actor = User.objects.get(username="supervisor")
    for grade, amount in zip(Grade.objects.order_by("step"), RATES, strict=False):
        availability.set_rate(grade, amount=Decimal(amount), actor=None)
    first_of_month = plan.today.replace(day=1)
    _member_days(first_of_month, actor)
    for store in Store.objects.order_by("name"):
        _volumes(plan, store)
    following = reads.last_day(first_of_month) + ONE
    last = reads.last_day(following)
    desks = list(Desk.objects.filter(active=True, stores__isnull=False).order_by("name").distinct()[:4])
    for each in desks:
        jobs.run(forecasts.request(each, following, last, actor=actor).pk)
    found = desk_forecast.latest(desks[0]) if desks else None
    if found is None:
        return
    desk = desks[0]
    monday = following + (7 - following.weekday()) % 7 * ONE
    week = (monday + 14 * ONE, monday + 20 * ONE)
    forecasts.compute(desk, found, PLAN, first=week[0], last=week[1], replace_typed=False, actor=actor)
    _scenarios(desk, found, monday, actor)
    plan.say(f"{Volume.objects.count()} hours of volumes, {PromotionEvent.objects.count()} promotions.")


def _member_days(this: dt.date, actor: User) -> None:
    """A promotion that comes each month, so that past ones teach the coming one's lift."""
    month = (this - 35 * ONE).replace(day=1)
    for _number in range(4):
        day = month.replace(day=MEMBER_DAY)
        events.save(
            None, name="会员日", kind="member_day", first=day, last=day, stores=(), lifts=[1.5], actor=actor
        )
        month = (month + 31 * ONE).replace(day=1)


def _volumes(plan: demo.Plan, store: Store) -> None:
    """Ten weeks by hour, growing slowly; a shop whose log gives its volumes keeps those."""
    people = DeskAssignment.objects.filter(desk__stores=store).values("agent").distinct().count()
    if not people or Volume.objects.filter(store=store).exists():
        return
    zone = timezone.get_default_timezone()
    begin = store.business_day_start.hour
    rows = []
    for back in range(WEEKS * 7, 0, -1):
        day = plan.today - back * ONE
        level = people * WEEKDAYS[day.weekday()] * (1 - 0.002 * back) * plan.random.uniform(0.94, 1.06)
        for hour, share in enumerate(HOURS):
            mean = level * share * (LIFT if day.day == MEMBER_DAY else 1)
            number = max(0, round(plan.random.gauss(mean, math.sqrt(mean)))) if mean else 0
            start = dt.datetime.combine(day, dt.time(hour), zone).astimezone(dt.UTC)
            rows.append(VolumeRow(start, day if hour >= begin else day - ONE, 60, number))
    volume_service.record(rows, store_id=store.pk, source=SOURCE)


def _scenarios(desk: Desk, found: DeskForecast, monday: dt.date, actor: User) -> None:
    """A plain week, and the same with a sale while two are away."""
    made_by = Agent.objects.filter(user=actor).first()
    two = scenarios.people_of(desk, monday, monday).values_list("pk", flat=True)[:2]
    tries: list[tuple[str, Tried]] = [
        ("平常一周", Tried()),
        ("大促预案：1.8 倍咨询，两人请假", Tried(lift=1.8, who=tuple(two))),
    ]
    for name, tried in tries:
        span: dict[str, Any] = {"first": monday, "last": monday + 6 * ONE}
        result = scenarios.work_out(desk, found, PLAN, tried, **span)
        scenario_service.save(
            desk, name, plan=PLAN, tried=tried, result=result, found=found, made_by=made_by, actor=actor,
            **span,
        )  # fmt: skip


demo.register(60, step)
