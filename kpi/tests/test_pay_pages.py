"""Journeys through the pages of pay, their files, and who sees what."""

import datetime as dt
import io
import json
from decimal import Decimal

import pytest
import python_calamine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cstm.tests.pdf_text import words
from kpi.models import Deduction, PayAppeal, PayRun, PaySlip
from kpi.selectors.pay.compute import compute
from kpi.services.pay import runs
from kpi.tests.factories import a_team
from kpi.tests.factories_pay import NOVEMBER, OCTOBER, TODAY, a_plan, a_run, a_sale, a_user, closed
from staff.models import Agent, Team
from staff.tests.factories import make_agent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
D = Decimal


def _person(name: str, *, role: str = "agent", team: Team | None = None) -> Client:
    """A signed-in person with a role for the whole organisation, or an agent of a team."""
    agent = make_agent(name, role=role, team=team, login=True)
    client = Client()
    client.force_login(agent.user)
    client.agent = agent  # type: ignore[attr-defined]
    return client


def test_hr_runs_a_month_and_a_second_person_closes_it() -> None:
    a_plan()
    hr, other, mei = _person("hr1", role="hr"), _person("hr2", role="hr"), _person("mei")
    a_sale(mei.agent, dt.date(2026, 10, 5), 12000)
    answer = hr.post(reverse("kpi:pay_run_open"), {"month": "2026-10"})
    run = PayRun.objects.get()
    assert answer.headers["Location"] == reverse("kpi:pay_run", args=[run.pk])
    runs.compute_run(run)
    PayRun.objects.update(job=None)
    page = hr.get(reverse("kpi:pay_run", args=[run.pk])).content.decode()
    assert "5,140.00" in page
    assert "I have reviewed it" in page
    hr.post(reverse("kpi:pay_run_review", args=[run.pk]))
    hr.post(reverse("kpi:pay_run_close", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == "reviewed"
    assert "Another person closes it" in hr.get(reverse("kpi:pay_run", args=[run.pk])).content.decode()
    other.post(reverse("kpi:pay_run_close", args=[run.pk]))
    run.refresh_from_db()
    assert (run.state, run.closed_by.username) == ("closed", "hr2")
    slip = PaySlip.objects.get(agent=mei.agent)
    pdf = mei.get(reverse("kpi:pay_slip_file", args=[slip.pk])).content
    assert "5,140.00" in words(pdf)


def test_the_sheet_has_a_row_a_person_and_a_column_a_line_and_adds_up() -> None:
    a_plan()
    hr, mei, bo = _person("hr1", role="hr"), _person("mei"), _person("bo")
    a_sale(mei.agent, dt.date(2026, 10, 5), 12000)
    run = a_run()
    content = hr.get(reverse("kpi:pay_run_sheet", args=[run.pk])).content
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheet, check, late = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    head = sheet[0]
    assert head[:4] == ["Employee number", "Name", "Team", "Base pay"]
    row = next(each for each in sheet if each[1] == str(mei.agent))
    assert row[head.index("Commission")] == 140
    assert row[head.index("Total")] == 5140
    assert sum(each[head.index("Total")] for each in sheet[1:-1]) == sheet[-1][head.index("Total")]
    assert len(sheet) == 2 + 3
    assert [each[-1] for each in check if each[0] == "Everybody in this file"] == [0]
    assert len(late) == 1
    assert bo


def test_the_slip_comes_in_the_readers_language() -> None:
    a_plan()
    mei = _person("mei")
    run = closed(a_run())
    slip = run.slips.get()
    url = reverse("kpi:pay_slip_file", args=[slip.pk])
    english = mei.get(url)
    assert (
        english.headers["Content-Disposition"] == f'attachment; filename="pay-2026-10-{slip.employee_no}.pdf"'
    )
    assert "Base pay" in words(english.content)
    type(mei.agent.user).objects.filter(pk=mei.agent.user.pk).update(language="zh-hans")
    chinese = words(mei.get(url).content)
    assert "2026年10月" in chinese
    assert "5,000.00" in chinese


def test_my_pay_shows_formulas_steps_and_takes_an_appeal_by_one_tap() -> None:
    a_plan(valid_from=dt.date(2026, 1, 1))
    mei, hr = _person("mei"), _person("hr1", role="hr")
    a_sale(mei.agent, dt.date(2026, 11, 5), 9000)
    page = mei.get(reverse("kpi:pay_mine")).content.decode()
    assert "9,000.00 × 1 % = 90.00" in page
    assert "1,000.00 CNY more net sales reach the tier of 2 %" in page
    assert "+10.00 CNY" in page
    answer = mei.post(reverse("kpi:pay_appeal_new"), {"month": "2026-11", "code": "commission", "ref": ""})
    row = PayAppeal.objects.get()
    assert answer.headers["Location"] == reverse("kpi:pay_appeal", args=[row.pk])
    assert row.shown["amount"] == "90.00"
    assert "You appealed" in mei.get(reverse("kpi:pay_mine")).content.decode()
    hr.post(
        reverse("kpi:pay_appeal_answer", args=[row.pk]),
        {"decision": "grant", "words": "A sale was missing.", "amount": "12.50"},
    )
    page = mei.get(reverse("kpi:pay_appeal", args=[row.pk])).content.decode()
    assert "A sale was missing." in page
    assert "12.50" in mei.get(reverse("kpi:pay_mine")).content.decode()


def test_an_appeal_against_a_line_that_is_not_there_is_refused() -> None:
    a_plan()
    mei = _person("mei")
    mei.post(reverse("kpi:pay_appeal_new"), {"month": "2026-11", "code": "overtime", "ref": "overtime:1"})
    mei.post(reverse("kpi:pay_appeal_new"), {"month": "2026-99", "code": "base"})
    assert not PayAppeal.objects.exists()


def test_a_deduction_from_evidence_over_the_answer_to_the_decision_and_never_seen_by_peers() -> None:
    a_plan()
    team = a_team("Shop/Pre")
    mei, bo, boss, hr = (
        _person("mei", team=team),
        _person("bo", team=team),
        _person("boss", role="leader"),
        _person("hr1", role="hr"),
    )
    form = {
        "agent": mei.agent.pk,
        "reason": "conduct",
        "happened_on": "2026-11-10",
        "evidence": "Conversation 4711, turn 12.",
        "amount": "40",
        "month": "2026-11",
    }
    assert "Evidence" in boss.post(reverse("kpi:deduction_new"), form | {"evidence": ""}).content.decode()
    boss.post(reverse("kpi:deduction_new"), form)
    row = Deduction.objects.get()
    url = reverse("kpi:deduction", args=[row.pk])
    assert bo.get(url).status_code == 404
    assert str(mei.agent) not in bo.get(reverse("kpi:deductions")).content.decode()
    assert bo.get(reverse("kpi-api:deduction", args=[row.pk])).status_code == 404
    assert bo.get(reverse("kpi-api:deductions")).json()["results"] == []
    decide = reverse("kpi:deduction_decide", args=[row.pk])
    early = hr.post(decide, {"decision": "approve", "words": "Seen."}).content.decode()
    assert "Nothing is taken unheard" in early
    mei.post(reverse("kpi:deduction_answer", args=[row.pk]), {"words": "I am sorry."})
    assert "Nobody decides" not in hr.get(url).content.decode()
    hr.post(decide, {"decision": "approve", "words": "Seen and heard."})
    row.refresh_from_db()
    assert row.state == "approved"
    page = mei.get(reverse("kpi:pay_mine")).content.decode()
    assert "Deduction" in page
    answer = mei.post(
        reverse("kpi:pay_appeal_new"), {"month": "2026-11", "code": "deduction", "ref": f"deduction:{row.pk}"}
    )
    assert answer.status_code == 302
    assert PayAppeal.objects.get().code == "deduction"


@pytest.mark.parametrize(
    ("who", "approve", "says"),
    [("boss", True, "second person"), ("mei", False, "own pay")],
)
def test_who_may_not_decide(who: str, approve: bool, says: str) -> None:
    from cstm.errors import DomainError
    from kpi.services.pay import deductions

    mei, boss = make_agent("mei", login=True), make_agent("boss", login=True)
    row = deductions.propose(
        mei,
        month=NOVEMBER,
        reason="other",
        happened_on=NOVEMBER,
        evidence="Seen in case 12.",
        amount=D(10),
        actor=boss.user,
        today=TODAY,
    )
    deductions.answer(row, words="No.", actor=mei.user)
    actor = {"mei": mei, "boss": boss}[who].user
    with pytest.raises(DomainError, match=says):
        deductions.decide(row, approve=approve, words="So be it.", actor=actor)


def test_plans_are_written_and_published_and_bad_tables_are_named() -> None:
    hr = _person("hr1", role="hr")
    hr.post(reverse("kpi:pay_plan_new"), {"name_en": "All", "name_zh": "全员", "grade": ""})
    from kpi.models import PayPlanVersion

    row = PayPlanVersion.objects.get()
    url = reverse("kpi:pay_plan_edit", args=[row.pk])
    form = {
        "valid_from": "2026-11",
        "base": "3000",
        "performance_base": "1000",
        "coefficients": "0 0.5\n60 1",
        "no_score": "1",
        "tiers": "0 1\n10000 2",
        "attribution": "paid",
    }
    falls = hr.post(url, form | {"coefficients": "0 1\n60 0.5"}).content.decode()
    assert "Factors by score: a later row brings at least as much" in falls
    odd = hr.post(url, form | {"tiers": "0 1\nten 2"}).content.decode()
    assert "Line 2: write two numbers" in odd
    hr.post(url, form)
    hr.post(reverse("kpi:pay_plan_publish", args=[row.pk]))
    row.refresh_from_db()
    assert (row.state, row.coefficients) == ("published", [["0", "0.5"], ["60", "1"]])


def test_the_command_shows_every_input_and_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    a_plan()
    mei = make_agent("mei")
    a_sale(mei, dt.date(2026, 10, 5), 12000)
    call_command("pay_run", "--period", "2026-10", "--preview", "--json")
    report = json.loads(capsys.readouterr().out)
    found = next(each for each in report["agents"] if each["employee_no"] == mei.employee_no)
    assert found["total"] == "5140.00"
    assert found["terms"]["tiers"] == [["0", "1"], ["10000", "2"]]
    assert found["facts"]["sales"]["sales"] == "12000"
    assert report["settings"]["cap_percent"] == "10"
    assert not PayRun.objects.exists()
    assert D(found["total"]) == compute(OCTOBER, numbers=[mei.employee_no]).drafts[0].total


@pytest.mark.parametrize(
    ("name", "role"), [("kpi:pay_run", "hr"), ("kpi-api:pay_slips", "hr"), ("kpi:pay_mine", "agent")]
)
def test_pages_ask_the_same_at_20_and_at_120_people(name: str, role: str) -> None:
    a_plan()
    reader = _person("reader", role=role)
    counts = []
    for people in (20, 120):
        have = Agent.objects.filter(employee_no__startswith="B").count()
        Agent.objects.bulk_create(
            Agent(employee_no=f"B{n:03d}", name=f"Person {n:03d}") for n in range(have, people)
        )
        run = PayRun.objects.first() or runs.open_run(OCTOBER, actor=None, today=TODAY)
        runs.compute_run(run)
        url = reverse(name, args=[] if name == "kpi:pay_mine" else [run.pk])
        reader.get(url)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert reader.get(url).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= (25 if name == "kpi:pay_mine" else 15)


def test_a_run_asks_the_same_number_of_questions_for_many_people() -> None:
    a_plan()
    counts = []
    for people in (5, 60):
        have = Agent.objects.count()
        Agent.objects.bulk_create(
            Agent(employee_no=f"B{n:03d}", name=f"Person {n:03d}") for n in range(have, people)
        )
        with CaptureQueriesContext(connection) as asked:
            compute(OCTOBER)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_api_opens_computes_reviews_and_closes() -> None:
    a_plan()
    hr, other = _person("hr1", role="hr"), _person("hr2", role="hr")
    json_type = "application/json"
    made = hr.post(reverse("kpi-api:pay_runs"), {"month": "2026-10"}, content_type=json_type)
    assert made.status_code == 201
    run = PayRun.objects.get()
    runs.compute_run(run)
    PayRun.objects.update(job=None)
    assert hr.post(reverse("kpi-api:pay_run_review", args=[run.pk])).json()["state"] == "reviewed"
    refused = hr.post(reverse("kpi-api:pay_run_close", args=[run.pk]))
    assert refused.status_code == 400
    assert other.post(reverse("kpi-api:pay_run_close", args=[run.pk])).json()["state"] == "closed"
    slips = hr.get(reverse("kpi-api:pay_slips", args=[run.pk])).json()
    one = hr.get(reverse("kpi-api:pay_slip", args=[slips["results"][0]["id"]])).json()
    assert one["lines"][0]["amount"] == "3000.00"
    assert one["facts"]["terms"]["base"] == "3000"
    bad = hr.post(reverse("kpi-api:pay_runs"), {"month": "2026-W4"}, content_type=json_type)
    assert bad.status_code == 400


def test_a_log_in_without_person_sees_no_pay() -> None:
    client = Client()
    client.force_login(a_user("nobody"))
    assert client.get(reverse("kpi:pay_mine")).status_code == 403
