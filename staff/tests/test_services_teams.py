"""The tree: paths are kept, circles refused, one leader each; and roles within their bounds."""

import datetime as dt

import pytest

from cstm.errors import DomainError
from staff.choices import Role
from staff.models import RoleGrant, Team
from staff.selectors import people as reads
from staff.services import roles, teams
from staff.tests.factories import make_agent, make_team

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 21)


def paths() -> list[str]:
    return list(Team.objects.values_list("path", flat=True))


def test_a_path_is_made_once():
    low = teams.ensure_path("中心/ 售前 /1组")
    assert teams.ensure_path("中心/售前/1组") == low
    assert paths() == ["中心", "中心/售前", "中心/售前/1组"]
    assert low.parent.parent.parent is None


@pytest.mark.parametrize("path", ["", " / ", "x" * 81, "/".join(["y" * 60] * 8)])
def test_paths_that_are_refused(path):
    with pytest.raises(DomainError):
        teams.ensure_path(path)


def test_renaming_and_hanging_elsewhere_takes_all_below_along():
    a, low = teams.ensure_path("A"), teams.ensure_path("A/B/C")
    teams.ensure_path("AB")
    teams.rename(a, name="Z", actor=None)
    assert paths() == ["AB", "Z", "Z/B", "Z/B/C"]
    low.refresh_from_db()
    teams.change(low, name="C", parent=None, actor=None)
    assert paths() == ["AB", "C", "Z", "Z/B"]
    teams.change(Team.objects.get(path="Z"), name="Z", parent=low, actor=None)
    assert paths() == ["AB", "C", "C/Z", "C/Z/B"]


def test_circles_and_taken_names_are_refused():
    a, low = teams.ensure_path("A"), teams.ensure_path("A/B")
    for parent in (a, low):
        with pytest.raises(DomainError, match="below itself"):
            teams.change(a, name="A", parent=parent, actor=None)
    teams.ensure_path("C")
    with pytest.raises(DomainError, match="already"):
        teams.rename(a, name="C", actor=None)
    with pytest.raises(DomainError):
        teams.rename(a, name="x/y", actor=None)


def test_a_name_growing_over_its_own_part():
    a = teams.ensure_path("A")
    teams.ensure_path("A/A/A")
    top = teams.ensure_path("T")
    teams.change(a, name="A", parent=top, actor=None)
    assert paths() == ["T", "T/A", "T/A/A", "T/A/A/A"]


def test_one_leader_with_the_role_for_that_team(agent, agent2, team):
    teams.set_leader(team, leader=agent, on=DAY, actor=None)
    teams.set_leader(team, leader=agent2, on=DAY + dt.timedelta(days=7), actor=None)
    team.refresh_from_db()
    assert team.leader == agent2
    former = RoleGrant.objects.get(agent=agent, role=Role.LEADER)
    assert (former.team, former.valid_to) == (team, DAY + dt.timedelta(days=6))
    assert RoleGrant.objects.filter(agent=agent2, role=Role.LEADER, team=team).exists()
    gone = make_agent(left_on=DAY - dt.timedelta(days=1))
    with pytest.raises(DomainError):
        teams.set_leader(team, leader=gone, on=DAY, actor=None)


def test_archiving(agent, team, stranger, other_team):
    with pytest.raises(DomainError, match="People still belong"):
        teams.archive(team, on=DAY, actor=None)
    with pytest.raises(DomainError, match="below this one"):
        teams.archive(Team.objects.get(path="Care"), on=DAY, actor=None)
    free = make_team("Free")
    teams.archive(free, on=DAY, actor=None)
    assert free not in reads.teams()


def test_the_tree_counts_people_below(agent, agent2, stranger):
    make_agent(team=make_team("Care/Pre-sales"), left_on=dt.date(2020, 1, 1))
    nodes = {
        node.team.path: (node.depth, node.people, node.people_below) for node in reads.team_tree(day=DAY)
    }
    assert nodes == {"Care": (0, 0, 3), "Care/After-sales": (1, 1, 1), "Care/Pre-sales": (1, 2, 2)}


def test_roles_with_dates_are_joined_and_end(admin, agent, team, today):
    user = admin.user
    first, later = dt.date(2026, 10, 1), dt.date(2026, 12, 1)
    roles.grant(agent, role=Role.QA, valid_from=first, valid_to=dt.date(2026, 11, 30), actor=user)
    roles.grant(agent, role=Role.QA, valid_from=later, actor=user)
    held = RoleGrant.objects.get(agent=agent, role=Role.QA)
    assert held.valid_from == first
    roles.grant(agent, role=Role.QA, team=team, valid_from=first, actor=user)
    assert RoleGrant.objects.filter(agent=agent, role=Role.QA).count() == 2
    roles.revoke(held, after=today, actor=user)
    held.refresh_from_db()
    assert held.valid_to == today


@pytest.mark.parametrize(
    ("actor", "role", "code"),
    [
        ("supervisor", Role.SUPERVISOR, "rank"),
        ("supervisor", Role.ADMIN, "rank"),
        ("manager", Role.MANAGER, "rank"),
        ("hr", Role.ADMIN, "rank"),
        ("agent", Role.AGENT, "self"),
    ],
)
def test_nobody_gives_a_role_at_the_own_rank_or_to_oneself(request, agent, actor, role, code):
    person = request.getfixturevalue(actor)
    with pytest.raises(DomainError) as refused:
        roles.grant(agent, role=role, actor=person.user)
    assert refused.value.code == code
    assert not RoleGrant.objects.filter(agent=agent).exclude(role=Role.AGENT).exists()


def test_the_last_administrator_keeps_the_role(admin, today):
    held = RoleGrant.objects.get(agent=admin, role=Role.ADMIN)
    yesterday = today - dt.timedelta(days=1)
    with pytest.raises(DomainError, match="last administrator"):
        roles.revoke(held, after=yesterday, actor=None)
    other = make_agent("admin2", role=Role.ADMIN, login=True)
    with pytest.raises(DomainError):
        roles.revoke(held, after=yesterday, actor=admin.user)
    roles.revoke(held, after=yesterday, actor=other.user)
    assert not RoleGrant.objects.on(today).filter(agent=admin).exists()
