"""Schemes for tests."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kpi.choices.schemes import Shape, VersionState
from kpi.models import Scheme, SchemeLine, SchemeVersion
from staff.choices import Role

SINCE = dt.date(2026, 9, 1)


def a_line(metric: str, weight: object, **fields: Any) -> dict[str, Any]:
    """A straight line, unless another shape is named."""
    numbers = ("target", "worst", "best", "low", "high", "fall", "cap")
    found = {name: Decimal(str(value)) if name in numbers else value for name, value in fields.items()}
    return {"metric": metric, "weight": Decimal(str(weight)), "shape": Shape.LINEAR, **found}


FIRST = a_line("frt_avg", 60, worst=60, best=20)
CSAT = a_line("csat", 40, worst="0.8", best="1")
RED = a_line("redline_n", 0, shape=Shape.GATE, target=0, cap=0)


def a_draft(*lines: dict[str, Any], role: str = Role.AGENT, line: str = "", **fields: Any) -> SchemeVersion:
    """A draft with these lines."""
    scheme, _new = Scheme.objects.get_or_create(
        role=role, line=line, grade=None, defaults={"name_en": f"Scheme {role}", "name_zh": f"方案 {role}"}
    )
    number = scheme.versions.count() + 1
    version = SchemeVersion.objects.create(scheme=scheme, number=number, **fields)
    SchemeLine.objects.bulk_create(
        SchemeLine(version=version, position=place, **each) for place, each in enumerate(lines)
    )
    return version


def a_published(*lines: dict[str, Any], since: dt.date = SINCE, **fields: Any) -> SchemeVersion:
    """The same, published from a date on."""
    version = a_draft(*lines, **fields)
    version.state, version.valid_from, version.published_at = VersionState.PUBLISHED, since, timezone.now()
    version.save(update_fields=["state", "valid_from", "published_at"])
    return version
