"""The API of people, teams, stores, accounts and roles: the same doors and services as the pages."""

import datetime as dt

import pytest
from django.urls import reverse
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from staff.choices import Role
from staff.models import AccountHolding, Agent, RoleGrant, Skill, Store, Team
from staff.tests.factories import make_account, make_agent, make_store, make_team

pytestmark = pytest.mark.django_db
BASE = "/api/v1/staff/"


@pytest.fixture
def api_of():
    def signed_in(person) -> APIClient:
        api = APIClient()
        token = Token.objects.create(user=person.user)
        api.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
        return api

    return signed_in


def test_without_a_token_nothing(client, db):
    assert client.get(f"{BASE}agents/").status_code == 401


def test_people_by_name_in_pages(api_of, admin, agent2, agent, stranger):
    body = api_of(admin).get(f"{BASE}agents/?ordering=-name&page_size=2").json()
    assert body["count"] == 4
    assert [row["name"] for row in body["results"]] == ["Admin", "Agent One"]


def test_an_agent_finds_the_own_row_alone(api_of, agent, agent2):
    api = api_of(agent)
    assert [row["employee_no"] for row in api.get(f"{BASE}agents/").json()["results"]] == ["agent"]
    assert api.get(f"{BASE}agents/{agent2.pk}/").status_code == 404
    assert api.patch(f"{BASE}agents/{agent.pk}/", {"name": "Boss"}).status_code == 403


def test_telephone_and_mail_are_covered_for_a_leader(api_of, lead, hr, agent):
    Agent.objects.filter(pk=agent.pk).update(phone="13800001234", email="a@example.test")
    row = api_of(lead).get(f"{BASE}agents/{agent.pk}/").json()
    assert (row["phone"], row["email"]) == ("•••••••••34", "")
    row = api_of(hr).get(f"{BASE}agents/{agent.pk}/").json()
    assert (row["phone"], row["email"]) == ("13800001234", "a@example.test")


def test_add_change_move_leave_and_return(api_of, hr, team, other_team, today):
    api = api_of(hr)
    new = {"employee_no": "N1", "name": "New", "team": team.pk, "grade": "gold", "hired_on": "2026-11-01"}
    row = api.post(f"{BASE}agents/", new).json()
    assert (row["team"]["path"], row["roles"], row["grade"]) == ("Care/Pre-sales", ["agent"], "gold")
    url = f"{BASE}agents/{row['id']}/"
    assert api.patch(url, {"line": "technical", "hired_on": None}).json()["hired_on"] is None
    moved = api.post(f"{url}move/", {"team": other_team.pk, "on": "2026-11-10"}).json()
    assert moved["team"]["path"] == "Care/After-sales"
    left = api.post(f"{url}leave/", {"on": "2026-11-20"}).json()
    assert (left["state"], left["left_on"]) == ("left", "2026-11-20")
    assert api.post(f"{url}return/", {"on": "2026-11-21", "team": team.pk}).json()["state"] == "active"


def test_a_refusal_has_one_shape(api_of, hr, agent):
    answer = api_of(hr).post(f"{BASE}agents/", {"employee_no": agent.employee_no, "name": "Twin"})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "taken"
    answer = api_of(make_agent("hr2", role=Role.HR, login=True)).post(f"{BASE}agents/", {"name": ""})
    assert set(answer.json()["error"]["fields"]) == {"employee_no", "name"}


def test_fields_that_are_not_listed_change_nothing(api_of, hr, agent):
    api_of(hr).patch(
        f"{BASE}agents/{agent.pk}/", {"state": "active", "left_on": "2020-01-01", "user": 1, "id": 99}
    )
    agent.refresh_from_db()
    assert (agent.left_on, agent.user.username) == (dt.date(9999, 12, 31), "agent")


def test_foreign_references_are_not_there(api_of, supervisor, agent, stranger, other_team):
    api = api_of(supervisor)
    url = f"{BASE}agents/{agent.pk}/move/"
    assert api.post(url, {"team": other_team.pk, "on": "2026-11-10"}).status_code == 404
    assert api.post(f"{BASE}agents/", {"employee_no": "X", "name": "X"}).status_code == 403
    account = make_account(make_store(), "nick", agent=agent)
    assert api.post(f"{BASE}accounts/{account.pk}/bind/", {"agent": stranger.pk}).status_code == 404
    assert api.post(f"{BASE}teams/", {"name": "Top"}).status_code == 403


def test_a_supervisor_does_not_change_a_peer(api_of, supervisor, team):
    peer = make_agent("peer", team=team, role=Role.SUPERVISOR, granted_for=team)
    assert api_of(supervisor).patch(f"{BASE}agents/{peer.pk}/", {"name": "X"}).status_code == 403


def test_teams(api_of, manager, agent, team):
    api = api_of(manager)
    care = Team.objects.get(path="Care")
    row = api.post(f"{BASE}teams/", {"name": "Night", "parent": care.pk, "leader": agent.pk}).json()
    assert (row["path"], row["leader"]) == ("Care/Night", agent.pk)
    row = api.patch(f"{BASE}teams/{row['id']}/", {"name": "Late"}).json()
    assert (row["path"], row["leader"]) == ("Care/Late", agent.pk)
    assert api.patch(f"{BASE}teams/{care.pk}/", {"parent": row["id"]}).json()["error"]["code"] == "circle"
    paths = [team["path"] for team in api.get(f"{BASE}teams/").json()["results"]]
    assert paths == sorted(paths)


def test_stores_and_accounts(api_of, manager, agent, agent2, today):
    api = api_of(manager)
    store = api.post(f"{BASE}stores/", {"name": "云杉", "platform": "tmall"}).json()
    assert api.patch(f"{BASE}stores/{store['id']}/", {"business_day_start": "04:00"}).status_code == 200
    assert Store.objects.get().business_day_start == dt.time(4)
    account = api.post(f"{BASE}accounts/", {"store": store["id"], "name": "小桐"}).json()
    bind = f"{BASE}accounts/{account['id']}/bind/"
    api.post(bind, {"agent": agent.pk})
    row = api.post(bind, {"agent": agent2.pk, "valid_from": "2026-11-10"}).json()
    assert row["holdings"] == [
        {"agent": agent.pk, "valid_from": None, "valid_to": "2026-11-09"},
        {"agent": agent2.pk, "valid_from": "2026-11-10", "valid_to": None},
    ]
    assert AccountHolding.objects.count() == 2
    assert api.get(f"{BASE}accounts/?q=桐").json()["count"] == 1


def test_roles_and_grants(api_of, admin, hr, agent, team, today):
    api = api_of(hr)
    names = [row["code"] for row in api.get(f"{BASE}roles/").json()]
    assert names == list(Role.values)
    given = {"agent": agent.pk, "role": "leader", "team": team.pk, "valid_from": "2026-11-01"}
    assert api.post(f"{BASE}grants/", given).status_code == 201
    for role, target in (("hr", agent), ("admin", agent), ("qa", hr), ("agent", admin)):
        wrong = {"agent": target.pk, "role": role, "valid_from": "2026-11-01"}
        assert api.post(f"{BASE}grants/", wrong).status_code in (400, 403)
    held = RoleGrant.objects.get(agent=agent, role="leader")
    assert api.delete(f"{BASE}grants/{held.pk}/").status_code == 204
    held.refresh_from_db()
    assert held.valid_to == today - dt.timedelta(days=1)
    assert api.get(f"{BASE}grants/?agent={agent.pk}").json()["count"] == 2


def test_grades_and_skills(api_of, admin, hr):
    assert [row["code"] for row in api_of(hr).get(f"{BASE}grades/").json()["results"]][:2] == [
        "agent",
        "gold",
    ]
    skill = {"code": "typing", "name_en": "Typing", "name_zh": "打字"}
    assert api_of(admin).post(f"{BASE}skills/", skill).status_code == 201
    assert Skill.objects.get().name_zh == "打字"
    assert APIClient().post(f"{BASE}skills/", skill).status_code == 401


@pytest.mark.parametrize("name", ["agent", "team", "store", "account", "grant"])
def test_lists_take_the_same_queries_for_20_and_200(api_of, admin, team, name, django_assert_max_num_queries):
    api, url = api_of(admin), reverse(f"staff-api:{name}-list") + "?page_size=200"
    store, counts = make_store(), []
    for size in (20, 180):
        for _ in range(size):
            person = make_agent(team=team)
            make_team(f"Care/T{person.pk}")
            make_store(f"S{person.pk}")
            make_account(store, f"nick {person.pk}", agent=person)
        with django_assert_max_num_queries(15) as captured:
            api.get(url)
        counts.append(len(captured))
    assert counts[0] == counts[1]
