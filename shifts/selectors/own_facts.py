"""Facts of rosters and attendance that the top floor takes for its weeks."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """One person's facts of one date out of our own attendance and rosters."""

    agent_id: int
    day: dt.date
    facts: dict[str, Decimal]


def own_facts(first: dt.date, last: dt.date) -> Iterator[OwnFacts]:
    """Facts of rosters and attendance by person and date; none are kept here yet."""
    return iter(())
