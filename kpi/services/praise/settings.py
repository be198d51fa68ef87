"""What a team values, and the words that one tap sends."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.models import PraiseValue, ReadyPraise
from staff.models import User
from staff.services import audit


@transaction.atomic
def save_value(value: PraiseValue | None, *, values: Mapping[str, Any], actor: User | None) -> PraiseValue:
    """Make or change a value tag. Raises DomainError for a missing name and for the last tag in use."""
    row = value or PraiseValue(code=str(values.get("code", "")).strip()[:30])
    if value is None and (not row.code or PraiseValue.objects.filter(code=row.code).exists()):
        raise DomainError(_("Choose a code that no other value has."), code="code")
    names = ("name_en", "name_zh", "order", "active")
    before = {name: getattr(row, name) for name in names} if value else {}
    for name in names:
        if values.get(name) is not None:
            setattr(row, name, values[name])
    if not row.name_en.strip() or not row.name_zh.strip():
        raise DomainError(_("A name is needed in both languages."), code="name")
    others = PraiseValue.objects.filter(active=True).exclude(pk=row.pk)
    if not row.active and not others.exists():
        raise DomainError(_("One value at least stays in use."), code="last")
    row.save()
    after = {name: getattr(row, name) for name in names}
    action = "praise_value.change" if value else "praise_value.add"
    audit.record(actor=actor, action=action, about=row, before=before, after=after)
    return row


@transaction.atomic
def save_ready(row: ReadyPraise | None, *, values: Mapping[str, Any], actor: User | None) -> ReadyPraise:
    """Make or change ready words. Raises DomainError where one language is missing."""
    found = row or ReadyPraise()
    names = ("text_en", "text_zh", "order", "active")
    before = {name: getattr(found, name) for name in names} if row else {}
    if values.get("value") is not None:
        found.value = values["value"]
    for name in names:
        if values.get(name) is not None:
            setattr(found, name, values[name])
    if not found.text_en.strip() or not found.text_zh.strip():
        raise DomainError(_("The words are needed in both languages."), code="text")
    found.save()
    after = {name: getattr(found, name) for name in names}
    action = "ready_praise.change" if row else "ready_praise.add"
    audit.record(actor=actor, action=action, about=found, before=before, after=after)
    return found
