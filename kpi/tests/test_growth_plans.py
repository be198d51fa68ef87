"""Each gap proposes a step; an accepted one is measured again after 14 and 28 days."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cstm.errors import DomainError
from cstm.weeks import Week
from kpi import tasks
from kpi.models import ImprovementPlan, PlanMeasure, StepRule
from kpi.selectors.growth import steps
from kpi.services import rollup
from kpi.services.growth import plans
from kpi.services.weeks import mark_dirty
from kpi.tests.factories_praise import NOW, TODAY, served, weeks_of
from kpi.tests.factories_schemes import FIRST, a_published
from staff.models import Agent, Membership, Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
LAST = Week.last_full(TODAY)
ONE = dt.timedelta(days=1)
REVIEW = TODAY + 28 * ONE


@pytest.fixture
def slow(agent):
    """Four weeks in which the first response took 50 s of 35."""
    weeks_of(agent, [50, 50, 50, 50], last=LAST)
    for back in range(4):
        mark_dirty([LAST.shift(-back).monday])
        rollup.roll_up(LAST.shift(-back))
    return agent


def rule(metric="frt_avg", kind="lesson"):
    return StepRule.objects.filter(metric=metric, kind=kind).first()


def accept(agent, owner, **values):
    known = {"agent": agent, "owner": owner, "review_on": REVIEW, "actor": owner.user, "now": NOW}
    return plans.accept(rule(), **{**known, **values})


def test_a_gap_proposes_the_steps_that_fit(slow):
    [point] = steps.weak_points(slow, TODAY)
    assert (point.metric, point.value, point.gap) == ("frt_avg", "50 s", "15 s to target")
    assert [step.kind for step in point.steps] == ["lesson", "talk"]


def test_each_gap_of_a_scorecard_proposes_a_step_to_those_whom_it_concerns(slow, lead, hr, client_of):
    a_published({**FIRST, "weight": 100})
    own = client_of(slow).get(reverse("kpi:my_scorecard"), {"period": "2026-11"}).content.decode()
    assert "First reply: greet, then ask" in own
    url = reverse("kpi:agent_scorecard", args=[slow.pk])
    assert "First reply: greet" in client_of(lead).get(url, {"period": "2026-11"}).content.decode()
    assert "First reply: greet" not in client_of(hr).get(url, {"period": "2026-11"}).content.decode()
    accept(slow, lead)
    own = client_of(slow).get(reverse("kpi:my_scorecard"), {"period": "2026-11"}).content.decode()
    assert "under way" in own


def test_a_supervisor_edits_what_is_proposed(slow, supervisor, client_of):
    row = rule(kind="talk")
    url = reverse("kpi:step_rule_edit", args=[row.pk])
    page = client_of(supervisor).get(url).content.decode()
    assert "15.0" in page
    values = {
        "metric": "frt_avg",
        "kind": "script",
        "title_en": "Hot keys",
        "title_zh": "快捷语",
        "text_en": "Try them.",
        "text_zh": "试试。",
        "least_percent": "50",
        "weeks": 1,
        "order": 0,
        "active": "on",
    }
    assert client_of(supervisor).post(url, values).status_code == 302
    assert [step.kind for step in steps.weak_points(slow, TODAY)[0].steps] == ["lesson"]
    client_of(supervisor).post(url, {**values, "least_percent": "40"})
    assert "Hot keys" in [str(step) for step in steps.weak_points(slow, TODAY)[0].steps]
    wrong = client_of(supervisor).post(url, {**values, "link": "https://example.org/"})
    assert "begins with" in wrong.content.decode()


def test_an_accepted_step_has_owner_review_and_the_figure_before(slow, lead):
    plan = accept(slow, lead)
    assert (plan.owner, plan.review_on, plan.before_value, plan.target) == (lead, REVIEW, 50, 35)
    # 7 to 20 November: the week from the 9th alone has figures, five days of 30 buyers.
    assert plan.before_n == 150
    assert [row.due_on for row in plan.measures.all()] == [TODAY + 14 * ONE, TODAY + 28 * ONE]
    assert [str(row.agent) for row in Notice.objects.filter(kind="kpi.plan_opened")] == ["Agent One"]
    [point] = steps.weak_points(slow, TODAY)
    assert point.plan == plan


def test_one_plan_a_metric_and_a_review_to_come(slow, lead):
    with pytest.raises(DomainError, match="day to come"):
        accept(slow, lead, review_on=TODAY)
    accept(slow, lead)
    with pytest.raises(DomainError, match="under way already"):
        accept(slow, lead)
    assert ImprovementPlan.objects.count() == 1


def test_the_same_metric_is_measured_again_after_14_and_28_days_once_each(slow, lead):
    plan = accept(slow, lead)
    for days in (1, 2, 15, 16):
        served(slow, TODAY + days * ONE, first_resp_secs=1200 if days < 14 else 900, first_resp_n=30)
    at = [NOW + n * ONE for n in (13, 14, 14, 28)]
    assert [plans.measure_due(moment) for moment in at] == [0, 1, 0, 1]
    measures = list(plan.measures.all())
    assert [(row.value, row.n, row.state) for row in measures] == [
        (Decimal(40), 60, "value"),
        (Decimal(30), 60, "value"),
    ]
    told = Notice.objects.filter(kind="kpi.plan_measured")
    assert sorted({str(row.agent) for row in told}) == ["Agent One", "Lead"]
    assert told.count() == 4
    plan.refresh_from_db()
    words = [(step.value, step.moved) for step in steps.course(plan)]
    assert words == [
        ("50 s", ""),
        ("40 s", "moved towards the target"),
        ("30 s", "moved towards the target"),
    ]
    assert Notice.objects.filter(kind="kpi.plan_review", agent=lead).count() == 1


def test_no_figures_are_no_zero(slow, lead):
    plan = accept(slow, lead)
    plans.measure_due(NOW + 14 * ONE)
    row = plan.measures.first()
    assert (row.value, row.state) == (None, "empty")
    assert "no figures" in [step.value for step in steps.course(plan)]


def test_the_task_measures_by_the_clock(slow, lead):
    accept(slow, lead)
    PlanMeasure.objects.filter(after_days=14).update(due_on=TODAY)
    assert tasks.measure_plans() == 1
    assert tasks.measure_plans() == 0


def test_a_plan_is_closed_with_a_word_and_then_another_may_begin(slow, lead, client_of):
    plan = accept(slow, lead)
    url = reverse("kpi:growth_plan_close", args=[plan.pk])
    wrong = client_of(slow).post(url, {"state": "done", "result": " "})
    assert "in a few words" in wrong.content.decode()
    client_of(slow).post(url, {"state": "done", "result": "Quicker now."})
    plan.refresh_from_db()
    assert (plan.state, plan.closed_on) == ("done", TODAY)
    assert accept(slow, lead).pk != plan.pk


def test_the_person_accepts_on_the_own_page_and_strangers_do_not_find_it(slow, agent2, client_of):
    page = client_of(slow).get(reverse("kpi:growth_mine")).content.decode()
    assert "15 s to target" in page
    url = reverse("kpi:growth_plan_new", args=[slow.pk])
    answer = client_of(slow).post(url, {"rule": rule().pk, "owner": slow.pk, "review_on": REVIEW})
    assert answer.status_code == 302
    plan = ImprovementPlan.objects.get()
    assert client_of(slow).get(reverse("kpi:growth_plan_detail", args=[plan.pk])).status_code == 200
    for name, args in (
        ("growth_plan_detail", [plan.pk]),
        ("growth_agent", [slow.pk]),
        ("growth_plan_new", [slow.pk]),
    ):
        assert client_of(agent2).get(reverse(f"kpi:{name}", args=args)).status_code == 404


@pytest.mark.parametrize(("name", "most"), [("kpi:growth_team", 15), ("kpi-api:growth_plans", 12)])
def test_questions_do_not_grow_with_the_people(name, most, client_of, team, lead):
    client = client_of(lead)

    def cost(n):
        start = Agent.objects.count()
        people = Agent.objects.bulk_create(
            Agent(employee_no=f"G{start + one:03d}", name=f"Person {start + one:03d}") for one in range(n)
        )
        Membership.objects.bulk_create(Membership(agent=one, team=team) for one in people)
        ImprovementPlan.objects.bulk_create(
            ImprovementPlan(
                agent=one,
                metric="csat",
                kind="talk",
                title="x",
                owner=lead,
                opened_on=TODAY,
                review_on=REVIEW,
            )
            for one in people
        )
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(name)).status_code == 200
        return [q["sql"] for q in asked.captured_queries]

    cost(20)
    few, many = cost(0), cost(180)
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= most, "\n".join(many)
