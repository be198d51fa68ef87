"""What if: heads, gaps, open shifts and what hours cost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstm.errors import DomainError
from shifts.staffing import Plan, Scenario, Target, Worked, cost, gaps, openings, whatif

PLAN = Plan(1800, 180, Target(0.8, 20), shrinkage=0.3)


def test_a_scenario_changes_what_it_names_and_nothing_else() -> None:
    plain = whatif([100, 100], PLAN, Scenario(), [20, 18])
    assert [(slot.needed.agents, slot.gap) for slot in plain] == [(14, 0), (14, 2)]
    lifted = whatif([50, 100], PLAN, Scenario(lift=[2, 1]), [20, 18])
    assert [slot.needed for slot in lifted] == [slot.needed for slot in plain]
    chats = whatif([60], PLAN, Scenario(aht=600, concurrency=1.7), [0])
    assert chats[0].needed.agents > 60 * 600 / 1.7 / 1800
    short = whatif([100, 100], PLAN, Scenario(away=[1, 30]), [20, 18])
    assert [(slot.rostered, slot.gap) for slot in short] == [(19, 1), (0, 20)]


def test_what_is_unknown_has_no_gap() -> None:
    found = whatif([None, 0], PLAN, Scenario(lift=3), [4, 4])
    assert [slot.gap for slot in found] == [None, -4]
    sums = gaps(found, 1800)
    assert (sums.unknown_slots, sums.missing_hours, sums.spare_hours, sums.rostered_hours) == (1, 0, 2, 4)


@pytest.mark.parametrize(
    ("scenario", "roster"),
    [
        (Scenario(lift=-1), [1]),
        (Scenario(lift=[1, 2]), [1]),
        (Scenario(away=-1), [1]),
        (Scenario(), [1, 2]),
    ],
)
def test_what_does_not_fit_is_refused(scenario: Scenario, roster: list[int]) -> None:
    with pytest.raises(DomainError, match=r"\."):
        whatif([100], PLAN, scenario, roster)


def test_open_shifts_close_the_gaps_with_the_template_that_fits_best() -> None:
    templates = {"day": [True, True, False, False], "late": [False, False, True, True], "all": [True] * 4}
    assert openings([2, 2, 0, -3], templates) == {"day": 2}
    assert openings([1, 1, 1, 1], templates) == {"all": 1}
    assert openings([1, 0, None, 0], templates) == {}
    with pytest.raises(DomainError):
        openings([1], templates)


@given(st.lists(st.integers(-3, 6), min_size=4, max_size=4))
def test_open_shifts_never_waste_more_than_they_fill(missing: list[int]) -> None:
    templates = {"a": [True, True, False, False], "b": [False, True, True, True]}
    opened = openings(missing, templates)
    put = [sum(n for name, n in opened.items() if templates[name][at]) for at in range(4)]
    filled = sum(min(max(0, gap), heads) for gap, heads in zip(missing, put, strict=True))
    assert 2 * filled >= sum(put)


def test_hours_cost_by_grade_with_the_laws_factors() -> None:
    worked = [
        Worked("junior", 480),
        Worked("junior", 60, "overtime"),
        Worked("senior", 60, "rest_day"),
        Worked("senior", 20, "holiday"),
    ]
    found = cost(worked, {"junior": Decimal("30"), "senior": Decimal("50.05")})
    assert found.by_grade == {"junior": Decimal("285.00"), "senior": Decimal("150.15")}
    assert found.by_kind["overtime"] == Decimal("45.00")
    assert (found.total, found.whole) == (Decimal("435.15"), True)


def test_hours_without_a_rate_are_named_and_not_free() -> None:
    found = cost([Worked("new", 90), Worked("junior", 60)], {"junior": Decimal("30")})
    assert (found.total, found.unpriced, found.whole) == (Decimal("30.00"), {"new": 90}, False)
    with pytest.raises(DomainError):
        cost([Worked("junior", 60, "holidays")], {})
