"""Cases past their time: the owner hears of it, and later the leader; each once for each due time."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cstm.formats import listed
from kpi.choices.cases import CaseState
from kpi.models import Case
from kpi.selectors.cases.people import leaders_of
from kpi.services.cases import cases, shared
from staff.models import Agent
from staff.services import audit, notices

AT_ONCE = 500
# Between the owner and the leader there is always time to act.
GRACE = dt.timedelta(minutes=30)


def remind(now: dt.datetime) -> int:
    """Remind owners of cases that are past their time, then their leaders; returns how many were told.

    A conditional update claims each case, so that two clocks remind nobody twice. Cases of people who have
    left go to their leader first, who is told of each.
    """
    hand_on(now)
    return _owners(now) + _leaders(now)


def hand_on(now: dt.datetime) -> int:
    """Give open cases of people whose last day is over to their nearest leader; returns how many."""
    today = timezone.localdate(now)
    rows = Case.objects.exclude(state=CaseState.CLOSED).filter(owner__left_on__lt=today)
    given = 0
    for pk, owner, last in list(
        rows.values_list("pk", "owner_id", "owner__left_on").order_by("pk")[:AT_ONCE]
    ):
        # On the last day the person still was in a team; whoever leads it then may have left as well.
        leader = next((one for one in leaders_of([owner], last).get(owner, []) if one.left_on >= today), None)
        if leader is not None:
            cases.give(pk, owner=leader, by=None, actor=None, now=now)
            given += 1
    return given


def _overdue(now: dt.datetime) -> Q:
    return ~Q(state=CaseState.CLOSED) & Q(due_at__lte=now)


def _owners(now: dt.datetime) -> int:
    rows = Case.objects.filter(_overdue(now), owner_reminded_at=None).order_by("due_at", "pk")
    return sum(_owner(pk, now) for pk in list(rows.values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def _owner(case_id: int, now: dt.datetime) -> int:
    mine = Case.objects.filter(_overdue(now), pk=case_id, owner_reminded_at=None)
    if not mine.update(owner_reminded_at=now):
        return 0
    case = shared.locked(case_id)
    shared.mark(case)  # From now on it is known to be late.
    shared.note(case, None, shared.REMINDED, str(case.owner), now)
    audit.record(actor=None, action="case.remind", about=case, after={"to": case.owner})
    return notices.post(
        agent=case.owner,
        kind="kpi.case_overdue",
        about=_about(case),
        params=shared.told(case),
        url=shared.url_of(case),
        by_mail=True,
        private=True,
    )


def _leaders(now: dt.datetime) -> int:
    rows = Case.objects.filter(
        _overdue(now),
        leader_due_at__lte=now,
        leader_reminded_at=None,
        # Who was given the case a moment ago is reminded first.
        owner_reminded_at__lt=now - GRACE,
    )
    return _tell_leaders(list(rows.order_by("due_at", "pk").values_list("pk", "owner_id")[:AT_ONCE]), now)


def _tell_leaders(rows: list[tuple[int, int]], now: dt.datetime) -> int:
    if not rows:
        return 0

    leaders = leaders_of([owner for _pk, owner in rows], timezone.localdate(now))
    return sum(_to_leaders(pk, leaders[owner], now) for pk, owner in rows if owner in leaders)


@transaction.atomic
def _to_leaders(case_id: int, leaders: list[Agent], now: dt.datetime) -> int:
    mine = Case.objects.filter(_overdue(now), pk=case_id, leader_reminded_at=None)
    if not mine.update(leader_reminded_at=now):
        return 0
    case = shared.locked(case_id)
    names = listed(str(leader) for leader in leaders)
    shared.note(case, None, shared.REMINDED, names, now)
    audit.record(actor=None, action="case.remind", about=case, after={"to": names})
    return notices.post_many(
        agents=leaders,
        kind="kpi.case_overdue_leader",
        about=_about(case),
        params=shared.told(case),
        url=shared.url_of(case),
        by_mail=True,
        private=True,
    )


def _about(case: Case) -> str:
    """One due time of a case with one owner is one subject."""
    return f"case:{case.pk}:{case.owner_id}:{case.due_at:%Y%m%d%H%M}"
