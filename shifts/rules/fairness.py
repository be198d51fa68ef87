"""The fairness ledger: who did how much of what nobody likes, beside the share of the time he was there.

Balances are whole hundredths of one burden, so that sums stay exact: above 0 means more than the share was
done, below 0 that some is owed. expected_i = all x present_i / all present; balance_i = carried_i + done_i -
expected_i + adjustments_i. What one month hands out sums to zero.
"""

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shifts.rules.calendar import MAKE_UP, STATUTORY
from shifts.rules.problem import Tally

EVENING, ON_DUTY, WEEKEND, HOLIDAY = "evening", "on_duty", "weekend", "holiday"
SHORT_REST, REFUSED = "short_rest", "refused"
BURDENS = (EVENING, ON_DUTY, WEEKEND, HOLIDAY, SHORT_REST, REFUSED)
HUNDRED = 100

Person = TypeVar("Person", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Worked:
    """A shift that was worked, whoever was planned for it.

    `kind` is the template's ("evening", "on_duty", others); `day_kind` what the calendar says of its date;
    `rest` the real minutes since the last shift, None where there was none or nobody knows.
    """

    day: dt.date
    kind: str
    day_kind: str
    rest: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One person's line of one burden in one month, in hundredths but for `done`.

    `present` are the contracted minutes there, and `expected` and `balance` are None where there is no
    contract: nobody knows that person's share.
    """

    carried: int
    done: int
    present: int | None
    expected: int | None
    adjusted: int

    @property
    def balance(self) -> int | None:
        """What is carried on; None where no share is known."""
        if self.expected is None:
            return None
        return self.carried + HUNDRED * self.done - self.expected + self.adjusted


def burdens(shifts: Iterable[Worked], *, least_rest: int, refused: int = 0) -> Counter[str]:
    """What a person's shifts of a month count as; one shift may be several burdens.

    A statutory holiday on a weekend is a holiday and no weekend day, a make-up workday is neither. A rest
    below `least_rest` minutes is short. `refused` are the wishes that were not met.
    """
    found: Counter[str] = Counter()
    for shift in shifts:
        if shift.kind in (EVENING, ON_DUTY):
            found[shift.kind] += 1
        if shift.day_kind == STATUTORY:
            found[HOLIDAY] += 1
        elif shift.day.weekday() >= 5 and shift.day_kind != MAKE_UP:
            found[WEEKEND] += 1
        if shift.rest is not None and shift.rest < least_rest:
            found[SHORT_REST] += 1
    if refused:
        found[REFUSED] = refused
    return found


def shares(total: int, present: Mapping[Person, int]) -> dict[Person, int]:
    """`total` whole units in proportion to what each brings; the sum is `total`.

    Rounded by the largest remainder, ties in the order given. Where nobody was there at all everybody has an
    equal share; without anybody there is nothing to share out.
    """
    if any(minutes < 0 for minutes in present.values()):
        raise ValueError("Nobody is there for less than no time.")
    whole = sum(present.values())
    parts = dict(present) if whole else dict.fromkeys(present, 1)
    whole = whole or len(parts)
    found = {person: total * part // whole for person, part in parts.items()}
    left = total - sum(found.values())
    order = sorted(parts, key=lambda person: -(total * parts[person] % whole))
    for person in order[:left]:
        found[person] += 1
    return found


def month_lines(
    done: Mapping[Person, int],
    present: Mapping[Person, int | None],
    carried: Mapping[Person, int] | None = None,
    adjusted: Mapping[Person, int] | None = None,
) -> dict[Person, Line]:
    """One burden's lines of a month, for everybody in `present` in that order.

    Who has no contract (None) has no share, and what he did is shared out among nobody; all the others'
    balances together change by their adjustments alone.
    """
    stranger = next((person for person in done if person not in present), None)
    if stranger is not None:
        raise ValueError(f"{stranger!r} worked and is not among those whose time is known.")
    known = {person: minutes for person, minutes in present.items() if minutes is not None}
    total = sum(done.get(person, 0) for person in known)
    expected = shares(HUNDRED * total, known)
    return {
        person: Line(
            (carried or {}).get(person, 0),
            done.get(person, 0),
            minutes,
            expected.get(person),
            (adjusted or {}).get(person, 0),
        )
        for person, minutes in present.items()
    }


def balances(months: Iterable[Mapping[Person, Line]]) -> dict[Person, int]:
    """What people carry after several months; who has no known share in a month keeps what he had."""
    found: dict[Person, int] = {}
    for month in months:
        for person, line in month.items():
            share = line.expected if line.expected is not None else HUNDRED * line.done
            step = HUNDRED * line.done - share + line.adjusted
            found[person] = found.get(person, 0) + step
    return found


def after_swap(
    done: Mapping[Person, Mapping[str, int]], giver: Person, taker: Person, moved: Mapping[str, int]
) -> dict[Person, Counter[str]]:
    """Burdens after shifts change hands: they count for whoever works them.

    Raises ValueError where the giver does not have what he gives.
    """
    found = {person: Counter(dict(counts)) for person, counts in done.items()}
    for person in (giver, taker):
        found.setdefault(person, Counter())
    for burden, count in moved.items():
        if count > found[giver][burden]:
            raise ValueError(f"{giver!r} has no {count} of {burden} to give.")
        found[giver][burden] -= count
        found[taker][burden] += count
    return found


def in_turn(carried: Mapping[Person, int]) -> list[Person]:
    """Whose turn it is: who is owed least of the burden first, ties in the order given."""
    return sorted(carried, key=lambda person: carried[person])


def fairness_tally(
    rule: str,
    counts: Sequence[int],
    people: Sequence[int],
    carried: Mapping[int, int],
    expected: Mapping[int, int],
    *,
    weight: int,
    days: Sequence[int] = (),
) -> Tally:
    """The solver's form of one burden: how far each balance lies from zero after the month, squared.

    `counts` has 1 for the kinds that are the burden; `carried` and `expected` are hundredths by the person's
    place in the problem. Half a burden to either side is free, since nobody can work half a shift; each
    further one begun is a unit.
    """
    return Tally(
        rule,
        tuple(HUNDRED * count for count in counts),
        tuple(days),
        tuple(people),
        tuple(carried.get(person, 0) - expected.get(person, 0) for person in people),
        least=-HUNDRED // 2,
        most=HUNDRED // 2,
        per=HUNDRED,
        square=True,
        hard=False,
        weight=weight,
    )
