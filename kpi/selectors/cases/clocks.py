"""Hours of stores and times for cases, as the clock's rules want them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from django.utils import timezone

from kpi.choices.cases import CaseKind, CasePriority
from kpi.models import CaseLimit
from kpi.rules import case_clock, case_limits
from kpi.rules.case_clock import Hours
from staff.selectors import store_hours

Limits = Mapping[tuple[str, str], int]


def zone() -> ZoneInfo:
    """The organisation's zone."""
    return ZoneInfo(timezone.get_default_timezone_name())


def hours_of(store_ids: Iterable[int]) -> dict[int, Hours]:
    """When these stores are open; two queries."""
    here = zone()
    times = store_hours.times_of(store_ids)
    return {pk: Hours(here, each.weekly, each.special) for pk, each in times.items()}


def own_limits() -> dict[tuple[str, str], int]:
    """The minutes that a supervisor has set, by kind and priority."""
    return {(row.kind, row.priority): row.minutes for row in CaseLimit.objects.all()}


def due(
    kind: str, priority: str, start: dt.datetime, hours: Hours, limits: Limits
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """When a case is due that begins at a moment, and when the leader hears of it if it is still open."""
    limit = case_limits.limit(kind, priority, limits)
    return (
        case_clock.due_at(start, limit, hours),
        case_clock.due_at(start, limit + case_limits.LEADER_AFTER, hours),
    )


def limit_rows() -> list[dict[str, object]]:
    """Every kind with its minutes at each priority, and whether the shop set them itself."""
    own = own_limits()
    return [
        {
            "kind": kind,
            "label": kind.label,
            "cells": [
                {
                    "priority": priority,
                    "label": priority.label,
                    "minutes": case_limits.minutes(kind, priority, own),
                    "own": (kind, priority) in own,
                }
                for priority in CasePriority
            ],
        }
        for kind in CaseKind
    ]
