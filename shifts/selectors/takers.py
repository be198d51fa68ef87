"""Who could take a shift that somebody gives away, and how many could not, by the rule that stops them."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cstm.formats import counted
from shifts.models import ShiftTemplate
from shifts.rules.builders_values import TEAM
from shifts.rules.gaps import Doors
from shifts.rules.problem import Plan
from shifts.rules.sentences import kind_of, reason_words
from shifts.selectors.problem import Built


@dataclass(frozen=True, slots=True)
class Takers:
    """A shift: how many may take it as they stand, and in words why the others may not."""

    day: dt.date
    template: ShiftTemplate
    able: int
    others: str


def takers(
    built: Built, plan: Plan, person: int, days: Iterable[int], templates: Mapping[int, ShiftTemplate]
) -> list[Takers]:
    """For each of a person's shifts who of the problem's other people may take it. Everybody counts once."""
    doors = Doors(built.problem, plan)
    found = []
    for day in days:
        kind, able, reasons = plan[person][day], 0, Counter[str]()
        for other in range(len(plan)):
            stop = doors.stop(other, day, kind)
            if other == person or (stop is not None and kind_of(stop) == TEAM):
                continue
            if stop is not None:
                reasons[reason_words(stop)] += 1
            elif (other, day) not in built.silent:
                able += 1
        template = templates[built.kinds[kind][0]]
        found.append(Takers(built.date(day), template, able, counted(reasons)))
    return found
