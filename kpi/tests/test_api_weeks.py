"""API of weeks, report, rollup, metrics, targets and store values: same scopes as the pages."""

from decimal import Decimal

import pytest
from django.urls import reverse
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from cstm.weeks import Week
from kpi.models import CustomMetric, StoreValue, Target, WeekState
from kpi.services import rollup
from kpi.services.weeks import mark_dirty
from kpi.tests.factories import a_record, a_store, an_account
from staff.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
WEEK = Week.parse("2026-W46")


@pytest.fixture(autouse=True)
def _no_samples(db):
    """The targets that come with the tables stay out of these tests."""
    Target.objects.all().delete()


def api_of(person):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.get_or_create(user=person.user)[0].key}")
    return client


@pytest.fixture
def figures(agent, agent2, stranger):
    store = a_store()
    for person, secs, n in ((agent, 900, 90), (agent2, 1000, 10), (stranger, 500, 50)):
        facts = {"first_resp_secs": secs, "first_resp_n": n, "reception_users": n}
        a_record(store, an_account(store, person), WEEK.monday, **facts)
    mark_dirty([WEEK.monday])
    rollup.roll_up(WEEK)
    return store


def test_a_leader_reads_the_own_team_by_name(figures, lead):
    answer = api_of(lead).get(reverse("kpi-api:agent_weeks"), {"metrics": "frt_avg"}).json()
    assert [row["name"] for row in answer["results"]] == ["Agent One", "Agent Two"]
    cells = [row["cells"]["frt_avg"] for row in answer["results"]]
    assert [Decimal(cell["value"]) for cell in cells] == [10, 100]
    assert [cell["state"] for cell in cells] == ["value", "few_data"]
    assert [Decimal(cell["n"]) for cell in cells] == [90, 10]


def test_an_agent_reads_only_the_own_week(figures, agent, agent2, stranger):
    client = api_of(agent)
    answer = client.get(reverse("kpi-api:agent_weeks")).json()
    assert [row["agent_id"] for row in answer["results"]] == [agent.pk]
    for person in (agent2, stranger):
        asked = client.get(reverse("kpi-api:agent_weeks"), {"agent": person.pk})
        assert asked.status_code == 404
    assert client.get(reverse("kpi-api:team_weeks")).status_code == 403
    assert client.get(reverse("kpi-api:report"), {"first": "2026-W46", "last": "2026-W46"}).status_code == 403


def test_another_team_is_not_there(figures, lead, other_team):
    client = api_of(lead)
    for name in ("agent_weeks", "team_weeks"):
        assert client.get(reverse(f"kpi-api:{name}"), {"team": other_team.pk}).status_code == 404


def test_a_teams_rate_is_the_rate_of_its_sums(figures, lead):
    rows = api_of(lead).get(reverse("kpi-api:team_weeks"), {"metrics": "frt_avg"}).json()["results"]
    assert [row["team"] for row in rows] == ["Care/Pre-sales"]
    assert Decimal(rows[0]["cells"]["frt_avg"]["value"]) == 19


def test_a_team_is_summed_with_the_teams_below_it(figures, hr):
    client = api_of(hr)
    asked = {"metrics": "reception_users,frt_avg,frt_p50"}
    found = {row["team"]: row for row in client.get(reverse("kpi-api:team_weeks"), asked).json()["results"]}
    assert sorted(found) == ["Care", "Care/After-sales", "Care/Pre-sales"]
    whole = {code: cell["value"] for code, cell in found["Care"]["cells"].items()}
    assert Decimal(whole["reception_users"]) == 150
    assert Decimal(whole["frt_avg"]) == 16
    assert found["Care"]["cells"]["frt_p50"]["state"] == found["Care/Pre-sales"]["cells"]["frt_p50"]["state"]
    below = {**asked, "team": found["Care/Pre-sales"]["team_id"]}
    rows = client.get(reverse("kpi-api:team_weeks"), below).json()["results"]
    assert [row["team"] for row in rows] == ["Care/Pre-sales"]


def test_a_stores_week_counts_everybody(figures, supervisor):
    rows = api_of(supervisor).get(reverse("kpi-api:store_weeks"), {"metrics": "reception_users"}).json()
    assert Decimal(rows["results"][0]["cells"]["reception_users"]["value"]) == 150


def test_the_report_is_narrowed_to_the_scope_and_paged(figures, supervisor, hr, other_team):
    asked = {"first": "2026-W46", "last": "2026-W46", "metrics": "frt_avg", "page_size": 1}
    first = api_of(supervisor).get(reverse("kpi-api:report"), asked).json()
    assert first["more"] is True
    assert [row["agent"] for row in first["rows"]] == ["Agent One"]
    second = api_of(hr).get(reverse("kpi-api:report"), {**asked, "page": 2}).json()
    assert second["rows"][0]["period"] == "2026-W46"
    everything = {**asked, "page_size": 100}
    people = {row["agent"] for row in api_of(hr).get(reverse("kpi-api:report"), everything).json()["rows"]}
    assert people == {"Agent One", "Agent Two", "Stranger"}
    outside = {**asked, "team": other_team.pk}
    assert api_of(supervisor).get(reverse("kpi-api:report"), outside).status_code == 404


def test_item_analysis_and_surveys_are_refused_with_a_reason(figures, hr):
    for code in ("item_facility", "enps"):
        asked = {"first": "2026-W46", "last": "2026-W46", "metrics": code}
        answer = api_of(hr).get(reverse("kpi-api:report"), asked)
        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == "not_by_agent"


def test_an_export_is_a_job_of_its_owner(figures, hr, django_capture_on_commit_callbacks):
    asked = {"first": "2026-W46", "last": "2026-W46", "metrics": "frt_avg", "format": "csv"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = api_of(hr).post(reverse("kpi-api:report_export"), asked)
    assert answer.status_code == 202
    job = Job.objects.get(pk=answer.json()["job"])
    assert job.owner == hr.user
    assert job.state == "done"
    with job.file.open() as stream:
        text = stream.read().decode("utf-8-sig")
    assert text.splitlines()[0] == "period,team,employee_no,agent,store,frt_avg,frt_avg__n"


def test_metrics_are_read_by_all_and_written_by_few(agent, supervisor):
    client = api_of(agent)
    rows = client.get(reverse("kpi-api:metrics")).json()
    frt = next(row for row in rows if row["code"] == "frt_avg")
    assert frt["numerator"] == ["first_resp_secs"]
    form = {
        "code": "own_one",
        "name_en": "x",
        "name_zh": "x",
        "numerator": "praise_n",
        "denominator": "cases",
        "unit": "ratio",
        "direction": "up",
    }
    assert client.post(reverse("kpi-api:metrics"), form).status_code == 403
    assert api_of(supervisor).post(reverse("kpi-api:metrics"), form).status_code == 201
    assert CustomMetric.objects.get().code == "own_one"


def test_targets_come_and_go(supervisor, team, other_team):
    client = api_of(supervisor)
    form = {"metric": "csat", "team": team.pk, "value": "0.98", "valid_from": "2026-11-02"}
    made = client.post(reverse("kpi-api:targets"), form)
    assert made.status_code == 201
    assert client.post(reverse("kpi-api:targets"), {**form, "team": other_team.pk}).status_code == 404
    assert client.post(reverse("kpi-api:targets"), {**form, "team": None}).status_code == 403
    listed = client.get(reverse("kpi-api:targets")).json()
    assert made.json()["id"] in [row["id"] for row in listed["results"]]
    assert client.delete(reverse("kpi-api:target", args=[made.json()["id"]])).status_code == 204
    assert not Target.objects.filter(is_sample=False).exists()


def test_a_stores_value_is_kept_with_its_source(supervisor, agent):
    store = a_store()
    client = api_of(supervisor)
    form = {"store": store.pk, "code": "dsr_service", "date": "2026-11-20", "value": "4.87", "source": "page"}
    assert client.post(reverse("kpi-api:store_values"), form).status_code == 201
    assert client.post(reverse("kpi-api:store_values"), {**form, "value": "5.2"}).status_code == 400
    assert client.post(reverse("kpi-api:store_values"), {**form, "date": "2026-12-20"}).status_code == 400
    assert StoreValue.objects.get().value == Decimal("4.87")
    assert client.get(reverse("kpi-api:store_values"), {"store": store.pk}).json()["count"] == 1
    assert api_of(agent).get(reverse("kpi-api:store_values")).status_code == 403


def test_the_rollup_is_started_once(figures, supervisor, django_capture_on_commit_callbacks):
    client = api_of(supervisor)
    assert client.post(reverse("kpi-api:rollup_run"), {}).json()["error"]["code"] == "nothing_to_do"
    mark_dirty([WEEK.monday])
    states = client.get(reverse("kpi-api:rollup")).json()["results"]
    assert [(row["week"], row["state"]) for row in states] == [("2026-W46", "dirty")]
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("kpi-api:rollup_run"), {}).status_code == 202
    state = WeekState.objects.get()
    assert state.changed == state.computed
    assert client.post(reverse("kpi-api:rollup_run"), {"weeks": ["2026-W99"]}).status_code == 400


def test_nobody_reads_without_a_log_in(figures):
    for name in ("agent_weeks", "metrics", "report", "targets", "rollup"):
        assert APIClient().get(reverse(f"kpi-api:{name}")).status_code == 401


def test_weeks_before_are_asked_by_name(figures, lead):
    client = api_of(lead)
    assert client.get(reverse("kpi-api:agent_weeks"), {"week": "2026-W40"}).json()["results"] == []
    assert client.get(reverse("kpi-api:agent_weeks"), {"week": "W40"}).status_code == 400
    assert client.get(reverse("kpi-api:agent_weeks"), {"metrics": "nothing"}).status_code == 400
