"""Names of reports to people: bound once, known from then on, and the rows that waited are taken up."""

import datetime as dt
from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.db.models import Q

from kpi.choices import BatchState, RowState
from kpi.models import ImportBatch, ImportRow, Record
from kpi.services import (
    commit,
    compare,
    handed_presence,
    interaction_table,
    interactions,
    layouts,
    staging,
    versions,
    weeks,
)
from kpi.services.interaction_table import InteractionTable
from kpi.services.loading import Quiet
from kpi.services.stage_table import StageTable
from staff.choices import EVER, STILL
from staff.models import Agent, PlatformAccount, Store, User
from staff.services import accounts


@transaction.atomic
def bind(
    store: Store,
    name: str,
    *,
    agent: Agent,
    valid_from: dt.date = EVER,
    valid_to: dt.date = STILL,
    actor: User | None,
) -> None:
    """Say who stands behind a name of a report; the rows that waited for it are taken up at once."""
    account = accounts.ensure_account(store, name)
    accounts.bind(account, agent=agent, valid_from=valid_from, valid_to=valid_to, actor=actor)
    restage(store, [name])


@transaction.atomic
def not_a_person(store: Store, name: str, *, actor: User | None) -> None:
    """Say that nobody stands behind a name; its rows are left out from now on."""
    account = accounts.ensure_account(store, name)
    accounts.mark_not_a_person(account, actor=actor)
    leave_out(store, name)
    restage(store, [name])


@transaction.atomic
def make_people(store: Store, names: Sequence[str], *, actor: User | None) -> list[Agent]:
    """Make a person for each name, since ever, in the team that the waiting rows' report names."""
    teams = {
        row.account: (row.params or {}).get("team") or None
        for row in waiting_rows(store, names).only("account", "params")
    }
    wanted = []
    for name in names:
        account = accounts.ensure_account(store, name)
        if not account.holdings.exists():
            wanted.append((account, teams.get(name)))
    commit.check_reach(actor, (path for _account, path in wanted))
    made = accounts.make_people_for(wanted, actor=actor)
    restage(store, names)
    return made


def leave_out(store: Store, name: str) -> None:
    """Rows that waited for a name behind which nobody stands."""
    waiting_rows(store, [name]).update(state=RowState.SKIPPED, code="not_a_person", draft=None)


def waiting_rows(store: Store, names: Iterable[str]) -> Any:
    """The rows of taken-in files that wait for these names."""
    return ImportRow.objects.filter(
        batch__store=store,
        batch__state=BatchState.COMMITTED,
        state=RowState.WAITING,
        account__in=list(names),
    )


def restage(store: Store, names: Iterable[str]) -> list[int]:
    """Previews in which these names wait show the new state: those batches are compared again by a worker."""
    from kpi.services import files

    wanted = list(names)
    found = (
        ImportBatch.objects.filter(
            store=store, state=BatchState.STAGED, rows__state=RowState.WAITING, rows__account__in=wanted
        )
        .distinct()
        .order_by("pk")
    )
    return [files.submit([batch], actor=batch.uploaded_by)[0].pk for batch in found]


@transaction.atomic
def holding_changed(account_id: int, first: dt.date, last: dt.date) -> int:
    """An account changed hands for a span of days: its past rows follow, its waiting rows are taken up.

    Returns how many records changed hands.
    """
    account = PlatformAccount.objects.select_related("store").get(pk=account_id)
    where = Q(account_id=account_id, date__lte=last, date__gte=first)
    days = list(Record.objects.filter(where).order_by().values_list("date", flat=True).distinct())
    sources = list(Record.objects.filter(where).order_by().values_list("source", flat=True).distinct())
    moved = 0
    if days:
        moved = versions.refresh_agents(where)
        if moved:
            weeks.mark_dirty(days)
            handed_presence.changed_hands(account.store, sources, days)
    take_up(account)
    return moved


def take_up(account: PlatformAccount) -> int:
    """Take in the rows that waited for an account which somebody holds now; oldest import first."""
    rows = waiting_rows(account.store, [account.name])
    batch_ids = list(rows.order_by("batch_id").values_list("batch_id", flat=True).distinct())
    if not batch_ids:
        return 0
    commit.lock(account.store_id)
    batches = (
        ImportBatch.objects.select_for_update(no_key=True)
        .filter(pk__in=batch_ids)
        .order_by("committed_at", "pk")
    )
    return sum(_take_up_batch(batch, account.name) for batch in batches)


def _take_up_batch(batch: ImportBatch, name: str) -> int:
    """The waiting rows of one import, through the same table as the file itself."""
    rows = ImportRow.objects.filter(batch=batch, state=RowState.WAITING, account=name).order_by("pk")
    layout = layouts.by_code(batch.layout)
    if layout.kind == "interactions":
        taken, days = _take_up_interactions(batch, layout, rows)
    else:
        taken, days = _take_up_records(batch, layout, rows)
    if taken:
        rows.filter(row__in=taken).update(state=RowState.TAKEN_UP, draft=None)
        weeks.mark_dirty(days)
        _count_again(batch, len(taken))
    return len(taken)


def _take_up_records(batch: ImportBatch, layout: Any, rows: Any) -> tuple[list[int], list[dt.date]]:
    """Rows of daily facts."""
    with StageTable(layouts.possible_facts(layout.columns)) as table:
        for row in rows.iterator(chunk_size=2000):
            table.add_kept(row.draft)
        table.ready()
        compare.resolve(batch.store)
        taken = compare.rows_held()
        compare.keep_only_held()
        compare.match(table, batch.store, layout.code)
        days = compare.touched_days()
        if taken:
            commit.write_records(batch, table, layout.code, Quiet())
    return taken, days


def _take_up_interactions(batch: ImportBatch, layout: Any, rows: Any) -> tuple[list[int], list[dt.date]]:
    """Rows of a log."""
    with InteractionTable(batch.store, layout.code) as table:
        for row in rows.iterator(chunk_size=2000):
            table.add_kept(row.draft)
        table.ready()
        compare.resolve(batch.store, table=interaction_table.TABLE, day="business_date")
        taken = compare.rows_held(interaction_table.TABLE)
        compare.keep_only_held(interaction_table.TABLE)
        table.match()
        days = interactions.staged_days()
        if taken:
            commit.write_interactions(batch, table, SimpleNamespace(layout=layout), days, Quiet())
    return taken, days


def _count_again(batch: ImportBatch, taken: int) -> None:
    """The batch says how many rows it took in, and which names still wait."""
    counts = dict(batch.counts)
    counts["new"] = counts.get("new", 0) + taken
    counts["waiting"] = batch.rows.filter(state=RowState.WAITING).values("row").distinct().count()
    batch.counts = counts
    batch.sample = {**batch.sample, "names": staging.waiting_names(batch)}
    batch.save(update_fields=["counts", "sample"])
