"""What the page of one person shows, read once and ready to draw."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from staff import rules
from staff.choices import EVER, STILL, AgentState
from staff.models import Agent, AgentSkill, Grade, RoleGrant, Store
from staff.selectors import accounts, duties, people


@dataclass(frozen=True, slots=True)
class Dated:
    """Something with dates; None stands for "since ever" and "still"."""

    what: Any
    first: dt.date | None
    last: dt.date | None
    now: bool
    pk: int = 0
    part: str = ""


@dataclass(frozen=True, slots=True)
class GradeView:
    """The grade, how long the person has stood on it, and what is usual."""

    grade: Grade
    since: dt.date | None
    months: int | None
    next: Grade | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything about a person but what upper apps add."""

    agent: Agent
    phone: str
    email: str
    hired_on: dt.date | None
    left_on: dt.date | None
    has_left: bool
    team: Any
    teams: list[Dated]
    roles: list[Dated]
    duties: list[duties.RoleCard]
    accounts: list[Dated]
    stores: list[Dated]
    skills: list[AgentSkill]
    grade: GradeView | None
    login: str
    login_open: bool


def known(day: dt.date) -> dt.date | None:
    """The date, or None for "since ever" and "still"."""
    return None if day in (EVER, STILL) else day


def dated(what: Any, first: dt.date, last: dt.date, *, today: dt.date, pk: int = 0, part: str = "") -> Dated:
    """A dated thing for the page."""
    return Dated(what, known(first), known(last), first <= today <= last, pk, part)


def page(agent: Agent, *, today: dt.date, contact: bool) -> PersonPage:
    """The page of a person; without `contact` the telephone number is covered and the mail left out."""
    history = people.team_history(agent)
    teams = [dated(row.team, row.valid_from, row.valid_to, today=today, pk=row.pk) for row in history]
    roles = [_role(row, today) for row in people.grants_of(agent)]
    held = [dated(r.account, r.valid_from, r.valid_to, today=today) for r in accounts.accounts_of(agent)]
    served = [dated(store, first, last, today=today) for store, first, last in people.stores_of(agent)]
    holds = {item.what.role for item in roles if item.now}
    user = agent.user
    return PersonPage(
        agent=agent,
        phone=phone_for(agent, contact=contact),
        email=agent.email if contact else "",
        hired_on=known(agent.hired_on),
        left_on=known(agent.left_on),
        has_left=agent.state == AgentState.LEFT,
        team=next((item.what for item in teams if item.now), None),
        teams=teams,
        roles=roles,
        duties=[card for card in duties.catalogue() if card.code in holds],
        accounts=held,
        stores=served,
        skills=people.skills_of(agent),
        grade=grade_view(agent, today=today),
        login=user.username if user else "",
        login_open=bool(user and user.is_active),
    )


def phone_for(agent: Agent, *, contact: bool) -> str:
    """The telephone number, covered for those who may not see it."""
    return agent.phone if contact else rules.masked(agent.phone)


def _role(row: RoleGrant, today: dt.date) -> Dated:
    part = row.team.path if row.team else ""
    return dated(row, row.valid_from, row.valid_to, today=today, pk=row.pk, part=part)


def grade_view(agent: Agent, *, today: dt.date) -> GradeView | None:
    """The grade, how long the person has stood on it, and the next one; None without a grade."""
    grade, following = people.grade_and_next(agent)
    if grade is None:
        return None
    since = agent.grade_since or known(agent.hired_on)
    months = rules.months_between(since, today) if since and since <= today else None
    return GradeView(grade, since, months, following)


def role_counts(*, today: dt.date) -> dict[str, int]:
    """How many people hold each role today."""
    rows = RoleGrant.objects.on(today).filter(agent__left_on__gte=today).order_by()
    counts = rows.values("role").annotate(people=Count("agent", distinct=True))
    return {row["role"]: row["people"] for row in counts}


def store_facts(store: Store) -> dict[str, Any]:
    """A store's own facts for a form."""
    return {
        "name": store.name,
        "platform": store.platform,
        "business_day_start": store.business_day_start,
        "currency": store.currency,
        "active": store.active,
    }
