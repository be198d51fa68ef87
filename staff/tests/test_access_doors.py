"""Who reaches whom: rights by role, parts of the tree, the doors."""

import datetime as dt

import pytest
from django.http import Http404

from staff import access
from staff.choices import Role
from staff.models import RoleGrant, User
from staff.tests.factories import make_account, make_agent, make_store, make_team

pytestmark = pytest.mark.django_db


def user_of(person) -> User:
    return User.objects.get(pk=person.user_id)


def test_an_agent_sees_the_own_file_alone(agent, agent2):
    user = user_of(agent)
    assert list(access.visible_agents(user)) == [agent]
    assert access.get_agent(user, agent.pk) == agent
    with pytest.raises(Http404):
        access.get_agent(user, agent2.pk)


def test_a_leader_sees_the_group_and_what_lies_below(lead, agent, stranger, team):
    below = make_agent(team=make_team("Care/Pre-sales/Night"))
    assert set(access.visible_agents(user_of(lead))) == {lead, agent, below}


def test_a_team_whose_name_only_begins_alike_is_not_below(lead, agent):
    make_agent("other", team=make_team("Care/Pre-sales two"))
    make_agent("lower", team=make_team("care/pre-sales/x"))
    assert set(access.visible_agents(user_of(lead))) == {lead, agent}


def test_a_manager_sees_the_tree_below_the_granted_part(manager, agent, stranger, hr):
    assert set(access.visible_agents(user_of(manager))) == {manager, agent, stranger}


@pytest.mark.parametrize("who", ["hr", "qa", "trainer", "training_supervisor", "admin"])
def test_a_grant_without_a_part_reaches_everybody(who, request, agent, stranger):
    user = user_of(request.getfixturevalue(who))
    assert access.teams_in_scope(user, "people.view") is None
    assert {agent, stranger} <= set(access.visible_agents(user))


def test_hr_of_one_part_reaches_that_part(agent, stranger, team):
    person = make_agent("hr2", role=Role.HR, granted_for=team, login=True)
    assert stranger not in access.visible_agents(user_of(person))
    assert agent in access.visible_agents(user_of(person))


def test_no_rights_before_the_first_and_after_the_last_day_of_a_grant(agent, team, today):
    day = dt.timedelta(days=1)
    RoleGrant.objects.create(agent=agent, role=Role.HR, valid_from=today + day)
    RoleGrant.objects.create(agent=agent, role=Role.QA, valid_to=today - day)
    assert access.rights_of(user_of(agent)) == {"own.view", "own.downloads"}


def test_one_who_left_has_no_rights(today):
    person = make_agent("gone", role=Role.ADMIN, login=True, left_on=today - dt.timedelta(days=1))
    assert access.rights_of(user_of(person)) == frozenset()


def test_a_right_taken_away_is_gone_at_the_next_request(client_of, hr):
    client = client_of(hr)
    assert "people.view" in access.rights_of(user_of(hr))
    RoleGrant.objects.filter(agent=hr).update(role=Role.AGENT)
    assert "people.view" not in access.rights_of(user_of(hr))
    assert client.get("/staff/people/").status_code == 403


def test_rights_cost_two_queries_once(agent, django_assert_num_queries):
    user = user_of(agent)
    with django_assert_num_queries(2):
        access.rights_of(user)
    with django_assert_num_queries(0):
        access.rights_of(user)
        access.agent_of(user)


def test_one_who_left_stays_with_the_last_team(lead, stranger, team, other_team, today):
    past = today - dt.timedelta(days=30)
    gone = make_agent("gone", team=team, left_on=past)
    make_agent("gone2", team=other_team, left_on=past)
    seen = access.visible_agents(user_of(lead))
    assert gone in seen
    assert not seen.filter(employee_no="gone2").exists()


def test_stores_are_seen_by_those_whose_people_serve_them(supervisor, agent, stranger):
    mine, theirs, free = make_store("Mine"), make_store("Theirs"), make_store("Free")
    make_account(mine, "a", agent=agent)
    other = make_account(theirs, "b", agent=stranger)
    user = user_of(supervisor)
    assert set(access.visible_stores(user)) == {mine, free}
    with pytest.raises(Http404):
        access.get_store(user, theirs.pk)
    with pytest.raises(Http404):
        access.get_account(user, other.pk)


def test_no_store_for_an_agent(agent):
    assert not access.visible_stores(user_of(agent)).exists()


ORDER = [Role.AGENT, Role.QA, Role.SUPERVISOR, Role.MANAGER, Role.HR, Role.ADMIN]


@pytest.mark.parametrize("actor", ORDER)
@pytest.mark.parametrize("target", ORDER)
def test_nobody_manages_one_who_stands_as_high(actor, target):
    one, other = make_agent(role=actor, login=True), make_agent(role=target, login=True)
    allowed = actor == Role.ADMIN or ORDER.index(actor) > ORDER.index(target)
    assert bool(access.can_manage(user_of(one), other)) is allowed
    assert not access.can_change_roles(user_of(one), one)


def test_a_superuser_without_a_person_is_an_administrator(db):
    user = User.objects.create(username="root", is_superuser=True)
    assert "settings.edit" in access.rights_of(user)
    assert access.teams_in_scope(user, "people.edit") is None


def test_nobody_has_no_rights():
    from django.contrib.auth.models import AnonymousUser

    assert access.rights_of(AnonymousUser()) == frozenset()
