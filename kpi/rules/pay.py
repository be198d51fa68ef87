"""Pay as plain arithmetic: what a plan, a month's facts and a few settings give.

Money is Decimal. It is rounded once, where a line of the slip is made: half up, to the currency's places
(`money`). Only a share of a pot is rounded down, so that no more than the pot is paid. Sums add rounded
lines.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import pairwise

ZERO = Decimal(0)
HUNDRED = Decimal(100)
# Currencies whose smallest coin is not a hundredth.
_PLACES = {"JPY": 0, "KRW": 0, "VND": 0}


def places(currency: str) -> int:
    """Digits after the point in a currency."""
    return _PLACES.get(currency, 2)


def money(amount: Decimal, digits: int = 2) -> Decimal:
    """The one rounding of a line: half up to the currency's places."""
    return amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan's version pays. Tables are sorted: (from, value); the first row of a table of scores is 0.

    `between` draws a line between two rows of the coefficient table instead of a step. `whole_amount` pays
    the reached tier's percentage on all net sales instead of each tier on its own part.
    """

    base: Decimal
    performance_base: Decimal
    experience: tuple[tuple[int, Decimal], ...] = ()
    coefficients: tuple[tuple[Decimal, Decimal], ...] = ((ZERO, Decimal(1)),)
    between: bool = False
    no_score: Decimal = Decimal(1)
    tiers: tuple[tuple[Decimal, Decimal], ...] = ()
    whole_amount: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The next row of a table: where it begins, how far that is, and what it brings."""

    at: Decimal
    away: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class TierPart:
    """A part of the net sales and the percentage on it; `to` is None for the last, open tier."""

    start: Decimal
    to: Decimal | None
    percent: Decimal
    part: Decimal

    @property
    def pays(self) -> Decimal:
        """The part's money, not rounded."""
        return self.part * self.percent / HUNDRED


def coefficient(points: Decimal | None, terms: Terms) -> Decimal:
    """The factor on the performance base for a total of 0 to 100 points; without a total the plan's own."""
    if points is None:
        return terms.no_score
    at, value = terms.coefficients[0]
    for start, reached in terms.coefficients:
        if points < start:
            if terms.between:
                return value + (reached - value) * (points - at) / (start - at)
            return value
        at, value = start, reached
    return value


def next_step(points: Decimal | None, terms: Terms) -> Step | None:
    """The next row of the coefficient table above a total; None at the top or without a total."""
    if points is None:
        return None
    for start, value in terms.coefficients:
        if start > points:
            return Step(start, start - points, value)
    return None


def tier_parts(net_sales: Decimal, terms: Terms) -> list[TierPart]:
    """Net sales cut at the tiers; below nothing there is nothing to cut.

    With `whole_amount` there is one part: all of it at the percentage of the tier that it reaches; a tier is
    reached where it begins.
    """
    amount = max(net_sales, ZERO)
    ends = [start for start, _percent in terms.tiers[1:]]
    tiers = list(zip(terms.tiers, [*ends, None], strict=True)) if terms.tiers else []
    if terms.whole_amount and tiers:
        (start, percent), end = [each for each in tiers if amount >= each[0][0]][-1]
        return [TierPart(start, end, percent, amount)]
    reached = [((start, percent), end) for (start, percent), end in tiers if amount > start or start == ZERO]
    return [
        TierPart(start, end, percent, (amount if end is None else min(amount, end)) - start)
        for (start, percent), end in reached
    ]


def commission(net_sales: Decimal, terms: Terms) -> Decimal:
    """Commission on net sales, not rounded."""
    return sum((part.pays for part in tier_parts(net_sales, terms)), ZERO)


def next_tier(net_sales: Decimal, terms: Terms) -> Step | None:
    """The next tier above the net sales."""
    for start, percent in terms.tiers:
        if start > max(net_sales, ZERO):
            return Step(start, start - net_sales, percent)
    return None


def experience(months: int | None, terms: Terms) -> tuple[int, Decimal]:
    """The experience step reached after full months of service: since when, and how much.

    (0, 0) before the first step and where nobody knows since when the person is here.
    """
    found = (0, ZERO)
    for since, amount in terms.experience:
        if months is not None and months >= since:
            found = (since, amount)
    return found


def pro_rata(own: int, full: int) -> Decimal:
    """The part of a month that a joiner or leaver is paid: own rostered days over those of a full month.

    Never above 1; without a known full month there is no part to take, so nothing is paid by guess.
    """
    if full <= 0:
        return ZERO
    return min(Decimal(own) / Decimal(full), Decimal(1))


def hourly(base: Decimal, hours_a_month: Decimal) -> Decimal:
    """Pay of an hour: monthly base over the hours of a month (21.75 days of 8 hours give 174)."""
    return base / hours_a_month


def overtime(minutes: int, factor_percent: Decimal, base: Decimal, hours_a_month: Decimal) -> Decimal:
    """Pay of overtime, not rounded: hours x pay of an hour x the factor of the kind of day, in percent."""
    return base * minutes * factor_percent / (hours_a_month * 60 * HUNDRED)


def share(pot: Decimal, own: Decimal, total: Decimal, digits: int = 2) -> Decimal:
    """One person's share of a pot, rounded down; the cents that are left stay in the pot."""
    if total <= 0 or own <= 0:
        return money(ZERO, digits)
    return (pot * own / total).quantize(Decimal(1).scaleb(-digits), ROUND_DOWN)


def capped(
    wanted: Sequence[Decimal], performance: Decimal, cap_percent: Decimal, digits: int
) -> list[Decimal]:
    """What is taken of each deduction, in their order: all together at most the cap on performance pay.

    The cap is rounded down: nobody loses a cent more than it allows. What is above it is not taken later.
    """
    cap = (max(performance, ZERO) * cap_percent / HUNDRED).quantize(Decimal(1).scaleb(-digits), ROUND_DOWN)
    left, taken = cap, []
    for amount in wanted:
        now = min(amount, left)
        taken.append(now)
        left -= now
    return taken


def table_faults(rows: Iterable[tuple[Decimal, Decimal]], *, from_zero: bool) -> list[str]:
    """What makes a table unfit, as codes: `empty`, `from_zero`, `order` (starts must rise), `falls`
    (more must never bring less), `negative`."""
    table = list(rows)
    if not table:
        return ["empty"]
    faults = []
    starts, values = [row[0] for row in table], [row[1] for row in table]
    if from_zero and starts[0] != 0:
        faults.append("from_zero")
    if any(later <= earlier for earlier, later in pairwise(starts)):
        faults.append("order")
    if any(later < earlier for earlier, later in pairwise(values)):
        faults.append("falls")
    if min(*starts, *values) < 0:
        faults.append("negative")
    return faults


def gaps(now: Mapping[str, Decimal], paid: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """By line code what a month ought to have paid more (or less) than it did; equal ones are left out."""
    codes = [*now, *(code for code in paid if code not in now)]
    found = {code: now.get(code, ZERO) - paid.get(code, ZERO) for code in codes}
    return {code: gap for code, gap in found.items() if gap}
