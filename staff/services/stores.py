"""Writes to stores, and who serves them."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from staff import rules
from staff.choices import EVER, STILL, Platform
from staff.models import Agent, Store, StoreAssignment, User
from staff.rules import Span
from staff.services import audit, spans

_FIELDS = ("name", "platform", "business_day_start", "currency", "active")


@transaction.atomic
def ensure_store(name: str, *, platform: str = "", actor: User | None = None) -> Store:
    """The store of a name, made where missing; a known one keeps its platform. Raises DomainError."""
    name = _clean_name(name)
    store = Store.objects.filter(name=name).first()
    return store or add_store(name, platform=platform, actor=actor)


@transaction.atomic
def add_store(
    name: str,
    *,
    platform: str = "",
    business_day_start: dt.time = dt.time(0, 0),
    currency: str = "CNY",
    actor: User | None,
) -> Store:
    """Add a store; raises DomainError for a name that is taken or a platform that is not known."""
    name = _clean_name(name)
    if platform and platform not in Platform.values:
        raise DomainError(
            _("%(platform)s is not a known platform.") % {"platform": platform}, code="platform"
        )
    _check_free(name)
    store = Store.objects.create(
        name=name,
        platform=platform or Platform.OTHER,
        business_day_start=business_day_start,
        currency=currency,
    )
    audit.record(actor=actor, action="store.add", about=store, after=_facts(store))
    return store


@transaction.atomic
def change_store(store: Store, *, actor: User | None, **changes: Any) -> Store:
    """Change a store's facts; raises DomainError for a taken name or an unknown field."""
    unknown = set(changes) - set(_FIELDS)
    if unknown:
        raise DomainError(_("Unknown: %(names)s.") % {"names": ", ".join(sorted(unknown))}, code="unknown")
    before = _facts(store)
    if "name" in changes:
        changes["name"] = _clean_name(changes["name"])
        if Store.objects.filter(name=changes["name"]).exclude(pk=store.pk).exists():
            raise DomainError(
                _("There is a store %(name)s already.") % {"name": changes["name"]}, code="taken"
            )
    for field, value in changes.items():
        setattr(store, field, value)
    if _facts(store) != before:
        store.save()
        audit.record(actor=actor, action="store.change", about=store, before=before, after=_facts(store))
    return store


@transaction.atomic
def assign(
    agent: Agent, *, store: Store, valid_from: dt.date = EVER, valid_to: dt.date = STILL, actor: User | None
) -> None:
    """Let a person serve a store on the days of a span; earlier words about those days give way."""
    if valid_to < valid_from:
        raise DomainError(_("The end lies before the start."), code="order")
    rows = StoreAssignment.objects.filter(agent=agent, store=store)
    before = spans.read(rows, key="store_id")
    after = rules.splice(before, Span(store.pk, valid_from, valid_to))
    _write_assignments(agent, before, after)
    if before != after:
        audit.record(
            actor=actor,
            action="store.assign",
            about=agent,
            after={"store": store, "valid_from": valid_from, "valid_to": valid_to},
        )


@transaction.atomic
def unassign(agent: Agent, *, store: Store, after: dt.date, actor: User | None) -> None:
    """End a person's service at a store after a day."""
    rows = StoreAssignment.objects.filter(agent=agent, store=store)
    before = spans.read(rows, key="store_id")
    left = rules.cut(before, rules.day_after(after), STILL)
    _write_assignments(agent, before, left)
    if before != left:
        audit.record(
            actor=actor, action="store.unassign", about=agent, after={"store": store, "last_day": after}
        )


def _write_assignments(agent: Agent, before: list[Span], after: list[Span]) -> None:
    spans.write(agent.store_assignments, key="store_id", before=before, after=after)


def _clean_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise DomainError(_("A store needs a name."), code="empty_store")
    if len(name) > 120:
        raise DomainError(_("The name of the store is longer than 120 signs."), code="too_long")
    return name


def _check_free(name: str, but: Store | None = None) -> None:
    if Store.objects.filter(name=name).exclude(pk=but.pk if but else 0).exists():
        raise DomainError(_("There is a store %(name)s already.") % {"name": name}, code="taken")


def _facts(store: Store) -> dict[str, Any]:
    return {field: getattr(store, field) for field in _FIELDS}
