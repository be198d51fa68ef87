"""People, teams and stores for tests, made without the services so that tests of those stand on their own."""

import datetime as dt
import itertools

from staff.choices import EVER, STILL, AgentState, Role
from staff.models import AccountHolding, Agent, Membership, PlatformAccount, RoleGrant, Store, Team, User

_counter = itertools.count(1)


def make_user(name: str, *, password: str = "", superuser: bool = False) -> User:
    """A log-in; without a password nobody can use it but `force_login`."""
    user = User(username=name, email=f"{name}@example.test", is_superuser=superuser)
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    return user


def make_team(path: str, *, leader: Agent | None = None) -> Team:
    """The team at a path, and what is missing above it."""
    above = None
    team = None
    parts = path.split("/")
    for depth, name in enumerate(parts):
        here = "/".join(parts[: depth + 1])
        team = Team.objects.filter(path=here).first() or Team.objects.create(
            name=name, parent=above, path=here
        )
        above = team
    assert team is not None
    if leader is not None:
        team.leader = leader
        team.save()
    return team


def make_agent(
    no: str = "",
    *,
    name: str = "",
    team: Team | None = None,
    role: str = Role.AGENT,
    granted_for: Team | None = None,
    login: bool = False,
    hired_on: dt.date = EVER,
    left_on: dt.date = STILL,
    **facts: object,
) -> Agent:
    """A person with a role, and a log-in of the same name when asked for."""
    no = no or f"E{next(_counter):05d}"
    state = AgentState.ACTIVE if left_on == STILL else AgentState.LEFT
    values = {"state": state, **facts}
    user = make_user(no) if login else None
    agent = Agent.objects.create(
        employee_no=no, name=name or no, user=user, hired_on=hired_on, left_on=left_on, **values
    )
    if team is not None:
        Membership.objects.create(agent=agent, team=team, valid_from=hired_on, valid_to=left_on)
    if role:
        RoleGrant.objects.create(
            agent=agent, role=role, team=granted_for, valid_from=hired_on, valid_to=left_on
        )
    return agent


def make_store(name: str = "Shop one", **facts: object) -> Store:
    """A store."""
    return Store.objects.get_or_create(name=name, defaults=facts)[0]


def make_account(store: Store, name: str, *, agent: Agent | None = None) -> PlatformAccount:
    """An account name, held since ever by the agent where one is given."""
    account = PlatformAccount.objects.create(store=store, name=name)
    if agent is not None:
        AccountHolding.objects.create(account=account, agent=agent)
    return account
