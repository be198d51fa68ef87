"""Layouts that somebody mapped in the browser, beside those that CSTM knows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi import layouts
from kpi.choices import OWN_SOURCE
from kpi.facts import FACTS
from kpi.importers.rebuild import STEPS
from kpi.layouts import Column, Layout
from kpi.layouts.base import ACCOUNT_NAMES, DATE_NAMES, forms, normal
from kpi.models import CustomFact, SavedLayout
from staff.models import User
from staff.services import audit


def all_layouts() -> tuple[Layout, ...]:
    """Every layout that a file may have, the shop's own included."""
    own = own_facts()
    saved = SavedLayout.objects.order_by("name")
    return (*layouts.ALL, *(layouts.layout_from_mapping(row.mapping, extra=own) for row in saved))


def by_code(code: str) -> Layout:
    """One layout; raises DomainError where it was removed since."""
    known = layouts.BY_CODE.get(code)
    if known is not None:
        return known
    row = SavedLayout.objects.filter(code=code).first()
    if row is None:
        raise DomainError(_("There is no layout %(code)s any more.") % {"code": code}, code="unknown_layout")
    return layouts.layout_from_mapping(row.mapping, extra=own_facts())


def own_facts() -> list[str]:
    """Facts that the shop added itself."""
    return list(CustomFact.objects.order_by("code").values_list("code", flat=True))


def possible_facts(columns: Iterable[Column]) -> frozenset[str]:
    """Every fact that these columns can give, directly or rebuilt from a ratio; rather one too many."""
    targets = {column.target for column in columns}
    found = {target for target in targets if target in FACTS}
    found |= {code for step in STEPS if step.metric in targets for code in (step.fact, step.base) if code}
    if "rate_recv" in found or {f"rate_{n}" for n in range(1, 6)} <= found:
        found |= {"rate_recv", "rate_good", "rate_bad"}
    if "net_sales" in targets:
        found.add("refund_amt")
    if "reception_secs" in found:
        found.add("sessions")
    return frozenset(found)


@transaction.atomic
def save(*, name: str, headers: Sequence[str], mapping: Mapping[str, Any], actor: User | None) -> SavedLayout:
    """Remember a mapping under a name; files with this header are read by it from now on.

    Raises DomainError for no name, a name that is taken, or a mapping that cannot be read by.
    """
    name = name.strip()
    if not name:
        raise DomainError(_("Give the layout a name."), code="no_name")
    code = _free_code(name)
    data = {**mapping, "code": code, "name": name}
    layouts.layout_from_mapping(data, extra=own_facts())
    if SavedLayout.objects.filter(name=name).exists():
        raise DomainError(_("There is a layout %(name)s already.") % {"name": name}, code="taken")
    try:
        row = SavedLayout.objects.create(
            code=code, name=name, mapping=data, signature=layouts.signature(headers), created_by=actor
        )
    except IntegrityError as fault:
        raise DomainError(_("Somebody saved a layout just now. Try again."), code="taken") from fault
    audit.record(actor=actor, action="layout.add", about=row, after={"name": name, "mapping": data})
    return row


@transaction.atomic
def remove(row: SavedLayout, *, actor: User | None) -> None:
    """Forget a mapped layout; what was imported by it stays."""
    audit.record(actor=actor, action="layout.remove", about=row, before={"name": row.name})
    row.delete()


def _free_code(name: str) -> str:
    """A code that no layout has."""
    stem = slugify(name).replace("-", "_")[:40] or "mapped"
    taken = {OWN_SOURCE, *layouts.BY_CODE, *SavedLayout.objects.values_list("code", flat=True)}
    number = 1
    code = stem
    while code in taken:
        number += 1
        code = f"{stem}_{number}"
    return code


def guesses(headers: Sequence[str]) -> dict[int, str]:
    """What the known reports call each header of a new one: a place to begin from."""
    meanings: dict[str, str] = {normal(name): "account" for name in ACCOUNT_NAMES}
    meanings |= {normal(name): "date" for name in DATE_NAMES}
    allowed = set(layouts.targets(own_facts()))
    for layout in layouts.ALL:
        for column in layout.columns:
            if column.target in allowed:
                for alias in column.aliases:
                    meanings.setdefault(normal(alias), column.target)
    found: dict[int, str] = {}
    for index, head in enumerate(headers):
        target = next((meanings[form] for form in forms(normal(head)) if form in meanings), "")
        if target and target not in found.values():
            found[index] = target
    return found
