"""What a clash of rules is, and the names of its kinds."""

from collections.abc import Iterable
from dataclasses import dataclass

from shifts.rules.book import Book

# What is wrong, for words: each with the numbers that go with it.
PINS_DIFFER = "pins_differ"
PIN_BARRED = "pin_barred"
BOUNDS = "bounds"  # least, most: a rule asks for more than it allows
TOO_LITTLE = "too_little"  # least, possible: more is asked than can be reached
TOO_MUCH = "too_much"  # most, forced: what is fixed is more than is allowed
SUCCESSION = "succession"
RUN_LONG = "run_long"  # most, forced
RUN_SHORT = "run_short"  # least, possible
RUN_LENGTHS = "run_lengths"  # least, most: such stretches can never be, days without them can
NO_ROW = "no_row"  # whatever is put into the free cells breaks something
PAIR = "pair"
MENTOR = "mentor"
COVER_PEOPLE = "cover_people"  # need, possible
COVER_DAY = "cover_day"  # need, possible
COVER_TOTAL = "cover_total"  # need, possible


@dataclass(frozen=True, slots=True)
class Clash:
    """Rules that clash, for whom and when; empty `people` or `days` are all of them."""

    kind: str
    rules: tuple[str, ...]
    people: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()


def numbers(**found: int) -> tuple[tuple[str, int], ...]:
    """Numbers for words, by name."""
    return tuple(found.items())


def bar_rules(book: Book, person: int, days: Iterable[int]) -> tuple[str, ...]:
    """The rules of bars and pins that speak about a person on these days."""
    entries = (entry for day in days for entry in book.cells.get((person, day), ()))
    return tuple(dict.fromkeys(rule for _part, rule, _wrong, hard, _weight in entries if hard))
