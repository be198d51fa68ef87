"""Overdue cases remind the owner, then the leader, once each; and what a buyer answers after closing."""

import datetime as dt

import pytest
from django.core import signing

from cstm.errors import DomainError
from kpi.models import CaseRating
from kpi.services.cases import cases, ratings, reminders
from kpi.tests.factories import a_team, an_agent
from kpi.tests.factories_cases import DAY, HOUR, NOW, a_case, closed, reopened
from staff.models import Notice, Team

pytestmark = pytest.mark.django_db
SOON = dt.timedelta(minutes=1)


def led_team():
    """A team below a department, each with a leader."""
    above, below = an_agent("L0"), an_agent("L1")
    team = a_team("Care/One")
    Team.objects.filter(path="Care").update(leader=above)
    Team.objects.filter(pk=team.pk).update(leader=below)
    return team, below, above


def told(kind):
    """Who was told."""
    rows = Notice.objects.filter(kind=kind).order_by("agent__employee_no")
    return [row.agent.employee_no for row in rows]


def test_first_the_owner_then_the_leader_and_each_once():
    team, leader, _above = led_team()
    case = a_case(an_agent("A1", team=team))
    assert reminders.remind(case.due_at - SOON) == 0
    assert reminders.remind(case.due_at) == 1
    assert told("kpi.case_overdue") == ["A1"]
    assert reminders.remind(case.due_at + SOON) == 0
    assert reminders.remind(case.leader_due_at) == 1
    assert told("kpi.case_overdue_leader") == [leader.employee_no]
    assert reminders.remind(case.due_at + 5 * DAY) == 0


def test_of_a_leader_the_leader_above_hears():
    team, leader, above = led_team()
    leader.memberships.create(team=team)
    case = a_case(leader)
    reminders.remind(case.due_at)
    reminders.remind(case.leader_due_at)
    assert told("kpi.case_overdue_leader") == [above.employee_no]


def test_one_without_a_leader_is_reminded_alone():
    case = a_case()
    assert reminders.remind(case.leader_due_at) == 1
    assert reminders.remind(case.leader_due_at + DAY) == 0


def test_a_closed_case_reminds_nobody_and_a_reopened_one_anew():
    team, _leader, _above = led_team()
    case = a_case(an_agent("A1", team=team))
    reminders.remind(case.due_at)
    closed(case, now=case.due_at + HOUR / 2)
    assert reminders.remind(case.leader_due_at + DAY) == 0
    again = reopened(case, now=case.due_at + DAY)
    assert reminders.remind(again.due_at) == 1
    assert told("kpi.case_overdue") == ["A1", "A1"]


def test_whoever_takes_over_a_late_case_hears_of_it_before_any_leader():
    team, _leader, _above = led_team()
    first, second = an_agent("A1", team=team), an_agent("A2", team=team)
    case = a_case(first)
    reminders.remind(case.due_at)
    cases.give(case.pk, owner=second, by=first, actor=None, now=case.leader_due_at)
    assert reminders.remind(case.leader_due_at) == 1
    assert told("kpi.case_overdue") == ["A1", "A2"]
    assert told("kpi.case_overdue_leader") == []
    assert reminders.remind(case.leader_due_at + HOUR) == 1


def a_link(case):
    """The token of the question of a closed case."""
    return ratings.ask(case.pk, by=None, actor=None, now=NOW + HOUR).rstrip("/").rpartition("/")[2]


def test_a_buyer_answers_once():
    case = a_case(buyer="明月清风", order_no="TB2611")
    with pytest.raises(DomainError):
        ratings.ask(case.pk, by=None, actor=None)
    token = a_link(closed(case, now=NOW + HOUR))
    assert a_link(case) == token
    assert all(secret not in token for secret in ("明月清风", "TB2611"))
    ratings.answer(token, score=5, words="Thanks", now=NOW + DAY)
    with pytest.raises(DomainError):
        ratings.answer(token, score=1, now=NOW + DAY)
    with pytest.raises(DomainError):
        ratings.ask(case.pk, by=None, actor=None)
    assert CaseRating.objects.get().score == 5


def test_false_old_and_withdrawn_questions_are_closed():
    case = closed(a_case(), now=NOW + HOUR)
    token = a_link(case)
    assert ratings.question(token, NOW + HOUR) is not None
    assert ratings.question(token + "x", NOW + HOUR) is None
    assert ratings.question(signing.dumps([case.pk]), NOW + HOUR) is None
    assert ratings.question(signing.dumps(["x"], salt="kpi.case.rating"), NOW) is None
    assert ratings.question(token, NOW + HOUR + ratings.OPEN_FOR) is None
    reopened(case, now=NOW + 2 * HOUR)
    assert ratings.question(token, NOW + 2 * HOUR) is None
    closed(case, now=NOW + 3 * HOUR)
    assert ratings.question(token, NOW + 3 * HOUR) is None
    second = ratings.ask(case.pk, by=None, actor=None, now=NOW + 3 * HOUR)
    assert token not in second
    with pytest.raises(DomainError):
        ratings.answer(second.rstrip("/").rpartition("/")[2], score=6)


def test_open_cases_of_who_left_go_to_the_leader():
    team, leader, _above = led_team()
    gone = an_agent("A1", team=team)
    still, done = a_case(gone), closed(a_case(gone, title="Done"), now=NOW + HOUR)
    gone.left_on = dt.date(2026, 3, 2)
    gone.save()
    assert reminders.hand_on(NOW + HOUR) == 0  # The last day is not over.
    assert reminders.hand_on(NOW + DAY) == 1
    still.refresh_from_db()
    done.refresh_from_db()
    assert (still.owner, done.owner) == (leader, gone)
    assert told("kpi.case_given") == [leader.employee_no]
