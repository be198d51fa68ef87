"""Writes of pay plans, of the settings of pay and of event bonuses."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices.pay import PlanState, RunKind, RunState
from kpi.layouts.attribution import RULES
from kpi.models import EventBonus, PayPlan, PayPlanVersion, PayRun, PaySettings
from kpi.rules import pay
from kpi.selectors.pay import plans
from staff.models import Grade, Team, User
from staff.services import audit

# Tables, and whether their first row begins at 0.
_TABLES = {"experience": False, "coefficients": True, "tiers": True}
_FIELDS = ("base", "performance_base", "between", "no_score", "whole_amount", "attribution", "valid_from")


@transaction.atomic
def make_plan(*, name_en: str, name_zh: str, grade: Grade | None, actor: User | None) -> PayPlan:
    """Add a plan for a grade, or the one for everybody whose grade has none. Raises DomainError."""
    if not name_en.strip() or not name_zh.strip():
        raise DomainError(_("Give the plan a name in both languages."), code="name")
    if PayPlan.objects.filter(grade=grade).exists():
        raise DomainError(_("This grade has a plan already; write a new version of it."), code="grade")
    plan = PayPlan.objects.create(name_en=name_en.strip(), name_zh=name_zh.strip(), grade=grade)
    after = {"name": plan.name_en, "grade": str(grade or "")}
    audit.record(actor=actor, action="pay_plan.add", about=plan, after=after)
    return plan


@transaction.atomic
def draft(plan: PayPlan, values: Mapping[str, Any], *, actor: User | None) -> PayPlanVersion:
    """Write the plan's draft, or begin one from the newest version; tables are lists of (from, value).

    Raises DomainError for a table that does not rise.
    """
    PayPlan.objects.select_for_update().get(pk=plan.pk)
    row = plan.versions.filter(state=PlanState.DRAFT).first()
    if row is None:
        newest = plan.versions.order_by("-number").first()
        row = PayPlanVersion(plan=plan, number=1 + (newest.number if newest else 0))
        for name in (*_FIELDS, *_TABLES) if newest else ():
            setattr(row, name, getattr(newest, name))
    before = plans.terms_kept(row) if row.pk else {}
    for name in _FIELDS:
        if name in values:
            setattr(row, name, values[name])
    row.valid_from = row.valid_from.replace(day=1)
    for name in _TABLES:
        if name in values:
            setattr(row, name, _kept(values[name]))
    _check(row)
    row.save()
    row.refresh_from_db()
    audit.record(actor=actor, action="pay_plan.save", about=plan, before=before, after=plans.terms_kept(row))
    return row


@transaction.atomic
def publish(version: PayPlanVersion, *, actor: User | None) -> PayPlanVersion:
    """Publish a draft: from its month on it holds, and it never changes again.

    Raises DomainError for a month that is closed, and for one that has a published version.
    """
    row = PayPlanVersion.objects.select_for_update(of=("self",)).select_related("plan").get(pk=version.pk)
    if row.state == PlanState.PUBLISHED:
        return row
    _check(row)
    closed = PayRun.objects.filter(kind=RunKind.REGULAR, state=RunState.CLOSED, month__gte=row.valid_from)
    if closed.exists():
        raise DomainError(_("Pay of this month is closed. Begin with a later month."), code="closed")
    same = PayPlanVersion.objects.filter(plan=row.plan, state=PlanState.PUBLISHED, valid_from=row.valid_from)
    if same.exists():
        raise DomainError(_("A version of this plan begins with that month already."), code="twice")
    row.state, row.published_by, row.published_at = PlanState.PUBLISHED, actor, timezone.now()
    row.save(update_fields=["state", "published_by", "published_at", "updated_at"])
    audit.record(actor=actor, action="pay_plan.publish", about=row.plan, after=plans.terms_kept(row))
    return row


@transaction.atomic
def discard(version: PayPlanVersion, *, actor: User | None) -> None:
    """Throw a draft away. Raises DomainError for a published version."""
    row = PayPlanVersion.objects.select_for_update(of=("self",)).select_related("plan").get(pk=version.pk)
    if row.state != PlanState.DRAFT:
        raise DomainError(_("A published version does not change."), code="published")
    audit.record(actor=actor, action="pay_plan.discard", about=row.plan, before=plans.terms_kept(row))
    row.delete()


def _kept(rows: Sequence[tuple[Any, Any]]) -> list[list[str]]:
    table = sorted((Decimal(str(start)), Decimal(str(value))) for start, value in rows)
    return [[plans.plain(start), plans.plain(value)] for start, value in table]


def _check(row: PayPlanVersion) -> None:
    """Is the version fit? Every table rises, so that more of something good never pays less."""
    if min(Decimal(row.base), Decimal(row.performance_base), Decimal(row.no_score)) < 0:
        raise DomainError(_("Amounts and factors are not below 0."), code="negative")
    if row.attribution and row.attribution not in RULES:
        raise DomainError(_("There is no such attribution rule."), code="attribution")
    names = {
        "experience": _("Experience steps"),
        "coefficients": _("Factors by score"),
        "tiers": _("Commission tiers"),
    }
    for name, from_zero in _TABLES.items():
        rows = [(Decimal(start), Decimal(value)) for start, value in getattr(row, name)]
        if not rows and name != "coefficients":
            continue
        for fault in pay.table_faults(rows, from_zero=from_zero):
            raise DomainError(_fault(fault) % {"table": names[name]}, code=f"{name}_{fault}")
    if row.coefficients and Decimal(row.coefficients[-1][0]) > 100:
        raise DomainError(_("A score has 100 points at most."), code="coefficients_high")
    if row.tiers and Decimal(row.tiers[-1][1]) > 100:
        raise DomainError(_("A commission is 100 % at most."), code="tiers_high")


def _fault(code: str) -> str:
    return {
        "empty": _("%(table)s: write at least one row."),
        "from_zero": _("%(table)s: the first row begins at 0."),
        "order": _("%(table)s: no two rows begin at the same place."),
        "falls": _("%(table)s: a later row brings at least as much as the one before."),
        "negative": _("%(table)s: nothing is below 0."),
    }[code]


@transaction.atomic
def change_settings(values: Mapping[str, Any], *, actor: User | None) -> PaySettings:
    """Set currency, cap, factors of overtime, hours of a month. Raises DomainError."""
    row = plans.settings()
    before = plans.settings_kept(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.currency = row.currency.strip().upper()
    if len(row.currency) != 3 or not row.currency.isascii() or not row.currency.isalpha():
        raise DomainError(_("A currency is three letters, such as CNY."), code="currency")
    if not 0 <= Decimal(row.cap_percent) <= 100:
        raise DomainError(_("The cap lies between 0 and 100 percent."), code="cap")
    if min(Decimal(row.factor_workday), Decimal(row.factor_rest_day), Decimal(row.factor_statutory)) < 100:
        raise DomainError(_("Overtime is paid with 100 percent or more."), code="factor")
    if Decimal(row.hours_a_month) <= 0:
        raise DomainError(_("A month has more than 0 hours."), code="hours")
    if not 0 <= row.months_back <= 12:
        raise DomainError(_("Differences are looked for in 0 to 12 closed months."), code="months")
    row.save()
    row.refresh_from_db()
    audit.record(
        actor=actor,
        action="pay_settings.set",
        about="pay_settings",
        before=before,
        after=plans.settings_kept(row),
    )
    return row


@transaction.atomic
def add_bonus(
    *,
    name: str,
    month: dt.date,
    first: dt.date,
    last: dt.date,
    pot: Decimal,
    rule: str,
    attribution: str = "",
    team: Team | None = None,
    actor: User | None,
) -> EventBonus:
    """Set a pot that is shared by an open rule and paid with a month. Raises DomainError."""
    if not name.strip():
        raise DomainError(_("Give the bonus a name."), code="name")
    if last < first:
        raise DomainError(_("The end lies before the start."), code="order")
    if pot <= 0:
        raise DomainError(_("A pot holds more than 0."), code="pot")
    _month_is_open(month)
    if EventBonus.objects.filter(month=month.replace(day=1), name=name.strip()).exists():
        raise DomainError(_("This month has a bonus of that name."), code="twice")
    row = EventBonus.objects.create(
        name=name.strip(),
        month=month.replace(day=1),
        first=first,
        last=last,
        pot=pot,
        rule=rule,
        attribution=attribution,
        team=team,
        made_by=actor,
    )
    after = {
        "name": row.name,
        "month": f"{row.month:%Y-%m}",
        "pot": pot,
        "rule": rule,
        "team": str(team or ""),
    }
    audit.record(actor=actor, action="bonus.add", about=row, after=after)
    return row


@transaction.atomic
def remove_bonus(row: EventBonus, *, actor: User | None) -> None:
    """Take a pot away, as long as its month is open. Raises DomainError."""
    _month_is_open(row.month)
    audit.record(actor=actor, action="bonus.remove", about=row, before={"name": row.name, "pot": row.pot})
    row.delete()


def _month_is_open(month: dt.date) -> None:
    if PayRun.objects.filter(
        month=month.replace(day=1), kind=RunKind.REGULAR, state=RunState.CLOSED
    ).exists():
        raise DomainError(_("Pay of this month is closed. Choose a later month."), code="closed")
