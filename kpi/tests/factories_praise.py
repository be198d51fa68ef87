"""Rows for tests of praise: work on a date by each kind of evidence, praise, weeks of figures."""

import datetime as dt
from typing import Any

from django.utils import timezone

from cstm.weeks import Week
from kpi.models import Praise, PraiseValue, ReadyPraise
from kpi.tests.factories import a_record, a_store, an_account
from shifts.models import Assignment, AttendanceDay, Roster, ShiftTemplate
from staff.models import Agent, PlatformAccount, Team

NOW = dt.datetime(2026, 11, 21, 4, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 21)


def attended(agent: Agent, *days: dt.date, state: str = "on_time") -> None:
    """What attendance says of some dates."""
    for day in days:
        AttendanceDay.objects.create(agent=agent, day=day, state=state)


def rostered(agent: Agent, team: Team, *days: dt.date, state: str = "published", code: str = "D") -> Roster:
    """Shifts (or with the code of rest, days without) on a roster of the days' months."""
    roster = None
    for day in days:
        values: dict[str, Any] = {"state": state}
        if state != "draft":
            values["published_at"] = timezone.now()
        roster, _new = Roster.objects.get_or_create(team=team, month=day.replace(day=1), defaults=values)
        start = dt.datetime.combine(day, dt.time(9), timezone.get_default_timezone())
        times = {"start_at": start, "end_at": start + dt.timedelta(hours=8)} if code == "D" else {}
        Assignment.objects.create(
            roster=roster, agent=agent, day=day, template=ShiftTemplate.objects.get(code_en=code), **times
        )
    assert roster is not None
    return roster


def served(agent: Agent, *days: dt.date, **facts: Any) -> None:
    """A report of each date with work of the person."""
    store = a_store()
    account = PlatformAccount.objects.filter(holdings__agent=agent).first() or an_account(store, agent)
    for day in days:
        a_record(store, account, day, **(facts or {"reception_users": 20}))


def praised(receiver: Agent, giver: Agent, day: dt.date = TODAY, **values: Any) -> Praise:
    """A praise on a date."""
    tag = PraiseValue.objects.get(code="helping")
    known = {"value": tag, "text": "Thank you", "day": day, **values}
    return Praise.objects.create(receiver=receiver, giver=giver, **known)


def weeks_of(agent: Agent, values: list[int], *, last: Week, fact: str = "first_resp_secs") -> None:
    """Five days of each week up to `last`: seconds of first responses of 30 buyers a day."""
    for back, value in enumerate(reversed(values)):
        for day in last.shift(-back).days[:5]:
            served(agent, day, **{fact: value * 30, "first_resp_n": 30, "reception_users": 30})


def seeds() -> None:
    """A value tag and ready words, where a test that commits took those of the migration away."""
    for code, name in (
        ("helping", "Helping others"),
        ("patience", "Patience"),
        ("reliability", "Reliability"),
    ):
        tag, _new = PraiseValue.objects.get_or_create(code=code, defaults={"name_en": name, "name_zh": code})
    if not ReadyPraise.objects.exists():
        ReadyPraise.objects.create(value=tag, text_en="Thank you for your help.", text_zh="谢谢你帮忙。")
