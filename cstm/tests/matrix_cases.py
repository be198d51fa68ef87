"""Cases, actions, sheets and process waste of the world of the permission matrix."""

import datetime as dt
from typing import Any

from kpi.models import Case, CaseAction, CaseBatch, CaseCategory, ProcessWaste

AT = dt.datetime(2026, 11, 16, 1, tzinfo=dt.UTC)


def case(scene: Any, relation: str) -> Case:
    """An open case of the relation's person."""
    return Case.objects.create(
        kind="complaint",
        title="It never came",
        store=scene.stores[relation],
        owner=scene.people[relation],
        opened_at=AT,
        day=AT.date(),
    )


def action(scene: Any, relation: str) -> CaseAction:
    """An action of the relation's person."""
    return CaseAction.objects.create(
        kind="corrective", title="Mend it", owner=scene.people[relation], due=AT.date()
    )


def batch(scene: Any, relation: str) -> CaseBatch:
    """A sheet that the relation's person sent."""
    return CaseBatch.objects.create(file_name="a.csv", uploaded_by=scene.people[relation].user)


def waste(scene: Any, relation: str) -> ProcessWaste:
    """A line that the relation's person wrote."""
    return ProcessWaste.objects.create(
        step="Copying", proposal="Do not", minutes_lost=1, written_by=scene.people[relation]
    )


def category(_scene: Any, _relation: str) -> CaseCategory:
    """A category; it belongs to nobody."""
    return CaseCategory.objects.order_by("pk")[0]


MAKERS = {
    "case": case,
    "case_action": action,
    "case_batch": batch,
    "waste": waste,
    "kpi:case_category_edit": category,
}
