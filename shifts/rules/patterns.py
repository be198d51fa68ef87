"""Rotation patterns: which code a cycle gives to a date, from the date alone."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pattern:
    """A cycle of template codes, such as D D E E N N - -, that repeats from the anchor on and before it."""

    cycle: tuple[str, ...]
    anchor: dt.date

    def __post_init__(self) -> None:
        if not self.cycle:
            raise ValueError("A pattern has at least one day.")
        if any(not code.strip() for code in self.cycle):
            raise ValueError("Each day of a pattern has a code.")


def code_on(pattern: Pattern, day: dt.date, offset: int = 0) -> str:
    """The code of a date for somebody who is `offset` days ahead of the anchor."""
    return pattern.cycle[((day - pattern.anchor).days + offset) % len(pattern.cycle)]


def codes(pattern: Pattern, first: dt.date, days: int, offset: int = 0) -> tuple[str, ...]:
    """The codes of consecutive dates."""
    return tuple(code_on(pattern, first + dt.timedelta(days=number), offset) for number in range(days))


def stretch(*parts: tuple[str, int]) -> tuple[str, ...]:
    """A cycle from codes and how many days each lasts: ("D", 5), ("-", 2)."""
    return tuple(code for code, days in parts for _ in range(days))


def two_shift(early: str, late: str, rest: str, *, work: int = 5, free: int = 2) -> tuple[str, ...]:
    """So many days of the early shift, rest, as many of the late one, rest."""
    return stretch((early, work), (rest, free), (late, work), (rest, free))


def three_shift(
    early: str, late: str, night: str, rest: str, *, work: int = 2, free: int = 2
) -> tuple[str, ...]:
    """Early, late and night shifts in a row, each so many days, then rest: forward, so that rest is long."""
    return stretch((early, work), (late, work), (night, work), (rest, free))


def spread(pattern: Pattern, teams: int) -> tuple[int, ...]:
    """Offsets that spread teams over the cycle as evenly as its length allows."""
    if teams < 1:
        raise ValueError("At least one team follows a pattern.")
    return tuple(team * len(pattern.cycle) // teams for team in range(teams))


def heads(pattern: Pattern, offsets: Sequence[int]) -> tuple[Counter[str], ...]:
    """How many teams have which code on each day of the cycle."""
    days = range(len(pattern.cycle))
    dates = [pattern.anchor + dt.timedelta(days=day) for day in days]
    return tuple(Counter(code_on(pattern, date, offset) for offset in offsets) for date in dates)
