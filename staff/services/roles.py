"""Writes to roles: for a part of the tree, with dates, below the own rank, never the own ones."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from staff import rules
from staff.choices import EVER, STILL, Role
from staff.models import Agent, RoleGrant, Team, User
from staff.rules import Span
from staff.selectors import people as reads
from staff.services import audit


@transaction.atomic
def grant(
    agent: Agent,
    *,
    role: str,
    team: Team | None = None,
    valid_from: dt.date = EVER,
    valid_to: dt.date = STILL,
    actor: User | None,
    today: dt.date | None = None,
) -> None:
    """Give a role for a part of the tree (none: the whole organisation) on the days of a span.

    Raises DomainError for a role at or above the actor's rank, for the own roles, and for an end
    before the start.
    """
    check_may_change(agent, role=role, actor=actor, today=today)
    if valid_to < valid_from:
        raise DomainError(_("The end lies before the start."), code="order")
    if valid_from > agent.left_on:
        raise DomainError(_("%(name)s has left by then.") % {"name": agent}, code="left")
    before = _spans(agent, role, team)
    after = rules.splice(before, Span(0, valid_from, min(valid_to, agent.left_on)))
    if before == after:
        return
    _write(agent, role, team, before, after)
    audit.record(
        actor=actor,
        action="role.grant",
        about=agent,
        after={"role": role, "team": team or "", "valid_from": valid_from, "valid_to": valid_to},
    )


@transaction.atomic
def revoke(
    held: RoleGrant, *, after: dt.date, actor: User | None, today: dt.date | None = None, reason: str = ""
) -> None:
    """End a role after a day; what lies wholly after it goes.

    Raises DomainError for a role at or above the actor's rank, for the own roles, and for the last
    administrator's.
    """
    day = today or timezone.localdate()
    check_may_change(held.agent, role=held.role, actor=actor, today=day)
    if held.role == Role.ADMIN:
        check_admin_stays(without=held.agent, day=max(day, rules.day_after(after)))
    words = {"role": held.role, "team": held.team or "", "valid_to": held.valid_to}
    if held.valid_from > after:
        held.delete()
    elif held.valid_to > after:
        held.valid_to = after
        held.save(update_fields=["valid_to"])
    audit.record(
        actor=actor,
        action="role.revoke",
        about=held.agent,
        before=words,
        after={**words, "valid_to": after},
        reason=reason,
    )


def check_may_change(agent: Agent, *, role: str, actor: User | None, today: dt.date | None = None) -> None:
    """Raise DomainError unless the actor may give or end the role of that person. No actor is an operator."""
    if actor is None:
        return
    day = today or timezone.localdate()
    if agent.user_id == actor.pk:
        raise DomainError(_("Nobody changes the own roles. Ask another administrator."), code="self")
    rank = reads.rank_of_user(actor, day=day)
    if not rules.may_grant(rank, role):
        raise DomainError(
            _("The role %(role)s stands as high as yours. Ask an administrator.")
            % {"role": Role(role).label},
            code="rank",
        )
    if not rules.may_manage(rank, reads.rank_of_agent(agent, day=day)):
        raise DomainError(_("This person's role stands as high as yours. Ask an administrator."), code="rank")


def check_admin_stays(*, without: Agent, day: dt.date) -> None:
    """Raise DomainError when nobody else would be administrator from that day on.

    Where there is none now either (a team just being set up), nothing is lost.
    """
    admins = RoleGrant.objects.filter(role=Role.ADMIN, valid_to__gte=day, agent__left_on__gte=day)
    superusers = User.objects.filter(is_superuser=True, is_active=True).filter(
        Q(agent__isnull=True) | ~Q(agent=without)
    )
    if not admins.filter(agent=without).exists() or superusers.exists():
        return
    if not admins.exclude(agent=without).filter(valid_from__lte=day).exists():
        raise DomainError(
            _("%(name)s is the last administrator. Make another one first.") % {"name": without},
            code="last_admin",
        )


def end_all(agent: Agent, *, after: dt.date) -> None:
    """Let no role of a person go on past a day."""
    held = RoleGrant.objects.filter(agent=agent, valid_to__gt=after)
    held.filter(valid_from__gt=after).delete()
    held.update(valid_to=after)


def _spans(agent: Agent, role: str, team: Team | None) -> list[Span]:
    rows = RoleGrant.objects.filter(agent=agent, role=role, team=team).order_by("valid_from")
    return [Span(0, *row) for row in rows.values_list("valid_from", "valid_to")]


def _write(agent: Agent, role: str, team: Team | None, before: list[Span], after: list[Span]) -> None:
    rows = RoleGrant.objects.filter(agent=agent, role=role, team=team)
    for span in before:
        if span not in after:
            rows.filter(valid_from=span.first, valid_to=span.last).delete()
    for span in after:
        if span not in before:
            RoleGrant.objects.create(
                agent=agent, role=role, team=team, valid_from=span.first, valid_to=span.last
            )
