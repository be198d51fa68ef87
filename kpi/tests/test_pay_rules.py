"""Pay rules: tables, tiers, parts of a month, caps; and that more of something good never pays less."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.rules import pay, pay_slip
from kpi.rules.pay import Terms
from kpi.rules.pay_slip import Amount, BonusShare, Extra, Facts, House, Presence, Sales, Score

D = Decimal
MONTH = Presence(dt.date(2026, 10, 1), dt.date(2026, 10, 31))
TERMS = Terms(
    base=D(3000),
    performance_base=D(2000),
    experience=((12, D(100)), (24, D(200))),
    coefficients=((D(0), D("0.5")), (D(60), D("0.8")), (D(90), D("1.2"))),
    tiers=((D(0), D(1)), (D(10000), D(2)), (D(50000), D("3.5"))),
)


@pytest.mark.parametrize(
    ("points", "between", "factor"),
    [
        (None, False, "1"),
        ("0", False, "0.5"),
        ("59.99", False, "0.5"),
        ("60", False, "0.8"),
        ("100", False, "1.2"),
        ("75", True, "1"),
        ("30", True, "0.65"),
        ("95", True, "1.2"),
    ],
)
def test_factor_of_a_score(points: str | None, between: bool, factor: str) -> None:
    terms = replace(TERMS, between=between)
    assert pay.coefficient(None if points is None else D(points), terms) == D(factor)


@pytest.mark.parametrize(
    ("net", "whole", "pays"),
    [
        ("-5", False, "0"),
        ("10000", False, "100"),
        ("10000.01", False, "100.0002"),
        ("60000", False, "1250"),
        ("60000", True, "2100"),
        ("9999.99", True, "99.9999"),
        ("10000", True, "200"),
        ("0", True, "0"),
    ],
)
def test_commission_by_parts_or_on_the_whole(net: str, whole: bool, pays: str) -> None:
    assert pay.commission(D(net), replace(TERMS, whole_amount=whole)) == D(pays)


def test_the_next_step_says_how_far_and_what_it_brings() -> None:
    assert pay.next_step(D("83.5"), TERMS) == pay.Step(D(90), D("6.5"), D("1.2"))
    assert pay.next_step(D(95), TERMS) is None
    assert pay.next_tier(D(8000), TERMS) == pay.Step(D(10000), D(2000), D(2))


def test_parts_of_a_month() -> None:
    assert pay.pro_rata(11, 22) == D("0.5")
    assert pay.pro_rata(26, 22) == 1
    assert pay.pro_rata(5, 0) == 0


def test_overtime_pays_hours_by_the_factor_of_the_day() -> None:
    line = pay_slip.overtime_line(
        Extra("overtime:1", dt.date(2026, 10, 1), 90, "statutory", D(300), D(3480)), House()
    )
    assert line.amount == D("90.00")


def test_a_pot_is_never_paid_beyond_its_bottom() -> None:
    shares = [pay.share(D(100), D(1), D(3)) for _ in range(3)]
    assert shares == [D("33.33")] * 3


def test_deductions_stop_at_the_cap_in_their_order() -> None:
    assert pay.capped([D(100), D(150), D(5)], D(2000), D(10), 2) == [D(100), D(100), D(0)]
    facts = Facts(MONTH, deductions=(Amount("deduction:1", D(100)), Amount("deduction:2", D(150))))
    taken = [line for line in pay_slip.lines(TERMS, facts, House()) if line.code == "deduction"]
    assert [line.amount for line in taken] == [D("-100.00"), D("-100.00")]
    assert taken[1].inputs["wanted"] == "150"


def test_what_is_pending_is_a_range_and_not_paid() -> None:
    facts = Facts(
        MONTH,
        score=Score(D(90), D(70), D(95), pending=True),
        sales=Sales(D(9000), D(0), low=D(9000), high=D(12000), days=2),
    )
    found = {line.code: line for line in pay_slip.lines(TERMS, facts, House())}
    assert (found["performance"].amount, found["performance"].low, found["performance"].high) == (
        1600,
        1600,
        2400,
    )
    assert (found["commission"].amount, found["commission"].high) == (90, 140)
    assert pay_slip.ends(list(found.values())) == (D("4690.00"), D("5540.00"))


def test_an_unknown_upper_end_stays_unknown() -> None:
    facts = Facts(MONTH, sales=Sales(D(9000), D(0), low=D(9000), high=None, days=1))
    assert pay_slip.ends(pay_slip.lines(TERMS, facts, House()))[1] is None


def test_yen_have_no_cents() -> None:
    facts = Facts(replace(MONTH, own=7, full=22, basis="roster"))
    assert pay_slip.lines(TERMS, facts, House(digits=0))[0].amount == D(955)


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([], ["empty"]),
        ([(D(5), D(1))], ["from_zero"]),
        ([(D(0), D(1)), (D(0), D(2))], ["order"]),
        ([(D(0), D(2)), (D(60), D(1))], ["falls"]),
        ([(D(0), D(-1)), (D(60), D(1))], ["negative"]),
        ([(D(0), D(1)), (D(60), D(1))], []),
    ],
)
def test_faults_of_a_table(rows: list[tuple[D, D]], faults: list[str]) -> None:
    assert pay.table_faults(rows, from_zero=True) == faults


cents = st.decimals(min_value=0, max_value=10**6, places=2)
points = st.decimals(min_value=0, max_value=100, places=2)


@st.composite
def tables(draw: st.DrawFn, top: int, values: st.SearchStrategy[D]) -> tuple[tuple[D, D], ...]:
    starts = draw(st.lists(st.integers(1, top), max_size=4, unique=True))
    rising = sorted(draw(st.lists(values, min_size=len(starts) + 1, max_size=len(starts) + 1)))
    return tuple(zip(map(D, [0, *sorted(starts)]), rising, strict=True))


@st.composite
def plans(draw: st.DrawFn) -> Terms:
    factors = draw(tables(100, st.decimals(min_value=0, max_value=3, places=2)))
    return Terms(
        base=draw(cents),
        performance_base=draw(cents),
        coefficients=factors,
        between=draw(st.booleans()),
        tiers=draw(tables(100_000, st.decimals(min_value=0, max_value=20, places=2))),
        whole_amount=draw(st.booleans()),
        experience=((12, D(100)),),
    )


def _total(terms: Terms, house: House, **facts: object) -> D:
    presence = Presence(MONTH.first, MONTH.last, 13, 22, "roster")
    return pay_slip.total(pay_slip.lines(terms, Facts(presence, **facts), house))  # type: ignore[arg-type]


@given(plans(), points, points, st.lists(cents, max_size=3), st.integers(0, 100), st.sampled_from([0, 2]))
def test_more_points_never_pay_less(
    terms: Terms, one: D, two: D, wanted: list[D], cap: int, digits: int
) -> None:
    house = House(digits, D(cap))
    taken = tuple(Amount(f"deduction:{n}", pay.money(each, digits)) for n, each in enumerate(wanted))
    low, high = sorted((one, two))
    less = _total(terms, house, score=Score(low), deductions=taken)
    assert less <= _total(terms, house, score=Score(high), deductions=taken)


@given(plans(), cents, cents, cents)
def test_more_net_sales_never_pay_less_nor_do_fewer_refunds(terms: Terms, one: D, two: D, refund: D) -> None:
    low, high = sorted((one, two))
    house = House()
    assert _total(terms, house, sales=Sales(low, refund)) <= _total(terms, house, sales=Sales(high, refund))
    assert _total(terms, house, sales=Sales(refund, high)) <= _total(terms, house, sales=Sales(refund, low))


@given(cents, st.lists(st.integers(0, 5000), min_size=1, max_size=8), st.integers(1, 500))
def test_shares_never_exceed_the_pot_and_grow_with_the_weight(pot: D, weights: list[int], more: int) -> None:
    total = sum(weights)
    shares = [pay.share(pot, D(each), D(total)) for each in weights]
    assert sum(shares) <= pot
    assert pay.share(pot, D(weights[0] + more), D(total + more)) >= shares[0]


@given(plans(), cents, st.integers(0, 400), st.integers(0, 400))
def test_longer_service_and_more_days_never_pay_less(terms: Terms, net: D, one: int, two: int) -> None:
    fewer, later = sorted((one, two))
    assert pay.experience(fewer, terms)[1] <= pay.experience(later, terms)[1]
    assert pay.pro_rata(fewer, 22) <= pay.pro_rata(later, 22) <= 1
    parts = pay.tier_parts(net, terms)
    assert sum(each.part for each in parts) == net
    assert all(each.part >= 0 for each in parts)


@given(plans(), points, cents, cents)
def test_what_is_paid_while_pending_lies_in_the_range(terms: Terms, score: D, net: D, waits: D) -> None:
    facts = Facts(
        MONTH,
        score=Score(score, score, D(100), pending=True),
        sales=Sales(net, D(0), low=net, high=net + waits, days=1),
        bonuses=(BonusShare("bonus:1", "x", D(100), "equal", D(1), D(3)),),
    )
    found = pay_slip.lines(terms, facts, House())
    low, high = pay_slip.ends(found)
    assert high is not None
    assert low <= pay_slip.total(found) <= high


@given(st.dictionaries(st.sampled_from("abc"), cents), st.dictionaries(st.sampled_from("bcd"), cents))
def test_gaps_are_what_is_missing_and_nothing_else(now: dict[str, D], paid: dict[str, D]) -> None:
    found = pay.gaps(now, paid)
    assert all(found.values())
    settled = {code: paid.get(code, D(0)) + found.get(code, D(0)) for code in {*now, *paid}}
    assert settled == {code: now.get(code, D(0)) for code in {*now, *paid}}
    assert pay.gaps(now, settled) == {}
