"""Taking a previewed file in: all of its good rows in one transaction, or none."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.access import ALLOWED
from cstm.errors import DomainError
from cstm.weeks import Week
from kpi.choices import BatchState, RowState
from kpi.models import Benchmark, ImportBatch
from kpi.services import (
    compare,
    handed_down,
    handed_presence,
    interaction_table,
    interaction_volumes,
    interactions,
    records,
    settle,
    stage_table,
    staging,
    weeks,
)
from kpi.services.interaction_table import InteractionTable
from kpi.services.loading import Loaded, Steps, reading
from kpi.services.stage_table import StageTable
from kpi.services.steps import Phase
from staff.access import can_fill
from staff.models import Store, User
from staff.services import accounts, audit

PEOPLE_AT_ONCE = 50
MANY_ROWS = 5000
STRETCH_DAYS = 20
COMPARISONS = 9


def commit(batch: ImportBatch, *, actor: User | None, steps: Steps, today: dt.date) -> ImportBatch:
    """Read the file again and take it in; a batch that is taken in already is left as it is.

    What stops it (a refusal, a cancel, a crash) leaves no row of it. Raises DomainError when the file
    can no longer be read or the batch is past that.
    """
    if batch.state == BatchState.COMMITTED:
        return batch
    with reading(batch, steps=steps, keep_rows=False, today=today) as loaded:
        take_in(loaded, actor=actor, steps=steps)
    batch.refresh_from_db()
    if batch.counts.get("new", 0) >= MANY_ROWS:
        records.count_anew()
    return batch


@transaction.atomic
def take_in(loaded: Loaded, *, actor: User | None, steps: Steps) -> None:
    """Write the rows that were read; two at once on one store wait for each other."""
    lock(loaded.batch.store_id)
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=loaded.batch.pk)
    if batch.state == BatchState.COMMITTED:
        return
    if batch.state not in (BatchState.STAGED, BatchState.COMMITTING, BatchState.READING):
        raise DomainError(_("This import is not waiting to be taken in."), code="not_staged")
    if batch.options.get("create_agents"):
        make_people(loaded, actor=actor, steps=steps)
    if isinstance(loaded.table, InteractionTable):
        counts, days = _take_interactions(loaded, loaded.table, steps)
    else:
        counts, days = _take_records(loaded, loaded.table, steps)
    days += handed_down.write(loaded, batch)
    _keep_benchmarks(loaded, batch)
    staging.keep_rows(batch, loaded.table, phase=Phase(steps, _("keeping what waits"), loaded.table.loaded))
    touched = weeks.mark_dirty(days)
    _finish(batch, counts, touched, days, actor)


def lock(store_id: int) -> None:
    """One import at a time writes to a store; rows that only point at the store need not wait for it."""
    Store.objects.select_for_update(no_key=True).get(pk=store_id)


def make_people(loaded: Loaded, *, actor: User | None, steps: Steps) -> None:
    """Make a person for every name that nobody holds, since ever, in the team that the report names."""
    table = loaded.table
    by_interaction = isinstance(table, InteractionTable)
    name = interaction_table.TABLE if by_interaction else stage_table.TABLE
    day = "business_date" if by_interaction else "date"
    phase = _comparing(loaded, steps)
    unknown = compare.resolve(loaded.batch.store, table=name, day=day, phase=phase)
    phase = Phase(steps, _("making people"), 2 * len(unknown))
    wanted = []
    for word in unknown:
        phase.on()
        account = accounts.ensure_account(loaded.batch.store, word)
        if not account.holdings.exists():
            wanted.append((account, table.teams.get(word)))
    check_reach(actor, (path for _account, path in wanted))
    for start in range(0, len(wanted), PEOPLE_AT_ONCE):
        some = wanted[start : start + PEOPLE_AT_ONCE]
        accounts.make_people_for(some, actor=actor)
        phase.on(len(some))
    compare.forget_states(name)


def check_reach(actor: User | None, paths: Iterable[str | None]) -> None:
    """Raise DomainError for a team beyond the actor's part of the tree: a report may name any."""
    verdict = can_fill(actor, [path for path in paths if path]) if actor else ALLOWED
    if not verdict:
        raise DomainError(verdict.reason, code="outside")


def _take_records(loaded: Loaded, table: StageTable, steps: Steps) -> tuple[dict[str, int], list[dt.date]]:
    """Records of daily facts: compare, write slice by slice, decide which report counts."""
    store = loaded.batch.store
    phase = _comparing(loaded, steps)
    compare.resolve(store, phase=phase)
    compare.match(table, store, loaded.source, phase=phase)
    counts, days = compare.counts(), compare.touched_days()
    phase.on()
    # A file that only lacks rows takes the others over too, so that what it lacks can be told from them.
    if counts["new"] or counts["changed"] or compare.missing(store, loaded.source, 0)[0]:
        write_records(loaded.batch, table, loaded.source, steps)
    return counts, days


def _comparing(loaded: Loaded, steps: Steps) -> Phase:
    """The part in which the rows are held against what is there."""
    return Phase(steps, _("comparing"), loaded.table.loaded, parts=COMPARISONS)


def write_records(batch: ImportBatch, table: StageTable, source: str, steps: Steps) -> None:
    """Write all staged rows and settle what counts; every row of the file belongs to this import then."""
    writing = Phase(steps, _("writing"), table.loaded)
    for low, high in records.slices():
        records.write(table, batch, source, low, high)
        writing.on(records.ROWS_AT_ONCE)
    span = compare.span_of()
    if span is not None:
        settling = Phase(steps, _("settling what counts"), table.loaded)
        settle.settle([batch.store_id], span.first, span.last, phase=settling)
        days = (span.last - span.first).days + 1
        handing = Phase(steps, _("handing down hours"), table.loaded, parts=days // STRETCH_DAYS + 1)
        for n in range(0, days, STRETCH_DAYS):
            first = span.first + dt.timedelta(days=n)
            last = min(first + dt.timedelta(days=STRETCH_DAYS - 1), span.last)
            handed_presence.of_records(batch.store, source, first, last)
            handing.on()


def _take_interactions(
    loaded: Loaded, table: InteractionTable, steps: Steps
) -> tuple[dict[str, int], list[dt.date]]:
    """Interactions: upsert by their own id, then sum their days anew."""
    phase = _comparing(loaded, steps)
    compare.resolve(loaded.batch.store, table=interaction_table.TABLE, day="business_date", phase=phase)
    table.match(phase=phase)
    counts, days = table.counts(), interactions.staged_days()
    if counts["new"] or counts["changed"]:
        write_interactions(loaded.batch, table, loaded, days, steps)
    return counts, days


def write_interactions(
    batch: ImportBatch, table: InteractionTable, loaded: Any, days: list[dt.date], steps: Steps
) -> None:
    """Write all staged rows and sum their days anew."""
    at_once = interaction_table.ROWS_AT_ONCE
    started = interaction_volumes.staged_days(batch.store)
    writing = Phase(steps, _("writing"), table.loaded)
    for first in range(0, table.last_row() + 1, at_once):
        table.write(batch, first, first + at_once - 1)
        writing.on(at_once)
    interactions.sum_all(batch.store, loaded.layout, days, started, steps=steps, rows=table.loaded)


def _keep_benchmarks(loaded: Loaded, batch: ImportBatch) -> None:
    """Summary and peer rows, as given; the same label of a day twice is kept once."""
    found: dict[tuple[str, dt.date, dt.date], Benchmark] = {}
    for item in loaded.benchmarks:
        first = item.first or loaded.plan.first or batch.date_from
        last = item.last or loaded.plan.last or batch.date_to
        if first is None or last is None:
            continue
        values = {code: str(value) for code, value in item.values.items() if isinstance(value, Decimal)}
        label = item.label[:60]
        found[label, first, last] = Benchmark(
            store=batch.store,
            date=first,
            last_date=last,
            source=loaded.source,
            scope=item.scope,
            label=label,
            values=values,
            batch=batch,
        )
    Benchmark.objects.bulk_create(found.values(), batch_size=500)


def _finish(
    batch: ImportBatch, counts: dict[str, int], touched: list[Week], days: list[dt.date], actor: User | None
) -> None:
    """Write the outcome on the batch, and into the audit trail."""
    batch.state = BatchState.COMMITTED
    batch.committed_at = timezone.now()
    batch.counts = {
        **batch.counts,
        **counts,
        "waiting": batch.rows.filter(state=RowState.WAITING).values("row").distinct().count(),
        "refused": batch.rows.filter(state=RowState.REFUSED).count(),
        "skipped": batch.rows.filter(state=RowState.SKIPPED).count(),
    }
    batch.sample = {
        **batch.sample,
        "names": staging.waiting_names(batch),
        "weeks": [str(week) for week in touched],
    }
    batch.error = batch.error_code = ""
    batch.save(update_fields=["state", "committed_at", "counts", "sample", "error", "error_code"])
    audit.record(
        actor=actor,
        action="import.commit",
        about=batch,
        after={
            "store": batch.store.name,
            "file": batch.file_name,
            "layout": batch.layout,
            "new": counts.get("new", 0),
            "changed": counts.get("changed", 0),
            "first": min(days, default=None),
            "last": max(days, default=None),
        },
    )
