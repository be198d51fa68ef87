"""What lies around a month: days before it and after it that count for stretches and weeks."""

from collections.abc import Iterable
from dataclasses import dataclass

from shifts.rules import calendar
from shifts.rules.builders_values import Facts
from shifts.rules.problem import OFF


@dataclass(frozen=True, slots=True)
class Week:
    """The days of an ISO week in the month, and how many of its days lie before and after the month."""

    days: tuple[int, ...]
    before: int = 0
    after: int = 0


def weeks_of(facts: Facts) -> list[Week]:
    """Each ISO week of the month."""
    weeks = calendar.weeks(facts.first, facts.days)
    found = [Week(days) for days in weeks]
    found[0] = Week(weeks[0], facts.first.weekday())
    rest = 6 - facts.date(facts.days - 1).weekday()
    found[-1] = Week(weeks[-1], found[-1].before, rest)
    return found


def _around(facts: Facts, person: int, before: int, after: int) -> tuple[int, ...]:
    """The values of so many days before and after the month, where they are known."""
    who = facts.people[person]
    earlier = who.before[max(0, len(who.before) - before) :] if before else ()
    return (*earlier, *who.after[:after])


def worked_around(
    facts: Facts, person: int, before: int, after: int = 0, kinds: Iterable[int] | None = None
) -> int:
    """How many of the last days before the month and the first ones after it are worked."""
    wanted = set(facts.all_kinds if kinds is None else kinds)
    return sum(value in wanted for value in _around(facts, person, before, after))


def minutes_around(facts: Facts, person: int, before: int, after: int = 0) -> int:
    """Paid minutes of the same days."""
    return sum(facts.kinds[value].minutes for value in _around(facts, person, before, after) if value != OFF)


def goes_on(facts: Facts, person: int, kinds: Iterable[int]) -> int:
    """How many days from the first after the month on are worked in a row."""
    wanted, count = set(kinds), 0
    for value in facts.people[person].after:
        if value not in wanted:
            break
        count += 1
    return count
