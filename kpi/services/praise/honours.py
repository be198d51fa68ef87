"""Honours: their open criteria, given for facts, shown only where the person wants it, ended with a date."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices.praise import CriterionKind, HonourKind
from kpi.metrics import METRICS
from kpi.models import Award, Honour
from kpi.rules import honours as rules
from kpi.selectors.praise import honours as reads
from kpi.services.praise.words import HONOUR
from staff.choices import AgentState
from staff.models import Agent, User
from staff.services import audit, notices

URL = "/kpi/praise/mine/"
_FIELDS = ("kind", "name_en", "name_zh", "criteria_en", "criteria_zh", "counted", "active")
_MOST = {
    CriterionKind.SERVICE_MONTHS: 600,
    CriterionKind.TARGET_WEEKS: 52,
    CriterionKind.PRAISED_BY: 500,
    CriterionKind.CLEAN_DAYS: 366,
}


def clean_criteria(counted: Any) -> list[dict[str, Any]]:
    """Counted criteria as they are kept; raises DomainError naming the one that is wrong."""
    if not isinstance(counted, list):
        raise DomainError(_("Counted criteria are a list."), code="criteria")
    kept = []
    for place, one in enumerate(counted, start=1):
        kind = one.get("kind") if isinstance(one, Mapping) else None
        if kind not in CriterionKind.values:
            raise DomainError(_("Criterion %(n)s: unknown kind.") % {"n": place}, code="criteria")
        assert isinstance(one, Mapping)
        row: dict[str, Any] = {"kind": kind, "least": _whole(one, "least", place, _MOST[kind])}
        if kind == CriterionKind.TARGET_WEEKS:
            metric = METRICS.get(str(one.get("metric", "")))
            if metric is None or not metric.summable or metric.direction not in ("up", "down", "band"):
                words = _("Criterion %(n)s: choose a metric that has a target.") % {"n": place}
                raise DomainError(words, code="criteria")
            row |= {"metric": metric.code, "of": _whole(one, "of", place, 52)}
            if row["least"] > row["of"]:
                words = _("Criterion %(n)s: at most as many weeks as are looked at.") % {"n": place}
                raise DomainError(words, code="criteria")
        kept.append(row)
    return kept


def _whole(one: Mapping[str, Any], field: str, place: int, most: int) -> int:
    """A whole number from 1 to a limit out of a criterion."""
    try:
        number = int(one.get(field) or 0)
    except (TypeError, ValueError):
        number = 0
    if not 1 <= number <= most:
        words = _("Criterion %(n)s: a whole number from 1 to %(most)s.") % {"n": place, "most": most}
        raise DomainError(words, code="criteria")
    return number


@transaction.atomic
def save_honour(honour: Honour | None, *, values: Mapping[str, Any], actor: User | None) -> Honour:
    """Make or change an honour. Awards keep the words of their own reason, whatever changes later."""
    row = honour or Honour(code=str(values.get("code", "")).strip()[:30])
    before = {name: getattr(row, name) for name in _FIELDS} if honour else {}
    if honour is None and (not row.code or Honour.objects.filter(code=row.code).exists()):
        raise DomainError(_("Choose a code that no other honour has."), code="code")
    for name in _FIELDS:
        if name in values:
            setattr(row, name, values[name])
    if row.kind not in HonourKind.values:
        raise DomainError(_("Choose what kind of honour it is."), code="kind")
    texts = (row.name_en, row.name_zh, row.criteria_en, row.criteria_zh)
    if not all(str(text).strip() for text in texts):
        words = _("Name and criteria are needed in both languages: they are open to everybody.")
        raise DomainError(words, code="criteria")
    row.counted = clean_criteria(row.counted)
    row.save()
    audit.record(
        actor=actor,
        action="honour.change" if honour else "honour.add",
        about=row,
        before=before,
        after={name: getattr(row, name) for name in _FIELDS},
    )
    return row


@transaction.atomic
def award(
    honour: Honour,
    *,
    agent: Agent,
    by: Agent,
    reason: str,
    actor: User | None,
    now: dt.datetime | None = None,
) -> Award:
    """Give an honour for facts told in the reason; the person is told in private.

    Raises DomainError for oneself, without a reason, where a counted criterion is missed, and for a title
    that the person holds already.
    """
    today = timezone.localdate(now or timezone.now())
    if agent.pk == by.pk:
        raise DomainError(_("Nobody honours oneself."), code="oneself")
    if not honour.active:
        raise DomainError(_("This honour is out of use."), code="retired")
    if agent.state == AgentState.LEFT or not agent.hired_on <= today <= agent.left_on:
        raise DomainError(_("%(name)s is not with us now.") % {"name": agent}, code="left")
    words = " ".join(reason.split())
    if not words:
        raise DomainError(_("Say for which facts it is given."), code="no_reason")
    checked = reads.check(honour, agent, today)
    if not rules.may_award(checked):
        open_ones = "; ".join(reads.words_of(one) for one in checked if one.met is False)
        raise DomainError(_("Not met yet: %(what)s.") % {"what": open_ones}, code="criteria")
    if honour.kind == HonourKind.TITLE and reads.standing(agent.pk, honour.pk).exists():
        raise DomainError(_("%(name)s holds this title already.") % {"name": agent}, code="held")
    try:
        with transaction.atomic():
            row = Award.objects.create(
                honour=honour, agent=agent, awarded_by=by, awarded_on=today, reason=words[:400]
            )
    except IntegrityError:
        return Award.objects.get(honour=honour, agent=agent, awarded_on=today)
    audit.record(
        actor=actor, action="honour.award", about=row, after={"to": agent.name, "honour": honour.code}
    )
    notices.post(
        agent=agent,
        kind=HONOUR,
        about=f"award:{row.pk}",
        params={"honour": {"en": honour.name_en, "zh": honour.name_zh}, "reason": words},
        url=URL,
        private=True,
    )
    return row


@transaction.atomic
def set_shown(award: Award, *, shown: bool, actor: User | None) -> Award:
    """The holder shows an honour to others, or keeps it; twice is once."""
    row = Award.objects.select_for_update().get(pk=award.pk)
    if row.shown != shown:
        row.shown = shown
        row.save(update_fields=["shown", "updated_at"])
        audit.record(
            actor=actor,
            action="honour.change",
            about=row,
            before={"shown": not shown},
            after={"shown": shown},
        )
    return row


@transaction.atomic
def end(award: Award, *, reason: str, actor: User | None, by: Agent, now: dt.datetime | None = None) -> Award:
    """An honour ends today, with a reason; it stays in the person's own list. Nobody ends the own one."""
    row = Award.objects.select_for_update().get(pk=award.pk)
    if row.ended_on is not None:
        return row
    if by.pk == row.agent_id:
        raise DomainError(_("Somebody else ends an honour."), code="oneself")
    if not reason.strip():
        raise DomainError(_("Say why it ends."), code="no_reason")
    row.ended_on = max(row.awarded_on, timezone.localdate(now or timezone.now()))
    row.save(update_fields=["ended_on", "updated_at"])
    audit.record(actor=actor, action="honour.end", about=row, reason=reason.strip())
    return row
