"""Rows of pay for tests."""

import datetime as dt
import zoneinfo
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kpi.models import PayLine, PayPlan, PayPlanVersion, PayRun
from kpi.services.pay import plan_versions, runs
from kpi.tests.factories import a_record, a_store, an_account
from shifts.models import Assignment, OvertimeEntry, Roster, ShiftTemplate
from staff.models import Agent, Team, User

OCTOBER = dt.date(2026, 10, 1)
NOVEMBER = dt.date(2026, 11, 1)
TODAY = dt.date(2026, 12, 20)
VALUES: dict[str, Any] = {
    "valid_from": dt.date(2026, 1, 1),
    "base": Decimal(3000),
    "performance_base": Decimal(2000),
    "no_score": Decimal(1),
    "experience": [(12, 100), (24, 200)],
    "coefficients": [(0, "0.5"), (60, "0.8"), (90, "1.2")],
    "tiers": [(0, 1), (10000, 2)],
    "attribution": "paid",
}


def a_user(name: str, agent: Agent | None = None) -> User:
    """A log-in, of a person."""
    user = User.objects.create_user(username=name, password="x")
    if agent is not None:
        agent.user = user
        agent.save(update_fields=["user"])
    return user


def a_plan(**values: Any) -> PayPlanVersion:
    """A published plan for everybody."""
    plan = PayPlan.objects.filter(grade=None).first() or plan_versions.make_plan(
        name_en="Plan", name_zh="方案", grade=None, actor=None
    )
    return plan_versions.publish(plan_versions.draft(plan, VALUES | values, actor=None), actor=None)


def a_sale(agent: Agent, day: dt.date, amount: int | str, refund: int | str | None = 0, **more: Any) -> Any:
    """A day's net sales by the rule `paid`."""
    store = a_store()
    account = more.pop("account", None) or an_account(store, agent, name=f"{agent.employee_no}:{day}")
    facts = {"sales_amt": amount} | ({} if refund is None else {"refund_amt": refund})
    return a_record(store, account, day, agent=agent, attribution="paid", **facts, **more)


def a_roster(team: Team, month: dt.date, days: dict[Agent, list[int]]) -> Roster:
    """A published roster: days of the month on which each person has a shift."""
    roster = Roster.objects.get_or_create(
        team=team, month=month, defaults={"state": "published", "published_at": timezone.now()}
    )[0]
    template = ShiftTemplate.objects.get(code_en="D")
    zone = zoneinfo.ZoneInfo("Asia/Shanghai")
    for agent, numbers in days.items():
        for number in numbers:
            day = month.replace(day=number)
            start = dt.datetime.combine(day, dt.time(9), zone)
            Assignment.objects.create(
                roster=roster,
                agent=agent,
                day=day,
                template=template,
                start_at=start,
                end_at=start + dt.timedelta(hours=9),
                paid_minutes=480,
            )
    return roster


def a_run(month: dt.date = OCTOBER, *, supplementary: bool = False) -> PayRun:
    """A computed run."""
    run = runs.open_run(month, actor=None, today=TODAY, supplementary=supplementary)
    runs.compute_run(run)
    run.refresh_from_db()
    return run


def closed(run: PayRun) -> PayRun:
    """The run, reviewed by one and closed by another."""
    one = User.objects.filter(username="reviewer").first() or a_user("reviewer")
    two = User.objects.filter(username="closer").first() or a_user("closer")
    runs.review(run, actor=one)
    return runs.close(run, actor=two, today=TODAY)


def lines_of(run: PayRun, agent: Agent) -> dict[str, Decimal]:
    """Amounts by line, with its reference where it has one."""
    rows = PayLine.objects.filter(run=run, slip__agent=agent)
    return {f"{row.code}{':' if row.ref else ''}{row.ref}": row.amount for row in rows}


def an_extra(**values: Any) -> OvertimeEntry:
    """An entry of the overtime ledger, decided to be paid."""
    plain = {"day_kind": "workday", "source": "hand:1", "state": "paid"}
    return OvertimeEntry.objects.create(**plain | values)
