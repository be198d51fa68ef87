"""Named reads about stores, platform accounts and who held them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from staff.models import AccountHolding, Agent, PlatformAccount, Store

_SLICE = 500


@dataclass(frozen=True, slots=True)
class Holding:
    """Who held an account from a date to a date, both included."""

    account_id: int
    agent_id: int
    valid_from: dt.date
    valid_to: dt.date


def holders(store: Store, names: Iterable[str]) -> dict[str, list[Holding]]:
    """The holders of a store's account names in order of date; unknown names are absent."""
    found: dict[str, list[Holding]] = {}
    known = accounts_of_store(store.pk)
    wanted = {known[name][0]: name for name in names if name in known}
    for name in wanted.values():
        found[name] = []
    ids = list(wanted)
    for start in range(0, len(ids), _SLICE):
        rows = AccountHolding.objects.filter(account_id__in=ids[start : start + _SLICE])
        for row in rows.order_by("account_id", "valid_from").values_list(
            "account_id", "agent_id", "valid_from", "valid_to"
        ):
            found[wanted[row[0]]].append(Holding(*row))
    return found


def accounts_of_store(store_id: int) -> dict[str, tuple[int, str]]:
    """A store's account names with key and kind."""
    rows = PlatformAccount.objects.filter(store_id=store_id).order_by()
    return {name: (pk, kind) for pk, name, kind in rows.values_list("pk", "name", "kind")}


def holdings_of_accounts(account_ids: Iterable[int]) -> dict[int, list[Holding]]:
    """The holders of accounts in order of date."""
    found: dict[int, list[Holding]] = defaultdict(list)
    ids = list(account_ids)
    for start in range(0, len(ids), _SLICE):
        rows = AccountHolding.objects.filter(account_id__in=ids[start : start + _SLICE])
        for row in rows.order_by("account_id", "valid_from").values_list(
            "account_id", "agent_id", "valid_from", "valid_to"
        ):
            found[row[0]].append(Holding(*row))
    return dict(found)


def holder_on(account: PlatformAccount, *, day: dt.date) -> Agent | None:
    """Who held the account on a date."""
    row = AccountHolding.objects.on(day).filter(account=account).select_related("agent").first()
    return row.agent if row else None


def holding_history(account: PlatformAccount) -> list[AccountHolding]:
    """Who held the account, newest first."""
    return list(
        AccountHolding.objects.filter(account=account).select_related("agent").order_by("-valid_from")
    )


def accounts_of(agent: Agent) -> list[AccountHolding]:
    """The accounts that the person holds or held, current first."""
    rows = AccountHolding.objects.filter(agent=agent).select_related("account", "account__store")
    return list(rows.order_by("-valid_to", "account__store__name", "account__name"))


def accounts_held_on(agent_ids: Iterable[int], *, day: dt.date) -> dict[int, list[str]]:
    """The account names of people on a date."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = AccountHolding.objects.on(day).filter(agent_id__in=list(agent_ids)).order_by("account__name")
    for agent_id, name in rows.values_list("agent_id", "account__name"):
        found[agent_id].append(name)
    return dict(found)


def accounts(
    stores: QuerySet[Store], *, store_id: int | None = None, text: str = "", unbound: bool = False
) -> QuerySet[PlatformAccount]:
    """Accounts of the stores by store and name."""
    rows = PlatformAccount.objects.filter(store__in=stores.values("pk")).select_related("store")
    if store_id is not None:
        rows = rows.filter(store_id=store_id)
    if text.strip():
        rows = rows.filter(name__icontains=text.strip())
    if unbound:
        rows = rows.filter(holdings__isnull=True, kind="person")
    return rows.prefetch_related("holdings__agent").order_by("store__name", "name")


def unbound_accounts(store_id: int | None = None) -> QuerySet[PlatformAccount]:
    """Accounts that stand for a person and were never bound to one."""
    rows = PlatformAccount.objects.filter(holdings__isnull=True, kind="person").select_related("store")
    return rows if store_id is None else rows.filter(store_id=store_id)


def stores(rows: QuerySet[Store]) -> QuerySet[Store]:
    """Stores by name with the number of their accounts."""
    return rows.annotate(account_count=Count("accounts")).order_by("name")


def store_by_name(name: str) -> Store | None:
    """A store by its name."""
    return Store.objects.filter(name=name.strip()).first()


def store_by_id(store_id: int) -> Store | None:
    """A store by its key."""
    return Store.objects.filter(pk=store_id).first()
