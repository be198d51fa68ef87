"""The demo team's first steps: people and accounts through the import services, then open log-ins."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from staff.choices import Role
from staff.models import Agent, Team
from staff.services import imports, logins, teams


def refuse_if_filled() -> None:
    """Raise DomainError when somebody works here already: a demo never mixes with real people."""
    if Agent.objects.exists():
        raise DomainError(
            _("There are people already; the demo fills only an empty database."), code="filled"
        )


def take_in(*, people: Path, moves: Path, accounts: Path, today: dt.date) -> None:
    """Take in the files of people, of those who moved, and of accounts.

    Raises DomainError when a row is refused: the demo's own files must be clean.
    """
    summaries = [
        imports.import_people(people, today=today),
        imports.import_people(moves, today=today),
        imports.import_accounts(accounts),
    ]
    for summary in summaries:
        if summary.refused_rows:
            raise DomainError(f"{summary.file}: {summary.faults[0]}")
    _set_leaders(today)


@transaction.atomic
def _set_leaders(today: dt.date) -> None:
    """Who was imported as a team's leader is the accountable one."""
    for team in Team.objects.all():
        leader = Agent.objects.filter(grants__role=Role.LEADER, memberships__team=team).first()
        if leader is not None:
            teams.set_leader(team, leader=leader, on=today, actor=None)


@transaction.atomic
def open_logins(by_name: Mapping[str, str], *, password: str) -> None:
    """Give the person of each employee number an open log-in of that name, all with one password."""
    encoded = make_password(password)
    for name, employee_no in by_name.items():
        agent = Agent.objects.select_related("user").get(employee_no=employee_no)
        user = logins.make(agent, actor=None)
        user.username = name
        user.save(update_fields=["username"])
        logins.open_with_hash(user, encoded=encoded)
