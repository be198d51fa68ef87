"""The tree of categories of cases: added, renamed, moved, taken out of use."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.models import Case, CaseCategory
from kpi.services import weeks
from staff.models import User
from staff.services import audit

DEEPEST = 3


@transaction.atomic
def save_category(
    category: CaseCategory | None,
    *,
    name_en: str,
    name_zh: str,
    parent: CaseCategory | None,
    quality: bool = False,
    place: int = 0,
    active: bool = True,
    actor: User | None,
) -> CaseCategory:
    """Add a category (None) or change one. What has cases is taken out of use, never removed.

    Raises DomainError without both names, for a name that stands there already, more than three levels deep,
    and for a category below itself.
    """
    name_en, name_zh = name_en.strip()[:80], name_zh.strip()[:80]
    if not name_en or not name_zh:
        raise DomainError(_("Give the name in both languages."), code="names")
    row = category or CaseCategory()
    before = _facts(row) if category else {}
    _check_place(row, parent)
    same = CaseCategory.objects.filter(parent=parent).exclude(pk=row.pk)
    if same.filter(name_en=name_en).exists() or same.filter(name_zh=name_zh).exists():
        raise DomainError(_("There is a category of this name here already."), code="taken")
    failed = row.quality
    row.name_en, row.name_zh, row.parent = name_en, name_zh, parent
    row.quality, row.place, row.active = quality, min(max(place, 0), 9999), active
    row.save()
    if category is not None and failed != quality:
        weeks.mark_dirty(
            Case.objects.filter(category=row).order_by().values_list("day", flat=True).distinct()
        )
    audit.record(
        actor=actor,
        action="case_category.change" if category else "case_category.add",
        about=row,
        before=before,
        after=_facts(row),
    )
    return row


def _check_place(row: CaseCategory, parent: CaseCategory | None) -> None:
    """The place in the tree must be above, and not too deep with what hangs below."""
    tree = dict(CaseCategory.objects.values_list("pk", "parent_id"))
    depth, at = 1, parent.pk if parent else None
    while at is not None:
        if row.pk is not None and at == row.pk:
            raise DomainError(_("A category cannot lie below itself."), code="circle")
        depth, at = depth + 1, tree[at]
    if depth + _below(row.pk, tree) > DEEPEST:
        raise DomainError(_("The tree has at most three levels."), code="deep")


def _below(pk: int | None, tree: Mapping[int, int | None]) -> int:
    """How many levels hang below a category."""
    if pk is None:
        return 0
    return max((1 + _below(child, tree) for child, parent in tree.items() if parent == pk), default=0)


def _facts(row: CaseCategory) -> dict[str, object]:
    return {
        "name_en": row.name_en,
        "name_zh": row.name_zh,
        "parent": str(row.parent or ""),
        "quality": row.quality,
        "active": row.active,
    }
