"""Which report counts where two give the same fact, and when late figures are ripe."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices import COUNTED
from kpi.models import FactPrecedence, Record, RipeSetting
from kpi.services import definitions, settle, weeks
from staff.choices import Platform
from staff.models import Store, User
from staff.services import audit


@transaction.atomic
def set_order(
    store: Store | None, *, fact: str, sources: Sequence[str], actor: User | None
) -> FactPrecedence:
    """Say which report counts first, for a store (None: all) and a fact ("": all); decides anew at once.

    Raises DomainError for an empty or doubled list or an unknown fact.
    """
    if not sources or len(set(sources)) != len(sources):
        raise DomainError(_("Name each report once, the one that counts first on top."), code="bad_order")
    if fact and fact not in definitions.known_facts():
        raise DomainError(_("There is no fact %(code)s.") % {"code": fact}, code="no_such_fact")
    rows = FactPrecedence.objects.select_for_update(of=("self",)).filter(store=store, fact=fact)
    known = rows.order_by("pk").first()
    before = {"sources": known.sources} if known else None
    row = known or FactPrecedence(store=store, fact=fact)
    row.sources = list(sources)
    row.save()
    audit.record(
        actor=actor, action="precedence.set", about=row, before=before, after={"sources": row.sources}
    )
    _decide_anew(store)
    return row


@transaction.atomic
def clear_order(row: FactPrecedence, *, actor: User | None) -> None:
    """Go back to the order that the layouts bring along."""
    store = row.store
    audit.record(actor=actor, action="precedence.remove", about=row, before={"sources": row.sources})
    row.delete()
    _decide_anew(store)


@transaction.atomic
def set_ripe_days(platform: str, *, days: int, actor: User | None) -> RipeSetting:
    """After how many days a platform's late figures are ripe; holds for files that come from now on."""
    if platform not in Platform.values:
        raise DomainError(_("There is no such platform."), code="no_such_platform")
    if not 0 <= days <= 90:
        raise DomainError(_("Figures ripen within 0 to 90 days."), code="out_of_range")
    known = RipeSetting.objects.filter(platform=platform).first()
    before = {"days": known.days} if known else None
    row = known or RipeSetting(platform=platform)
    row.days = days
    row.save()
    audit.record(actor=actor, action="ripe_days.set", about=row, before=before, after={"days": days})
    return row


def _decide_anew(store: Store | None) -> None:
    """Settle the store's whole past under the new order, and have its weeks computed again."""
    records = Record.objects.filter(scope__in=COUNTED, store__isnull=False)
    if store is not None:
        records = records.filter(store=store)
    span = records.aggregate(first=Min("date"), last=Max("last_date"))
    if span["first"] is None:
        return
    store_ids = list(records.values_list("store_id", flat=True).order_by("store_id").distinct())
    settle.settle(store_ids, span["first"], span["last"])
    weeks.mark_dirty(list(records.values_list("date", flat=True).order_by("date").distinct()))
