"""Pay plans: which version holds for whom in which month, and the settings of pay."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from kpi.choices.pay import PlanState
from kpi.models import PayPlan, PayPlanVersion, PaySettings
from kpi.rules import pay
from kpi.rules.pay import Terms
from kpi.rules.pay_slip import House


def settings() -> PaySettings:
    """The one row, or the values that hold until somebody sets them."""
    return PaySettings.objects.filter(pk=1).first() or PaySettings(pk=1)


def settings_kept(row: PaySettings) -> dict[str, str]:
    """The settings as a run keeps them."""
    names = ("cap_percent", "factor_workday", "factor_rest_day", "factor_statutory", "hours_a_month")
    return {"currency": row.currency, **{name: plain(Decimal(getattr(row, name))) for name in names}}


def house(kept: dict[str, str]) -> House:
    """What rules want of the settings that a run keeps."""
    return House(pay.places(kept["currency"]), Decimal(kept["cap_percent"]), Decimal(kept["hours_a_month"]))


def factor(kept: dict[str, str], day_kind: str) -> Decimal:
    """Percent of an hour's pay for overtime on a kind of day ("workday", "rest_day", "statutory")."""
    return Decimal(kept[f"factor_{day_kind}"])


def plain(value: Decimal) -> str:
    """A Decimal as short text without an exponent: 10.00 as 10, 0.5000 as 0.5."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def terms(version: PayPlanVersion) -> Terms:
    """A version as the rules want it."""

    def table(rows: Iterable[Any]) -> tuple[tuple[Decimal, Decimal], ...]:
        return tuple((Decimal(str(start)), Decimal(str(value))) for start, value in rows)

    return Terms(
        base=version.base,
        performance_base=version.performance_base,
        experience=tuple((int(start), value) for start, value in table(version.experience)),
        coefficients=table(version.coefficients) or ((pay.ZERO, Decimal(1)),),
        between=version.between,
        no_score=version.no_score,
        tiers=table(version.tiers),
        whole_amount=version.whole_amount,
    )


def terms_kept(version: PayPlanVersion) -> dict[str, Any]:
    """A version as files and the API show it."""
    return {
        "version": version.number,
        "valid_from": version.valid_from.isoformat(),
        "base": plain(version.base),
        "performance_base": plain(version.performance_base),
        "experience": version.experience,
        "coefficients": version.coefficients,
        "between": version.between,
        "no_score": plain(version.no_score),
        "tiers": version.tiers,
        "whole_amount": version.whole_amount,
        "attribution": version.attribution,
    }


class Book:
    """All published versions, asked for a grade and a month; one query."""

    def __init__(self) -> None:
        self.by_plan: dict[int | None, list[PayPlanVersion]] = {}
        self.by_id: dict[int, PayPlanVersion] = {}
        rows = PayPlanVersion.objects.filter(state=PlanState.PUBLISHED).select_related("plan__grade")
        for row in rows.order_by("valid_from"):
            self.by_plan.setdefault(row.plan.grade_id, []).append(row)
            self.by_id[row.pk] = row

    def version(self, grade_id: int | None, month: dt.date) -> PayPlanVersion | None:
        """The newest version of the grade's plan that holds in a month, else of the plan without a grade."""
        for key in (grade_id, None):
            held = [row for row in self.by_plan.get(key, ()) if row.valid_from <= month]
            if held:
                return held[-1]
        return None


def plan_list() -> list[PayPlan]:
    """Plans with their versions, the newest first; two queries."""
    return list(
        PayPlan.objects.select_related("grade").prefetch_related("versions").order_by("grade__step", "pk")
    )
