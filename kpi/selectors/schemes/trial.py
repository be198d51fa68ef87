"""A version tried on past months: what people would have got beside what they got; names where allowed."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kpi.rules.periods import Period
from kpi.selectors.schemes import totals
from kpi.selectors.schemes.specs import Person, Spec
from kpi.selectors.schemes.totals import Scored
from staff.models import Agent

CENT = Decimal("0.01")
# From so many people on a count says nothing of one of them.
LEAST = 5
# What two scores of each person of a month cost: None where no pay plan says.
Cost = Callable[[Period, Mapping[int, tuple[Decimal | None, Decimal | None]]], Decimal | None]


@dataclass(frozen=True, slots=True)
class Tried:
    """One person's month: the score so far (None: none) and the one that the version would give."""

    agent_id: int
    name: str
    now: Decimal | None
    then: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """By how many points it differs; None where one of the two is missing."""
        return None if self.now is None or self.then is None else self.then - self.now


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people would gain, lose, keep theirs, newly get one, have none; and points in the mean."""

    people: int
    gain: int
    lose: int
    same: int
    newly: int
    no_more: int
    mean_now: Decimal | None
    mean_then: Decimal | None


@dataclass(frozen=True, slots=True)
class Month:
    """A month tried: counts of everybody judged, the people whom the reader may see by name, and the others.

    `others` are counts of those whom the reader may not see, None where these are under five people.
    `cost` is what the month would have cost more (below 0: less); None where no pay plan says it, and of
    fewer than five people.
    """

    period: Period
    counts: Counts | None
    named: list[Tried]
    hidden: int
    others: Counts | None
    cost: Decimal | None


def trial(
    spec: Spec,
    periods: Sequence[Period],
    *,
    visible: Collection[int] | None,
    cost: Cost | None = None,
) -> list[Month]:
    """Try a version on periods in a row (oldest first); `visible` are the people whose names and scores the
    reader may see (None: everybody). People stand by name. A constant number of queries.
    """
    agents = {
        agent.pk: agent
        for agent in Agent.objects.filter(
            hired_on__lte=periods[-1].last, left_on__gte=periods[0].first
        ).order_by("name", "employee_no")
    }
    people = {
        agent.pk: Person(agent.pk, agent.line, agent.grade_id, agent.hired_on, agent.left_on)
        for agent in agents.values()
    }
    then = totals.scorecards(people, periods, instead=spec)
    judged = {agent_id: people[agent_id] for agent_id in people if any(key[1] == agent_id for key in then)}
    now = totals.scorecards(judged, periods)
    return [_month(no, period, agents, then, now, visible, cost) for no, period in enumerate(periods)]


def _month(
    no: int,
    period: Period,
    agents: Mapping[int, Agent],
    then: Mapping[tuple[int, int], Scored],
    now: Mapping[tuple[int, int], Scored],
    visible: Collection[int] | None,
    cost: Cost | None,
) -> Month:
    rows = [
        Tried(agent_id, str(agent), _points(now.get((no, agent_id))), _points(then[(no, agent_id)]))
        for agent_id, agent in agents.items()
        if (no, agent_id) in then
    ]
    rows = [row for row in rows if row.now is not None or row.then is not None]
    named = [row for row in rows if visible is None or row.agent_id in visible]
    hidden = [row for row in rows if visible is not None and row.agent_id not in visible]
    # With fewer than five out of sight, a total beside the names would tell of them by subtraction.
    safe = not hidden or len(hidden) >= LEAST
    return Month(
        period=period,
        counts=counts(rows if safe else named) if rows else None,
        named=named,
        hidden=len(hidden),
        others=counts(hidden) if hidden and safe else None,
        cost=_cost(period, rows, cost) if cost and safe else None,
    )


def _cost(period: Period, rows: Sequence[Tried], cost: Cost) -> Decimal | None:
    """What the month would cost more; not of a few people, since that would tell of one's pay."""
    if len(rows) < LEAST:
        return None
    return cost(period, {row.agent_id: (row.now, row.then) for row in rows})


def _points(card: Scored | None) -> Decimal | None:
    return None if card is None else card.score.points


def counts(rows: Sequence[Tried]) -> Counts:
    """These people's months as numbers."""
    changes = [row.change for row in rows if row.change is not None]
    return Counts(
        people=len(rows),
        gain=sum(change > 0 for change in changes),
        lose=sum(change < 0 for change in changes),
        same=sum(change == 0 for change in changes),
        newly=sum(row.now is None for row in rows),
        no_more=sum(row.then is None for row in rows),
        mean_now=_mean([row.now for row in rows if row.now is not None]),
        mean_then=_mean([row.then for row in rows if row.then is not None]),
    )


def _mean(values: Sequence[Decimal]) -> Decimal | None:
    if not values:
        return None
    return (sum(values, Decimal(0)) / len(values)).quantize(CENT, ROUND_HALF_UP)
