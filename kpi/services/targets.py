"""Targets: what a team wants to reach from a date on; the newest date that has come is in force."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices import Direction
from kpi.metrics import Metric
from kpi.models import Target
from staff.models import Team, User
from staff.services import audit


@transaction.atomic
def set_target(
    metric: Metric,
    *,
    team: Team | None,
    valid_from: dt.date,
    value: Decimal | None = None,
    low: Decimal | None = None,
    high: Decimal | None = None,
    actor: User | None,
) -> Target:
    """Set a target from a date; the same metric, team and date again replaces.

    Values are in the metric's own scale (a percentage is a fraction). Raises DomainError where the
    target does not fit the metric's direction.
    """
    _check(metric, value=value, low=low, high=high)
    known = (
        Target.objects.select_for_update()
        .filter(metric=metric.code, team=team, valid_from=valid_from)
        .first()
    )
    before = _values(known) if known else None
    target = known or Target(metric=metric.code, team=team, valid_from=valid_from)
    target.value, target.low, target.high, target.is_sample = value, low, high, False
    target.save()
    audit.record(actor=actor, action="target.set", about=target, before=before, after=_values(target))
    return target


@transaction.atomic
def remove_target(target: Target, *, actor: User | None) -> None:
    """Take a target away; an earlier one is in force again."""
    audit.record(actor=actor, action="target.remove", about=target, before=_values(target))
    target.delete()


def _check(metric: Metric, *, value: Decimal | None, low: Decimal | None, high: Decimal | None) -> None:
    if metric.direction == Direction.BAND:
        if low is None or high is None or value is not None:
            raise DomainError(_("This metric has a range: give its low and its high end."), code="band")
        if low > high:
            raise DomainError(_("The low end lies above the high end."), code="band_upside_down")
        return
    if value is None or low is not None or high is not None:
        raise DomainError(_("This metric has one target value, no range."), code="no_band")


def _values(target: Target) -> dict[str, Any]:
    return {
        "metric": target.metric,
        "team": target.team.path if target.team else "",
        "from": target.valid_from.isoformat(),
        **{name: _text(getattr(target, name)) for name in ("value", "low", "high")},
    }


def _text(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
