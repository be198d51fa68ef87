"""People join, change, move, leave and come back; the past stays, and nobody reaches above."""

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from auditlog.models import LogEntry
from rest_framework.authtoken.models import Token

from cstm.errors import DomainError
from staff import signals
from staff.choices import EVER, STILL, AgentState, Role
from staff.models import Agent, AgentSkill, Skill, Team, User
from staff.selectors import people as reads
from staff.services import people
from staff.tests.factories import make_agent, make_team

pytestmark = pytest.mark.django_db
D = dt.date


def teams_of(agent) -> list[tuple]:
    rows = agent.memberships.order_by("valid_from")
    return list(rows.values_list("team__path", "valid_from", "valid_to"))


@pytest.fixture
def heard():
    """What the signals of people said."""
    said: list[tuple] = []

    def listen(name):
        def note(sender, signal, **payload):
            said.append((name, payload))

        return note

    listeners = {name: listen(name) for name in ("agent_joined", "agent_moved", "agent_left")}
    for name, note in listeners.items():
        getattr(signals, name).connect(note)
    yield said
    for name, note in listeners.items():
        getattr(signals, name).disconnect(note)


def test_a_new_person_has_a_team_a_role_and_a_closed_login(hr, team, heard):
    person = people.add_agent(
        employee_no=" N1 ", name="New", team=team, hired_on=D(2026, 11, 2), actor=hr.user
    )
    assert person.employee_no == "N1"
    assert teams_of(person) == [("Care/Pre-sales", D(2026, 11, 2), STILL)]
    assert list(person.grants.values_list("role", "valid_from")) == [("agent", D(2026, 11, 2))]
    assert (person.user.username, person.user.is_active) == ("N1", False)
    assert heard == [("agent_joined", {"agent_id": person.pk, "on": D(2026, 11, 2)})]
    assert LogEntry.objects.filter(object_repr="New", actor=hr.user).exists()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"employee_no": "agent", "name": "Twin"}, "taken"),
        ({"employee_no": "", "name": "X"}, "empty_number"),
        ({"employee_no": "X", "name": " "}, "empty_name"),
        ({"employee_no": "X", "name": "X", "email": "A@example.test"}, "mail_taken"),
        ({"employee_no": "X", "name": "X", "granted": ["admin"]}, "rank"),
        ({"employee_no": "X", "name": "X", "is_staff": True}, "unknown"),
    ],
)
def test_what_is_refused_leaves_nothing(hr, agent, facts, code):
    Agent.objects.filter(pk=agent.pk).update(email="a@example.test")
    before = (Agent.objects.count(), User.objects.count())
    with pytest.raises(DomainError) as refused:
        people.add_agent(actor=hr.user, **facts)
    assert refused.value.code == code
    assert (Agent.objects.count(), User.objects.count()) == before


def test_a_move_in_mid_week_keeps_history(hr, agent, team, other_team, heard):
    thursday = D(2026, 11, 19)
    changed = people.move(agent, team=other_team, on=thursday, actor=hr.user)
    assert teams_of(agent) == [
        ("Care/Pre-sales", EVER, D(2026, 11, 18)),
        ("Care/After-sales", thursday, STILL),
    ]
    assert changed == (thursday, STILL)
    assert heard == [("agent_moved", {"agent_id": agent.pk, "on": thursday, "until": STILL})]
    assert reads.team_of(agent, day=D(2026, 11, 18)) == team
    assert list(reads.agents_of([team.pk], day=D(2026, 11, 18))) == [agent]


def test_the_same_move_again_is_silent(hr, agent, other_team, heard):
    people.move(agent, team=other_team, on=D(2026, 11, 19), actor=hr.user)
    heard.clear()
    assert people.move(agent, team=other_team, on=D(2026, 11, 19), actor=hr.user) is None
    assert heard == []


def test_a_back_dated_move_for_a_time_splits(hr, agent, other_team):
    third = make_team("Third")
    people.move(agent, team=other_team, on=D(2026, 11, 19), actor=hr.user)
    people.move(agent, team=third, on=D(2026, 11, 10), until=D(2026, 11, 12), actor=hr.user)
    assert teams_of(agent) == [
        ("Care/Pre-sales", EVER, D(2026, 11, 9)),
        ("Third", D(2026, 11, 10), D(2026, 11, 12)),
        ("Care/Pre-sales", D(2026, 11, 13), D(2026, 11, 18)),
        ("Care/After-sales", D(2026, 11, 19), STILL),
    ]


def test_no_move_outside_the_employment(hr, team, other_team):
    person = make_agent("X", team=team, hired_on=D(2026, 3, 1), left_on=D(2026, 10, 31))
    for on in (D(2026, 2, 28), D(2026, 11, 1)):
        with pytest.raises(DomainError, match="not employed"):
            people.move(person, team=other_team, on=on, actor=hr.user)
    people.move(person, team=other_team, on=D(2026, 10, 1), actor=hr.user)
    assert teams_of(person)[-1] == ("Care/After-sales", D(2026, 10, 1), D(2026, 10, 31))


def test_leaving_ends_team_roles_login_sessions_and_keys(hr, agent, client_of, heard, today):
    client = client_of(agent)
    client.get("/")
    Token.objects.create(user=agent.user)
    led = Team.objects.create(name="L", path="L", leader=agent)
    people.leave(agent, on=today, actor=hr.user, reason="moved away")
    agent.refresh_from_db()
    assert (agent.state, agent.left_on) == (AgentState.LEFT, today)
    assert teams_of(agent) == [("Care/Pre-sales", EVER, today)]
    assert set(agent.grants.values_list("valid_to", flat=True)) == {today}
    assert not agent.user.is_active
    assert not UserSession.objects.filter(user=agent.user).exists()
    assert not Token.objects.filter(user=agent.user).exists()
    assert client.get("/").status_code == 302
    led.refresh_from_db()
    assert led.leader is None
    assert heard[-1] == ("agent_left", {"agent_id": agent.pk, "on": today})


def test_a_last_day_to_come_closes_the_login_after_it(hr, agent, today):
    friday = today + dt.timedelta(days=6)
    people.leave(agent, on=friday, actor=hr.user, today=today)
    agent.refresh_from_db()
    assert (agent.state, agent.user.is_active) == (AgentState.ACTIVE, True)
    assert people.close_leavers(today=friday) == 0
    assert people.close_leavers(today=friday + dt.timedelta(days=1)) == 1
    assert people.close_leavers(today=friday + dt.timedelta(days=1)) == 0
    agent.refresh_from_db()
    assert (agent.state, agent.user.is_active) == (AgentState.LEFT, False)


def test_coming_back_starts_anew_and_keeps_the_gap(hr, agent, team, today):
    people.leave(agent, on=today - dt.timedelta(days=30), actor=hr.user)
    with pytest.raises(DomainError, match="after the last day"):
        people.come_back(agent, on=today - dt.timedelta(days=30), team=team, actor=hr.user)
    people.come_back(agent, on=today, team=team, actor=hr.user)
    agent.refresh_from_db()
    assert (agent.state, agent.left_on) == (AgentState.ACTIVE, STILL)
    assert teams_of(agent) == [
        ("Care/Pre-sales", EVER, today - dt.timedelta(days=30)),
        ("Care/Pre-sales", today, STILL),
    ]
    assert not agent.user.is_active


def test_the_first_day_moves_team_and_roles_with_it(hr, team):
    person = people.add_agent(employee_no="N", name="N", team=team, actor=hr.user)
    people.change_agent(person, actor=hr.user, hired_on=D(2026, 3, 1))
    assert teams_of(person) == [("Care/Pre-sales", D(2026, 3, 1), STILL)]
    people.change_agent(person, actor=hr.user, hired_on=D(2026, 2, 1))
    assert teams_of(person) == [("Care/Pre-sales", D(2026, 2, 1), STILL)]
    assert person.grants.get().valid_from == D(2026, 2, 1)


def test_a_new_grade_starts_today_unless_said(hr, agent, today):
    gold = reads.grades().get(code="gold")
    people.change_agent(agent, actor=hr.user, grade=gold)
    assert agent.grade_since == today
    people.change_agent(agent, actor=hr.user, grade=None, grade_since=D(2026, 1, 1))
    assert agent.grade_since == D(2026, 1, 1)


def test_a_mail_follows_to_the_login(hr, agent):
    people.change_agent(agent, actor=hr.user, email="new@example.test")
    assert User.objects.get(pk=agent.user_id).email == "new@example.test"


def test_nothing_of_one_who_stands_as_high(supervisor, manager, team, other_team):
    peer = make_agent("peer", team=team, role=Role.SUPERVISOR, granted_for=team, login=True)
    user = supervisor.user
    for target in (supervisor, peer, manager):
        with pytest.raises(DomainError):
            people.change_agent(target, actor=user, email="taken@over.test")
        with pytest.raises(DomainError):
            people.move(target, team=other_team, on=D(2026, 11, 1), actor=user)
        with pytest.raises(DomainError):
            people.leave(target, on=D(2026, 11, 1), actor=user)


def test_the_last_administrator_does_not_leave(admin, today):
    with pytest.raises(DomainError, match="last administrator"):
        people.leave(admin, on=today, actor=None)
    make_agent("admin2", role=Role.ADMIN)
    people.leave(admin, on=today, actor=None)


def test_skills_have_levels_with_dates(hr, agent):
    skill = Skill.objects.create(code="calm", name_en="Calm temper", name_zh="心态平和")
    people.assess(agent, skill=skill, level=2, on=D(2026, 3, 1), actor=hr.user)
    people.assess(agent, skill=skill, level=4, on=D(2026, 9, 1), actor=hr.user)
    people.assess(agent, skill=skill, level=3, on=D(2026, 9, 1), actor=hr.user)
    assert AgentSkill.objects.count() == 2
    assert [row.level for row in reads.skills_of(agent)] == [3]
    with pytest.raises(DomainError):
        people.assess(agent, skill=skill, level=6, on=D(2026, 9, 1), actor=hr.user)
