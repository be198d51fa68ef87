"""Rows of an accounts sheet: stores and accounts made where missing, holders laid with their dates."""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass

from django.utils.translation import gettext as _

from staff import rules, signals
from staff.choices import EVER, STILL, AccountKind, Platform
from staff.importers import AccountDraft
from staff.models import AccountHolding, Agent, PlatformAccount, Store, User
from staff.rules import Span
from staff.selectors import accounts as reads
from staff.selectors import people
from staff.services import audit, stores
from staff.services.import_files import Summary

_SLICE = 400


@dataclass(frozen=True, slots=True)
class Reach:
    """People and stores that somebody may touch who looks after a part of the organisation."""

    agents: Set[int]
    stores: Set[str]


def take(
    drafts: list[AccountDraft],
    *,
    summary: Summary,
    actor: User | None,
    reach: Reach | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Bring the holders in line with the rows, in the caller's transaction."""
    agents = people.agents_by_number({draft.employee_no for draft in drafts})
    kept = []
    for done, draft in enumerate(drafts):
        if progress is not None:
            progress(done, len(drafts))
        fault = _fault_of(draft, agents, reach)
        if fault is None:
            kept.append(draft)
        else:
            summary.refuse(draft.row, *fault)
    placed = _in_stores(kept, summary, actor)
    known = _accounts(placed, summary)
    wanted: dict[int, list[AccountDraft]] = {}
    for draft, store in placed:
        wanted.setdefault(known[store.pk, draft.account].pk, []).append(draft)
    accounts = {account.pk: account for account in known.values()}
    held = reads.holdings_of_accounts(wanted)
    changes: list[tuple[PlatformAccount, list[Span], list[Span]]] = []
    for pk, rows in wanted.items():
        before = [Span(row.agent_id, row.valid_from, row.valid_to) for row in held.get(pk, [])]
        after = _after(rows, before, agents, summary, reach)
        if after != before:
            changes.append((accounts[pk], before, after))
    _write(changes, actor)


def _fault_of(
    draft: AccountDraft, agents: dict[str, Agent], reach: Reach | None
) -> tuple[str, str, str, str] | None:
    """Column, value, code and sentence where a row cannot be taken by this actor."""
    number = draft.employee_no
    if number not in agents or (reach is not None and agents[number].pk not in reach.agents):
        # Who is out of reach is not said to exist.
        return "employee_no", number, "unknown_person", _("Nobody has the number %(no)s.") % {"no": number}
    if reach is not None and draft.store not in reach.stores:
        return "store", draft.store, "outside", _("This store is not within your part of the organisation.")
    return None


def _in_stores(
    drafts: list[AccountDraft], summary: Summary, actor: User | None
) -> list[tuple[AccountDraft, Store]]:
    known = {store.name: store for store in Store.objects.all()}
    placed = []
    for draft in drafts:
        store = known.get(draft.store)
        if store is None:
            store = stores.add_store(draft.store, platform=draft.platform or "", actor=actor)
            known[store.name] = store
            summary.made.append(store.name)
        elif draft.platform and store.platform == Platform.OTHER:
            stores.change_store(store, platform=draft.platform, actor=actor)
        if draft.platform and store.platform != draft.platform:
            summary.refuse(
                draft.row,
                "platform",
                draft.platform,
                "platform",
                _("The store %(store)s is on %(platform)s.")
                % {"store": store, "platform": store.get_platform_display()},
            )
            continue
        placed.append((draft, store))
    return placed


def _accounts(
    placed: list[tuple[AccountDraft, Store]], summary: Summary
) -> dict[tuple[int, str], PlatformAccount]:
    """The accounts of the rows, made where missing."""
    store_ids = {store.pk for _draft, store in placed}
    rows = PlatformAccount.objects.filter(store_id__in=store_ids).select_related("store")
    known = {(account.store_id, account.name): account for account in rows}
    new = {
        (store.pk, draft.account): PlatformAccount(store=store, name=draft.account)
        for draft, store in placed
        if (store.pk, draft.account) not in known
    }
    for account in PlatformAccount.objects.bulk_create(new.values(), batch_size=_SLICE):
        known[account.store_id, account.name] = account
    for draft, store in placed:
        account = known[store.pk, draft.account]
        if account.kind != AccountKind.PERSON:
            account.kind = AccountKind.PERSON
            account.save(update_fields=["kind"])
    return known


def _after(
    rows: Iterable[AccountDraft],
    before: list[Span],
    agents: dict[str, Agent],
    summary: Summary,
    reach: Reach | None = None,
) -> list[Span]:
    """The holders of one account once its rows are laid; a row that would wipe another's past is refused."""
    after = before
    for draft in rows:
        holder = agents[draft.employee_no]
        first, last = draft.valid_from or EVER, draft.valid_to or STILL
        undated = draft.valid_from is None and draft.valid_to is None
        own = any(span.key == holder.pk for span in after)
        others = any(span.key != holder.pk for span in after)
        if undated and others and not own:
            summary.refuse(
                draft.row,
                "account",
                draft.account,
                "held",
                _("Somebody else holds this account. Give valid_from, the first day of the new holder."),
            )
            continue
        laid = after if undated and own else rules.splice(after, Span(holder.pk, first, last))
        if reach is not None and _of_others(after, reach) != _of_others(laid, reach):
            summary.refuse(draft.row, "account", draft.account, "held", _("Somebody holds this account."))
            continue
        _count(summary, before=before, own=own, changed=laid != after)
        after = laid
    return after


def _of_others(spans: Iterable[Span], reach: Reach) -> list[Span]:
    """What people out of reach hold: nobody takes that from them by a sheet."""
    return [span for span in spans if span.key not in reach.agents]


def _count(summary: Summary, *, before: list[Span], own: bool, changed: bool) -> None:
    if not changed:
        summary.unchanged += 1
    elif before and not own:
        summary.changed += 1
    else:
        summary.created += 1


def _write(changes: list[tuple[PlatformAccount, list[Span], list[Span]]], actor: User | None) -> None:
    """Rewrite the holders of the accounts that changed, and tell upper floors which days."""
    touched = [account.pk for account, before, _after in changes if before]
    for start in range(0, len(touched), _SLICE):
        AccountHolding.objects.filter(account_id__in=touched[start : start + _SLICE]).delete()
    AccountHolding.objects.bulk_create(
        (
            AccountHolding(account=account, agent_id=span.key, valid_from=span.first, valid_to=span.last)
            for account, _before, after in changes
            for span in after
        ),
        batch_size=_SLICE,
    )
    for account, before, after in changes:
        days = rules.changed_days(before, after)
        if days is None:
            continue
        audit.record(
            actor=actor,
            action="account.bind",
            about=account,
            before={"holders": _in_words(before)},
            after={"holders": _in_words(after)},
        )
        signals.holding_changed.send(
            sender=PlatformAccount, account_id=account.pk, first=days[0], last=days[1]
        )


def _in_words(spans: list[Span]) -> list[str]:
    return [f"{span.key} {span.first}..{span.last}" for span in spans]
