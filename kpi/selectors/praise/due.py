"""Who worked and who was praised in some days: the gap, and metric 74. For leaders alone."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Max, QuerySet
from django.utils import timezone

from cstm.weeks import Week
from kpi.models import Praise
from kpi.rules import praise as rules
from kpi.rules.praise import Cover
from kpi.selectors.praise import work
from staff.choices import AgentState
from staff.models import Agent, Membership


@dataclass(frozen=True, slots=True)
class Standing:
    """One person's days: worked (each with its evidence), praised (each with its givers), taken by leave."""

    agent: Agent
    team_id: int | None
    team: str
    worked: Mapping[dt.date, str]
    praised: Mapping[dt.date, frozenset[int]]
    leave: frozenset[dt.date]

    @property
    def due(self) -> bool:
        """Worked, and heard no praise from anybody."""
        return rules.is_due(self.worked, self.praised)

    @property
    def givers(self) -> frozenset[int]:
        """Everybody who praised the person in these days."""
        return frozenset().union(*self.praised.values())

    @property
    def on_leave(self) -> bool:
        """On leave now or on some day of these, and nothing known of work."""
        return not self.worked and (bool(self.leave) or self.agent.state == AgentState.ON_LEAVE)

    def within(self, first: dt.date, last: dt.date) -> "Standing":
        """The same person, on the days of a shorter span."""
        return replace(
            self,
            worked={day: how for day, how in self.worked.items() if first <= day <= last},
            praised={day: who for day, who in self.praised.items() if first <= day <= last},
            leave=frozenset(day for day in self.leave if first <= day <= last),
        )


def counted() -> "QuerySet[Praise]":
    """Praise that was not taken back."""
    return Praise.objects.filter(taken_back_at__isnull=True)


def standings(
    team_ids: Collection[int] | None, first: dt.date, last: dt.date, *, now: dt.datetime
) -> list[Standing]:
    """The people of these teams (None: everybody) on the days of a span, by name. Seven queries.

    Whoever belonged to a team on some day counts there; who moved counts in the newest team.
    """
    members = Membership.objects.between(first, last).order_by("valid_from")
    if team_ids is not None:
        members = members.filter(team_id__in=list(team_ids))
    teams = {
        agent_id: (team_id, path)
        for agent_id, team_id, path in members.values_list("agent_id", "team_id", "team__path")
    }
    people = Agent.objects.filter(hired_on__lte=last, left_on__gte=first)
    if team_ids is not None:
        people = people.filter(pk__in=list(teams))
    agents = list(people.order_by("name", "employee_no"))
    ids = [agent.pk for agent in agents]
    did = work.worked(ids, first, last, now=now)
    praised = _praised(ids, first, last)
    return [
        Standing(
            agent=agent,
            team_id=teams.get(agent.pk, (None, ""))[0],
            team=teams.get(agent.pk, (None, ""))[1],
            worked=did.days.get(agent.pk, {}),
            praised=praised.get(agent.pk, {}),
            leave=frozenset(did.leave.get(agent.pk, ())),
        )
        for agent in agents
    ]


def _praised(ids: Sequence[int], first: dt.date, last: dt.date) -> dict[int, dict[dt.date, frozenset[int]]]:
    """Days on which people were praised, and by whom."""
    found: dict[int, dict[dt.date, set[int]]] = defaultdict(lambda: defaultdict(set))
    rows = counted().filter(receiver_id__in=ids, day__range=(first, last)).order_by()
    for receiver_id, giver_id, day in rows.values_list("receiver_id", "giver_id", "day"):
        found[receiver_id][day].add(giver_id)
    return {pk: {day: frozenset(who) for day, who in days.items()} for pk, days in found.items()}


def gap(team_ids: Collection[int] | None, *, now: dt.datetime) -> list[Standing]:
    """Who is due: worked on one of the last seven days of the organisation's calendar and heard no praise
    in them. Only people who are still there, by name."""
    today = timezone.localdate(now)
    first, last = rules.last_days(today)
    return due_of(standings(team_ids, first, last, now=now), today)


def due_of(rows: Iterable[Standing], today: dt.date) -> list[Standing]:
    """Those of these people who are due and still employed."""
    return [
        row for row in rows if row.due and row.agent.left_on >= today and row.agent.state != AgentState.LEFT
    ]


def week_cover(
    team_ids: Collection[int] | None, week: Week, *, now: dt.datetime, but: int | None = None
) -> Cover:
    """Metric 74 of an ISO week: people praised over people who worked, without the person `but`.

    Of a week that runs, the days up to today.
    """
    return cover_of(week_standings(team_ids, week, now=now), but=but)


def week_standings(team_ids: Collection[int] | None, week: Week, *, now: dt.datetime) -> list[Standing]:
    """The people of some teams in an ISO week, up to today."""
    last = min(week.sunday, max(week.monday, timezone.localdate(now)))
    return standings(team_ids, week.monday, last, now=now)


def cover_of(rows: Iterable[Standing], *, but: int | None = None) -> Cover:
    """The cover of these people, without one."""
    return rules.cover((bool(r.worked), bool(r.praised)) for r in rows if r.agent.pk != but)


def own_cover_of(rows: Iterable[Standing], giver_id: int) -> Cover:
    """How many of those who worked the giver praised in person; oneself does not count."""
    return rules.cover((bool(r.worked), giver_id in r.givers) for r in rows if r.agent.pk != giver_id)


def last_praised(agent_ids: Iterable[int], *, until: dt.date) -> dict[int, dt.date]:
    """When each of these people was praised last, from anybody."""
    rows = counted().filter(receiver_id__in=list(agent_ids), day__lte=until).order_by()
    return dict(rows.values("receiver_id").annotate(day=Max("day")).values_list("receiver_id", "day"))
