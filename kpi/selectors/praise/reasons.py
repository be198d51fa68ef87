"""True reasons to praise people, drawn from facts: never a comparison with others, never sent by itself."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from kpi.rules import praise as rules
from kpi.selectors.praise.deed_reasons import SOURCES
from kpi.selectors.praise.fact_reasons import from_weeks
from kpi.selectors.praise.reason import Reason

MOST = 4


def reasons(agents: Mapping[int, str], today: dt.date) -> dict[int, list[Reason]]:
    """At most four reasons for each of these people (key: the path of the team), deeds first; the number
    of questions to the database does not grow with the people. People without any are left out.
    """
    first, last = rules.last_days(today)
    ids = list(agents)
    found: dict[int, list[Reason]] = defaultdict(list)
    deeds = [source(ids, first, last) for source in SOURCES]
    for rows in (*deeds[:-1], from_weeks(agents, today), deeds[-1]):
        for agent_id, held in rows.items():
            found[agent_id] += held
    return {agent_id: _spread(held) for agent_id, held in found.items() if held}


def _spread(held: list[Reason]) -> list[Reason]:
    """At most four, the first of each kind before the second of any."""
    seen: dict[str, int] = defaultdict(int)
    turns = []
    for place, reason in enumerate(held):
        turns.append((seen[reason.kind], place, reason))
        seen[reason.kind] += 1
    return [reason for _turn, _place, reason in sorted(turns, key=lambda turn: turn[:2])[:MOST]]
