"""The evaluation cycle: self-assessment, leader's assessment, talk, both sign, next goals."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.formats import both
from kpi.choices.growth import EvaluationState, GoalLevel
from kpi.models import Evaluation, EvaluationCycle
from kpi.rules import growth as rules
from kpi.services.growth import goals
from kpi.services.growth.words import EVALUATION
from staff.models import Agent, Team, User
from staff.selectors import people
from staff.selectors.leads import leads
from staff.services import audit, notices

_PARTS = {
    "self": ("self_strengths", "self_weak", "self_wishes"),
    "lead": ("lead_strengths", "lead_weak"),
}


@transaction.atomic
def open_cycle(
    *,
    title: str,
    team: Team,
    first: dt.date,
    last: dt.date,
    self_until: dt.date,
    lead_until: dt.date,
    actor: User | None,
    now: dt.datetime | None = None,
) -> EvaluationCycle:
    """Begin a round for everybody of a part of the tree; each is told. Raises DomainError for wrong dates.

    Each person is evaluated by the nearest leader; who has none is left out.
    """
    today = timezone.localdate(now or timezone.now())
    if not title.strip():
        raise DomainError(_("Give the round a title."), code="title")
    if last < first or lead_until < self_until or self_until < today:
        words = _("The dates run from first to last day, and self-assessment comes before the leader's.")
        raise DomainError(words, code="dates")
    cycle = EvaluationCycle.objects.create(
        title=title.strip()[:120],
        team=team,
        first=first,
        last=last,
        self_until=self_until,
        lead_until=lead_until,
    )
    tree, rows = leads(today), []
    ids = people.team_subtree_ids(team.pk)
    spans = people.teams_of_days(None, first=today, last=today)
    team_of = {span.agent_id: span.team_id for span in spans if span.team_id in ids}
    for agent in people.agents_of(ids, day=today).select_related("user"):
        nearest = tree.of(team_of.get(agent.pk), but=[agent.pk])
        if nearest:
            rows.append(Evaluation(cycle=cycle, agent=agent, leader_id=nearest[0]))
    Evaluation.objects.bulk_create(rows)
    audit.record(
        actor=actor, action="evaluation.open", about=cycle, after={"team": team.path, "people": len(rows)}
    )
    notices.post_many(
        agents=[row.agent for row in rows],
        kind=EVALUATION,
        about=f"cycle:{cycle.pk}:self",
        params={"cycle": cycle.title, "turn": both(EvaluationState.SELF.label)},
        url="/kpi/growth/",
        private=True,
    )
    return cycle


@transaction.atomic
def save_part(
    evaluation: Evaluation,
    part: str,
    *,
    values: Mapping[str, Any],
    hand_in: bool,
    actor: User | None,
    now: dt.datetime | None = None,
) -> Evaluation:
    """Keep or hand in the person's ("self") or the leader's ("lead") part.

    Raises DomainError for a part that is handed in already or is not on yet, and for an empty one.
    """
    row = _locked(evaluation)
    wanted = EvaluationState.SELF if part == "self" else EvaluationState.LEAD
    if row.state != wanted:
        raise DomainError(_("This part is not open now."), code="state")
    for name in _PARTS[part]:
        setattr(row, name, str(values.get(name, "")).strip()[:2000])
    if hand_in and not any(getattr(row, name) for name in _PARTS[part]):
        raise DomainError(_("Write something before you hand it in."), code="empty")
    if hand_in:
        setattr(row, f"{part}_at", now or timezone.now())
    return _go_on(row, f"evaluation.{'hand_in' if hand_in else 'save'}", actor)


@transaction.atomic
def talk(
    evaluation: Evaluation,
    *,
    talk_on: dt.date,
    notes: str,
    next_goals: str,
    actor: User | None,
    now: dt.datetime | None = None,
) -> Evaluation:
    """The leader writes the talk down; until somebody signs it may be set right.

    Raises DomainError for a talk to come, and where the assessments are not both in.
    """
    row = _locked(evaluation)
    if row.state not in (EvaluationState.TALK, EvaluationState.SIGN):
        raise DomainError(_("The talk comes after both assessments."), code="state")
    if row.agent_signed_at or row.leader_signed_at:
        raise DomainError(_("It is signed; it changes no more."), code="signed")
    if not row.cycle.first <= talk_on <= timezone.localdate(now or timezone.now()):
        raise DomainError(_("A talk is written down once it was held."), code="talk_on")
    if not notes.strip():
        raise DomainError(_("Say in a few words what was talked about."), code="notes")
    row.talk_on, row.talk_notes = talk_on, notes.strip()[:4000]
    row.next_goals = "\n".join(line.strip() for line in next_goals.splitlines() if line.strip())[:2000]
    return _go_on(row, "evaluation.talk", actor)


@transaction.atomic
def sign(
    evaluation: Evaluation, *, by: Agent, actor: User | None, now: dt.datetime | None = None
) -> Evaluation:
    """One of the two signs; when both have, the next goals become the person's goals. Twice is once.

    Raises DomainError before the talk and for anybody else.
    """
    moment = now or timezone.now()
    row = _locked(evaluation)
    if row.talk_on is None:
        raise DomainError(_("Both sign after the talk."), code="state")
    if by.pk == row.agent_id:
        row.agent_signed_at = row.agent_signed_at or moment
    elif by.pk == row.leader_id:
        row.leader_signed_at = row.leader_signed_at or moment
    else:
        raise DomainError(_("The two of the talk sign it."), code="not_yours")
    was_done = row.state == EvaluationState.DONE
    row = _go_on(row, "evaluation.sign", actor)
    if row.state == EvaluationState.DONE and not was_done:
        for title in row.next_goals.splitlines():
            values = {"level": GoalLevel.PERSONAL, "agent": row.agent, "title": title[:160]}
            goals.save_goal(None, values=values, actor=actor)
    return row


def _go_on(row: Evaluation, action: str, actor: User | None) -> Evaluation:
    """Find whose turn it is, keep it, and tell whoever's turn it became. The trail has none of the words."""
    before = row.state
    row.state = rules.next_state(
        handed_in=row.self_at is not None,
        assessed=row.lead_at is not None,
        talked=row.talk_on is not None,
        agent_signed=row.agent_signed_at is not None,
        leader_signed=row.leader_signed_at is not None,
    )
    row.save()
    audit.record(actor=actor, action=action, about=row)
    turn = {
        EvaluationState.LEAD: [row.leader],
        EvaluationState.TALK: [row.leader],
        EvaluationState.SIGN: [row.agent, row.leader],
    }.get(EvaluationState(row.state), [])
    if before != row.state:
        notices.post_many(
            agents=turn,
            kind=EVALUATION,
            about=f"evaluation:{row.pk}:{row.state}",
            params={"cycle": row.cycle.title, "turn": both(row.get_state_display())},
            url=f"/kpi/growth/evaluations/{row.pk}/",
            private=True,
        )
    return row


def _locked(evaluation: Evaluation) -> Evaluation:
    rows = Evaluation.objects.select_for_update(of=("self",)).select_related("cycle", "agent", "leader")
    return rows.get(pk=evaluation.pk)
