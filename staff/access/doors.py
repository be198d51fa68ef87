"""Doors: fetch a person, team, store, account or grant within the caller's scope, or answer 404."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.access import ALLOWED, Verdict
from cstm.formats import listed
from staff import rules
from staff.access.rights import agent_of, paths_in_scope, rank_of, rights_of, teams_in_scope
from staff.choices import EVER, STILL, Role
from staff.models import (
    AccountHolding,
    Agent,
    Desk,
    DeskAssignment,
    PlatformAccount,
    RoleGrant,
    Store,
    StoreAssignment,
    Team,
)
from staff.querysets import AgentQuerySet

_Part = TypeVar("_Part", bound=Model)
_PLANS = "shift_rules.edit"


def visible_agents(user: Any, right: str = "people.view", day: dt.date | None = None) -> AgentQuerySet[Agent]:
    """People whom a right reaches on a date (today): members of the teams in scope, and oneself to look at.

    One who left stays with the last team.
    """
    team_ids = teams_in_scope(user, right)
    people = Agent.objects.all()
    if team_ids is None:
        return people
    members = people.in_teams(team_ids, day or timezone.localdate())
    wanted = Q(pk__in=members.values("pk"))
    if day is None:
        wanted |= Q(
            left_on__lt=timezone.localdate(),
            pk__in=people.filter(memberships__team_id__in=team_ids).values("pk"),
        )
    me = agent_of(user)
    if me is not None and right.endswith(".view"):
        wanted |= Q(pk=me.pk)
    return people.filter(wanted)


def get_agent(user: Any, pk: int, right: str = "people.view") -> Agent:
    """A person whom the right reaches; 404 for anybody else."""
    found = visible_agents(user, right).filter(pk=pk).select_related("user", "grade").first()
    if found is None:
        raise Http404
    return found


def get_team(user: Any, pk: int, right: str = "people.view") -> Team:
    """A team that the right reaches; 404 for another."""
    team_ids = teams_in_scope(user, right)
    found = Team.objects.filter(pk=pk).select_related("parent", "leader").first()
    if found is None or (team_ids is not None and found.pk not in team_ids):
        raise Http404
    return found


def visible_stores(user: Any, right: str = "stores.view") -> Any:
    """Stores that a right reaches: those that people in scope serve, and those that nobody serves yet."""
    team_ids = teams_in_scope(user, right)
    stores = Store.objects.all()
    if team_ids is None:
        return stores
    if not team_ids:
        return stores.none()
    members = Agent.objects.filter(memberships__team_id__in=team_ids).values("pk")
    served = StoreAssignment.objects.values("store_id")
    held = AccountHolding.objects.values("account__store_id")
    return stores.filter(
        Q(pk__in=StoreAssignment.objects.filter(agent_id__in=members).values("store_id"))
        | Q(pk__in=AccountHolding.objects.filter(agent_id__in=members).values("account__store_id"))
        | ~(Q(pk__in=served) | Q(pk__in=held))
    )


def get_store(user: Any, pk: int, right: str = "stores.view") -> Store:
    """A store that the right reaches; 404 for another."""
    found: Store | None = visible_stores(user, right).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_account(user: Any, pk: int, right: str = "accounts.bind") -> PlatformAccount:
    """An account of a store that the right reaches; 404 for another."""
    stores = visible_stores(user, right).values("pk")
    found = PlatformAccount.objects.filter(pk=pk, store_id__in=stores).select_related("store").first()
    if found is None:
        raise Http404
    return found


def get_grant(user: Any, pk: int, right: str = "roles.grant") -> RoleGrant:
    """A role grant of a person whom the right reaches; 404 for another's."""
    people = visible_agents(user, right).values("pk")
    found = RoleGrant.objects.filter(pk=pk, agent_id__in=people).select_related("agent", "team").first()
    if found is None:
        raise Http404
    return found


def part_of_person(user: Any, model: type[_Part], pk: int, right: str = "people.edit") -> _Part:
    """A row of a person whom the right reaches (a desk, contract, block …); 404 for another's."""
    people = visible_agents(user, right).values("pk")
    found = model._default_manager.filter(pk=pk, agent__in=people).select_related("agent").first()
    if found is None:
        raise Http404
    return found


def sees_private(user: Any, agent: Agent) -> bool:
    """May this log-in see a person's contract, exemptions and blocks? The person, and who edits the file."""
    me = agent_of(user)
    if me is not None and me.pk == agent.pk:
        return True
    return (
        "people.edit" in rights_of(user) and visible_agents(user, "people.edit").filter(pk=agent.pk).exists()
    )


def can_manage(user: Any, agent: Agent) -> Verdict:
    """May this log-in change that person: nobody changes one who stands as high, nor the own file."""
    me = agent_of(user)
    if me is not None and me.pk == agent.pk and rank_of(user) < rules.TOP:
        return Verdict(False, _("Nobody changes the own file. Ask somebody who stands above you."))
    today = timezone.localdate()
    roles = RoleGrant.objects.on(today).filter(agent=agent).values_list("role", flat=True)
    target = max(rules.rank(roles), rules.TOP if agent.user and agent.user.is_superuser else 0)
    if rules.may_manage(rank_of(user), target):
        return ALLOWED
    return Verdict(False, _("This person's role stands as high as yours. Ask an administrator."))


def can_change_roles(user: Any, agent: Agent) -> Verdict:
    """May this log-in change that person's roles? Never the own ones, whatever the role."""
    me = agent_of(user)
    if me is not None and me.pk == agent.pk:
        return Verdict(False, _("Nobody changes the own roles. Ask another administrator."))
    return can_manage(user, agent)


def grantable_roles(user: Any) -> list[str]:
    """The roles that this log-in may give or end."""
    rank = rank_of(user)
    return [role.value for role in Role if rules.may_grant(rank, role)]


def can_take_over(
    user: Any, store: Store, name: str, *, first: dt.date = EVER, last: dt.date = STILL
) -> Verdict:
    """May this log-in give the days of an account to somebody else? Not where one out of reach holds them.

    Who belongs to no team is out of nobody's reach.
    """
    held = AccountHolding.objects.filter(
        account__store=store, account__name=name.strip(), valid_from__lte=last, valid_to__gte=first
    )
    reach = visible_agents(user, "accounts.bind").values("pk")
    if held.filter(agent__memberships__isnull=False).exclude(agent_id__in=reach).exists():
        return Verdict(False, _("Somebody holds this account."))
    return ALLOWED


def can_fill(user: Any, paths: Iterable[str]) -> Verdict:
    """May this log-in put people into the teams of these paths, made where missing?"""
    parts = paths_in_scope(user, "people.edit")
    if parts is None or all(any(rules.is_under(path, part) for part in parts) for path in paths):
        return ALLOWED
    return Verdict(False, _("The team lies outside your part of the tree."))


def whole_organisation(user: Any, right: str) -> bool:
    """Does the right reach the whole organisation?"""
    return teams_in_scope(user, right) is None


def can_set_rates(user: Any) -> Verdict:
    """An hour of a grade costs the same in all teams, so who sees the pay of some does not set it for all."""
    if whole_organisation(user, "pay.view"):
        return ALLOWED
    return Verdict(False, _("Hourly rates hold for everybody; whoever sees all pay sets them."))


def can_change_certificates(user: Any) -> Verdict:
    """A certificate opens or closes desks of all teams, so who plans for some does not define it for all."""
    if whole_organisation(user, _PLANS):
        return ALLOWED
    return Verdict(False, _("Certificates hold for everybody; whoever plans for all teams changes them."))


def can_change_desk(user: Any, desk: Desk | None, stores: Iterable[Store] = ()) -> Verdict:
    """May this log-in add a desk, or change one, and give it these stores? Not where people out of reach
    serve the desk, or one of the stores that it has or gets."""
    if whole_organisation(user, _PLANS):
        return ALLOWED
    today = timezone.localdate()
    outside = (
        Agent.objects.filter(memberships__isnull=False, left_on__gte=today)
        .exclude(pk__in=visible_agents(user, _PLANS).values("pk"))
        .values("pk")
    )
    if (
        desk is not None
        and DeskAssignment.objects.filter(desk=desk, valid_to__gte=today, agent__in=outside).exists()
    ):
        return Verdict(
            False, _("People of another part serve this desk; whoever plans for all teams changes it.")
        )
    shops = {store.pk for store in stores} | (
        set(desk.stores.values_list("pk", flat=True)) if desk is not None else set()
    )
    served = StoreAssignment.objects.filter(valid_to__gte=today, agent__in=outside, store__in=shops)
    held = AccountHolding.objects.filter(valid_to__gte=today, agent__in=outside, account__store__in=shops)
    names = {
        *served.values_list("store__name", flat=True),
        *held.values_list("account__store__name", flat=True),
    }
    if not names:
        return ALLOWED
    return Verdict(
        False,
        _("%(stores)s: people of another part serve it too; whoever plans for all teams changes its desks.")
        % {"stores": listed(sorted(names))},
    )


def can_leave_out_team(user: Any, right: str) -> Verdict:
    """May something stand at the top, outside any part of the tree? Only for who reaches all of it."""
    if whole_organisation(user, right):
        return ALLOWED
    return Verdict(False, _("Name a team of your part of the tree."))
