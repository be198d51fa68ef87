"""Writes to desks, and who serves them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from staff import rules
from staff.choices import EVER, STILL, Line
from staff.models import Agent, Certificate, Desk, DeskAssignment, Skill, Store, User
from staff.rules import Span
from staff.services import audit, spans

_FIELDS = ("name", "line", "active")
_LONGEST = 80


@transaction.atomic
def add_desk(
    name: str,
    *,
    actor: User | None,
    line: str = Line.BOTH,
    stores: Iterable[Store] = (),
    certificates: Iterable[Certificate] = (),
    skills: Iterable[Skill] = (),
) -> Desk:
    """Add a desk with its stores and what it requires; raises DomainError for a taken name."""
    name = _clean(name, line)
    desk = Desk.objects.create(name=name, line=line)
    desk.stores.set(stores)
    desk.certificates.set(certificates)
    desk.skills.set(skills)
    audit.record(actor=actor, action="desk.add", about=desk, after=_facts(desk))
    return desk


@transaction.atomic
def change_desk(
    desk: Desk,
    *,
    actor: User | None,
    stores: Iterable[Store] | None = None,
    certificates: Iterable[Certificate] | None = None,
    skills: Iterable[Skill] | None = None,
    **changes: Any,
) -> Desk:
    """Change a desk; what is not named stays. A closed desk (`active`) keeps its past. Raises DomainError."""
    unknown = set(changes) - set(_FIELDS)
    if unknown:
        raise DomainError(_("Unknown: %(names)s.") % {"names": ", ".join(sorted(unknown))}, code="unknown")
    before = _facts(desk)
    name = changes.pop("name", desk.name)
    line = changes.get("line", desk.line)
    desk.name = _clean(name, line, but=desk)
    for field, value in changes.items():
        setattr(desk, field, value)
    desk.save()
    if stores is not None:
        desk.stores.set(stores)
    if certificates is not None:
        desk.certificates.set(certificates)
    if skills is not None:
        desk.skills.set(skills)
    after = _facts(desk)
    if after != before:
        audit.record(actor=actor, action="desk.change", about=desk, before=before, after=after)
    return desk


@transaction.atomic
def assign(
    agent: Agent, *, desk: Desk, actor: User | None, valid_from: dt.date = EVER, valid_to: dt.date = STILL
) -> None:
    """Let a person be rostered to a desk on the days of a span; neighbouring spans become one."""
    if valid_to < valid_from:
        raise DomainError(_("The end lies before the start."), code="order")
    before = _spans(agent, desk)
    after = rules.splice(before, Span(desk.pk, valid_from, valid_to))
    _write(agent, before, after)
    if before != after:
        said = {"desk": desk, "valid_from": valid_from, "valid_to": valid_to}
        audit.record(actor=actor, action="desk.assign", about=agent, after=said)


@transaction.atomic
def unassign(
    agent: Agent, *, desk: Desk, valid_from: dt.date, actor: User | None, valid_to: dt.date = STILL
) -> None:
    """Take a person off a desk on the days of a span."""
    if valid_to < valid_from:
        raise DomainError(_("The end lies before the start."), code="order")
    before = _spans(agent, desk)
    after = rules.cut(before, valid_from, valid_to)
    _write(agent, before, after)
    if before != after:
        said = {"desk": desk, "valid_from": valid_from, "valid_to": valid_to}
        audit.record(actor=actor, action="desk.unassign", about=agent, after=said)


def _spans(agent: Agent, desk: Desk) -> list[Span]:
    return spans.read(DeskAssignment.objects.filter(agent=agent, desk=desk), key="desk_id")


def _write(agent: Agent, before: list[Span], after: list[Span]) -> None:
    spans.write(agent.desk_assignments, key="desk_id", before=before, after=after)


def _clean(name: str, line: str, but: Desk | None = None) -> str:
    name = name.strip()
    if not name:
        raise DomainError(_("A desk needs a name."), code="empty_desk")
    if len(name) > _LONGEST:
        raise DomainError(
            _("The name %(name)s is longer than %(most)d signs.") % {"name": name, "most": _LONGEST},
            code="too_long",
        )
    if line not in Line.values:
        raise DomainError(_("%(line)s is not a known line.") % {"line": line}, code="line")
    taken = Desk.objects.filter(name=name)
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    if taken.exists():
        raise DomainError(_("There is a desk %(name)s already.") % {"name": name}, code="taken")
    return name


def _facts(desk: Desk) -> dict[str, Any]:
    return {
        **{field: getattr(desk, field) for field in _FIELDS},
        "stores": [str(row) for row in desk.stores.all()],
        "certificates": [row.code for row in desk.certificates.all()],
        "skills": [row.code for row in desk.skills.all()],
    }
