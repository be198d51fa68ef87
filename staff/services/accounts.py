"""Writes to platform accounts: bound to people with dates, passed on with their past kept."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from staff import rules, signals
from staff.choices import EVER, STILL, AccountKind, AgentState
from staff.models import AccountHolding, Agent, Membership, PlatformAccount, Store, User
from staff.rules import Span
from staff.selectors import accounts as reads
from staff.services import audit, spans, teams

_LONGEST_NAME = 160
AUTO = "AUTO-"


@transaction.atomic
def ensure_account(store: Store, name: str) -> PlatformAccount:
    """The account of that name at the store, made where missing; raises DomainError for no name."""
    name = _clean_name(name)
    account, _made = PlatformAccount.objects.get_or_create(store=store, name=name)
    return account


@transaction.atomic
def bind(
    account: PlatformAccount,
    *,
    agent: Agent,
    valid_from: dt.date = EVER,
    valid_to: dt.date = STILL,
    actor: User | None,
) -> tuple[dt.date, dt.date] | None:
    """Say who holds an account on the days of a span; other holders keep the days outside it.

    Answers the first and last day whose holder changed, or None. Raises DomainError when the end lies
    before the start.
    """
    if valid_to < valid_from:
        raise DomainError(_("The end lies before the start."), code="order")
    PlatformAccount.objects.select_for_update().get(pk=account.pk)
    before = _in_words(account)
    changed = spans.lay(account.holdings, key="agent_id", new=Span(agent.pk, valid_from, valid_to))
    if account.kind != AccountKind.PERSON:
        account.kind = AccountKind.PERSON
        account.save(update_fields=["kind"])
    if changed is not None:
        audit.record(
            actor=actor,
            action="account.bind",
            about=account,
            before={"holders": before},
            after={"holders": _in_words(account)},
        )
        signals.holding_changed.send(
            sender=PlatformAccount, account_id=account.pk, first=changed[0], last=changed[1]
        )
    return changed


@transaction.atomic
def release(account: PlatformAccount, *, after: dt.date, actor: User | None) -> None:
    """Nobody holds the account after a day; its past stays."""
    before = spans.read(account.holdings, key="agent_id")
    left = rules.cut(before, rules.day_after(after), STILL)
    changed = rules.changed_days(before, left)
    if changed is None:
        return
    spans.write(account.holdings, key="agent_id", before=before, after=left)
    audit.record(actor=actor, action="account.release", about=account, after={"last_day": after})
    signals.holding_changed.send(
        sender=PlatformAccount, account_id=account.pk, first=changed[0], last=changed[1]
    )


@transaction.atomic
def mark_not_a_person(account: PlatformAccount, *, actor: User | None = None) -> None:
    """Say that no person stands behind the account (a robot, a total); raises DomainError when it is held."""
    if AccountHolding.objects.filter(account=account).exists():
        raise DomainError(_("Somebody holds this account."), code="held")
    if account.kind == AccountKind.NOT_A_PERSON:
        return
    account.kind = AccountKind.NOT_A_PERSON
    account.save(update_fields=["kind"])
    audit.record(actor=actor, action="account.mark_not_a_person", about=account, after={"kind": account.kind})
    signals.holding_changed.send(sender=PlatformAccount, account_id=account.pk, first=EVER, last=STILL)


def make_person_for(
    account: PlatformAccount, *, team_path: str | None = None, actor: User | None = None
) -> Agent:
    """Make the person behind an account; see `make_people_for`."""
    return make_people_for([(account, team_path)], actor=actor)[0]


@transaction.atomic
def make_people_for(
    wanted: Iterable[tuple[PlatformAccount, str | None]], *, actor: User | None = None
) -> list[Agent]:
    """Make the people behind accounts: the account's name, a number AUTO-<counter>, no log-in.

    Each holds the account, and belongs to the team of the path where one is given, since ever. Raises
    DomainError for an account that somebody holds.
    """
    pairs = list(wanted)
    if AccountHolding.objects.filter(account__in=[account.pk for account, _path in pairs]).exists():
        raise DomainError(_("Somebody holds one of these accounts already."), code="held")
    first = _last_number() + 1
    made = Agent.objects.bulk_create(
        Agent(employee_no=f"{AUTO}{number}", name=account.name[:120], state=AgentState.ACTIVE)
        for number, (account, _path) in enumerate(pairs, start=first)
    )
    paths = {path: teams.ensure_path(path, actor=actor) for _a, path in pairs if path and path.strip()}
    Membership.objects.bulk_create(
        Membership(agent=agent, team=paths[path])
        for agent, (_account, path) in zip(made, pairs, strict=True)
        if path in paths
    )
    AccountHolding.objects.bulk_create(
        AccountHolding(account=account, agent=agent)
        for agent, (account, _path) in zip(made, pairs, strict=True)
    )
    for agent, (account, path) in zip(made, pairs, strict=True):
        after = {"name": agent.name, "team": path or "", "account": account}
        audit.record(actor=actor, action="agent.make", about=agent, after=after)
        signals.agent_joined.send(sender=Agent, agent_id=agent.pk, on=EVER)
        signals.holding_changed.send(sender=PlatformAccount, account_id=account.pk, first=EVER, last=STILL)
    return made


def _last_number() -> int:
    numbers = Agent.objects.filter(employee_no__startswith=AUTO).values_list("employee_no", flat=True)
    return max((int(no[len(AUTO) :]) for no in numbers if no[len(AUTO) :].isdecimal()), default=0)


def _in_words(account: PlatformAccount) -> list[str]:
    return [
        f"{row.agent.employee_no} {row.valid_from}..{row.valid_to}"
        for row in reversed(reads.holding_history(account))
    ]


def _clean_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise DomainError(_("An account needs a name."), code="empty_account")
    if len(name) > _LONGEST_NAME:
        raise DomainError(_("The account name is longer than 160 signs."), code="too_long")
    return name
