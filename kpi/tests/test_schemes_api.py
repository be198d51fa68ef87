"""API of schemes and scorecards, and the command."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from kpi.models import SchemeVersion
from kpi.tests.factories import a_record, a_store, an_account
from kpi.tests.factories_schemes import CSAT, FIRST, a_draft, a_published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = dt.date(2026, 11, 10)
LINES = [
    {"metric": "frt_avg", "shape": "linear", "weight": "60", "worst": "60", "best": "20"},
    {"metric": "csat", "shape": "steps", "weight": "40", "steps": [["0.98", "100"], ["0.94", "80"]]},
]


def api(person):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.get_or_create(user=person.user)[0].key}")
    return client


def figures(person):
    a_record(
        a_store(),
        an_account(a_store(), person),
        DAY,
        first_resp_secs=900,
        first_resp_n=30,
        rate_good=18,
        rate_recv=20,
    )


def test_a_scheme_is_written_published_and_then_holds_still(supervisor, agent):
    client = api(supervisor)
    made = client.post(
        reverse("kpi-api:schemes"), {"name_en": "A", "name_zh": "甲", "role": "agent"}, format="json"
    )
    assert made.status_code == 201
    url = reverse("kpi-api:scheme_version", args=[made.json()["id"]])
    assert api(agent).get(url).status_code == 404
    written = client.put(url, {"lines": LINES, "note": "first"}, format="json")
    assert written.status_code == 200
    assert [line["metric"] for line in written.json()["lines"]] == ["frt_avg", "csat"]
    publish = reverse("kpi-api:scheme_publish", args=[made.json()["id"]])
    assert client.post(publish, {"valid_from": "2026-11-01"}, format="json").json()["published"]
    assert api(agent).get(url).json()["lines"][1]["steps"] == [
        ["0.980000", "100.000000"],
        ["0.940000", "80.000000"],
    ]
    refused = client.put(url, {"lines": LINES}, format="json")
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "published")
    assert client.delete(url).json()["error"]["code"] == "published"
    assert api(agent).post(reverse("kpi-api:schemes"), {}, format="json").status_code == 403


def test_a_wrong_line_is_named(supervisor):
    url = reverse("kpi-api:scheme_version", args=[a_draft(FIRST).pk])
    wrong = [LINES[0], {**LINES[1], "steps": [["0.98", "80"], ["0.94", "100"]]}]
    answer = api(supervisor).put(url, {"lines": wrong}, format="json")
    assert answer.status_code == 400
    assert "Line 2" in answer.json()["error"]["message"]


def test_a_further_draft_is_begun_and_thrown_away(supervisor):
    version = a_published(FIRST, CSAT)
    drafts = reverse("kpi-api:scheme_drafts", args=[version.scheme_id])
    made = api(supervisor).post(drafts, {"source": version.pk}, format="json").json()
    assert (made["number"], len(made["lines"])) == (2, 2)
    assert api(supervisor).post(drafts, {"source": 999}, format="json").status_code == 400
    url = reverse("kpi-api:scheme_version", args=[made["id"]])
    assert api(supervisor).delete(url).status_code == 204
    assert SchemeVersion.objects.count() == 1


def test_scores_are_of_the_own_scope(agent, agent2, stranger, lead):
    a_published(FIRST, CSAT)
    for person in (agent, agent2, stranger):
        figures(person)
    url = reverse("kpi-api:scorecards")
    rows = api(lead).get(url, {"period": "2026-11"}).json()["results"]
    assert [row["name"] for row in rows] == ["Agent One", "Agent Two", "Lead"]
    assert rows[0]["points"] == "65.00"
    assert rows[0]["formula"] == "(75 × 60 + 50 × 40) ÷ 100 = 65"
    assert (rows[2]["points"], rows[2]["version_id"]) == (None, None)
    own = api(agent).get(url).json()["results"]
    assert [row["name"] for row in own] == ["Agent One"]
    assert api(lead).get(url, {"period": "soon"}).status_code == 400


def test_one_card_shows_each_step(agent, lead, stranger):
    a_published(FIRST, CSAT)
    figures(agent)
    url = reverse("kpi-api:scorecard", args=[agent.pk])
    card = api(lead).get(url, {"period": "2026-11"}).json()
    assert (card["points"], card["pending"]) == ("65.00", False)
    assert card["lines"][0]["working"] == "(30 − 60) ÷ (20 − 60) × 100 = 75"
    assert card["lines"][1]["gap"] == "10.0 points to target"
    assert api(stranger).get(url).status_code == 404
    assert api(lead).get(reverse("kpi-api:scorecard", args=[lead.pk])).status_code == 400


def test_a_trial_by_the_api_hides_names_out_of_scope(supervisor, agent, stranger):
    version = a_published(FIRST, CSAT)
    for person in (agent, stranger):
        a_record(
            a_store(),
            an_account(a_store(), person),
            dt.date(2026, 10, 10),
            first_resp_secs=900,
            first_resp_n=30,
        )
    url = reverse("kpi-api:scheme_try", args=[version.pk])
    month = api(supervisor).get(url, {"months": 1}).json()["results"][0]
    assert (month["period"], month["hidden"], month["others"]) == ("2026-10", 1, None)
    assert [row["name"] for row in month["named"]] == ["Agent One"]
    assert month["counts"]["people"] == 1
    assert month["cost"] is None


def test_the_command_prints_and_answers_as_json(agent, stranger, capsys):
    a_published(FIRST, CSAT)
    figures(agent)
    call_command("score", "--period", "2026-11")
    text = capsys.readouterr().out
    assert "agent\tAgent One\t65.00\t(75 × 60 + 50 × 40) ÷ 100 = 65" in text
    assert "stranger\tStranger\tnot enough" in text
    call_command("score", "--period", "2026-11", "--agent", "agent", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert answer["period"] == "2026-11"
    assert [(row["employee_no"], row["points"]) for row in answer["scores"]] == [("agent", "65.00")]


@pytest.mark.parametrize(
    "wrong", [{"period": "x"}, {"period": "2027-01"}, {"period": "2026-11", "agent": "no"}]
)
def test_the_command_refuses_in_words(wrong, agent, capsys):
    words = [word for name, value in wrong.items() for word in (f"--{name}", value)]
    with pytest.raises(CommandError):
        call_command("score", *words)
    with pytest.raises(SystemExit):
        call_command("score", *words, "--json")
    assert json.loads(capsys.readouterr().out)["error"]
