"""Agreement of reviewers against two reference packages (tests/data/make_kappa.py), and by hand."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.rules import kappa

CASES = json.loads(Path(__file__).with_name("data").joinpath("kappa.json").read_text(encoding="utf-8"))


def test_the_reference_holds_every_kind_of_panel():
    assert len(CASES) == 160
    assert {len(case["subjects"][0]) for case in CASES} == {2, 3, 4, 5, 6}
    assert sum(case["cohen"] is None for case in CASES) > 10
    assert sum(case["fleiss"] not in (None, 1.0) for case in CASES) > 60


@pytest.mark.parametrize("number", range(len(CASES)))
def test_as_the_reference_packages_compute(number):
    case = CASES[number]
    subjects = case["subjects"]
    pairs = [
        (kappa.cohen([row[0] for row in subjects], [row[1] for row in subjects]), case["cohen"]),
        (kappa.fleiss(subjects), case["fleiss"]),
    ]
    for ours, theirs in pairs:
        if theirs is None:
            assert ours is None
        else:
            assert float(ours) == pytest.approx(theirs, abs=1e-9)


def test_by_hand():
    first, second = list("yyyynnnnyn"), list("yyynnnnyyn")
    # 8 of 10 agree; each says y five times, so chance gives 0.5: (0.8 - 0.5) / 0.5.
    assert kappa.cohen(first, second) == Fraction(3, 5)
    assert kappa.agreement([[a, b] for a, b in zip(first, second, strict=True)]) == kappa.Agreement(
        10, 2, Decimal("0.8000"), Decimal("0.6000"), "cohen"
    )
    assert kappa.agreement([]) == kappa.Agreement(0, 0, None, None, "fleiss")
    assert kappa.agreement([["y", "y", "y"]]).kappa is None


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=3, max_size=3), min_size=1, max_size=20))
def test_bounds_and_order(subjects):
    found = kappa.fleiss(subjects)
    assert found is None or -1 <= found <= 1
    assert kappa.fleiss(subjects[::-1]) == found
    assert kappa.fleiss([row[::-1] for row in subjects]) == found


def test_unlike_answers_are_refused():
    with pytest.raises(ValueError, match="same number"):
        kappa.fleiss([["a", "b"], ["a"]])
    with pytest.raises(ValueError, match="every subject"):
        kappa.cohen(["a"], [])
