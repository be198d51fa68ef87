"""A roster's month becomes a problem: people, rules, needs and history as the rows say."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cstm.errors import DomainError
from shifts.choices import RuleKind
from shifts.models import DayWish, Need, NeedPattern, PairRule, TeamRule
from shifts.rules.judge import judge
from shifts.rules.problem import OFF
from shifts.selectors import problem
from shifts.tests.factories import MONTH, assign, make_desk, make_roster, template
from staff.choices import BlockKind, BlockSource
from staff.models import Certificate, Contract, Membership
from staff.services import availability, qualifications
from staff.tests.factories import make_agent, make_team

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 10, 20)


def day(number: int) -> dt.date:
    return MONTH.replace(day=number)


def need(desk, letter: str = "D", heads: int = 1) -> None:
    for weekday in range(7):
        NeedPattern.objects.create(desk=desk, template=template(letter), weekday=weekday, heads=heads)


@pytest.fixture
def world(team):
    """Two people at one desk that needs a head by day and an on-duty one."""
    one, two = make_agent("one", name="One", team=team), make_agent("two", name="Two", team=team)
    desk = make_desk("Taobao", one, two)
    need(desk, "D")
    need(desk, "N")
    return make_roster(team), one, two, desk


def built(roster, **more):
    return problem.build(roster, today=TODAY, **more)


def value(made, letter: str, desk) -> int:
    found = made.value_of(template(letter).pk, desk.pk)
    assert found is not None
    return found


def findings(made, cells, rule: str):
    plan = problem.plan_of(made, cells)
    return [each for each in judge(made.problem, plan).findings if each.rule == rule]


def cell(agent, number: int, letter: str, desk):
    return (agent.pk, day(number), template(letter).pk, desk.pk)


def test_on_duty_then_day_is_a_rest_of_six_and_a_half_hours(world):
    roster, one, _two, desk = world
    made = built(roster)
    found = findings(made, [cell(one, 3, "N", desk), cell(one, 4, "D", desk)], RuleKind.REST_BETWEEN)
    assert [(each.hard, each.person, each.day) for each in found] == [(True, 0, 3)]
    assert not findings(made, [cell(one, 3, "N", desk), cell(one, 5, "D", desk)], RuleKind.REST_BETWEEN)


@pytest.mark.parametrize(
    ("month", "days"), [((2026, 2), 28), ((2028, 2), 29), ((2026, 11), 30), ((2026, 12), 31)]
)
def test_months_of_every_length(world, month, days):
    roster, *_rest = world
    roster.month = dt.date(*month, 1)
    roster.save()
    made = built(roster)
    assert made.problem.days == days
    assert len(made.problem.covers) >= 2 * days
    assert made.date(days - 1) + dt.timedelta(days=1) == (roster.month + dt.timedelta(days=31)).replace(day=1)


def test_joiners_leavers_and_movers_work_only_on_their_own_days(world, team):
    roster, _one, _two, desk = world
    joiner = make_agent("new", name="New", team=team, hired_on=day(10))
    leaver = make_agent("old", name="Old", team=team, left_on=day(20))
    other = make_team("Care/Elsewhere")
    mover = make_agent("move", name="Move")
    Membership.objects.create(agent=mover, team=other, valid_to=day(14))
    Membership.objects.create(agent=mover, team=team, valid_from=day(15))
    make_desk("Taobao", joiner, leaver, mover)
    elsewhere = make_roster(other)
    assign(elsewhere, mover, day(14), "N", desk)
    made = built(roster)
    for agent, wrong, right in ((joiner, 9, 10), (leaver, 21, 20), (mover, 13, 15)):
        assert findings(made, [cell(agent, wrong, "E", desk)], "team"), agent
        assert not findings(made, [cell(agent, right, "E", desk)], "team"), agent
    # What he worked elsewhere counts: a day shift after that on-duty shift is too early here.
    assert findings(made, [cell(mover, 15, "D", desk)], RuleKind.REST_BETWEEN)
    person = made.person_of(mover.pk)
    assert (person, 13) in made.foreign
    assert (mover.pk, day(14)) not in {
        (a, d) for a, d, *_ in problem.cells_of(made, problem.plan_of(made, []))
    }


def test_a_certificate_that_ends_in_the_month_shuts_the_desk_after_its_grace(world):
    roster, one, two, desk = world
    certificate = Certificate.objects.create(code="red", name_en="Red line", name_zh="红线", grace_days=3)
    desk.certificates.add(certificate)
    qualifications.grant(one, certificate, valid_from=day(1), valid_to=day(10), actor=None)
    made = built(roster)
    assert not findings(made, [cell(one, 13, "D", desk)], RuleKind.CERTIFICATES)
    assert findings(made, [cell(one, 14, "D", desk)], RuleKind.CERTIFICATES)
    assert findings(made, [cell(two, 1, "D", desk)], RuleKind.CERTIFICATES)


def test_a_rule_that_changes_in_the_month_speaks_from_its_day_on(world, team):
    roster, one, _two, desk = world
    TeamRule.objects.create(
        team=team, kind=RuleKind.REST_BETWEEN, params={"minutes": 300}, valid_from=day(10)
    )
    TeamRule.objects.create(team=team, kind=RuleKind.CONSECUTIVE_DAYS, params={"most": 2}, valid_from=day(15))
    made = built(roster)
    keys = {key for key in made.rule_lines if key.startswith("rest_between")}
    assert len(keys) == 2
    early = judge(made.problem, problem.plan_of(made, [cell(one, 3, "N", desk), cell(one, 4, "D", desk)]))
    late = judge(made.problem, problem.plan_of(made, [cell(one, 9, "N", desk), cell(one, 10, "D", desk)]))
    assert [each for each in early.findings if each.rule in keys]
    assert not [each for each in late.findings if each.rule in keys]

    def in_a_row(first: int, count: int) -> int:
        cells = [cell(one, first + n, "D", desk) for n in range(count)]
        found = judge(made.problem, problem.plan_of(made, cells)).findings
        return sum(each.units for each in found if each.rule.startswith("consecutive_days"))

    assert in_a_row(5, 6) == 0
    assert in_a_row(12, 3) == 0  # the third day is the 14th, under the old rule
    assert in_a_row(13, 3) == 1
    assert in_a_row(20, 2) == 0


def test_leave_shuts_every_shift_that_it_touches(world):
    roster, one, _two, desk = world
    start = dt.datetime(2026, 11, 10, 0, 0, tzinfo=timezone.get_default_timezone())
    availability.block(
        one.pk, BlockKind.AWAY, BlockSource.LEAVE, start, start + dt.timedelta(days=1), "leave:1"
    )
    made = built(roster)
    assert findings(made, [cell(one, 10, "D", desk)], RuleKind.LEAVE)
    assert findings(made, [cell(one, 9, "N", desk)], RuleKind.LEAVE)  # runs into the leave until 02:00
    assert not findings(made, [cell(one, 9, "E", desk)], RuleKind.LEAVE)
    assert not findings(made, [cell(one, 11, "D", desk)], RuleKind.LEAVE)
    rows = {(agent, date) for agent, date, *_ in problem.cells_of(made, problem.plan_of(made, []))}
    assert (one.pk, day(10)) not in rows
    assert (one.pk, day(11)) in rows


def test_somebody_in_training_for_most_of_the_shift_is_no_head(world):
    roster, one, _two, desk = world
    start = dt.datetime(2026, 11, 10, 9, 0, tzinfo=timezone.get_default_timezone())
    availability.block(
        one.pk, BlockKind.BUSY, BlockSource.TRAINING, start, start + dt.timedelta(hours=6), "training:1"
    )
    made = built(roster)
    missing = [
        each.day for each in findings(made, [cell(one, n, "D", desk) for n in (9, 10)], RuleKind.COVER)
    ]
    assert missing.count(8) == 1  # only the on-duty head is missing on the 9th
    assert missing.count(9) == 2
    assert not findings(made, [cell(one, 10, "D", desk)], RuleKind.LEAVE)


def test_exempt_people_get_no_nights_and_no_overtime(world):
    roster, one, _two, desk = world
    availability.exempt(one, valid_from=day(1), valid_to=day(30), actor=None)
    made = built(roster)
    assert findings(made, [cell(one, 3, "N", desk)], RuleKind.EXEMPTION)
    week = [cell(one, number, "D", desk) for number in range(9, 14)]
    assert not findings(made, week, RuleKind.EXEMPTION)
    assert findings(made, [*week, cell(one, 14, "D", desk)], RuleKind.EXEMPTION)


def test_wishes_cost_by_importance(world):
    roster, one, two, desk = world
    off = DayWish.objects.create(agent=one, day=day(5), kind="off", weight=3)
    on = DayWish.objects.create(agent=two, day=day(5), kind="on", template=template("N"), weight=1)
    made = built(roster)
    against = problem.plan_of(made, [cell(one, 5, "D", desk), cell(two, 5, "D", desk)])
    costs = {
        each.rule: each.cost for each in judge(made.problem, against).findings if "requests" in each.rule
    }
    assert costs == {f"requests:{off.pk}": 40, f"requests:{on.pk}": 5}
    met = problem.plan_of(made, [cell(two, 5, "N", desk)])
    assert not [each for each in judge(made.problem, met).findings if "requests" in each.rule]


def test_the_week_before_the_month_counts(world, team):
    roster, one, _two, desk = world
    earlier = make_roster(team, dt.date(2026, 10, 1))
    for number in range(26, 32):
        assign(earlier, one, dt.date(2026, 10, number), "D", desk)
    made = built(roster)
    assert findings(made, [cell(one, 1, "D", desk)], RuleKind.CONSECUTIVE_DAYS)
    assert findings(made, [cell(one, 1, "D", desk)], RuleKind.REST_DAYS_WEEK)
    assert not findings(made, [cell(one, 2, "D", desk)], RuleKind.CONSECUTIVE_DAYS)


def test_overtime_counts_beyond_the_contract_of_the_month(world):
    roster, one, _two, desk = world
    Contract.objects.create(agent=one, weekly_minutes=1200)
    TeamRule.objects.create(kind=RuleKind.OVERTIME_MONTH, params={"most": 480}, valid_from=day(1))
    made = built(roster)
    # 21 workdays of 4 hours are 84 hours, 8 more are allowed: 11 shifts of 8 hours fit, 12 do not.
    days = [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24]
    assert not findings(made, [cell(one, n, "D", desk) for n in days[:11]], RuleKind.OVERTIME_MONTH)
    assert findings(made, [cell(one, n, "D", desk) for n in days], RuleKind.OVERTIME_MONTH)


def test_overtime_of_who_moves_counts_in_each_team_for_the_days_there(world, team):
    roster, one, _two, desk = world
    elsewhere = make_team("Care/Elsewhere")
    Membership.objects.filter(agent=one).update(valid_to=day(6))
    Membership.objects.create(agent=one, team=elsewhere, valid_from=day(7))
    TeamRule.objects.create(kind=RuleKind.OVERTIME_MONTH, params={"most": 480}, valid_from=day(1))
    there = make_roster(elsewhere)
    worked = [number for number in range(9, 28) if day(number).weekday() < 5]
    for number in worked:
        assign(there, one, day(number), "D", desk)
    made = built(roster)
    # Five workdays here are 40 hours, and half of the 8 more: what the other team gives has its own hours.
    assert not findings(made, [cell(one, n, "D", desk) for n in range(2, 7)], RuleKind.OVERTIME_MONTH)
    assert findings(made, [cell(one, n, "D", desk) for n in range(1, 7)], RuleKind.OVERTIME_MONTH)
    assert not findings(built(there), [cell(one, n, "D", desk) for n in worked], RuleKind.OVERTIME_MONTH)


def test_a_need_of_a_date_goes_before_the_weekdays_pattern(world):
    roster, _one, _two, desk = world
    Need.objects.create(desk=desk, day=day(3), template=template("D"), heads=4)
    Need.objects.create(desk=desk, day=day(4), start=600, minutes=60, heads=2)
    made = built(roster)
    wanted = {(each.day, each.need): each for each in made.problem.covers if each.day in (2, 3) and each.need}
    assert (2, 4) in wanted
    assert {need for at, need in wanted if at == 3} == {2}
    assert wanted[3, 2].cells == ((3, value(made, "D", desk)),)


def test_people_without_a_contract_are_named(world):
    roster, one, *_rest = world
    Contract.objects.create(agent=one)
    assert any("Two" in each and "One" not in each for each in built(roster).warnings)


def test_what_is_missing_is_said(team, world):
    roster, _one, _two, _desk = world
    with pytest.raises(DomainError, match="Nobody belongs"):
        built(make_roster(make_team("Empty")))
    NeedPattern.objects.all().delete()
    with pytest.raises(DomainError, match="No heads are needed"):
        built(roster)


def test_keeping_makes_changes_dear_and_the_past_fixed(world):
    roster, one, _two, desk = world
    roster.state, roster.published_at = "published", dt.datetime(2026, 10, 20, tzinfo=dt.UTC)
    roster.save()
    assign(roster, one, day(3), "D", desk)
    assign(roster, one, day(20), "D", desk)
    made = problem.build(roster, today=day(10), keep=True)
    pinned = {(pin.person, pin.day): pin.kind for pin in made.problem.pins}
    assert pinned[0, 2] == value(made, "D", desk)
    assert pinned[1, 2] == OFF
    assert (0, 19) not in pinned
    assert findings(made, [cell(one, 3, "D", desk)], RuleKind.STABLE)[0].cost == 30


def test_a_plan_and_its_cells_say_the_same(world):
    roster, one, two, desk = world
    made = built(roster)
    plan = problem.plan_of(made, [cell(one, 3, "N", desk), cell(two, 3, "D", desk)])
    cells = problem.cells_of(made, plan)
    assert problem.plan_of(made, cells) == plan
    assert len(cells) == 60
    assert cell(one, 3, "N", desk) in cells


def test_the_number_of_queries_does_not_grow(world, team):
    roster, _one, _two, desk = world
    for number in range(12):
        person = make_agent(team=team)
        make_desk("Taobao", person)
        Contract.objects.create(agent=person)
        DayWish.objects.create(agent=person, day=day(5), kind="off")
        assign(roster, person, day(number + 1), "D", desk)
    roster = type(roster).objects.select_related("team").get(pk=roster.pk)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        built(roster)
    assert len(seen) <= 7, [each["sql"][:90] for each in seen]


def test_a_pair_is_kept_apart_on_its_own_days_only(world):
    roster, one, two, desk = world
    first, second = sorted((one, two), key=lambda each: each.pk)
    PairRule.objects.create(first=first, second=second, hard=True, valid_from=day(10), valid_to=day(12))
    made = built(roster)
    for number, found in ((9, 0), (10, 1), (12, 1), (13, 0)):
        both = [cell(one, number, "D", desk), cell(two, number, "D", desk)]
        assert len(findings(made, both, RuleKind.APART)) == found, number


def test_what_stands_after_the_month_counts_for_stretches_and_weeks(world, team):
    roster, one, _two, desk = world
    later = make_roster(team, dt.date(2026, 12, 1))
    for number in range(1, 5):
        assign(later, one, dt.date(2026, 12, number), "D", desk)

    def broken(numbers, rule):
        return bool(findings(made, [cell(one, number, "D", desk) for number in numbers], rule))

    made = built(roster)
    assert not broken((28, 29, 30), RuleKind.CONSECUTIVE_DAYS), "a draft gives way"
    type(later).objects.update(state="published", published_at=timezone.now())
    made = built(roster)
    # Tuesday to Friday stand in December: two more days before them are six, three are seven.
    assert not broken((29, 30), RuleKind.CONSECUTIVE_DAYS)
    assert broken((28, 29, 30), RuleKind.CONSECUTIVE_DAYS)
    assert not broken((27, 28, 29), RuleKind.CONSECUTIVE_DAYS)
    assert not broken((30,), RuleKind.REST_DAYS_WEEK)
    for number in (5, 6):
        assign(later, one, dt.date(2026, 12, number), "E", desk)
    made = built(roster)
    assert broken((30,), RuleKind.REST_DAYS_WEEK), "Monday to Sunday without a rest day"
    assert broken((30,), RuleKind.WEEKLY_MINUTES)
    assert not broken((28,), RuleKind.REST_DAYS_WEEK)
