"""Who may open improvement plans, evaluations and talks, and doors to them.

A one-to-one talk opens to the two and their lead alone, whatever the rights; what a person would be glad of
opens to the person and the own leader.
"""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from cstm.access import Page, register
from kpi.choices.growth import GoalLevel, ProposalState
from kpi.models import Evaluation, GrowthGoal, ImprovementPlan, OneToOne, Proposal
from staff.access import agent_of, get_agent, rights_of, teams_in_scope, visible_agents
from staff.models import Agent
from staff.selectors import audit, people
from staff.selectors.leads import leads

LEAD = "growth.lead"
RULES = "growth.rules"
OWN_OR_LEAD = f"own.view|{LEAD}"
_POST = ("POST",)
_BOTH = ("GET", "POST")

PAGES = [
    Page("kpi:growth_mine", "own.view"),
    Page("kpi:growth_team", LEAD),
    Page("kpi:growth_agent", OWN_OR_LEAD, scoped="agent"),
    Page("kpi:growth_plan_new", OWN_OR_LEAD, scoped="agent", methods=_BOTH),
    Page("kpi:growth_plan_detail", OWN_OR_LEAD, scoped="growth_plan"),
    Page("kpi:growth_plan_close", OWN_OR_LEAD, scoped="growth_plan", methods=_POST),
    Page("kpi:step_rule_list", RULES),
    Page("kpi:step_rule_new", RULES, methods=_BOTH),
    Page("kpi:step_rule_edit", RULES, methods=_BOTH),
    Page("kpi:goal_list", "own.view"),
    Page("kpi:goal_new", "own.view", methods=_BOTH),
    Page("kpi:goal_close", OWN_OR_LEAD, scoped="goal", methods=_POST),
    Page("kpi:incentives", "own.view", methods=_BOTH),
    Page("kpi:cycle_new", LEAD, methods=_BOTH),
    Page("kpi:evaluation_detail", OWN_OR_LEAD, scoped="evaluation"),
    Page("kpi:evaluation_part", OWN_OR_LEAD, scoped="evaluation", methods=_POST),
    Page("kpi:evaluation_talk", OWN_OR_LEAD, scoped="evaluation", methods=_POST),
    Page("kpi:evaluation_sign", OWN_OR_LEAD, scoped="evaluation", methods=_POST),
    Page("kpi:talk_new", LEAD, scoped="agent", methods=_BOTH),
    Page("kpi:talk_detail", "own.view", scoped="talk"),
    Page("kpi:talk_answer", "own.view", scoped="talk", methods=_POST),
    Page("kpi:proposal_new", LEAD, scoped="agent", methods=_BOTH),
    Page("kpi:proposal_detail", LEAD, scoped="proposal"),
    Page("kpi:proposal_decide", LEAD, scoped="proposal", methods=_POST),
]
API = [
    Page("kpi-api:weak_points", OWN_OR_LEAD, scoped="agent"),
    Page("kpi-api:growth_plans", OWN_OR_LEAD, methods=_BOTH),
    Page("kpi-api:growth_plan_close", OWN_OR_LEAD, scoped="growth_plan", methods=_POST),
    Page("kpi-api:step_rules", RULES, methods=_BOTH),
    Page("kpi-api:goals", "own.view", methods=_BOTH),
    Page("kpi-api:goal_close", OWN_OR_LEAD, scoped="goal", methods=_POST),
    Page("kpi-api:incentives", "own.view", scoped="own_wish", methods=("GET", "PUT")),
    Page("kpi-api:evaluations", OWN_OR_LEAD),
    Page("kpi-api:evaluation_part", OWN_OR_LEAD, scoped="evaluation", methods=_POST),
    Page("kpi-api:evaluation_talk", OWN_OR_LEAD, scoped="evaluation", methods=_POST),
    Page("kpi-api:evaluation_sign", OWN_OR_LEAD, scoped="evaluation", methods=_POST),
    Page("kpi-api:talks", "own.view", methods=_BOTH),
    Page("kpi-api:facts_on_record", LEAD, scoped="agent"),
    Page("kpi-api:proposals", LEAD, methods=_BOTH),
    Page("kpi-api:proposal_decide", LEAD, scoped="proposal", methods=_POST),
]

register([*PAGES, *API])


def reach(user: Any) -> "QuerySet[Agent]":
    """Oneself, and the people of one's part of the tree for who leads."""
    me = agent_of(user)
    wanted = Q(pk=me.pk) if me else Q(pk__in=())
    if LEAD in rights_of(user):
        wanted |= Q(pk__in=visible_agents(user, LEAD).values("pk"))
    return Agent.objects.filter(wanted)


def get_person(user: Any, pk: int) -> Agent:
    """Oneself, or a person of one's part of the tree; 404 for another."""
    found = reach(user).filter(pk=pk).select_related("user").first()
    if found is None:
        raise Http404
    return found


def get_led(user: Any, pk: int) -> Agent:
    """A person of one's part of the tree; 404 for another, oneself included where no right reaches it."""
    return get_agent(user, pk, LEAD)


def get_plan(user: Any, pk: int) -> ImprovementPlan:
    """A plan for oneself or one's people; 404 for another's."""
    rows = ImprovementPlan.objects.filter(pk=pk, agent__in=reach(user).values("pk"))
    found = rows.select_related("agent", "owner").prefetch_related("measures").first()
    if found is None:
        raise Http404
    return found


def visible_goals(user: Any) -> "QuerySet[GrowthGoal]":
    """The company's goals, those of teams that one belongs to or leads and of teams above them, own goals
    and those of one's people."""
    me, scope = agent_of(user), teams_in_scope(user, LEAD) if LEAD in rights_of(user) else []
    team = people.team_of(me, day=timezone.localdate()) if me else None
    above = _upwards(team.path) if team else []
    wanted = Q(level=GoalLevel.COMPANY) | Q(team__path__in=above) | Q(agent__in=reach(user).values("pk"))
    wanted |= Q(level=GoalLevel.TEAM) if scope is None else Q(team_id__in=scope)
    return GrowthGoal.objects.filter(wanted).select_related("team", "agent", "serves")


def _upwards(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[: n + 1]) for n in range(len(parts))]


def may_set_goal(user: Any, level: str, *, team_id: int | None = None, agent_id: int | None = None) -> bool:
    """May this log-in set a goal: one's own or one's people's; a team's in one's part of the tree; the
    company's where the right reaches all of it."""
    if level == GoalLevel.PERSONAL:
        return agent_id is not None and reach(user).filter(pk=agent_id).exists()
    if LEAD not in rights_of(user):
        return False
    scope = teams_in_scope(user, LEAD)
    return scope is None or (level == GoalLevel.TEAM and team_id in scope)


def get_goal(user: Any, pk: int) -> GrowthGoal:
    """A goal that one may set; 404 for another."""
    found = GrowthGoal.objects.filter(pk=pk).select_related("team", "agent").first()
    if found is None or not may_set_goal(user, found.level, team_id=found.team_id, agent_id=found.agent_id):
        raise Http404
    return found


def visible_evaluations(user: Any) -> "QuerySet[Evaluation]":
    """The own ones, those that one writes, and those of one's part of the tree."""
    me = agent_of(user)
    wanted = Q(agent__in=reach(user).values("pk"))
    if me is not None:
        wanted |= Q(leader=me)
    return Evaluation.objects.filter(wanted).select_related("cycle", "agent", "leader")


def get_evaluation(user: Any, pk: int) -> Evaluation:
    """An evaluation of oneself, by oneself, or of one's people; 404 for another's."""
    found = visible_evaluations(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def leads_of_two(agent_id: int, leader_id: int, day: dt.date) -> set[int]:
    """Who leads the two of a talk: the nearest leader of the person's team who is neither of them."""
    span = people.teams_of_days([agent_id], first=day, last=day)
    team_id = span[-1].team_id if span else None
    return set(leads(day).of(team_id, but=[agent_id, leader_id])[:1])


def may_read_talk(user: Any, talk: OneToOne) -> bool:
    """The two, and their lead: nobody else, whatever the role."""
    me = agent_of(user)
    if me is None:
        return False
    if me.pk in (talk.agent_id, talk.leader_id):
        return True
    return me.pk in leads_of_two(talk.agent_id, talk.leader_id, timezone.localdate())


def get_talk(user: Any, pk: int) -> OneToOne:
    """A talk of oneself, or of two whom one leads; 404 for anybody else, administrators included."""
    found = OneToOne.objects.filter(pk=pk).select_related("agent", "leader").first()
    if found is None or not may_read_talk(user, found):
        raise Http404
    return found


def visible_talks(user: Any, agent: Agent | None = None) -> list[OneToOne]:
    """The talks that one may read, the newest first: own ones, and those of two whom one leads."""
    me = agent_of(user)
    if me is None:
        return []
    rows = OneToOne.objects.select_related("agent", "leader")
    if agent is not None:
        rows = rows.filter(Q(agent=agent) | Q(leader=agent, agent=me))
    own = Q(agent=me) | Q(leader=me)
    today = timezone.localdate()
    if LEAD not in rights_of(user):
        return list(rows.filter(own))
    here = visible_agents(user, LEAD).values("pk")
    found = list(rows.filter(own | Q(agent__in=here)))
    tree = leads(today)
    spans = people.teams_of_days({row.agent_id for row in found}, first=today, last=today)
    team_of = {span.agent_id: span.team_id for span in spans}
    return [
        row
        for row in found
        if me.pk in (row.agent_id, row.leader_id)
        or me.pk in tree.of(team_of.get(row.agent_id), but=[row.agent_id, row.leader_id])[:1]
    ]


# Not even the audit trail shows an administrator that two talked.
audit.keep_private("talk.", lambda user: [talk.pk for talk in visible_talks(user)])


def may_read_wish(user: Any, agent: Agent) -> bool:
    """The person, and the own leader: the two alone."""
    me = agent_of(user)
    if me is None:
        return False
    if me.pk == agent.pk:
        return True
    today = timezone.localdate()
    team = people.team_of(agent, day=today)
    return me.pk in leads(today).of(team.pk if team else None, but=[agent.pk])[:1]


def get_wish_of(user: Any, pk: int) -> Agent:
    """The person whose wish one may read; 404 for another."""
    found = Agent.objects.filter(pk=pk).first()
    if found is None or not may_read_wish(user, found):
        raise Http404
    return found


def visible_proposals(user: Any) -> "QuerySet[Proposal]":
    """Proposals for one's people; nobody reads those for oneself while they wait."""
    me = agent_of(user)
    rows = Proposal.objects.filter(agent__in=visible_agents(user, LEAD).values("pk"))
    if me is not None:
        rows = rows.exclude(agent=me)
    return rows.select_related("agent", "proposed_by", "decided_by").prefetch_related("facts")


def get_proposal(user: Any, pk: int) -> Proposal:
    """A proposal for one of one's people; 404 for another's and for one about oneself."""
    found = visible_proposals(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def agreed_for(agent: Agent) -> "QuerySet[Proposal]":
    """Rewards that were agreed for a person, whom they are told to."""
    return Proposal.objects.filter(agent=agent, state=ProposalState.AGREED, kind="reward")
