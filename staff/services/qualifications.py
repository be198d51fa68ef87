"""Writes to certificates and to what people are qualified for."""

import datetime as dt
import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from staff import rules
from staff.choices import STILL
from staff.models import Agent, Certificate, Qualification, User
from staff.rules import Span
from staff.services import audit

_CODE = re.compile(r"[-a-zA-Z0-9_]{1,40}")
_MOST_GRACE = 366


@transaction.atomic
def add_certificate(
    *, code: str, name_en: str, name_zh: str, actor: User | None, grace_days: int = 0
) -> Certificate:
    """Add a certificate; raises DomainError for a code that is taken or has other signs than letters,
    digits, dashes and underlines."""
    if not _CODE.fullmatch(code):
        raise DomainError(
            _("The code %(code)s may hold letters, digits, dashes and underlines, at most 40.")
            % {"code": code},
            code="code",
        )
    if Certificate.objects.filter(code=code).exists():
        raise DomainError(_("There is a certificate %(code)s already.") % {"code": code}, code="taken")
    values = _checked({"name_en": name_en, "name_zh": name_zh, "grace_days": grace_days})
    row = Certificate.objects.create(code=code, **values)
    audit.record(actor=actor, action="certificate.add", about=row, after={"code": code, **values})
    return row


@transaction.atomic
def change_certificate(certificate: Certificate, *, actor: User | None, **changes: Any) -> Certificate:
    """Change names or days of grace; raises DomainError."""
    before = {name: getattr(certificate, name) for name in ("name_en", "name_zh", "grace_days")}
    after = _checked({**before, **changes})
    if after != before:
        for name, value in after.items():
            setattr(certificate, name, value)
        certificate.save()
        audit.record(actor=actor, action="certificate.change", about=certificate, before=before, after=after)
    return certificate


@transaction.atomic
def grant(
    agent: Agent,
    certificate: Certificate,
    *,
    valid_from: dt.date,
    actor: User | None,
    valid_to: dt.date = STILL,
    source: str = "",
) -> Qualification:
    """A person holds a certificate in a span; what was held on those days is one with it.

    Granting again extends. Raises DomainError for an end before the start.
    """
    if valid_to < valid_from:
        raise DomainError(_("The end lies before the start."), code="order")
    Agent.objects.select_for_update().get(pk=agent.pk)
    before = _spans(agent, certificate)
    after = rules.splice(before, Span(certificate.pk, valid_from, valid_to))
    _write(agent, certificate, before, after, source)
    row = Qualification.objects.on(valid_from).get(agent=agent, certificate=certificate)
    if source and row.source != source[:80]:
        row.source = source[:80]
        row.save(update_fields=["source"])
    if before != after:
        said = {"certificate": certificate, "valid_from": valid_from, "valid_to": valid_to, "source": source}
        audit.record(actor=actor, action="qualification.grant", about=agent, after=said)
    return row


@transaction.atomic
def extend(
    qualification: Qualification, *, valid_to: dt.date, actor: User | None, source: str = ""
) -> Qualification:
    """Let a qualification hold until a later day; raises DomainError for an earlier one."""
    if valid_to < qualification.valid_to:
        raise DomainError(
            _("It holds until %(day)s already. Withdraw it to end it earlier.")
            % {"day": qualification.valid_to},
            code="order",
        )
    return grant(
        qualification.agent,
        qualification.certificate,
        valid_from=qualification.valid_from,
        valid_to=valid_to,
        actor=actor,
        source=source or qualification.source,
    )


@transaction.atomic
def withdraw(
    agent: Agent, certificate: Certificate, *, on: dt.date, actor: User | None, reason: str = ""
) -> bool:
    """A person holds a certificate no longer from a date on, without grace; False where nothing was held.

    What counts is the grace as well: the last day is put so far back that the gate is shut on the date.
    """
    Agent.objects.select_for_update().get(pk=agent.pk)
    before = _spans(agent, certificate)
    last = rules.day_before(on) - dt.timedelta(days=certificate.grace_days)
    after = [Span(span.key, span.first, min(span.last, last)) for span in before if span.first <= last]
    if before == after:
        return False
    _write(agent, certificate, before, after, "")
    said = {"certificate": certificate, "valid_to": last}
    audit.record(actor=actor, action="qualification.withdraw", about=agent, after=said, reason=reason)
    return True


def _spans(agent: Agent, certificate: Certificate) -> list[Span]:
    rows = Qualification.objects.filter(agent=agent, certificate=certificate).order_by("valid_from")
    return [Span(certificate.pk, row.valid_from, row.valid_to) for row in rows]


def _write(
    agent: Agent, certificate: Certificate, before: list[Span], after: list[Span], source: str
) -> None:
    """Make the rows say `after`; a row that only grows or shrinks keeps its source."""
    held = Qualification.objects.filter(agent=agent, certificate=certificate)
    sources = dict(held.values_list("valid_from", "source"))
    for span in before:
        if span not in after:
            held.filter(valid_from=span.first).delete()
    for span in after:
        if span not in before:
            Qualification.objects.create(
                agent=agent,
                certificate=certificate,
                valid_from=span.first,
                valid_to=span.last,
                source=sources.get(span.first, source)[:80],
            )


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - {"name_en", "name_zh", "grace_days"}
    if unknown:
        raise DomainError(_("Unknown: %(names)s.") % {"names": ", ".join(sorted(unknown))}, code="unknown")
    names = {name: str(values[name]).strip() for name in ("name_en", "name_zh")}
    if not all(names.values()) or any(len(name) > 80 for name in names.values()):
        raise DomainError(
            _("A certificate needs a name of at most 80 characters in both languages."), code="name"
        )
    if not 0 <= values["grace_days"] <= _MOST_GRACE:
        raise DomainError(_("The days of grace are 0 to 366."), code="grace")
    return {**names, "grace_days": values["grace_days"]}
