"""A month's facts of one person into the lines of a slip. Each line keeps what it was computed from."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kpi.choices.pay import LineCode
from kpi.rules import pay
from kpi.rules.pay import ZERO, Terms


@dataclass(frozen=True, slots=True)
class House:
    """What holds for everybody: the currency's places, the cap of deductions, hours a month, factors."""

    digits: int = 2
    cap_percent: Decimal = Decimal(10)
    hours_a_month: Decimal = Decimal(174)


@dataclass(frozen=True, slots=True)
class Presence:
    """Which part of the month somebody belonged to: days own and full, and where the days come from.

    `basis` is "month" (all of it), "roster", or "calendar" (no published roster: workdays of the calendar).
    """

    first: dt.date
    last: dt.date
    own: int = 0
    full: int = 0
    basis: str = "month"

    @property
    def part(self) -> Decimal:
        """1 for the whole month."""
        return Decimal(1) if self.basis == "month" else pay.pro_rata(self.own, self.full)


@dataclass(frozen=True, slots=True)
class Score:
    """Points of a month (None: not enough), their range while facts are pending, and their working."""

    points: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    pending: bool = False
    formula: str = ""

    @property
    def certain(self) -> Decimal | None:
        """The points that are paid now: the low end while something is pending, 0 where none is known."""
        if not self.pending:
            return self.points
        return ZERO if self.low is None else self.low

    @property
    def best(self) -> Decimal | None:
        """The most that the points may become; 100 where no upper end is known."""
        if not self.pending:
            return self.points
        return pay.HUNDRED if self.high is None else self.high


@dataclass(frozen=True, slots=True)
class Sales:
    """Net sales of settled days, and what unsettled days may still change.

    `low` and `high` are net sales with the unsettled days at their worst and best; None where unknown.
    `days` counts unsettled days, `lacking` days whose report names no refunds (or no sales): not paid.
    """

    sales: Decimal = ZERO
    refunds: Decimal = ZERO
    low: Decimal | None = None
    high: Decimal | None = None
    days: int = 0
    lacking: int = 0

    @property
    def net(self) -> Decimal:
        """Settled sales less settled refunds."""
        return self.sales - self.refunds


@dataclass(frozen=True, slots=True)
class BonusShare:
    """One's weight in a pot, and all weights together."""

    ref: str
    name: str
    pot: Decimal
    rule: str
    own: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Extra:
    """An entry of the overtime ledger to pay; `late` where its month was closed before."""

    ref: str
    day: dt.date
    minutes: int
    kind: str
    factor: Decimal
    base: Decimal
    late: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """A fixed amount with what it is for: an approved deduction, a granted appeal."""

    ref: str
    amount: Decimal
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything of one person and month that pay is computed from."""

    presence: Presence
    months: int | None = None
    score: Score = field(default_factory=Score)
    sales: Sales = field(default_factory=Sales)
    bonuses: tuple[BonusShare, ...] = ()
    deductions: tuple[Amount, ...] = ()
    adjustments: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its money, the range while facts are pending (else None), and what it came from."""

    code: str
    ref: str
    amount: Decimal
    inputs: dict[str, Any]
    low: Decimal | None = None
    high: Decimal | None = None


def lines(terms: Terms, facts: Facts, house: House) -> list[Line]:
    """The lines of a month in the slip's order. Pending facts widen a range; what is certain is paid."""
    performance = _performance(terms, facts, house)
    return [
        _base(terms, facts, house),
        *_experience(terms, facts, house),
        *performance,
        *_commission(terms, facts, house),
        *(_bonus(each, house) for each in facts.bonuses if each.own > 0),
        *_deductions(facts, performance, house),
        *(
            Line(LineCode.ADJUSTMENT, each.ref, pay.money(each.amount, house.digits), dict(each.about))
            for each in facts.adjustments
        ),
    ]


def total(found: list[Line]) -> Decimal:
    """What is paid: the sum of the rounded lines."""
    return sum((line.amount for line in found), ZERO)


def ends(found: list[Line]) -> tuple[Decimal, Decimal | None]:
    """The least and most that it may become once all facts are known; None where no upper end is known."""
    low = sum((line.amount if line.low is None else line.low for line in found), ZERO)
    open_end = any(line.inputs.get("open_end") for line in found)
    high = sum((line.amount if line.high is None else line.high for line in found), ZERO)
    return low, None if open_end else high


def _part(facts: Facts) -> dict[str, Any]:
    """The words of a line about the part of the month."""
    here = facts.presence
    if here.basis == "month":
        return {}
    return {
        "own_days": here.own,
        "full_days": here.full,
        "basis": here.basis,
        "first": here.first.isoformat(),
        "last": here.last.isoformat(),
    }


def _base(terms: Terms, facts: Facts, house: House) -> Line:
    amount = pay.money(terms.base * facts.presence.part, house.digits)
    return Line(LineCode.BASE, "", amount, {"base": str(terms.base), **_part(facts)})


def _experience(terms: Terms, facts: Facts, house: House) -> list[Line]:
    if not terms.experience:
        return []
    since, step = pay.experience(facts.months, terms)
    amount = pay.money(step * facts.presence.part, house.digits)
    inputs = {"months": facts.months, "since": since, "step": str(step), **_part(facts)}
    return [Line(LineCode.EXPERIENCE, "", amount, inputs)]


def _performance(terms: Terms, facts: Facts, house: House) -> list[Line]:
    if not terms.performance_base:
        return []
    score = facts.score
    whole = terms.performance_base * facts.presence.part

    def paid(points: Decimal | None) -> Decimal:
        return pay.money(whole * pay.coefficient(points, terms), house.digits)

    inputs = {
        "performance_base": str(terms.performance_base),
        "points": _text(score.certain),
        "coefficient": str(pay.coefficient(score.certain, terms)),
        "score_formula": score.formula,
        "pending": score.pending,
        **_part(facts),
    }
    if not score.pending:
        return [Line(LineCode.PERFORMANCE, "", paid(score.points), inputs)]
    inputs |= {"low_points": _text(score.certain), "high_points": _text(score.best)}
    certain = paid(score.certain)
    return [Line(LineCode.PERFORMANCE, "", certain, inputs, certain, max(certain, paid(score.best)))]


def _commission(terms: Terms, facts: Facts, house: House) -> list[Line]:
    if not terms.tiers:
        return []
    sales = facts.sales
    parts = pay.tier_parts(sales.net, terms)
    inputs: dict[str, Any] = {
        "sales": str(sales.sales),
        "refunds": str(sales.refunds),
        "net": str(sales.net),
        "whole_amount": terms.whole_amount,
        "parts": [
            {
                "from": str(each.start),
                "to": _text(each.to),
                "percent": str(each.percent),
                "part": str(each.part),
            }
            for each in parts
        ],
        "pending_days": sales.days,
        "lacking_days": sales.lacking,
    }
    amount = pay.money(pay.commission(sales.net, terms), house.digits)
    if not sales.days:
        return [Line(LineCode.COMMISSION, "", amount, inputs)]
    low = amount if sales.low is None else pay.money(pay.commission(sales.low, terms), house.digits)
    high = amount if sales.high is None else pay.money(pay.commission(sales.high, terms), house.digits)
    inputs |= {"low_net": _text(sales.low), "high_net": _text(sales.high), "open_end": sales.high is None}
    return [Line(LineCode.COMMISSION, "", amount, inputs, low, max(high, amount))]


def _bonus(each: BonusShare, house: House) -> Line:
    amount = pay.share(each.pot, each.own, each.total, house.digits)
    inputs = {
        "name": each.name,
        "pot": str(each.pot),
        "rule": each.rule,
        "own": str(each.own),
        "total": str(each.total),
    }
    return Line(LineCode.EVENT_BONUS, each.ref, amount, inputs)


def overtime_line(each: Extra, house: House) -> Line:
    """The line of one entry of the ledger; of a month that was closed it is a difference."""
    amount = pay.money(pay.overtime(each.minutes, each.factor, each.base, house.hours_a_month), house.digits)
    inputs = {
        "day": each.day.isoformat(),
        "minutes": each.minutes,
        "kind": each.kind,
        "factor": str(each.factor),
        "base": str(each.base),
        "hours_a_month": str(house.hours_a_month),
    }
    code = LineCode.DIFFERENCE if each.late else LineCode.OVERTIME
    return Line(code, each.ref, amount, inputs)


def _deductions(facts: Facts, performance: list[Line], house: House) -> list[Line]:
    paid = sum((line.amount for line in performance), ZERO)
    wanted = [each.amount for each in facts.deductions]
    taken = pay.capped(wanted, paid, house.cap_percent, house.digits)
    return [
        Line(
            LineCode.DEDUCTION,
            each.ref,
            -pay.money(now, house.digits),
            {
                **each.about,
                "wanted": str(each.amount),
                "performance": str(paid),
                "cap_percent": str(house.cap_percent),
            },
        )
        for each, now in zip(facts.deductions, taken, strict=True)
    ]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
