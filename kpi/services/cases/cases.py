"""Cases: opened, changed, given to another, closed, reopened; each change marks the week it counts in."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices.cases import CaseKind, CasePriority, CaseSource, CaseState
from kpi.models import Case, CaseCategory, CaseCheck
from kpi.rules import case_clock, case_fields
from kpi.selectors.cases import clocks
from kpi.services.cases import shared
from staff.models import Agent, Store, User
from staff.services import audit

# How long after its closing a case may be opened again; later it is a new case.
REOPEN_WITHIN = dt.timedelta(days=90)
TEXTS = {"title": 160, "text": 4000, "buyer": 80, "order_no": 60, "product_no": 60, "product": 200}
_PLAIN = ("category", "about", "refund_amount", "platform_help", "dispute", "source")


@transaction.atomic
def open_case(
    store: Store,
    *,
    kind: str,
    title: str,
    owner: Agent,
    by: Agent | None,
    values: Mapping[str, Any] | None = None,
    actor: User | None,
    now: dt.datetime | None = None,
) -> Case:
    """Open a case; its clock starts, its owner is told, and the usual facts to check stand on it.

    `values` may name text, buyer, order_no, product_no, product, category, about, source, priority, fields,
    refund_amount, platform_help and dispute. Raises DomainError for what makes no case.
    """
    moment = now or timezone.now()
    case = drafted(store, kind=kind, title=title, owner=owner, by=by, values=values or {}, opened_at=moment)
    hours = clocks.hours_of([store.pk])[store.pk]
    case.due_at, case.leader_due_at = clocks.due(kind, case.priority, moment, hours, clocks.own_limits())
    case.save(force_insert=True)
    CaseCheck.objects.bulk_create(CaseCheck(case=case, what=str(what)) for what in case_fields.CHECKS[kind])
    shared.note(case, by, shared.OPENED, "", moment)
    shared.tell_owner(case, by=by)
    shared.mark(case)
    audit.record(
        actor=actor,
        action="case.open",
        about=case,
        after={"kind": kind, "store": store.name, "owner": owner, "title": case.title},
    )
    return case


def drafted(
    store: Store,
    *,
    kind: str,
    title: str,
    owner: Agent,
    by: Agent | None,
    values: Mapping[str, Any],
    opened_at: dt.datetime,
) -> Case:
    """A case that is not written yet, checked in every field. Raises DomainError."""
    if kind not in CaseKind.values:
        raise DomainError(_("Choose what kind of case it is."), code="kind")
    if not title.strip():
        raise DomainError(_("Say in a few words what it is about."), code="no_title")
    if owner.left_on < timezone.localdate(opened_at):
        raise DomainError(_("%(name)s has left.") % {"name": owner}, code="left")
    said = {**values, "title": title}
    case = Case(
        kind=kind,
        store=store,
        owner=owner,
        made_by=by,
        opened_at=opened_at,
        day=case_clock.business_day(opened_at, store.business_day_start, clocks.zone()),
        priority=_one_of(CasePriority, said.get("priority") or CasePriority.NORMAL, "priority"),
    )
    _set(case, said)
    return case


@transaction.atomic
def change(
    case_id: int,
    *,
    values: Mapping[str, Any],
    by: Agent | None,
    actor: User | None,
    now: dt.datetime | None = None,
) -> Case:
    """Change what a case says; a new kind or priority gives it a new due time from when it was (re)opened.

    Fields of the kind that `values` leaves out stay. Raises DomainError for a closed case.
    """
    moment = now or timezone.now()
    case = shared.locked(case_id)
    shared.must_stand_open(case)
    before = _facts(case)
    kind = str(values.get("kind") or case.kind)
    if kind not in CaseKind.values:
        raise DomainError(_("Choose what kind of case it is."), code="kind")
    priority = _one_of(CasePriority, values.get("priority") or case.priority, "priority")
    anew = (kind, priority) != (case.kind, case.priority)
    if kind != case.kind:
        known = {field.code for field in case_fields.FIELDS[kind]}
        case.fields = {code: value for code, value in case.fields.items() if code in known}
    case.kind, case.priority = kind, priority
    _set(case, values)
    if anew:
        _time(case)
    after = _facts(case)
    if before != after:
        shared.answered(case, moment)
        case.save()
        changed = ", ".join(name for name in after if before.get(name) != after[name])
        shared.note(case, by, shared.CHANGED, changed, moment)
        shared.mark(case)
        audit.record(actor=actor, action="case.change", about=case, before=before, after=after)
    return case


@transaction.atomic
def give(
    case_id: int, *, owner: Agent, by: Agent | None, actor: User | None, now: dt.datetime | None = None
) -> Case:
    """Somebody else owns the case from now on, and is told. Raises DomainError for who has left."""
    moment = now or timezone.now()
    case = shared.locked(case_id)
    shared.must_stand_open(case)
    if owner.pk == case.owner_id:
        return case
    if owner.left_on < timezone.localdate(moment):
        raise DomainError(_("%(name)s has left.") % {"name": owner}, code="left")
    former, case.owner = case.owner, owner
    # Whoever takes it over late is reminded of it too, and not as the one who was late.
    case.owner_reminded_at = None
    case.save(update_fields=["owner", "owner_reminded_at", "updated_at"])
    shared.note(case, by, shared.GIVEN, str(owner), moment)
    shared.tell_owner(case, by=by)
    shared.mark(case)
    audit.record(
        actor=actor, action="case.give", about=case, before={"owner": former}, after={"owner": owner}
    )
    return case


@transaction.atomic
def add_word(
    case_id: int, *, text: str, by: Agent | None, actor: User | None, now: dt.datetime | None = None
) -> Case:
    """Add a word to the trail. Raises DomainError for an empty one."""
    moment = now or timezone.now()
    case = shared.locked(case_id)
    if not text.strip():
        raise DomainError(_("Write a word first."), code="empty")
    if changed := shared.answered(case, moment):
        case.save(update_fields=[*changed, "updated_at"])
        shared.mark(case)
    shared.note(case, by, shared.WORD, text.strip(), moment)
    audit.record(actor=actor, action="case.note", about=case)
    return case


@transaction.atomic
def close(
    case_id: int,
    *,
    outcome: str,
    first_contact: bool = False,
    by: Agent | None,
    actor: User | None,
    now: dt.datetime | None = None,
) -> Case:
    """The case is settled; a word says how. Pressed twice is once.

    Whether it was in time is decided by the first closing alone. Raises DomainError without words, while
    another department has not answered, and for a review whose result is not written down.
    """
    moment = now or timezone.now()
    case = shared.locked(case_id)
    if case.state == CaseState.CLOSED:
        return case
    if not outcome.strip():
        raise DomainError(_("Say how it was settled."), code="no_outcome")
    if case.steps.filter(answered_at=None).exists():
        raise DomainError(
            _("Another department has not answered yet. Write down the answer first."), code="waiting"
        )
    if case.kind == CaseKind.REVIEW and case.fields.get("review_changed") not in ("yes", "no"):
        raise DomainError(_("Say first whether the review was changed."), code="review_changed")
    settle(case, outcome=outcome, first_contact=first_contact, at=moment, hours=_hours(case))
    case.save()
    shared.note(case, by, shared.CLOSED, case.outcome, moment)
    shared.mark(case)
    audit.record(actor=actor, action="case.close", about=case, reason=outcome)
    return case


def settle(
    case: Case, *, outcome: str, first_contact: bool, at: dt.datetime, hours: case_clock.Hours
) -> None:
    """Set what closing sets, on a row that the caller writes."""
    shared.answered(case, at)
    case.state, case.closed_at, case.outcome = CaseState.CLOSED, at, outcome.strip()[:1000]
    since = case.reopened_at or case.opened_at
    case.open_secs += int(case_clock.open_time(since, at, hours).total_seconds())
    if case.first_closed_at is None:
        case.first_closed_at = at
        case.in_time = case.due_at is None or at <= case.due_at
        case.first_contact = first_contact


@transaction.atomic
def reopen(
    case_id: int, *, reason: str, by: Agent | None, actor: User | None, now: dt.datetime | None = None
) -> Case:
    """It was not settled after all: the clock starts anew. Pressed twice is once.

    Raises DomainError without a reason, and long after the closing (then it is a new case).
    """
    moment = now or timezone.now()
    case = shared.locked(case_id)
    if case.state != CaseState.CLOSED:
        return case
    if not reason.strip():
        raise DomainError(_("Say why it is opened again."), code="no_reason")
    if case.closed_at is not None and moment - case.closed_at > REOPEN_WITHIN:
        raise DomainError(
            _("It was closed more than %(days)s days ago. Open a new case.") % {"days": REOPEN_WITHIN.days},
            code="too_late",
        )
    if case.owner.left_on < timezone.localdate(moment):
        raise DomainError(
            _("%(name)s has left. Open a new case for somebody else.") % {"name": case.owner}, code="left"
        )
    case.state, case.closed_at = CaseState.OPEN, None
    case.reopened += 1
    case.reopened_at = moment
    case.owner_reminded_at = case.leader_reminded_at = None
    _time(case)
    case.save()
    shared.note(case, by, shared.REOPENED, reason.strip(), moment)
    shared.tell_owner(case, by=by)
    shared.mark(case)
    audit.record(actor=actor, action="case.reopen", about=case, reason=reason)
    return case


def _hours(case: Case) -> case_clock.Hours:
    return clocks.hours_of([case.store_id])[case.store_id]


def _time(case: Case) -> None:
    """The due times anew, from when the case was opened or reopened; reminders start afresh."""
    since = case.reopened_at or case.opened_at
    case.due_at, case.leader_due_at = clocks.due(
        case.kind, case.priority, since, _hours(case), clocks.own_limits()
    )
    case.owner_reminded_at = case.leader_reminded_at = None


def _set(case: Case, said: Mapping[str, Any]) -> None:
    """Set what was said; raises DomainError for what cannot stand there."""
    for name, most in TEXTS.items():
        if name in said:
            text = str(said[name] or "").strip()
            if name == "title" and not text:
                raise DomainError(_("Say in a few words what it is about."), code="no_title")
            if len(text) > most:
                raise DomainError(
                    _("%(field)s: at most %(n)s signs.")
                    % {"field": Case._meta.get_field(name).verbose_name, "n": most},  # type: ignore[union-attr]
                    code=f"field_{name}",
                )
            setattr(case, name, text)
    if "category_id" in said:
        said = {**said, "category": CaseCategory.objects.filter(pk=said["category_id"] or 0).first()}
    for name in _PLAIN:
        if name in said:
            setattr(case, name, said[name])
    case.source = _one_of(CaseSource, case.source or CaseSource.OTHER, "source")
    case.platform_help, case.dispute = bool(case.platform_help), bool(case.dispute)
    if case.refund_amount is not None and not Decimal(0) <= case.refund_amount < Decimal(10**10):
        raise DomainError(_("Give a refund such as 25.00."), code="field_refund_amount")
    category: CaseCategory | None = case.category
    if category is not None and not category.active and "category" in said:
        raise DomainError(_("This category is no longer in use."), code="category")
    if "fields" in said:
        case.fields = shared.cleaned_fields(case.kind, {**case.fields, **(said["fields"] or {})})


def _one_of(choices: Any, word: Any, code: str) -> str:
    if word not in choices.values:
        raise DomainError(_("%(word)s is not among the choices.") % {"word": word}, code=code)
    return str(word)


def _facts(case: Case) -> dict[str, Any]:
    names = ("kind", "priority", *TEXTS, "refund_amount", "platform_help", "dispute", "source", "fields")
    facts = {name: getattr(case, name) for name in names}
    facts["fields"] = dict(case.fields)
    facts["category"], facts["about"] = str(case.category or ""), str(case.about or "")
    return facts
