"""Contracted time in which the people of a roster were there to bear a burden."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from shifts.models import Roster
from shifts.rules.builders_people import time_there
from shifts.rules.builders_values import Facts, due_minutes
from shifts.selectors import calendar, problem_people, problem_rows
from shifts.selectors.problem_rows import Month
from staff.selectors import limits


@dataclass(frozen=True, slots=True)
class Presence:
    """People of a ledger, and how long each was there."""

    facts: Facts
    agents: tuple[int, ...]
    anywhere: frozenset[int]

    def minutes(self, agent_id: int, burden: str) -> int:
        """Contracted minutes present in the month: at a desk, and for burdens of the night not exempt; who
        worked without a desk counts with all days."""
        person = self.agents.index(agent_id)
        if person >= len(self.facts.people):
            return 0
        if agent_id in self.anywhere:
            return due_minutes(self.facts, self.facts.people[person], range(self.facts.days))
        return time_there(self.facts, person, burden)


def presence(roster: Roster, month: Month, worked: Collection[int]) -> Presence:
    """The people of a roster who serve a desk or worked in it; those who worked but no longer belong come
    last and have no time. A constant number of queries."""
    belonging = problem_rows.people_of(roster)
    ids = [each.agent.pk for each in belonging]
    known = limits.limits(ids, month.first, month.last)
    at_desk = {span.agent_id for span in known.desks}
    chosen = [each for each in belonging if each.agent.pk in at_desk or each.agent.pk in worked]
    zone = timezone.get_default_timezone()
    people = problem_people.present(chosen, known, month, zone)
    facts = Facts(month.first, month.days, zone, (), (), people, calendar.dates(month.first, month.last), ())
    counted = tuple(each.agent.pk for each in chosen)
    gone = tuple(sorted(set(worked) - set(counted)))
    return Presence(facts, (*counted, *gone), frozenset(set(counted) - at_desk))
