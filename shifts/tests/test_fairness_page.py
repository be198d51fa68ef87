"""The page of the ledger: the own balance opened, the team in equal detail, nobody else's team."""

import pytest
from django.urls import reverse

from shifts.choices import RosterState
from shifts.models import FairnessAdjustment
from shifts.services import fairness
from shifts.tests.factories import MONTH, assign, make_desk, make_roster
from staff.tests.factories import make_agent

pytestmark = pytest.mark.django_db
URL = reverse("shifts:fairness")


@pytest.fixture
def counted(team, agent, agent2):
    """A month in which one of two bore three evenings."""
    desk = make_desk("Taobao", agent, agent2)
    roster = make_roster(team, state=RosterState.PUBLISHED)
    for number in (2, 4, 6):
        assign(roster, agent, MONTH.replace(day=number), "E", desk)
    fairness.recompute(roster.pk)
    return roster


def test_everybody_of_the_team_sees_everybody_in_equal_detail(counted, agent2, client_of):
    page = client_of(agent2).get(URL).content.decode()
    for words in ("Agent One", "Agent Two", "1.5", "−1.5", "My balance"):
        assert words in page


def test_an_agent_sees_no_other_teams_ledger(counted, team, stranger, client_of):
    client = client_of(stranger)
    assert "Agent One" not in client.get(URL).content.decode()
    assert client.get(URL, {"team": team.pk}).status_code == 404
    api = reverse("shifts-api:fairness")
    assert client.get(api, {"team": team.pk, "month": "2026-11-01"}).status_code == 404
    assert client.get(URL, {"month": "2020-01"}).status_code == 404


def test_the_api_says_the_same(counted, team, agent, client_of):
    rows = (
        client_of(agent)
        .get(reverse("shifts-api:fairness"), {"team": team.pk, "month": "2026-11-01"})
        .json()["results"]
    )
    evenings = {
        row["name"]: (row["worked"], row["share"], row["owed"]) for row in rows if row["burden"] == "evening"
    }
    assert evenings == {"Agent One": (3, 1.5, -1.5), "Agent Two": (0, 1.5, 1.5)}


def test_a_supervisor_sets_right_with_a_reason_that_the_team_sees(
    counted, team, agent, agent2, supervisor, client_of
):
    url = reverse("shifts:fairness_adjust", args=[team.pk])
    said = {"agent": agent.pk, "burden": "evening", "amount": "1.5", "reason": ""}
    client = client_of(supervisor)
    assert client.post(url, said).status_code == 422
    assert client.post(url, {**said, "reason": "She asked for them."}).status_code == 302
    assert FairnessAdjustment.objects.get().hundredths == 150
    assert "She asked for them." in client_of(agent2).get(URL).content.decode()
    assert client_of(agent).post(url, said).status_code == 403


def test_queries_do_not_grow_with_people(counted, team, agent, client_of, django_assert_max_num_queries):
    for _number in range(15):
        make_desk("Taobao", make_agent(team=team))
    counted.refresh_from_db()
    assign(counted, agent, MONTH.replace(day=9), "E", make_desk("Taobao"))
    fairness.recompute(counted.pk)
    client = client_of(agent)
    with django_assert_max_num_queries(15):
        assert client.get(URL).status_code == 200
