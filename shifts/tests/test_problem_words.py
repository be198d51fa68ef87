"""Every rule speaks a sentence with its numbers, and gaps and clashes are named."""

import datetime as dt

import pytest
from django.utils import timezone

from shifts.models import NeedPattern, PairRule, TeamRule
from shifts.rules.clashes import clashes
from shifts.rules.gaps import gaps
from shifts.rules.judge import judge
from shifts.rules.sentences import finding_words
from shifts.rules.sentences_gaps import clash_words, gap_words
from shifts.rules.sentences_search import search_words
from shifts.selectors import conflicts, problem
from shifts.tests.factories import assign, make_desk, make_roster, template
from shifts.tests.test_problem_rows import cell, day, need
from shifts.tests.test_problem_rows import world as world  # the fixture
from staff.choices import BlockKind, BlockSource
from staff.services import availability
from staff.tests.factories import make_agent, make_team

pytestmark = pytest.mark.django_db


def build(roster):
    return problem.build(roster, today=dt.date(2026, 10, 20))


def said(roster, cells) -> list[str]:
    made = build(roster)
    words = problem.words_of(made)
    found = judge(made.problem, problem.plan_of(made, cells)).findings
    return [finding_words(words, each) for each in found]


def test_short_rest_is_told_with_its_hours(world):
    roster, one, _two, desk = world
    text = said(roster, [cell(one, 3, "N", desk), cell(one, 4, "D", desk)])
    assert (
        "6.5 h of rest between the On-duty shift of 3 November 2026 and Day; the rule asks for 11 h." in text
    )


def test_a_teams_own_sentence_goes_first(world, team):
    roster, one, _two, desk = world
    TeamRule.objects.create(
        team=team, kind="rest_between", params={"minutes": 660}, sentence="Nobody opens after closing."
    )
    assert "Nobody opens after closing." in said(roster, [cell(one, 3, "N", desk), cell(one, 4, "D", desk)])


def test_rows_of_days_are_told_with_their_numbers(world, team):
    roster, one, two, desk = world
    TeamRule.objects.create(team=team, kind="monthly_minutes", params={"most": 9600}, hard=True)
    TeamRule.objects.create(team=team, kind="holidays", params={"most": 0}, hard=True)
    text = said(roster, [cell(one, n, "D", desk) for n in range(2, 9)] + [cell(two, 2, "D", desk)])
    assert "7 days in a row until 8 November 2026; at most 6 allowed." in text
    assert "0 rest days in 2–8 November 2026; the rule asks for 1." in text
    assert "56 h in 2–8 November 2026; at most 44 h are allowed." in text
    nights = said(roster, [cell(one, n, "N", desk) for n in range(2, 6)])
    assert "4 nights in a row until 5 November 2026; at most 3 allowed." in nights
    month = said(roster, [cell(one, n, "D", desk) for n in range(1, 29)])
    assert "2 rest days in this month; the rule asks for 4." in month
    assert "224 h in this month; at most 160 h are allowed." in month
    assert "224 h in this month; contract and overtime allow 204 h." in month
    assert "Work on 5 weekends; at most 3 allowed." in month


def test_a_gap_names_who_may_work_and_why_others_may_not(world, team):
    roster, one, two, desk = world
    start = dt.datetime(2026, 11, 3, tzinfo=timezone.get_default_timezone())
    availability.block(
        one.pk, BlockKind.AWAY, BlockSource.LEAVE, start, start + dt.timedelta(days=1), "leave:1"
    )
    made = build(roster)
    words = problem.words_of(made)
    plan = problem.plan_of(made, [cell(two, 2, "N", desk)])
    found = next(each for each in gaps(made.problem, plan) if each.day == 2)
    assert gap_words(words, found) == (
        "3 November 2026, Day, Taobao: 1 needed, 0 may work: 1 on leave, 1 rest rule."
    )
    assert "1 not available" in gap_words(words, found, named=False)
    assert "leave" not in gap_words(words, found, named=False)


def test_a_gap_counts_the_whole_desk_and_names_who_could_still_take_it(world, team):
    """Two groups serve one desk: all figures are the desk's, as in the hours below the month."""
    roster, _one, two, desk = world
    NeedPattern.objects.filter(desk=desk, template=template("D")).update(heads=4)
    group = make_team("Second group")
    other = make_agent("other", name="Other", team=group)
    make_desk("Taobao", other)
    assign(make_roster(group), other, day(3), "D", desk)
    made = build(roster)
    words = problem.words_of(made)
    plan = problem.plan_of(made, [cell(two, 3, "D", desk)])
    found = next(each for each in gaps(made.problem, plan) if each.day == 2 and each.needed > 1)
    assert gap_words(words, found) == (
        "3 November 2026, Day, Taobao: 4 needed, 3 may work. "
        "2 planned, 1 of them on other rosters. Could still take it: One."
    )
    assert "3 November 2026, Day, Taobao: 4 needed, 2 planned, 1 of them on other rosters." in said(
        roster, [cell(two, 3, "D", desk)]
    )


def test_who_works_another_shift_at_the_same_desk_is_not_said_to_be_elsewhere(world, team):
    roster, one, two, desk = world
    far = make_desk("JD", two)
    made = build(roster)
    plan = problem.plan_of(made, [cell(one, 3, "E", desk), cell(two, 3, "D", far)])
    found = next(each for each in gaps(made.problem, plan) if each.day == 2)
    assert gap_words(problem.words_of(made), found).endswith(
        "1 needed, 0 may work: 1 on another shift that day, 1 on shift at another desk."
    )


def test_reasons_that_are_counted_carry_no_plural_of_their_own(world, team):
    roster, _one, two, desk = world
    made = build(roster)
    plan = problem.plan_of(made, [cell(two, n, "D", desk) for n in range(3, 9)])
    found = next(each for each in gaps(made.problem, plan) if each.day == 8)
    assert gap_words(problem.words_of(made), found).startswith(
        "9 November 2026, Day, Taobao: 1 needed, 1 may work: 1 rule of "
    )


def test_a_search_says_in_words_how_far_it_is():
    first = {"broken": 1, "missing": 48, "cost": 5000, "bound": 1200, "least_missing": 12}
    assert search_words(first) == (
        "Best plan so far: 1 rule that must be kept is still broken. 48 heads are missing. "
        "12 of them stay missing in any plan, since too few people may work."
    )
    last = {"broken": 0, "missing": 0, "cost": 1204, "bound": 800, "least_missing": 0}
    assert search_words(last) == (
        "Best plan so far: every rule that must be kept is kept. No head is missing. "
        "Wishes, fairness and heads missing weigh 1,204 points; no plan weighs less than 800."
    )
    assert search_words(last | {"bound": 0}).endswith("weigh 1,204 points.")


def test_pairs_are_told_by_name(world):
    roster, one, two, desk = world
    first, second = sorted((one, two), key=lambda each: each.pk)
    PairRule.objects.create(first=first, second=second, hard=True)
    assert "One and Two should not work together on 3 November 2026." in said(
        roster, [cell(one, 3, "D", desk), cell(two, 3, "D", desk)]
    )


def test_newcomers_without_a_veteran_are_told(world, team):
    roster, one, _two, desk = world
    new = make_agent("new", name="New", team=team, hired_on=day(1))
    make_desk("Taobao", new)
    alone = "No veteran at the desk for half of the Day shift of 3 November 2026."
    assert alone in said(roster, [cell(new, 3, "D", desk)])
    assert alone not in said(roster, [cell(new, 3, "D", desk), cell(one, 3, "D", desk)])


def test_rules_that_clash_are_named(world, team):
    roster, _one, _two, desk = world
    need(desk, "E", 3)
    made = build(roster)
    text = [clash_words(problem.words_of(made), each) for each in clashes(made.problem)]
    assert any("3 needed, only 2 people may work" in each for each in text), text[:5]


def test_the_page_of_conflicts_says_which_rules_clash(world, team, client_of, supervisor):
    roster, _one, _two, _desk = world
    TeamRule.objects.create(team=team, kind="monthly_minutes", params={"least": 30000}, hard=True)
    TeamRule.objects.create(team=team, kind="rest_days_month", params={"least": 20}, hard=True)
    page = client_of(supervisor).get(f"/shifts/rosters/{roster.pk}/conflicts/").content.decode()
    assert "Rules that cannot be kept together" in page
    said = conflicts.findings(roster, clashes=True).clashing
    clash = next(each for each in said if "working time a month" in each)
    assert "rest days a month" in clash
    assert "500 h asked for, only 80 h possible" in clash
