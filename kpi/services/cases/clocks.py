"""Times for cases by kind and priority, and due times that follow them and the hours of stores."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices.cases import CaseKind, CasePriority, CaseState
from kpi.models import Case, CaseLimit
from kpi.rules import case_limits
from kpi.selectors.cases import clocks
from staff.models import User
from staff.services import audit


@transaction.atomic
def set_limit(kind: str, priority: str, minutes: int | None, *, actor: User | None) -> None:
    """Give a kind of case this many minutes of open time; None gives it the usual time again.

    Open cases of the kind get a new due time. Raises DomainError for what is no kind, priority or time.
    """
    if kind not in CaseKind.values or priority not in CasePriority.values:
        raise DomainError(_("Choose a kind and a priority."), code="kind")
    own = clocks.own_limits()
    before = case_limits.minutes(kind, priority, own)
    if minutes is None:
        CaseLimit.objects.filter(kind=kind, priority=priority).delete()
        own.pop((kind, priority), None)
    else:
        if not case_limits.LEAST <= minutes <= case_limits.MOST:
            raise DomainError(
                _("Give %(least)s to %(most)s minutes.")
                % {"least": case_limits.LEAST, "most": case_limits.MOST},
                code="minutes",
            )
        CaseLimit.objects.update_or_create(kind=kind, priority=priority, defaults={"minutes": minutes})
        own[(kind, priority)] = minutes
    after = case_limits.minutes(kind, priority, own)
    if before != after:
        words = {"kind": kind, "priority": priority}
        audit.record(
            actor=actor,
            action="case_limit.set",
            about=f"{kind} {priority}",
            before={**words, "minutes": before},
            after={**words, "minutes": after},
        )
        _reset(Case.objects.filter(kind=kind, priority=priority))


@transaction.atomic
def follow_hours(store_ids: Iterable[int] | None) -> int:
    """Give open cases of these stores (None: of every store) due times by the hours that hold now."""
    rows = Case.objects.all()
    if store_ids is not None:
        rows = rows.filter(store_id__in=list(store_ids))
    return _reset(rows)


def _reset(rows: "QuerySet[Case]") -> int:
    """New due times for those that are open; whoever was reminded is reminded again only of a later one."""
    held = list(rows.exclude(state=CaseState.CLOSED).select_for_update(of=("self",)).order_by("pk"))
    if not held:
        return 0
    hours = clocks.hours_of({case.store_id for case in held})
    own = clocks.own_limits()
    changed = []
    for case in held:
        since = case.reopened_at or case.opened_at
        due, leader_due = clocks.due(case.kind, case.priority, since, hours[case.store_id], own)
        if (due, leader_due) == (case.due_at, case.leader_due_at):
            continue
        later = due is None or case.due_at is None or due > case.due_at
        case.due_at, case.leader_due_at = due, leader_due
        if later:
            case.owner_reminded_at = case.leader_reminded_at = None
        changed.append(case)
    Case.objects.bulk_update(
        changed, ["due_at", "leader_due_at", "owner_reminded_at", "leader_reminded_at"], batch_size=200
    )
    return len(changed)
