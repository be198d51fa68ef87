"""Pay runs: computed, reviewed, closed by two people; late facts become differences; closed rows stay."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cstm.errors import DomainError
from kpi.choices.pay import RunState
from kpi.models import PayLine, PayRun, PaySlip
from kpi.services.pay import plan_versions, runs
from kpi.tests.factories import a_store, a_team, an_account, an_agent
from kpi.tests.factories_pay import (
    NOVEMBER,
    OCTOBER,
    TODAY,
    a_plan,
    a_roster,
    a_run,
    a_sale,
    a_user,
    closed,
    lines_of,
)
from shifts.models import LeaveRequest, LeaveType
from staff.models import Agent, Job
from staff.services import jobs

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def anna() -> Agent:
    a_plan()
    return an_agent("1", name="Anna", team=a_team("Shop/Pre"), since=dt.date(2020, 1, 1))


def test_a_whole_month_with_sales(anna: Agent) -> None:
    a_sale(anna, dt.date(2026, 10, 5), 12500, 500)
    run = a_run()
    assert run.state == RunState.COMPUTED
    assert lines_of(run, anna) == {
        "base": D("3000.00"),
        "experience": D("0.00"),
        "performance": D("2000.00"),
        "commission": D("140.00"),
    }
    assert PaySlip.objects.get(run=run).total == D("5140.00")


def test_computing_twice_keeps_one_set_of_slips(anna: Agent) -> None:
    run = a_run()
    before = list(PayLine.objects.values_list("code", "ref", "amount"))
    runs.compute_run(run)
    assert list(PayLine.objects.values_list("code", "ref", "amount")) == before


def test_days_of_a_joiner_and_a_leaver_come_from_the_roster(anna: Agent) -> None:
    team = a_team("Shop/Pre")
    joiner, leaver = an_agent("2", team=team), an_agent("3", team=team)
    Agent.objects.filter(pk=joiner.pk).update(hired_on=dt.date(2026, 10, 16))
    Agent.objects.filter(pk=leaver.pk).update(left_on=dt.date(2026, 10, 10))
    a_roster(
        team, OCTOBER, {anna: list(range(1, 21)), joiner: [10, 20, 21, 22, 23, 24], leaver: [1, 2, 3, 9, 12]}
    )
    run = a_run()
    assert lines_of(run, joiner)["base"] == D("750.00")  # 5 of 20 days; none before joining
    assert lines_of(run, leaver)["base"] == D("600.00")  # 4 of 20
    assert lines_of(run, anna)["base"] == D("3000.00")
    line = PayLine.objects.get(run=run, slip__agent=leaver, code="base")
    assert (line.inputs["own_days"], line.inputs["full_days"], line.inputs["basis"]) == (4, 20, "roster")


def test_paid_leave_counts_as_a_rostered_day(anna: Agent) -> None:
    team = a_team("Shop/Pre")
    leaver = an_agent("3", team=team)
    Agent.objects.filter(pk=leaver.pk).update(left_on=dt.date(2026, 10, 16))
    a_roster(team, OCTOBER, {anna: list(range(1, 21)), leaver: [12, 13]})
    kind = LeaveType.objects.filter(paid=True).first()
    LeaveRequest.objects.create(
        agent=leaver,
        type=kind,
        first=dt.date(2026, 10, 14),
        last=dt.date(2026, 10, 20),
        half_days=10,
        state="approved",
    )
    assert lines_of(a_run(), leaver)["base"] == D("750.00")  # 12, 13 on shift; 14, 15, 16 on leave: 5 of 20


def test_without_a_roster_the_calendar_says_the_days(anna: Agent) -> None:
    Agent.objects.filter(pk=anna.pk).update(left_on=dt.date(2026, 11, 13))
    run = a_run(NOVEMBER)
    line = PayLine.objects.get(run=run, code="base")
    assert (line.inputs["basis"], line.inputs["own_days"], line.inputs["full_days"]) == ("calendar", 10, 21)
    assert line.amount == D("1428.57")
    assert {"code": "calendar", "name": "", "count": 1} in run.remarks


def test_who_has_no_plan_is_named_and_not_paid(anna: Agent) -> None:
    from kpi.models import PayPlanVersion

    assert PayPlanVersion.objects.get().valid_from == dt.date(2026, 1, 1)
    run = runs.open_run(dt.date(2025, 12, 1), actor=None, today=TODAY)
    runs.compute_run(run)
    run.refresh_from_db()
    assert run.remarks == [{"code": "no_plan", "name": "Anna", "count": 0}]
    assert not run.slips.exists()


def test_refunds_that_are_pending_make_a_range_and_refunds_that_are_missing_are_said(anna: Agent) -> None:
    a_sale(anna, dt.date(2026, 10, 5), 9000, 0)
    a_sale(anna, dt.date(2026, 10, 6), 3000, None, pending=",refund_amt,")
    a_sale(anna, dt.date(2026, 10, 7), 500, None)
    run = a_run()
    line = PayLine.objects.get(run=run, code="commission")
    assert (line.amount, line.low, line.high) == (D("90.00"), D("90.00"), D("140.00"))
    assert (line.inputs["pending_days"], line.inputs["lacking_days"]) == (1, 1)
    slip = PaySlip.objects.get()
    assert (slip.pending, slip.low, slip.high) == (True, D("5090.00"), D("5140.00"))


def test_two_people_close_and_the_month_must_be_over(anna: Agent) -> None:
    run, one, two = a_run(), a_user("one"), a_user("two")
    with pytest.raises(DomainError, match="reviewed first"):
        runs.close(run, actor=two, today=TODAY)
    runs.review(run, actor=one)
    with pytest.raises(DomainError, match="Another person"):
        runs.close(run, actor=one, today=TODAY)
    with pytest.raises(DomainError, match="not over"):
        runs.close(run, actor=two, today=dt.date(2026, 10, 31))
    runs.close(run, actor=two, today=TODAY)
    run.refresh_from_db()
    assert (run.state, run.reviewed_by, run.closed_by) == ("closed", one, two)
    with pytest.raises(DomainError, match="does not change"):
        runs.compute_run(run)
    with pytest.raises(DomainError, match="does not change"):
        runs.request(run, actor=one)


def test_the_database_refuses_one_person_for_both(anna: Agent) -> None:
    run, one = a_run(), a_user("one")
    runs.review(run, actor=one)
    with pytest.raises(IntegrityError), transaction.atomic():
        PayRun.objects.filter(pk=run.pk).update(closed_by=one)


def test_a_review_falls_when_the_run_is_computed_again(anna: Agent) -> None:
    run = a_run()
    runs.review(run, actor=a_user("one"))
    runs.compute_run(run)
    run.refresh_from_db()
    assert (run.state, run.reviewed_by) == ("computed", None)


@pytest.mark.parametrize("table", ["run", "slip", "line"])
@pytest.mark.parametrize("deed", ["change", "remove", "add"])
def test_the_database_keeps_closed_pay_as_it_is(anna: Agent, table: str, deed: str) -> None:
    run = closed(a_run())
    slip, line = run.slips.get(), run.lines.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        if deed == "add" and table == "line":
            PayLine.objects.create(
                slip=slip, run=run, code="base", ref="x", month=OCTOBER, about="base", amount=1
            )
        elif deed == "add":
            PaySlip.objects.create(run=run, agent=an_agent("9"), employee_no="9", name="N", total=1)
        elif deed == "change":
            row = {"run": run, "slip": slip, "line": line}[table]
            field = {"run": "currency", "slip": "name", "line": "code"}[table]
            type(row).objects.filter(pk=row.pk).update(**{field: "X"})
        else:
            if connection.vendor == "sqlite":
                _guard_removal_again()
            row = {"run": run, "slip": slip, "line": line}[table]
            name = {"run": "kpi_payrun", "slip": "kpi_payslip", "line": "kpi_payline"}[table]
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {name} WHERE id = %s", [row.pk])


def _guard_removal_again() -> None:
    """The suite takes these triggers off on SQLite, since it cleans up by DELETE."""
    from importlib import import_module

    guard = import_module("kpi.migrations.0012_closed_pay_stays")
    with connection.cursor() as cursor:
        for name, when, say in guard._sqlite():
            if name.startswith("closed_") and name.endswith("_no_removal"):
                cursor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{say}'); END")


def test_a_run_that_is_not_closed_may_change(anna: Agent) -> None:
    run = a_run()
    PayLine.objects.filter(run=run).update(ref="y")
    PaySlip.objects.filter(run=run).delete()
    assert not PayLine.objects.exists()


def test_one_open_run_at_a_time_and_no_month_before_a_closed_one(anna: Agent) -> None:
    run = a_run()
    with pytest.raises(DomainError, match="not closed yet"):
        runs.open_run(NOVEMBER, actor=None, today=TODAY)
    closed(run)
    with pytest.raises(DomainError, match="is closed"):
        runs.open_run(OCTOBER, actor=None, today=TODAY)
    with pytest.raises(DomainError, match="not begun"):
        runs.open_run(dt.date(2027, 1, 1), actor=None, today=TODAY)


def test_a_run_computed_before_another_was_closed_is_computed_again(anna: Agent) -> None:
    Agent.objects.filter(pk=an_agent("7").pk).update(left_on=dt.date(2026, 9, 30))
    run = a_run()
    closed(a_run(OCTOBER, supplementary=True))
    one, two = a_user("one"), a_user("two")
    runs.review(run, actor=one)
    with pytest.raises(DomainError, match="Compute it again"):
        runs.close(run, actor=two, today=TODAY)


def test_the_job_computes_and_can_be_called_off(anna: Agent) -> None:
    from kpi import tasks  # noqa: F401

    user = a_user("hr")
    run = runs.open_run(OCTOBER, actor=user, today=TODAY)
    job = runs.request(run, actor=user)
    assert runs.request(run, actor=user).pk == job.pk
    with pytest.raises(DomainError, match="being computed"):
        PayRun.objects.filter(pk=run.pk).update(state="computed", computed_at="2026-11-01T00:00Z")
        runs.review(run, actor=user)
    PayRun.objects.filter(pk=run.pk).update(state="open")
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    assert jobs.run(job.pk) == "cancelled"
    assert not PaySlip.objects.exists()
    again = runs.request(run, actor=user)
    assert jobs.run(again.pk) == "done"
    run.refresh_from_db()
    assert (run.state, run.slips.count()) == ("computed", 1)


class _Dies:
    """A job whose worker is killed once slips have been written."""

    def progress(self, done: int, total: int | None = None) -> None:
        """Everything is fine so far."""

    def checkpoint(self) -> None:
        """The kill."""
        raise KeyboardInterrupt


def test_a_killed_attempt_leaves_the_slips_that_were(anna: Agent) -> None:
    run = a_run()
    before = list(PayLine.objects.values_list("pk", "amount"))
    a_sale(anna, dt.date(2026, 10, 5), 9000)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        runs.compute_run(run, _Dies())
    assert list(PayLine.objects.values_list("pk", "amount")) == before
    runs.compute_run(run)
    assert lines_of(run, anna)["commission"] == D("90.00")


def test_an_account_of_somebody_else_pays_nothing_here(anna: Agent) -> None:
    other = an_agent("2")
    a_sale(other, dt.date(2026, 10, 5), 9000, account=an_account(a_store(), other))
    assert lines_of(a_run(), anna)["commission"] == D("0.00")


def test_published_versions_stay_and_closed_months_take_no_new_one(anna: Agent) -> None:
    from kpi.models import PayPlanVersion

    version = PayPlanVersion.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        PayPlanVersion.objects.filter(pk=version.pk).update(base=1)
    closed(a_run())
    draft = plan_versions.draft(version.plan, {"valid_from": OCTOBER, "base": D(4000)}, actor=None)
    with pytest.raises(DomainError, match="closed"):
        plan_versions.publish(draft, actor=None)
    draft = plan_versions.draft(version.plan, {"valid_from": NOVEMBER}, actor=None)
    plan_versions.publish(draft, actor=None)


def test_a_new_version_holds_from_its_month_only(anna: Agent) -> None:
    closed(a_run())
    a_plan(valid_from=NOVEMBER, base=D(4000))
    lines = lines_of(a_run(NOVEMBER), anna)
    assert lines["base"] == D("4000.00")
    assert not [code for code in lines if code.startswith("difference")]


def test_the_trail_says_who_opened_reviewed_and_closed(anna: Agent) -> None:
    run = closed(a_run())
    from auditlog.models import LogEntry

    deeds = [row.additional_data["action"] for row in LogEntry.objects.filter(object_pk=str(run.pk))]
    assert {"pay_run.open", "pay_run.review", "pay_run.close"} <= set(deeds)
