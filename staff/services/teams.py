"""Writes to the team tree: paths, leaders, names, archiving."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from staff import rules
from staff.choices import STILL, Role
from staff.models import Agent, Membership, RoleGrant, Team, User
from staff.services import audit

_LONGEST_NAME = 80
_LONGEST_PATH = 400


@transaction.atomic
def ensure_path(path: str, *, actor: User | None = None) -> Team:
    """The team at a path written A/B, made with all above it where missing; raises DomainError."""
    parts = rules.path_parts(path)
    if not parts:
        raise DomainError(_("A team needs a name."), code="empty_team")
    above: Team | None = None
    for depth, name in enumerate(parts):
        here = "/".join(parts[: depth + 1])
        team = Team.objects.filter(path=here).first()
        above = team if team is not None else add(name, parent=above, actor=actor)
    assert above is not None
    return above


@transaction.atomic
def add(name: str, *, parent: Team | None, actor: User | None) -> Team:
    """Add a team below another, or at the top; raises DomainError for a name that is taken there."""
    name = name.strip()
    _check_name(name)
    path = f"{parent.path}/{name}" if parent else name
    _check_path(path)
    team = Team.objects.create(name=name, parent=parent, path=path)
    audit.record(actor=actor, action="team.add", about=team, after={"path": path})
    return team


@transaction.atomic
def change(team: Team, *, name: str, parent: Team | None, actor: User | None) -> Team:
    """Rename a team or hang it elsewhere, and with it the paths of all below.

    Raises DomainError for a taken name and for a circle.
    """
    name = name.strip()
    _check_name(name)
    if parent is not None and rules.is_under(parent.path, team.path):
        raise DomainError(_("A team cannot hang below itself."), code="circle")
    old, new = team.path, f"{parent.path}/{name}" if parent else name
    if new == old:
        return team
    _check_path(new)
    below = [row for row in Team.objects.select_for_update() if rules.is_under(row.path, old)]
    for row in below:
        row.path = new + row.path[len(old) :]
        _check_length(row.path)
    # Deepest first when a path grows into a place that one of its own parts held before.
    for row in sorted(below, key=lambda item: item.path, reverse=True):
        row.save(update_fields=["path"])
    team.name, team.parent, team.path = name, parent, new
    team.save(update_fields=["name", "parent", "path"])
    audit.record(actor=actor, action="team.change", about=team, before={"path": old}, after={"path": new})
    return team


def rename(team: Team, *, name: str, actor: User | None) -> Team:
    """Give a team another name; raises DomainError for a taken one."""
    return change(team, name=name, parent=team.parent, actor=actor)


@transaction.atomic
def set_leader(team: Team, *, leader: Agent | None, on: dt.date, actor: User | None) -> Team:
    """Make one person accountable for a team, with the leader's role for it from a date on.

    The former leader's role for this team ends. Raises DomainError for somebody who has left.
    """
    if leader is not None and leader.left_on < on:
        raise DomainError(_("%(name)s has left.") % {"name": leader}, code="left")
    if team.leader_id == (leader.pk if leader else None):
        return team
    former = team.leader
    if former is not None:
        _end_lead(former, team=team, day=on)
    team.leader = leader
    team.save(update_fields=["leader"])
    if leader is not None:
        held = RoleGrant.objects.on(on).filter(agent=leader, role=Role.LEADER, team=team)
        if not held.exists():
            RoleGrant.objects.create(agent=leader, role=Role.LEADER, team=team, valid_from=on, valid_to=STILL)
    audit.record(
        actor=actor,
        action="team.set_leader",
        about=team,
        before={"leader": former},
        after={"leader": leader},
    )
    return team


def _end_lead(former: Agent, *, team: Team, day: dt.date) -> None:
    held = RoleGrant.objects.on(day).filter(agent=former, role=Role.LEADER, team=team)
    held.filter(valid_from__gte=day).delete()
    held.update(valid_to=rules.day_before(day))


@transaction.atomic
def archive(team: Team, *, on: dt.date, actor: User | None) -> Team:
    """Close a team that nobody belongs to any more; its past stays.

    Raises DomainError while it has people or open teams below.
    """
    if Membership.objects.filter(team=team, valid_to__gte=on).exists():
        raise DomainError(_("People still belong to this team. Move them first."), code="has_people")
    if Team.objects.filter(parent=team, archived_on__isnull=True).exists():
        raise DomainError(_("There are teams below this one. Archive them first."), code="has_teams")
    team.archived_on = on
    team.save(update_fields=["archived_on"])
    audit.record(actor=actor, action="team.archive", about=team, after={"archived_on": on})
    return team


def _check_name(name: str) -> None:
    if not name:
        raise DomainError(_("A team needs a name."), code="empty_team")
    if "/" in name:
        raise DomainError(_("A team's name cannot hold a slash; it parts the names of a path."), code="slash")
    if len(name) > _LONGEST_NAME:
        raise DomainError(
            _("The name %(name)s is longer than %(most)d signs.") % {"name": name, "most": _LONGEST_NAME},
            code="too_long",
        )


def _check_path(path: str) -> None:
    _check_length(path)
    if Team.objects.filter(path=path).exists():
        raise DomainError(_("There is a team %(path)s already.") % {"path": path}, code="taken")


def _check_length(path: str) -> None:
    if len(path) > _LONGEST_PATH:
        raise DomainError(_("The path of the team is too long: %(path)s") % {"path": path}, code="too_long")


@transaction.atomic
def found(name: str, *, parent: Team | None, leader: Agent | None, on: dt.date, actor: User | None) -> Team:
    """Add a team with its leader; raises DomainError as `add` and `set_leader` do."""
    return set_leader(add(name, parent=parent, actor=actor), leader=leader, on=on, actor=actor)


@transaction.atomic
def reshape(
    team: Team, *, name: str, parent: Team | None, leader: Agent | None, on: dt.date, actor: User | None
) -> Team:
    """Name, place and leader in one go; raises DomainError as `change` and `set_leader` do."""
    change(team, name=name, parent=parent, actor=actor)
    return set_leader(team, leader=leader, on=on, actor=actor)
