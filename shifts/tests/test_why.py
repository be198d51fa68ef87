"""Reasons in words: a fixed order, numbers that hold when tried, swaps that are accepted, nothing private."""

import datetime as dt
from collections import Counter

import pytest
from django.db import transaction
from django.utils import timezone

from shifts.choices import RequestState, RosterState
from shifts.models import Assignment, DayWish, Roster, ShiftTemplate
from shifts.rules.judge import judge
from shifts.rules.problem import OFF
from shifts.selectors import problem
from shifts.selectors.why import why, why_of
from shifts.services import swaps
from shifts.tests.factories import MONTH, assign, make_desk
from shifts.tests.test_problem_rows import TODAY, cell, day
from shifts.tests.test_problem_rows import world as world  # the fixture
from staff.choices import BlockKind, BlockSource, Role
from staff.models import Agent
from staff.services import availability
from staff.tests.factories import make_agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(world, team):
    """A month of two shifts a day among five people, one of them on leave, and its plan."""
    roster, one, two, desk = world
    more = [make_agent(name.lower(), name=name, team=team) for name in ("Three", "Four", "Five")]
    make_desk("Taobao", *more)
    people = [one, two, *more]
    start = dt.datetime(2026, 11, 9, tzinfo=timezone.get_default_timezone())
    availability.block(
        more[2].pk,
        BlockKind.AWAY,
        BlockSource.LEAVE,
        start,
        start + dt.timedelta(days=5),
        "leave:1",
        title="In hospital",
    )
    DayWish.objects.create(agent=one, day=day(10), kind="off", weight=3)
    DayWish.objects.create(agent=two, day=day(10), kind="off", weight=3)
    cells = []
    for number in range(1, 31):
        cells.append(cell(people[number % 2], number, "D", desk))
        cells.append(cell(people[2 + number % 2], number, "N", desk))
    cells = [each for each in cells if each[:2] != (people[2].pk, day(11))]
    cells += [cell(people[3], 20, "D", desk)] if (people[3].pk, day(20)) not in {c[:2] for c in cells} else []
    made = problem.build(roster, today=TODAY)
    return made, problem.plan_of(made, cells), people


@pytest.fixture
def boss():
    return make_agent("boss", name="Boss", role=Role.MANAGER, login=True)


def test_every_claim_holds_when_it_is_tried(planned):
    made, plan, people = planned
    here = judge(made.problem, plan)
    for number in (1, 10, 11, 20):
        for agent in people:
            found = why_of(made, plan, agent.pk, day(number))
            assert [line.code for line in found.lines] == [
                "cover",
                "rest",
                "fairness",
                "requests",
                "others",
                "swaps",
            ]
            for each in found.why.alternatives:
                there = judge(made.problem, changed(plan, {(found.why.person, number - 1): each.value}))
                assert there.cost - here.cost == each.cost
                assert there.missing - here.missing == each.missing
                assert there.broken - here.broken == each.broken


def changed(plan, changes):
    rows = [list(row) for row in plan]
    for (person, at), value in changes.items():
        rows[person][at] = value
    return tuple(tuple(row) for row in rows)


def test_swaps_that_are_named_break_nothing(planned):
    made, plan, people = planned
    here = judge(made.problem, plan)
    seen = 0
    for number in (2, 10, 17):
        for agent in people:
            found = why_of(made, plan, agent.pk, day(number), limit=20)
            for each, named in zip(found.why.swaps, found.swaps, strict=True):
                after = judge(made.problem, changed(plan, dict(each.changes)))
                assert after.broken <= here.broken
                assert after.cost - here.cost == each.cost
                assert named.partner_id == made.agents[each.partner]
                seen += 1
    assert seen > 3


def test_doing_a_swap_that_was_named_is_accepted(world, planned, boss):
    """Through the services, from the offer to the cells; each is taken back before the next."""
    roster, _one, _two, desk = world
    made, plan, people = planned
    for agent, date, template_id, _desk in problem.cells_of(made, plan):
        letter = ShiftTemplate.objects.get(pk=template_id).code_en
        assign(roster, Agent.objects.get(pk=agent), date, letter, desk)
    Roster.objects.filter(pk=roster.pk).update(state=RosterState.PUBLISHED, published_at=timezone.now())
    done = Counter()
    for number in (10, 17):
        for agent in people[:3]:
            row = Assignment.objects.filter(agent=agent, day=day(number)).first()
            for named in why(row, today=TODAY, limit=2).swaps if row else ():
                partner = Agent.objects.get(pk=named.partner_id)
                # Who is free on the date asked about gives the shift of the other date.
                mine = Assignment.objects.filter(agent=agent, day__in=named.dates)
                given = mine.exclude(template__kind="rest").order_by("day").first()
                other = next((date for date in named.dates if date != given.day), None)
                with transaction.atomic():
                    said = {"partner_day": other, "actor": None, "today": TODAY}
                    swap = swaps.offer(agent, given.day, partner, **said)
                    swap = swaps.accept(swap, actor=None, today=TODAY)
                    swap = swaps.approve(swap, actor=boss.user, today=TODAY)
                    assert swap.state == RequestState.APPROVED
                    taken = Assignment.objects.get(agent=partner, day=given.day)
                    assert taken.template_id == given.template_id
                    transaction.set_rollback(True)
                done[len(named.dates)] += 1
    assert done[2] > 3, done


def test_a_request_is_answered_with_what_stood_against_it(planned):
    made, plan, people = planned
    met, unmet = sorted(people[:2], key=lambda each: plan[made.person_of(each.pk)][9] != OFF)

    def requests(agent):
        found = why_of(made, plan, agent.pk, day(10))
        return next(line.sentences for line in found.lines if line.code == "requests")

    assert requests(met) == ("The wish for this day is met.",)
    assert requests(unmet) == ("The wish for this day is not met: 1 more head would be missing.",)
    assert requests(people[3]) == ("Nothing was wished for on this day.",)


def test_colleagues_reasons_are_not_told(planned):
    made, plan, people = planned
    worker = next(agent for agent in people[:2] if plan[made.person_of(agent.pk)][9] != OFF)
    found = why_of(made, plan, worker.pk, day(10))
    told = " ".join(sentence for line in found.lines for sentence in line.sentences)
    assert "1 not available" in told
    assert "leave" not in told
    assert "hospital" not in told


def test_cover_and_rest_are_told_of_an_assignment(world):
    roster, one, _two, desk = world
    assign(roster, one, day(3), "N", desk)
    row = assign(roster, one, day(4), "D", desk)
    found = why(row, today=TODAY)
    by_code = {line.code: line.sentences for line in found.lines}
    assert "4 November 2026, Day, Taobao: 1 needed, 1 planned." in by_code["cover"]
    assert "Without this shift 1 head would be missing." in by_code["cover"]
    assert "6.5 h of rest since the shift before." in by_code["rest"]
    assert any(sentence.startswith("6.5 h of rest between") for sentence in by_code["rest"])
    assert "Day 2 of days worked in a row." in by_code["rest"]
    assert by_code["others"][0] == "Could have worked it too: Two."


def test_who_is_not_in_the_roster_has_no_reasons(world, other_team):
    roster, *_rest = world
    made = problem.build(roster, today=TODAY)
    stranger = make_agent(team=other_team)
    plan = problem.plan_of(made, [])
    assert why_of(made, plan, stranger.pk, MONTH) is None
    assert why_of(made, plan, made.agents[0], dt.date(2026, 12, 1)) is None
