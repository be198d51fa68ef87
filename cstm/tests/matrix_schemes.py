"""Schemes of the world of the permission matrix; they belong to everybody."""

import datetime as dt
from typing import Any

from kpi.models import Scheme, SchemeVersion
from kpi.services.schemes import versions

DAY = dt.date(2026, 11, 1)


def _scheme() -> Scheme:
    found = Scheme.objects.filter(role="agent", line="technical").first()
    if found is None:
        names = versions.Names("Matrix", "矩阵")
        draft = versions.create_scheme(
            names, role="agent", line="technical", grade=None, sample="pre_sales", actor=None
        )
        versions.publish(draft, valid_from=DAY, today=DAY, actor=None)
        found = draft.scheme
    return found


def scheme(_scene: Any, _relation: str) -> Scheme:
    """A scheme."""
    return _scheme()


def published(_scene: Any, _relation: str) -> SchemeVersion:
    """A version that everybody may read."""
    return _scheme().versions.get(number=1)


def draft(_scene: Any, _relation: str) -> SchemeVersion:
    """A draft with a line."""
    held = _scheme()
    return held.versions.filter(number=2).first() or versions.begin_draft(
        held, source=held.versions.get(number=1), actor=None
    )


MAKERS = {
    "kpi:scheme_draft": scheme,
    "kpi-api:scheme_drafts": scheme,
    "kpi:scheme_version": published,
    "kpi-api:scheme_version": published,
    "kpi:scheme_try": published,
    "kpi-api:scheme_try": published,
    **{
        f"kpi:scheme_{name}": draft
        for name in ("line_new", "line_edit", "line_remove", "about", "publish", "remove")
    },
    "kpi-api:scheme_publish": draft,
}
FILLERS = {"place": lambda _scene, _name: 0}
