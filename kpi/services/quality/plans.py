"""Sampling plans, and the draw of a week by a stored seed."""

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.weeks import Week
from kpi.choices.quality import VersionState
from kpi.models import Chat, FormVersion, InspectionForm, Review, SampleDraw, SamplingPlan
from kpi.rules import sampling
from kpi.rules.sampling import Candidate
from kpi.selectors.quality.people import reviewers as able_reviewers
from kpi.services.quality.words import SAMPLED
from staff.models import Agent, Team, User
from staff.services import audit, notices


@transaction.atomic
def save(
    plan: SamplingPlan | None,
    *,
    name: str,
    team: Team | None,
    form: InspectionForm,
    per_agent: int,
    reviewers: Iterable[Agent],
    active: bool,
    actor: User | None,
    today: dt.date,
) -> SamplingPlan:
    """Make or change a plan.

    Raises DomainError for a name that is taken, a form without a published version, and reviewers whose right
    does not reach the whole part.
    """
    chosen = list(reviewers)
    if SamplingPlan.objects.filter(name=name.strip()).exclude(pk=plan.pk if plan else 0).exists():
        raise DomainError(_("There is a plan of this name already."), code="plan_twice")
    version_in_force(form)
    able = {agent.pk for agent in able_reviewers(team, today)}
    strangers = [str(agent) for agent in chosen if agent.pk not in able]
    if not chosen:
        raise DomainError(_("Name at least one reviewer."), code="no_reviewer")
    if strangers:
        raise DomainError(
            _("%(names)s cannot review the whole of this part.") % {"names": ", ".join(strangers)},
            code="not_able",
        )
    row = plan or SamplingPlan()
    before = {"name": row.name, "value": row.per_agent} if plan else {}
    row.name, row.team, row.form, row.per_agent, row.active = name.strip(), team, form, per_agent, active
    row.save()
    row.reviewers.set(chosen)
    after = {
        "name": row.name,
        "value": per_agent,
        "team": team.path if team else "",
        "people": [str(a) for a in chosen],
    }
    audit.record(actor=actor, action="sampling.save", about=row, before=before, after=after)
    return row


def version_in_force(form: InspectionForm) -> FormVersion:
    """The newest published version; raises DomainError where there is none."""
    found = form.versions.filter(state=VersionState.PUBLISHED).order_by("-number").first()
    if found is None:
        raise DomainError(_("The form has no published version yet."), code="no_version")
    return found


@transaction.atomic
def draw(plan: SamplingPlan, week: Week, *, actor: User | None, today: dt.date, seed: str = "") -> SampleDraw:
    """Draw a week's chats of each agent of the plan's part, and give each to a reviewer; the machine
    chooses both.

    The seed is kept, so that the draw can be repeated; a week is drawn once. Raises DomainError for a week
    that
    has not ended, and where there is no chat to draw from.
    """
    plan = SamplingPlan.objects.select_for_update().get(pk=plan.pk)
    standing = SampleDraw.objects.filter(plan=plan, monday=week.monday).first()
    if standing is not None:
        return standing
    if week.sunday >= today:
        raise DomainError(_("The week has not ended yet."), code="week_runs")
    chats = chats_of(plan, week)
    if not chats:
        raise DomainError(_("There is no chat of this week to draw from."), code="no_chats")
    version = version_in_force(plan.form)
    row = SampleDraw(plan=plan, monday=week.monday, seed=seed or secrets.token_hex(16), drawn_by=actor)
    able = {agent.pk for agent in able_reviewers(plan.team, today)}
    people = {agent.pk: agent for agent in plan.reviewers.all() if agent.pk in able}
    if not people:
        raise DomainError(_("No reviewer of the plan may review this part any more."), code="no_reviewer")
    picked = pick(chats, plan.per_agent, list(people), row.seed)
    row.chats, row.drawn = len(chats), len(picked)
    row.save()
    Review.objects.bulk_create(
        Review(
            draw=row, chat=chat, agent_id=chat.agent_id or 0, store_id=chat.store_id, version=version,
            reviewer_id=reviewer, day=chat.day,
        )
        for chat, reviewer in picked
    )  # fmt: skip
    _tell(row, people, [reviewer for _chat, reviewer in picked])
    audit.record(
        actor=actor,
        action="sampling.draw",
        about=row,
        after={"week": str(week), "seed": row.seed, "rows": row.drawn},
    )
    return row


def chats_of(plan: SamplingPlan, week: Week) -> list[Chat]:
    """The week's chats of the plan's people that no draw has taken yet."""
    rows = Chat.objects.filter(
        day__range=(week.monday, week.sunday), agent__isnull=False, reviews__isnull=True
    )
    if plan.team is not None:
        teams = [pk for pk, path in Team.objects.values_list("pk", "path") if _under(path, plan.team.path)]
        members = Agent.objects.all().in_teams(teams, week.sunday).values("pk")
        rows = rows.filter(agent_id__in=members)
    return list(rows.select_related("agent").order_by("pk"))


def _under(path: str, top: str) -> bool:
    return f"{path}/".startswith(f"{top}/")


def pick(chats: Iterable[Chat], per_agent: int, reviewers: list[int], seed: str) -> list[tuple[Chat, int]]:
    """For each agent so many chats, spread over store, line and rating, each with a reviewer
    who is not the agent."""
    by_agent: dict[int, dict[int, Chat]] = defaultdict(dict)
    for chat in chats:
        assert chat.agent_id is not None
        by_agent[chat.agent_id][chat.pk] = chat
    found: list[tuple[Chat, int]] = []
    for agent_id, own in sorted(by_agent.items()):
        if not set(reviewers) - {agent_id}:
            continue
        able = [
            Candidate(pk, chat.store_id, chat.agent.line if chat.agent else "", sampling.band(chat.rating))
            for pk, chat in own.items()
        ]
        for pk in sampling.draw(able, per_agent, f"{seed}:{agent_id}"):
            reviewer = sampling.assign(pk, agent_id, reviewers, seed)
            assert reviewer is not None
            found.append((own[pk], reviewer))
    return found


def _tell(row: SampleDraw, people: dict[int, Agent], reviewers: list[int]) -> None:
    for pk in sorted(set(reviewers)):
        notices.post(
            agent=people[pk],
            kind=SAMPLED,
            about=f"draw:{row.pk}",
            params={"n": reviewers.count(pk), "plan": row.plan.name, "monday": row.monday.isoformat()},
            url=reverse("kpi:review_list"),
        )


def draw_due(*, today: dt.date) -> int:
    """Draw the last full week of each plan that runs, once its chats are there; returns how
    many were drawn."""
    week, drawn = Week.last_full(today), 0
    due = SamplingPlan.objects.filter(active=True).exclude(draws__monday=week.monday)
    for plan in due.select_related("team", "form"):
        try:
            draw(plan, week, actor=None, today=today)
        except DomainError:
            continue  # No chats yet, or nobody to review them: the plan's page says so.
        drawn += 1
    return drawn
