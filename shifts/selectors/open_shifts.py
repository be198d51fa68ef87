"""Open shifts: what is offered, who wants it, and in which order fairness gives."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from shifts.choices import Burden, RequestState, ShiftKind
from shifts.models import Claim, OpenShift, ShiftTemplate
from shifts.rules import spans
from shifts.rules.calendar import STATUTORY
from shifts.selectors import calendar, fairness

_BURDENS = {ShiftKind.EVENING: Burden.EVENING, ShiftKind.ON_DUTY: Burden.ON_DUTY}


@dataclass(frozen=True, slots=True)
class Offered:
    """An open shift as one person sees it; `claim` is the own one."""

    shift: OpenShift
    claim: Claim | None

    @property
    def wanted(self) -> bool:
        """Does the person want it already?"""
        return self.claim is not None and self.claim.state == RequestState.OPEN


def begun(day: dt.date, template: ShiftTemplate, now: dt.datetime) -> bool:
    """Has a shift of this date begun? One without times begins with its date."""
    return spans.moment(day, template.start or 0, timezone.get_default_timezone()) <= now


def offered(team_ids: Iterable[int] | None, today: dt.date, *, closed: bool = False) -> "QuerySet[OpenShift]":
    """Open shifts of teams (None: of all) from today on, by date, with their claims by name."""
    claims = Claim.objects.select_related("agent").order_by("agent__name")
    found = OpenShift.objects.filter(day__gte=today).select_related("template", "desk", "roster__team")
    if not closed:
        found = found.filter(closed=False)
    if team_ids is not None:
        found = found.filter(roster__team_id__in=list(team_ids))
    return found.prefetch_related(Prefetch("claims", claims)).order_by("day", "template__order", "pk")


def offered_to(agent_id: int, team_ids: Iterable[int], today: dt.date) -> list[Offered]:
    """The same as one person sees it."""
    return [
        Offered(each, next((claim for claim in each.claims.all() if claim.agent_id == agent_id), None))
        for each in offered(team_ids, today)
    ]


def burdens_of(shift: OpenShift) -> list[str]:
    """What the fairness ledger would count for whoever works it."""
    found: list[str] = []
    burden = _BURDENS.get(ShiftKind(shift.template.kind))
    if burden:
        found.append(burden)
    date = calendar.dates(shift.day, shift.day)[0]
    if date.kind == STATUTORY:
        found.append(Burden.HOLIDAY)
    elif shift.day.weekday() >= 5 and not date.worked:
        found.append(Burden.WEEKEND)
    return found


def order_of(shift: OpenShift) -> list[Claim]:
    """Claims that wait, in the order in which fairness gives: who owes most of the shift's burdens first,
    equals by name."""
    claims = list(Claim.objects.filter(shift=shift, state=RequestState.OPEN).select_related("agent"))
    owed = fairness.balances([claim.agent_id for claim in claims], shift.day.replace(day=1))
    wanted = burdens_of(shift)

    def key(claim: Claim) -> tuple[int, str, int]:
        mine = owed.get(claim.agent_id, {})
        return (-sum(mine.get(burden, 0) for burden in wanted), claim.agent.name, claim.agent_id)

    return sorted(claims, key=key)
