"""What the pages of growth show: one person's, and a leader's people by name."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from kpi.choices.growth import EvaluationState, GoalState, GrowthPlanState
from kpi.models import Evaluation, GrowthGoal, ImprovementPlan, IncentiveWish, OneToOne
from staff.models import Agent


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One of a leader's people: plans under way, open goals, whose turn the evaluation is, the next talk.

    Only dates of the leader's own talks stand here; those of others are private.
    """

    agent: Agent
    plans: int
    goals: int
    evaluation: Evaluation | None
    last_talk: dt.date | None
    next_talk: dt.date | None


def lines(agents: Iterable[Agent], *, leader_id: int | None) -> list[PersonLine]:
    """These people in their order; five queries whatever their number."""
    rows = list(agents)
    ids = [agent.pk for agent in rows]
    plans = Counter(
        ImprovementPlan.objects.filter(agent_id__in=ids, state=GrowthPlanState.OPEN)
        .order_by()
        .values_list("agent_id", flat=True)
    )
    goals = Counter(
        GrowthGoal.objects.filter(agent_id__in=ids, state=GoalState.OPEN)
        .order_by()
        .values_list("agent_id", flat=True)
    )
    turns: dict[int, Evaluation] = {}
    standing = Evaluation.objects.filter(agent_id__in=ids).exclude(state=EvaluationState.DONE)
    for row in standing.select_related("cycle").order_by("cycle__first", "pk"):
        turns[row.agent_id] = row
    talks = OneToOne.objects.filter(agent_id__in=ids, leader_id=leader_id).order_by().values("agent_id")
    dates = {
        row["agent_id"]: (row["last"], row["following"])
        for row in talks.annotate(last=Max("held_on"), following=Max("next_on"))
    }
    return [
        PersonLine(
            agent=agent,
            plans=plans[agent.pk],
            goals=goals[agent.pk],
            evaluation=turns.get(agent.pk),
            last_talk=dates.get(agent.pk, (None, None))[0],
            next_talk=_ahead(*dates.get(agent.pk, (None, None))),
        )
        for agent in rows
    ]


def _ahead(last: dt.date | None, following: dt.date | None) -> dt.date | None:
    """The next date, unless a talk was held since."""
    return following if following is not None and (last is None or following > last) else None


def wish_of(agent_id: int) -> IncentiveWish | None:
    """What a person would be glad of; the door says who may read it."""
    return IncentiveWish.objects.filter(agent_id=agent_id).first()


def goals_of_person(agent_id: int) -> "QuerySet[GrowthGoal]":
    """A person's goals with those that they serve, open ones first by date."""
    rows = GrowthGoal.objects.filter(agent_id=agent_id).select_related("serves__team", "agent")
    return rows.order_by("closed_on", "due_on", "title")
