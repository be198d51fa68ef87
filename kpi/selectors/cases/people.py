"""Who leads whom: whom a reminder goes to after the owner."""

import datetime as dt
from collections.abc import Iterable

from staff.models import Agent, Membership
from staff.selectors.leads import leads


def leaders_of(agent_ids: Iterable[int], day: dt.date) -> dict[int, list[Agent]]:
    """The nearest leaders of each person on a date, never the person; five queries at most."""
    wanted = set(agent_ids)
    if not wanted:
        return {}
    rows = Membership.objects.on(day).filter(agent_id__in=wanted)
    teams = dict(rows.values_list("agent_id", "team_id"))
    tree = leads(day)
    named = {pk: tree.of(teams.get(pk), but=[pk]) for pk in wanted}
    people = Agent.objects.in_bulk({pk for each in named.values() for pk in each})
    return {pk: [people[each] for each in found] for pk, found in named.items() if found}
