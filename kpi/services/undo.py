"""Undoing an import as a whole, and removing the rows that a corrected file no longer has."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.weeks import Week
from kpi.choices import BatchState, RowState, Scope
from kpi.models import Benchmark, ImportBatch, Interaction, Record, SupersededInteraction, SupersededRecord
from kpi.services import (
    commit,
    handed_down,
    handed_presence,
    interaction_table,
    interaction_volumes,
    interactions,
    layouts,
    records,
    settle,
    versions,
    weeks,
)
from kpi.services.steps import Phase, Quiet, Steps
from staff.models import User
from staff.services import audit

AT_ONCE = 500


@transaction.atomic
def undo(
    batch: ImportBatch, *, actor: User | None, reason: str = "", steps: Steps | None = None
) -> list[Week]:
    """Take an import back: its new rows go, what it replaced returns unless a later import replaced it again.

    Twice is once. Raises DomainError for a batch that was not taken in, or whose single rows were cleared.
    """
    commit.lock(batch.store_id)
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if batch.state == BatchState.UNDONE:
        return []
    if batch.state != BatchState.COMMITTED:
        raise DomainError(_("This import was not taken in; there is nothing to undo."), code="not_committed")
    if batch.understood.get("kind") == "interactions":
        days = _undo_interactions(batch, steps or Quiet())
    else:
        days = _undo_records(batch, steps or Quiet())
    handed_down.undo(batch)
    Benchmark.objects.filter(batch=batch).delete()
    batch.rows.filter(state=RowState.WAITING).update(state=RowState.SKIPPED, code="undone", draft=None)
    touched = weeks.mark_dirty(days)
    batch.state = BatchState.UNDONE
    batch.undone_at = timezone.now()
    batch.save(update_fields=["state", "undone_at"])
    audit.record(
        actor=actor,
        action="import.undo",
        about=batch,
        before={"state": BatchState.COMMITTED},
        after={"state": BatchState.UNDONE, "first": min(days, default=None), "last": max(days, default=None)},
        reason=reason,
    )
    return touched


def _undo_records(batch: ImportBatch, steps: Steps) -> list[dt.date]:
    """Daily facts: the chain of versions closes over this import's."""
    days = set(_days(Record.objects.filter(batch=batch).values_list("date", "last_date").distinct()))
    kept = SupersededRecord.objects.filter(
        Q(replaced_by=batch) | Q(batch=batch), record_key__startswith="record|"
    )
    spans = kept.values_list("data__date", "data__last_date").distinct()
    days |= set(_days((dt.date.fromisoformat(first), dt.date.fromisoformat(last)) for first, last in spans))
    rows = int(batch.counts.get("new", 0)) + int(batch.counts.get("changed", 0))
    versions.undo_records(batch, Phase(steps, _("putting back"), rows))
    if days:
        settling = Phase(steps, _("settling what counts"), rows)
        settle.settle([batch.store_id], min(days), max(days), phase=settling)
        handed_presence.of_records(batch.store, batch.layout, min(days), max(days))
    return sorted(days)


def _days(spans: Iterable[tuple[dt.date, dt.date]]) -> list[dt.date]:
    """Every day of the spans."""
    found: list[dt.date] = []
    for first, last in spans:
        found += [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return found


def _undo_interactions(batch: ImportBatch, steps: Steps) -> list[dt.date]:
    """A log: its rows go, those it replaced return, and the days are summed anew."""
    _refuse_cleared(batch)
    mine = Interaction.objects.filter(batch=batch)
    days = set(mine.values_list("business_date", flat=True).distinct())
    kept = SupersededInteraction.objects.filter(Q(replaced_by=batch) | Q(batch=batch))
    days |= {
        dt.date.fromisoformat(day) for day in kept.values_list("data__business_date", flat=True).distinct()
    }
    started = interaction_volumes.days_of(batch.store, batch)
    rows = int(batch.counts.get("new", 0)) + int(batch.counts.get("changed", 0))
    back = Phase(steps, _("putting back"), rows)
    _close_chain(batch, back)
    SupersededInteraction.objects.filter(batch=batch).delete()
    back.on()
    Interaction.objects.filter(batch=batch).delete()
    back.on()
    layout = layouts.by_code(batch.layout)
    found = sorted(days)
    interactions.sum_all(batch.store, layout, found, started, steps=steps, rows=rows)
    return found


def _refuse_cleared(batch: ImportBatch) -> None:
    """Without its single rows a log cannot be taken out of the sums."""
    days = Record.objects.filter(batch=batch).aggregate(first=Min("date"), last=Max("date"))
    if days["first"] is None:
        return
    source = Record.objects.filter(batch=batch, source=batch.layout).values("date").distinct()
    there = Interaction.objects.filter(store=batch.store, source=batch.layout).values("business_date")
    if source.exclude(date__in=there).exists():
        raise DomainError(
            _("The single rows of this import were cleared since; its sums can no longer be taken back."),
            code="cleared",
        )


def _close_chain(batch: ImportBatch, phase: Phase) -> None:
    """Put back or hand on each replaced interaction."""
    last = 0
    mine = SupersededInteraction.objects.filter(replaced_by=batch).order_by("id")
    while chunk := list(mine.filter(id__gt=last)[:AT_ONCE]):
        last = chunk[-1].pk
        known = {row.data["id"]: row for row in chunk}
        later: dict[int, SupersededInteraction] = {}
        followers = SupersededInteraction.objects.filter(batch=batch, data__id__in=list(known)).order_by("id")
        for row in followers:
            later.setdefault(row.data["id"], row)
        back = [row for key, row in known.items() if key not in later]
        interaction_table.restore([row.data for row in back], [bytes(row.row_hash) for row in back])
        for key, follower in later.items():
            follower.data, follower.batch_id = known[key].data, known[key].batch_id
        SupersededInteraction.objects.bulk_update(later.values(), ["data", "batch"])
        SupersededInteraction.objects.filter(pk__in=[row.pk for row in chunk]).delete()
        phase.on(len(chunk))


@transaction.atomic
def remove_missing(batch: ImportBatch, *, actor: User | None) -> int:
    """Remove the rows of the same report and days that this corrected file no longer has.

    Undoing the import brings them back. Raises DomainError for a batch that is not taken in.
    """
    commit.lock(batch.store_id)
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if batch.state != BatchState.COMMITTED:
        raise DomainError(_("This import was not taken in."), code="not_committed")
    gone = missing_records(batch)
    ids = list(gone.values_list("pk", flat=True))
    days = _days(gone.values_list("date", "last_date").distinct())
    for start in range(0, len(ids), AT_ONCE):
        records.keep(ids[start : start + AT_ONCE], replaced_by=batch)
        Record.objects.filter(pk__in=ids[start : start + AT_ONCE]).delete()
    if days:
        settle.settle([batch.store_id], min(days), max(days))
        handed_presence.of_records(batch.store, batch.layout, min(days), max(days))
        weeks.mark_dirty(days)
        audit.record(actor=actor, action="import.remove", about=batch, after={"rows": len(ids)})
    ImportBatch.objects.filter(pk=batch.pk).update(counts={**batch.counts, "missing": 0, "removed": len(ids)})
    return len(ids)


def missing_records(batch: ImportBatch) -> QuerySet[Record]:
    """Records of this report and of this import's rules that it does not hold itself.

    They are those of its days, and those on the days between of the files that it replaced.
    """
    mine = Record.objects.filter(batch=batch, source=batch.layout, scope=Scope.AGENT)
    span = mine.filter(last_date=F("date")).aggregate(first=Min("date"), last=Max("date"))
    same_days = mine.filter(date=OuterRef("date"), last_date=OuterRef("last_date"))
    replaced = SupersededRecord.objects.filter(replaced_by=batch, record_key__startswith="record|")
    where = Q(Exists(same_days))
    if span["first"]:
        between = Q(date__range=(span["first"], span["last"]), last_date=F("date"))
        where |= between & Q(batch__in=replaced.exclude(batch=None).values("batch"))
    return Record.objects.filter(
        where,
        store=batch.store,
        source=batch.layout,
        scope=Scope.AGENT,
        attribution__in=mine.values("attribution"),
    ).exclude(batch=batch)
