"""The demo's rosters: months that keep the rules, a draft that has something to say, and what people ask."""

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from cstm import demo
from cstm.errors import DomainError
from shifts.demo import asking, leaves, rosters
from shifts.models import Assignment, Claim, DayWish, LeaveEntry, LeaveRequest, OpenShift, Roster, SwapRequest
from shifts.selectors import conflicts
from shifts.selectors.mine import leaders_of
from shifts.services import open_shifts, swaps
from staff import demo as people
from staff.models import Agent, User

NOON = dt.datetime(2026, 11, 21, 4, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A small team on a day in the middle of a month, taken back at the end."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(NOON, tick=False),
        override_settings(DEMO=True),
        transaction.atomic(),
    ):
        call_command("demo", agents=12, weeks=1, verbosity=0)
        yield
        transaction.set_rollback(True)


def _broken() -> list[str]:
    out = Roster.objects.select_related("team").exclude(state="draft")
    return [each.sentence for roster in out for each in conflicts.hard(conflicts.conflicts(roster))]


@pytest.fixture
def undone(loaded: None) -> Iterator[None]:
    """What a test does is taken back after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_what_is_out_keeps_every_hard_rule_and_the_draft_shows_conflicts_and_a_gap(loaded: None) -> None:
    assert set(Roster.objects.values_list("state", flat=True)) == {"published", "locked", "draft"}
    assert _broken() == []
    drafts = Roster.objects.select_related("team").filter(state="draft")
    said = [each.sentence for roster in drafts for each in conflicts.hard(conflicts.conflicts(roster))]
    assert any("h of rest" in sentence for sentence in said)
    assert any(conflicts.gaps(roster) for roster in drafts)
    assert Assignment.objects.count() > 500


def test_leave_has_balances_and_requests_in_each_state_and_wishes_are_still_taken(loaded: None) -> None:
    leader, agent = (Agent.objects.get(user__username=name) for name in ("leader", "agent"))
    granted = LeaveEntry.objects.filter(key="accrual:2026", type__code="annual", half_days__gt=0)
    assert granted.count() > Agent.objects.count() / 2
    approved = LeaveRequest.objects.filter(state="approved")
    assert approved.filter(last__lt=TODAY, agent__user__username="agent2").exists()
    assert approved.filter(first__gt=TODAY, decided_by=leader).exists()
    waiting = LeaveRequest.objects.filter(state="open")
    assert waiting.filter(agent=agent).exists()
    annual = LeaveEntry.objects.filter(type__code="annual", agent=agent)
    assert sum(annual.values_list("half_days", flat=True)) >= 10
    [other] = waiting.exclude(agent=agent)
    assert leaders_of(other.agent, other.first) == [leader]
    assert set(DayWish.objects.filter(day__month=12).values_list("kind", flat=True)) == {"off", "on"}
    until = Roster.objects.filter(state="draft").values_list("requests_until", flat=True)
    assert all(TODAY < day <= dt.date(2026, 11, 30) for day in until)


def test_swaps_and_a_claim_wait_and_saying_yes_to_all_of_them_keeps_the_rules(undone: None) -> None:
    leader = User.objects.get(username="leader")
    assert SwapRequest.objects.filter(state="approved", decided_by=leader.agent).exists()
    [agreed] = SwapRequest.objects.filter(state="accepted")
    assert leaders_of(agreed.asker, agreed.day) == [leader.agent]
    swaps.approve(agreed, actor=leader, today=TODAY)
    [offer] = SwapRequest.objects.filter(state="offered", partner__user__username="agent")
    assert offer.asker.user.username == "agent2"
    swaps.accept(offer, actor=offer.partner.user, today=TODAY)
    swaps.approve(SwapRequest.objects.get(pk=offer.pk), actor=leader, today=TODAY)
    fair, first = OpenShift.objects.filter(closed=False).order_by("mode")
    assert (fair.mode, first.mode) == ("fair", "first")
    assert Claim.objects.get(state="open").shift == fair
    assert open_shifts.settle(fair, now=fair.until) == 1
    assert _broken() == []


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2026-11-30", "2026-12-31", "2027-02-28", "2027-03-01"])
def test_on_a_month_s_first_and_last_day_there_is_what_can_be(day: str, tmp_path: Path) -> None:
    today = dt.date.fromisoformat(day)
    with time_machine.travel(dt.datetime.combine(today, dt.time(4), dt.UTC), tick=False):
        plan = demo.Plan(8, 1, today, random.Random(1), tmp_path, say=str)
        for module in (people, rosters, leaves, asking):
            try:
                module.step(plan)
            except DomainError as refusal:
                pytest.fail(f"{module.__name__} on {day}: {refusal}")
        assert LeaveRequest.objects.filter(state="approved", last__lt=today).exists()
        assert DayWish.objects.filter(day__gt=today).exists()
        assert SwapRequest.objects.exists() == OpenShift.objects.exists() == (today.day == 1)
        assert _broken() == []


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2027-01-17", "2028-02-14"])
def test_months_of_moves_and_of_many_holidays_keep_every_hard_rule(day: str, tmp_path: Path) -> None:
    today = dt.date.fromisoformat(day)
    with time_machine.travel(dt.datetime.combine(today, dt.time(4), dt.UTC), tick=False):
        plan = demo.Plan(48, 12, today, random.Random(1), tmp_path, say=str)
        for module in (people, rosters):
            module.step(plan)
        assert Roster.objects.exclude(state="draft").count() > 8
        assert _broken() == []
