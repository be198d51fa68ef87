"""Rules of hints, kept by a QA specialist."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices.quality import HintKind
from kpi.models import HintRule
from kpi.rules.quality_hints import flat
from kpi.rules.quality_ready import HINTS
from staff.models import User
from staff.services import audit

MOST_WORDS, LONGEST_WORD, MOST_SECONDS = 300, 60, 86_400


@transaction.atomic
def save(
    rule: HintRule | None,
    *,
    kind: str,
    name: str,
    words: Iterable[str] = (),
    seconds: int = 0,
    active: bool = True,
    actor: User | None,
) -> HintRule:
    """Make or change a rule. Raises DomainError without words or seconds, and for a name that is taken."""
    if HintRule.objects.filter(name=name.strip()).exclude(pk=rule.pk if rule else 0).exists():
        raise DomainError(_("There is a rule of this name already."), code="rule_twice")
    found = list(dict.fromkeys(word.strip() for word in words if flat(word)))
    if kind == HintKind.WORDS:
        if not found:
            raise DomainError(_("Write at least one word, each in a line of its own."), code="no_words")
        if len(found) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in found):
            raise DomainError(_("At most 300 words of 60 characters."), code="too_many_words")
        seconds = 0
    else:
        found = []
        if not 1 <= seconds <= MOST_SECONDS:
            raise DomainError(_("Say after how many seconds a reply is late."), code="no_seconds")
    row = rule or HintRule()
    before = {"name": row.name, "value": row.words or row.seconds} if rule else {}
    row.kind, row.name, row.words, row.seconds, row.active = kind, name.strip(), found, seconds, active
    row.save()
    after = {"name": row.name, "value": found or seconds, "active": active}
    audit.record(actor=actor, action="hint.save", about=row, before=before, after=after)
    return row


@transaction.atomic
def remove(rule: HintRule, *, actor: User | None) -> None:
    """Take a rule away."""
    audit.record(actor=actor, action="hint.remove", about=rule, before={"name": rule.name})
    rule.delete()


@transaction.atomic
def take_ready(*, actor: User | None) -> int:
    """Take the ready-made rules that are not there yet; returns how many."""
    known = set(HintRule.objects.values_list("name", flat=True))
    fresh = [rule for rule in HINTS if rule.name not in known]
    for rule in fresh:
        save(None, kind=rule.kind, name=rule.name, words=rule.words, seconds=rule.seconds, actor=actor)
    return len(fresh)
