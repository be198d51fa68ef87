"""Every kind of rule from end to end: its form, the judge, the solver, the grid, swaps, and its sentence.

A new kind without a row in the table fails here.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from shifts.choices import RuleKind
from shifts.models import CalendarDay, DayWish, NeedPattern, PairRule, Roster, TeamRule
from shifts.rules.judge import judge
from shifts.rules.problem import Finding, Plan
from shifts.rules.rule_forms import ELSEWHERE, HARD_ONLY, SOFT_ONLY, WEIGHED
from shifts.rules.sentences import finding_words, kind_of
from shifts.selectors import allowed, conflicts, problem
from shifts.selectors.settings import rule_lines
from shifts.services import swaps
from shifts.solver.compile import compile_problem, to_values
from shifts.solver.model import fresh_state
from shifts.solver.rebuild import rebuild
from shifts.solver.search import solve
from shifts.tests.factories import MONTH, assign, make_desk, make_roster, template
from staff.models import Agent, Certificate, Contract, Desk, Skill
from staff.services import availability
from staff.tests.factories import make_agent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TODAY = dt.date(2026, 10, 20)
WEIGHT = 7


def day(number: int) -> dt.date:
    return MONTH.replace(day=number)


@dataclass
class World:
    """Two people, the desk that both serve, one that only the second serves, and the month."""

    one: Agent
    two: Agent
    desk: Desk
    other: Desk
    roster: Roster


@dataclass(frozen=True)
class Case:
    """What the form is told, what breaks the rule (person, day, letter), and what must be so before."""

    form: dict[str, Any] = field(default_factory=dict)
    cells: tuple[tuple[str, int, str], ...] = (("one", 2, "D"),)
    before: Callable[[World], object] = lambda _world: None
    at_other: bool = False
    keep: bool = False


def days(who: str, letter: str, *numbers: int) -> tuple[tuple[str, int, str], ...]:
    return tuple((who, number, letter) for number in numbers)


def away(world: World) -> None:
    start = dt.datetime(2026, 11, 2, 0, 0, tzinfo=timezone.get_default_timezone())
    availability.block(world.one.pk, "away", "leave", start, start + dt.timedelta(days=1), "leave:1")


def newcomer(world: World) -> None:
    world.one.hired_on = dt.date(2026, 10, 20)
    world.one.save()


def published(world: World) -> None:
    world.roster.state, world.roster.published_at = "published", timezone.now()
    world.roster.save()
    assign(world.roster, world.one, day(2), "E", world.desk)


TABLE: dict[RuleKind, Case] = {
    RuleKind.REST_BETWEEN: Case({"minutes": "11"}, (("one", 3, "N"), ("one", 4, "D"))),
    RuleKind.CONSECUTIVE_DAYS: Case({"most": "2"}, days("one", "D", 3, 4, 5)),
    RuleKind.CONSECUTIVE_NIGHTS: Case({"most": "1"}, days("one", "N", 3, 4)),
    RuleKind.REST_DAYS_MONTH: Case({"least": "25"}, days("one", "D", 2, 4, 6, 10, 12, 16)),
    RuleKind.REST_DAYS_WEEK: Case({"least": "5"}, days("one", "D", 2, 3, 4)),
    RuleKind.WEEKLY_MINUTES: Case({"most": "10"}, days("one", "D", 2, 4)),
    RuleKind.MONTHLY_MINUTES: Case({"most": "10"}, days("one", "D", 2, 14)),
    RuleKind.OVERTIME_MONTH: Case(
        {"most": "0"},
        days("one", "D", 2, 4),
        lambda world: Contract.objects.create(agent=world.one, weekly_minutes=60),
    ),
    RuleKind.WEEKENDS: Case({"most": "0"}, days("one", "D", 7)),
    RuleKind.SUCCESSION: Case({"pairs": ["on_duty>day"]}, (("one", 3, "N"), ("one", 4, "D"))),
    RuleKind.HOLIDAYS: Case(
        {"most": "0"},
        days("one", "D", 10),
        lambda _world: CalendarDay.objects.create(day=day(10), kind="statutory"),
    ),
    RuleKind.CERTIFICATES: Case(
        before=lambda world: world.desk.certificates.add(
            Certificate.objects.create(code="gate", name_en="Gate", name_zh="门")
        )
    ),
    RuleKind.SKILLS: Case(
        {"level": "1"},
        before=lambda world: world.desk.skills.add(
            Skill.objects.create(code="calm", name_en="Calm", name_zh="静")
        ),
    ),
    RuleKind.DESKS: Case(at_other=True),
    RuleKind.TOGETHER: Case({"together": "yes"}),
    RuleKind.APART: Case({"together": "no"}, (("one", 2, "D"), ("two", 2, "D"))),
    RuleKind.NEWCOMERS: Case({"days": "90"}, before=newcomer),
    RuleKind.EXEMPTION: Case(
        {},
        days("one", "N", 3),
        lambda world: availability.exempt(world.one, valid_from=day(3), valid_to=day(3), actor=None),
    ),
    RuleKind.REQUESTS: Case(
        {"weight1": "3", "weight2": str(WEIGHT), "weight3": "30"},
        before=lambda world: DayWish.objects.create(agent=world.one, day=day(2), kind="off", weight=2),
    ),
    RuleKind.LEAVE: Case(before=away),
    RuleKind.FAIRNESS: Case({}, days("one", "N", *range(1, 21))),
    RuleKind.COVER: Case({"under": str(WEIGHT), "over": "0"}),
    RuleKind.STABLE: Case(before=published, keep=True),
}
# What no plan can break, with the test that shows its effect.
ELSEWHERE_SHOWN = {RuleKind.SWAPS: "test_a_rule_says_whether_swaps_wait_for_a_leader"}


@pytest.fixture
def world(team: Any) -> World:
    one, two = make_agent("one", name="One", team=team), make_agent("two", name="Two", team=team)
    desk, other = make_desk("Taobao", one, two), make_desk("Telephone", two)
    for letter in ("D", "N"):
        for weekday in range(7):
            NeedPattern.objects.create(desk=desk, template=template(letter), weekday=weekday, heads=1)
    TeamRule.objects.all().delete()
    return World(one, two, desk, other, make_roster(team))


def test_every_kind_of_rule_stands_in_the_table() -> None:
    assert set(RuleKind) == set(TABLE) | set(ELSEWHERE_SHOWN)
    assert all(name in globals() for name in ELSEWHERE_SHOWN.values())


def test_a_rule_says_whether_swaps_wait_for_a_leader(client_of: Any, supervisor: Any, world: World) -> None:
    client = client_of(supervisor)
    url = f"{reverse('shifts:rule_new')}?kind={RuleKind.SWAPS}&team={world.roster.team_id}"
    assert client.post(url, {"valid_from": "2026-11-10"}).status_code == 302
    rule = TeamRule.objects.get()
    assert not swaps.auto_approved(world.one, day(12))
    said = {"auto": "on", "valid_from": "2026-11-10"}
    assert client.post(reverse("shifts:rule_edit", args=[rule.pk]), said).status_code == 302
    assert swaps.auto_approved(world.one, day(12))
    assert not swaps.auto_approved(world.one, day(9))
    words = {line.kind: line.words for line in rule_lines(world.roster.team, day(12))}
    assert words[RuleKind.SWAPS] == "A swap that keeps all rules is approved at once."


def sent(client: Any, world: World, kind: RuleKind, case: Case, *, hard: bool) -> None:
    """Set the rule in the browser: a new one, or the one that stands made soft."""
    if kind in ELSEWHERE:
        PairRule.objects.all().delete()
        url = reverse("shifts:pair_new")
        said = {"one": world.one.pk, "other": world.two.pk, **case.form}
    else:
        known = TeamRule.objects.first()
        query = f"?kind={kind}&team={world.roster.team_id}"
        url = reverse("shifts:rule_edit", args=[known.pk]) if known else reverse("shifts:rule_new") + query
        said = {**case.form, "valid_from": "2026-11-01", "valid_to": "2026-11-30"}
    said |= {"hard": "on"} if hard else {"weight": str(WEIGHT)}
    answer = client.post(url, said)
    assert answer.status_code == 302, answer.content.decode()[-3000:]


def values_of(world: World, case: Case) -> dict[Any, Any]:
    desk = world.other if case.at_other else world.desk
    return {
        (getattr(world, who).pk, day(number)): (template(letter).pk, desk.pk, False)
        for who, number, letter in case.cells
    }


def told(built: problem.Built, found: list[Finding]) -> set[str]:
    words = problem.words_of(built)
    return {finding_words(words, each) for each in found}


def of_kind(built: problem.Built, plan: Plan, kind: str) -> list[Finding]:
    return [each for each in judge(built.problem, plan).findings if kind_of(each.rule) == kind]


def solver_says(built: problem.Built, plan: Plan) -> tuple[int, int]:
    model = compile_problem(built.problem)
    state = fresh_state(model, 1)
    state.plan[:] = to_values(plan, int(model.dims[2]))
    rebuild(model, state, 1)
    return int(state.total[0]), int(state.total[1])


@pytest.mark.parametrize("kind", TABLE, ids=str)
def test_a_rule_holds_from_its_form_to_its_sentence(
    client_of: Any, supervisor: Any, world: World, kind: RuleKind
) -> None:
    case, client = TABLE[kind], client_of(supervisor)
    case.before(world)
    ways = [False] if kind in SOFT_ONLY else [True] if kind in HARD_ONLY else [True, False]
    for hard in ways:
        sent(client, world, kind, case, hard=hard)
        built = problem.build(world.roster, today=TODAY, keep=case.keep)
        values = values_of(world, case)
        plan = conflicts.plan_of(built, values)
        judged, found = judge(built.problem, plan), of_kind(built, plan, kind)
        assert found
        assert {each.hard for each in found} == {hard}
        if not hard and kind != RuleKind.FAIRNESS:
            assert {each.cost for each in found} == {WEIGHT * each.units for each in found}
        assert solver_says(built, plan) == (judged.broken, judged.cost)
        best = judge(built.problem, solve(built.problem, moves=4000, seed=1))
        assert (best.broken, best.cost) < (judged.broken, judged.cost)
        assert not [each for each in best.findings if each.hard]
        for language in ("en", "zh-hans"):
            with translation.override(language):
                assert all(told(built, found))
        if kind not in ELSEWHERE:
            line = next(line for line in rule_lines(world.roster.team, day(5)) if line.kind == kind)
            assert line.rule is not None
            assert line.words
        if kind not in (RuleKind.COVER, RuleKind.STABLE):
            said = [each for each in conflicts.conflicts(world.roster, values) if kind_of(each.rule) == kind]
            assert said
            assert {each.hard for each in said} == {hard}
            assert all(each.sentence.strip() for each in said)
        if hard:
            board = allowed.board(world.roster, today=TODAY)
            assert kind in allowed.rules_of(board, board.faults(values)), "swaps and open shifts ask it too"


@pytest.mark.parametrize("kind", [kind for kind in TABLE if kind not in ELSEWHERE], ids=str)
def test_a_teams_own_sentence_and_switching_off(
    client_of: Any, supervisor: Any, world: World, kind: RuleKind
) -> None:
    case, client = TABLE[kind], client_of(supervisor)
    case.before(world)
    said = {**case.form, "hard": "on", "weight": str(WEIGHT), "sentence": "We said so."}
    url = f"{reverse('shifts:rule_new')}?kind={kind}&team={world.roster.team_id}"
    assert client.post(url, said).status_code == 302
    rule = TeamRule.objects.get()
    assert (rule.weight > 0) == (not rule.hard)
    assert kind not in WEIGHED or rule.weight == WEIGHT
    built = problem.build(world.roster, today=TODAY, keep=case.keep)
    plan = conflicts.plan_of(built, values_of(world, case))
    if kind != RuleKind.COVER:
        assert told(built, of_kind(built, plan, kind)) == {"We said so."}
    off = client.post(reverse("shifts:rule_edit", args=[rule.pk]), {"off": "on", "weight": "1"})
    built = problem.build(world.roster, today=TODAY, keep=case.keep)
    if kind in (RuleKind.LEAVE, RuleKind.COVER):
        assert of_kind(built, plan, kind), "nobody works while away, and a missing head is always named"
    else:
        assert off.status_code == 302
        assert not of_kind(built, plan, kind)
