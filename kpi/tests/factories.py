"""Rows for tests: people, teams, stores, accounts, records."""

import datetime as dt
from decimal import Decimal
from typing import Any

from kpi.choices import Scope
from kpi.models import Record
from staff.choices import EVER, STILL
from staff.models import AccountHolding, Agent, Membership, PlatformAccount, Store, Team

MONDAY = dt.date(2026, 11, 9)


def a_team(path: str) -> Team:
    """A team by its path; its parents are made too."""
    parent_path, _, name = path.rpartition("/")
    parent = a_team(parent_path) if parent_path else None
    return Team.objects.get_or_create(path=path, defaults={"name": name, "parent": parent})[0]


def an_agent(number: str, *, team: Team | None = None, name: str = "", since: dt.date = EVER) -> Agent:
    """A person, in a team since ever."""
    agent = Agent.objects.create(employee_no=number, name=name or f"Agent {number}")
    if team is not None:
        Membership.objects.create(agent=agent, team=team, valid_from=since)
    return agent


def a_move(agent: Agent, *, team: Team, on: dt.date) -> None:
    """The person is in another team from a date on."""
    Membership.objects.filter(agent=agent, valid_to=STILL).update(valid_to=on - dt.timedelta(days=1))
    Membership.objects.create(agent=agent, team=team, valid_from=on)


def a_store(name: str = "Lotus flagship", platform: str = "tmall") -> Store:
    """A store."""
    return Store.objects.get_or_create(name=name, defaults={"platform": platform})[0]


def an_account(store: Store, agent: Agent, name: str = "") -> PlatformAccount:
    """An account of a store that a person holds since ever."""
    account = PlatformAccount.objects.create(store=store, name=name or f"{store.name}:{agent.employee_no}")
    AccountHolding.objects.create(account=account, agent=agent)
    return account


def a_record(
    store: Store | None,
    account: PlatformAccount | None,
    day: dt.date,
    *,
    agent: Agent | None = None,
    until: dt.date | None = None,
    source: str = "qianniu_reception",
    scope: str = "",
    attribution: str = "",
    extra: dict[str, Any] | None = None,
    estimated: str = "",
    pending: str = "",
    ripe_on: dt.date | None = None,
    holes: str = "",
    **facts: int | str | Decimal,
) -> Record:
    """A record; the agent is the account's holder unless named."""
    if agent is None and account is not None:
        agent = AccountHolding.objects.on(day).get(account=account).agent
    return Record.objects.create(
        store=store,
        account=account,
        agent=agent,
        scope=scope or (Scope.AGENT if agent else Scope.REST),
        date=day,
        last_date=until or day,
        source=source,
        attribution=attribution,
        extra=extra,
        estimated=estimated,
        pending=pending,
        ripe_on=ripe_on,
        holes=holes,
        **{code: Decimal(str(number)) for code, number in facts.items()},
    )
