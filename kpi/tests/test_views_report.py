"""The report page: what it shows, to whom, and the file that a job makes of it."""

import datetime as dt

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from cstm.weeks import Week
from kpi.tests.factories import a_record, a_store, an_account
from staff.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
WEEK = Week.parse("2026-W46")
ASKED = {
    "first": "2026-11-09",
    "last": "2026-11-15",
    "period": "week",
    "by": "agent",
    "metrics": ["frt_avg", "csat"],
}


@pytest.fixture
def figures(agent, agent2, stranger):
    store = a_store()
    for person, secs in ((agent, 900), (agent2, 1800), (stranger, 2700)):
        facts = {"first_resp_secs": secs, "first_resp_n": 30, "reception_users": 30}
        a_record(store, an_account(store, person), WEEK.monday, **facts)
    return store


def test_the_form_stands_ready_with_the_last_four_weeks(client_of, hr):
    page = client_of(hr).get(reverse("kpi:report")).content.decode()
    assert 'value="2026-10-19"' in page
    assert 'value="2026-11-15"' in page


def test_hr_sees_everybody_with_counts(client_of, hr, figures):
    page = client_of(hr).get(reverse("kpi:report"), ASKED).content.decode()
    for words in ("Agent One", "Agent Two", "Stranger", "30 s", "90 s", "n 30", "no figures", "3 rows"):
        assert words in page


def test_a_supervisor_sees_the_own_part_alone(client_of, supervisor, figures, other_team, stranger):
    client = client_of(supervisor)
    page = client.get(reverse("kpi:report"), ASKED).content.decode()
    assert "Agent One" in page
    assert "Stranger" not in page
    outside = client.get(reverse("kpi:report"), {**ASKED, "team": other_team.pk})
    assert outside.status_code in (404, 422)
    person = client.get(reverse("kpi:report"), {**ASKED, "people": [stranger.pk]})
    assert person.status_code in (404, 422)
    assert "Stranger" not in person.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"first": "2026-11-20", "last": "2026-11-09"}, "This day lies before the first one."),
        ({"first": "1999-01-01"}, "five years at most"),
        ({"metrics": []}, "This field is required."),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_with_a_sentence(client_of, hr, changes, sentence):
    answer = client_of(hr).get(reverse("kpi:report"), {**ASKED, **changes})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_sales_under_several_rules_are_refused_until_one_is_chosen(client_of, hr, agent, figures):
    account = agent.holdings.get().account
    for rule, amount in (("order_first", 100), ("payment", 900)):
        a_record(figures, account, WEEK.monday, attribution=rule, source=f"r_{rule}", sales_amt=amount)
    asked = {**ASKED, "metrics": ["sales_amt"]}
    page = client_of(hr).get(reverse("kpi:report"), asked).content.decode()
    assert "mixed rules" in page
    assert "1,000" not in page
    page = client_of(hr).get(reverse("kpi:report"), {**asked, "attribution": "payment"}).content.decode()
    assert "900.00 yuan" in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_is_a_job_in_the_own_downloads(
    client_of, hr, agent, figures, kind, django_capture_on_commit_callbacks
):
    asked = "first=2026-11-09&last=2026-11-15&period=week&by=agent&metrics=frt_avg"
    url = f"{reverse('kpi:report_export')}?{asked}"
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(hr).post(url, {"format": kind})
    assert answer.status_code == 302
    assert answer.url == reverse("staff:download_list")
    job = Job.objects.get()
    assert (job.owner, job.state, job.result["rows"]) == (hr.user, "done", 3)
    assert job.file_name.endswith(kind)
    entry = LogEntry.objects.filter(additional_data__action="report.export").get()
    assert entry.actor == hr.user
    assert client_of(agent).post(url, {"format": kind}).status_code == 403


def test_a_report_of_all_stores_is_beyond_a_part_of_the_tree(client_of, supervisor, figures):
    answer = client_of(supervisor).get(reverse("kpi:report"), {**ASKED, "by": "store"})
    assert answer.status_code == 422
    assert "Choose a store" in answer.content.decode()
    one = client_of(supervisor).get(reverse("kpi:report"), {**ASKED, "by": "store", "store": figures.pk})
    assert one.status_code == 200


def test_more_than_a_page_is_paged(client_of, hr, agent, figures):
    account = agent.holdings.get().account
    for back in range(1, 60):
        day = WEEK.monday - dt.timedelta(days=back)
        a_record(figures, account, day, first_resp_secs=900, first_resp_n=30)
    asked = {**ASKED, "first": "2026-09-01", "period": "day", "metrics": ["frt_avg"]}
    page = client_of(hr).get(reverse("kpi:report"), asked).content.decode()
    assert "62 rows" in page
    second = client_of(hr).get(reverse("kpi:report"), {**asked, "page": 2}).content.decode()
    assert "2026-11-09" in second
