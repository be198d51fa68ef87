"""The case report: sums by store and category, what is missing is no zero, and the workbook; and the API."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from kpi.models import Case, CaseCategory
from kpi.selectors.cases.report import report
from kpi.services.cases import cases, ratings
from kpi.tests.factories import a_store
from kpi.tests.factories_cases import DAY, HOUR, NOW, a_case, closed, reopened

pytestmark = pytest.mark.django_db
WEEK = (dt.date(2026, 3, 2), dt.date(2026, 3, 8))
BEFORE = (dt.date(2026, 2, 23), dt.date(2026, 3, 1))


def made(now=NOW + 5 * DAY):
    return report(Case.objects.all(), *WEEK, before=BEFORE, now=now)


def test_lines_are_sums_and_shares_are_of_sums():
    late, goods = CaseCategory.objects.get(name_en="Late"), CaseCategory.objects.get(name_en="Goods")
    one, two = a_store("Lotus"), a_store("Pine")
    case = closed(a_case(store=one, category=late, refund_amount=Decimal("10.50")), now=NOW + HOUR)
    token = ratings.ask(case.pk, by=None, actor=None, now=NOW + HOUR).rstrip("/").rpartition("/")[2]
    ratings.answer(token, score=3, now=NOW + 2 * HOUR)
    reopened(case, now=NOW + DAY)
    closed(case, now=NOW + DAY + HOUR)
    token = ratings.ask(case.pk, by=None, actor=None, now=NOW + 2 * DAY).rstrip("/").rpartition("/")[2]
    ratings.answer(token, score=5, now=NOW + 2 * DAY)
    a_case(store=one, category=late)  # Open past its time.
    a_case(store=two, category=goods, now=NOW + 5 * DAY)  # Not due yet.
    a_case(store=two, category=goods, now=NOW - 5 * DAY)
    found = made()
    lotus, pine = found.lines
    assert (lotus.store, lotus.category) == ("Lotus", "Delivery / Late")
    sums = lotus.sums
    assert (sums.cases, sums.standing, sums.late, sums.decided, sums.in_time) == (2, 1, 1, 2, 1)
    assert sums.in_time_rate == Decimal("0.5")
    assert (sums.closed, sums.reopened, sums.refund) == (1, 1, Decimal("10.50"))
    assert (sums.rated, sums.satisfied, sums.satisfied_rate) == (2, 1, Decimal("0.5"))
    assert (pine.sums.cases, pine.sums.before) == (1, 1)
    # Nothing decided, refunded or rated: no rate and no sum, and not 0.
    assert (pine.sums.in_time_rate, pine.sums.refund, pine.sums.satisfied_rate) == (None, None, None)
    assert (found.whole.cases, found.whole.before, found.whole.refund) == (3, 1, Decimal("10.50"))
    assert found.stores["Lotus"].cases == 2
    assert [name for name, _sums in found.kinds] == ["complaint"]


def test_a_category_of_the_period_before_alone_has_a_line():
    a_case(now=NOW - 5 * DAY)
    (line,) = made().lines
    assert (line.sums.cases, line.sums.before, line.category) == (0, 1, "")


def test_leaders_count_their_people_and_download_the_same(client_of, lead, agent, stranger, today):
    store = a_store()
    for person in (agent, stranger):
        cases.open_case(
            store,
            kind="fault",
            title="It broke",
            owner=person,
            by=None,
            values={"product": "Lamp", "product_no": "L1"},
            actor=None,
        )
    client = client_of(lead)
    page = client.get(reverse("kpi:case_report")).content.decode()
    assert "1 case opened" in page
    assert "Lamp" in client.get(reverse("kpi:case_products")).content.decode()
    assert client.get(reverse("kpi:case_report"), {"period": "nonsense"}).status_code == 200
    answer = client.post(reverse("kpi:case_report_export"), {"period": "2026-11"})
    assert "cases-2026-11.xlsx" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    lines, _kinds, products = book.worksheets
    head, line, total = lines.iter_rows(values_only=True)
    values = dict(zip(head, line, strict=True))
    assert (values["Cases"], values["In time, share"], values["Refunds"]) == (1, None, None)
    assert total[:1] == ("Total",)
    assert next(products.iter_rows(min_row=2, values_only=True))[:5] == ("Lamp", "L1", store.name, 1, 1)
    assert client_of(agent).get(reverse("kpi:case_report")).status_code == 403


def test_a_machine_opens_works_on_and_sums_cases(client_of, agent, lead, stranger, today):
    store = a_store()
    client, url = client_of(agent), reverse("kpi-api:cases")
    said = {"kind": "review", "store": store.pk, "title": "Bad colour", "fields": {"grade": "negative"}}
    made = client.post(url, said, content_type="application/json")
    assert made.status_code == 201
    key = made.json()["id"]
    assert made.json()["owner"] == agent.employee_no
    wrong = client.post(url, {**said, "fields": {"nothing": "x"}}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, "field_nothing")
    assert [row["id"] for row in client.get(url, {"q": "colour"}).json()["results"]] == [key]
    one = reverse("kpi-api:case", args=[key])
    changed = client.patch(one, {"fields": {"review_changed": "yes"}}, content_type="application/json")
    assert changed.json()["fields"] == {"grade": "negative", "review_changed": "yes"}
    deed = reverse("kpi-api:case_deed", args=[key])

    def press(**words):
        return client.post(deed, words, content_type="application/json").json()

    press(deed="ask", department="merchant", text="Is it so?")
    step = Case.objects.get(pk=key).steps.get()
    press(deed="answer", step=step.pk, text="Yes")
    press(deed="word", text="Told her")
    assert press(deed="close", text="New one sent", first_contact=True)["state"] == "closed"
    assert press(deed="reopen", text="Again")["reopened"] == 1
    assert press(deed="give", owner=stranger.employee_no)["error"]["code"] == "owner"
    assert press(deed="give", owner=lead.employee_no)["owner"] == lead.employee_no
    assert client_of(stranger).get(one).status_code == 404
    whole = client_of(lead).get(reverse("kpi-api:case_report")).json()["whole"]
    assert (whole["cases"], whole["reopened"], whole["refund"]) == (1, 1, None)


def test_a_machine_keeps_actions_and_waste(client_of, agent, lead, today):
    leader, owner = client_of(lead), client_of(agent)
    said = {"kind": "corrective", "title": "Mend", "owner": agent.employee_no, "due": "2026-12-01"}
    url = reverse("kpi-api:actions")
    key = leader.post(url, said, content_type="application/json").json()["id"]
    assert owner.post(url, said, content_type="application/json").status_code == 403
    deed = reverse("kpi-api:action_deed", args=[key])
    owner.post(deed, {"deed": "finish", "text": "Done"}, content_type="application/json")
    checked = leader.post(
        deed, {"deed": "check", "helped": "yes", "text": "Fewer"}, content_type="application/json"
    )
    assert checked.json()["state"] == "checked"
    assert leader.get(url, {"state": "checked"}).json()["count"] == 1
    waste = reverse("kpi-api:wastes")
    line = {"step": "Copying", "proposal": "Export", "minutes_lost": "1.5"}
    assert owner.post(waste, line, content_type="application/json").status_code == 201
    assert leader.get(waste).json()["results"][0]["cases_a_week"] is None
