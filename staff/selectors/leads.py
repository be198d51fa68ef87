"""Who leads whom: the accountable leader of a person's team, and who stands above a team."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from staff.choices import AgentState, Role
from staff.models import Agent, RoleGrant, Team

# Who looks after a part of the tree where a team above names no leader; the nearest role first.
_ABOVE = (Role.SUPERVISOR, Role.MANAGER)


@dataclass(slots=True)
class Leads:
    """The leaders of every team, and the holders of roles by the path of their part ("" is everywhere)."""

    paths: dict[int, str] = field(default_factory=dict)
    leaders: dict[str, list[int]] = field(default_factory=dict)
    roles: dict[str, dict[str, list[int]]] = field(default_factory=lambda: defaultdict(dict))

    def of(self, team_id: int | None, *, but: Collection[int] = ()) -> list[int]:
        """The nearest leaders of a team: its own, else those of the team above, and so on; never `but`.

        Where no team up the tree has any, its supervisors, else its managers.
        """
        path = self.paths.get(team_id or 0, "")
        for here in _upwards(path):
            if found := [pk for pk in self.leaders.get(here, []) if pk not in but]:
                return found
        return self.above(team_id, but=but)

    def above(self, team_id: int | None, *, but: Collection[int] = ()) -> list[int]:
        """The supervisors whose part of the tree holds a team, the nearest part first; else the managers."""
        path = self.paths.get(team_id or 0, "")
        for role in _ABOVE:
            for here in (*_upwards(path), ""):
                if found := [pk for pk in self.roles[role].get(here, []) if pk not in but]:
                    return found
        return []


def leads(day: dt.date) -> Leads:
    """Who leads which team on a date: its accountable leader, else holders of the role for that very team.

    Three queries, whatever the size of the tree.
    """
    found = Leads()
    here = Agent.objects.employed_on(day).exclude(state=AgentState.LEFT)
    employed = set(here.values_list("pk", flat=True))
    named: dict[str, list[int]] = {}
    for pk, path, leader_id in Team.objects.values_list("pk", "path", "leader_id"):
        found.paths[pk] = path
        if leader_id in employed:
            named[path] = [leader_id]
    grants = RoleGrant.objects.on(day).filter(role__in=(Role.LEADER, *_ABOVE)).order_by("agent_id")
    for role, path, agent_id in grants.values_list("role", "team__path", "agent_id"):
        if agent_id in employed:
            found.roles[role].setdefault(path or "", []).append(agent_id)
    found.leaders = {**found.roles[Role.LEADER], **named}
    found.leaders.pop("", None)
    return found


def _upwards(path: str) -> Iterator[str]:
    """A path, the one above it, and so on."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def team_ids_led(agent_ids: Iterable[int]) -> dict[int, list[int]]:
    """Teams for which each of these people is accountable."""
    led: dict[int, list[int]] = defaultdict(list)
    rows = Team.objects.filter(leader_id__in=list(agent_ids), archived_on__isnull=True)
    for leader_id, pk in rows.order_by("path").values_list("leader_id", "pk"):
        led[leader_id].append(pk)
    return led
