"""Clocking in and out: in the browser from allowed addresses, by a leader's hand with a reason."""

import datetime as dt
import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.choices import PunchKind
from shifts.models import Punch, PunchSheet
from shifts.services import attendance
from staff.models import Agent, User
from staff.services import audit

BROWSER, HAND = "browser", "hand"
# A second press of the same button within this time is the first one.
TWICE = dt.timedelta(minutes=2)
# A clock of the person's own may not write the past or the future.
LONGEST_BACK = dt.timedelta(days=62)
# A file may hold a year and what was late in it; a time before that is a clock that was reset.
FILE_BACK = dt.timedelta(days=400)
_DAY = dt.timedelta(days=1)
_BRIDGED = dt.timedelta(days=7)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def may_clock_from(address: str, networks: Sequence[Network] | None = None) -> bool:
    """Whether one may clock in from an address: anywhere where the setting names none."""
    allowed = settings.CLOCK_ADDRESSES if networks is None else networks
    if not allowed:
        return True
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in network for network in allowed)


@transaction.atomic
def clock(agent: Agent, *, kind: str, address: str, now: dt.datetime | None = None) -> Punch:
    """Clock in or out at this moment; pressed twice is once. Raises DomainError from a foreign address."""
    if kind not in PunchKind.values:
        raise DomainError(_("Clock in or clock out."), code="kind")
    if not may_clock_from(address):
        raise DomainError(
            _("You can clock in and out from the company's network only. Ask your leader to enter it."),
            code="address",
        )
    Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
    moment = (now or timezone.now()).replace(microsecond=0)
    last = Punch.objects.filter(agent=agent, at__lte=moment, at__gte=moment - TWICE).order_by("-at").first()
    if last is not None and last.kind == kind:
        return last
    row, new = Punch.objects.get_or_create(
        agent=agent, at=moment, kind=kind, source=BROWSER, defaults={"address": _plain(address)}
    )
    if new:
        _follow(agent.pk, [moment])
    return row


@transaction.atomic
def enter(
    agent: Agent,
    *,
    at: dt.datetime,
    kind: str,
    reason: str,
    actor: User | None,
    now: dt.datetime | None = None,
) -> Punch:
    """A leader writes down when somebody came or went, with a reason. Raises DomainError."""
    if not reason.strip():
        raise DomainError(_("Say why it is entered by hand."), code="no_reason")
    moment = now or timezone.now()
    if at > moment:
        raise DomainError(_("This time has not come yet."), code="future")
    if at < moment - LONGEST_BACK:
        raise DomainError(_("This time lies too far back."), code="past")
    if actor is not None and agent.user_id is not None and agent.user_id == actor.pk:
        raise DomainError(_("Nobody enters their own times by hand. Ask your leader."), code="own")
    row, new = Punch.objects.get_or_create(
        agent=agent,
        at=at.replace(microsecond=0),
        kind=kind,
        source=HAND,
        defaults={"note": reason.strip()[:200]},
    )
    if new:
        after = {"at": row.at, "kind": row.kind}
        audit.record(actor=actor, action="punch.enter", about=agent, after=after, reason=reason)
        _follow(agent.pk, [row.at])
    return row


@transaction.atomic
def take_back(punch: Punch, *, reason: str, actor: User | None) -> None:
    """Remove a wrong entry, with a reason; it stays in the audit trail. Raises DomainError."""
    if not reason.strip():
        raise DomainError(_("Say why it is taken back."), code="no_reason")
    if actor is not None and punch.agent.user_id == actor.pk:
        raise DomainError(_("Nobody takes back their own times. Ask your leader."), code="own")
    before = {"at": punch.at, "kind": punch.kind, "source": punch.source}
    audit.record(actor=actor, action="punch.remove", about=punch.agent, before=before, reason=reason)
    agent_id, at = punch.agent_id, punch.at
    punch.delete()
    _follow(agent_id, [at])


@transaction.atomic
def take(
    rows: Iterable[tuple[int, dt.datetime, str]], *, source: str, sheet: PunchSheet | None = None
) -> int:
    """Write times that a file gives; what is there already stays once. Returns how many are new."""
    wanted = sorted(set(rows))
    if not wanted:
        return 0
    known = set(
        Punch.objects.filter(source=source, agent_id__in={row[0] for row in wanted}).values_list(
            "agent_id", "at", "kind"
        )
    )
    fresh = [
        Punch(agent_id=a, at=at, kind=kind, source=source, sheet=sheet)
        for a, at, kind in wanted
        if (a, at, kind) not in known
    ]
    Punch.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
    if fresh:
        _follow_each(fresh)
    return len(fresh)


@transaction.atomic
def undo(sheet: PunchSheet, *, actor: User | None) -> int:
    """Take back every time that a sheet brought; returns how many. DomainError where that was done already.

    A time that a later sheet brought again came with the first one; taking that sheet in again brings it.
    """
    row = PunchSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if row.undone_at is not None:
        raise DomainError(_("This sheet was taken back already."), code="undone")
    gone = list(Punch.objects.filter(sheet=row))
    Punch.objects.filter(sheet=row).delete()
    row.undone_at = timezone.now()
    row.save(update_fields=["undone_at"])
    audit.record(actor=actor, action="punch.undo", about=row.name, before={"times": len(gone)})
    if gone:
        _follow_each(gone)
    return len(gone)


def _follow_each(rows: Iterable[Punch]) -> None:
    """Compute the dates of these times again: each person's own, people with the same dates together."""
    days: dict[int, set[dt.date]] = defaultdict(set)
    for row in rows:
        day = attendance_day(row.at)
        days[row.agent_id] |= {day - _DAY, day, day + _DAY}
    together: dict[tuple[dt.date, dt.date], list[int]] = defaultdict(list)
    for agent_id, mine in days.items():
        for run in _runs(mine):
            together[run].append(agent_id)
    # Everybody at once and in order, so that two files at a time do not wait for each other.
    list(Agent.objects.select_for_update(no_key=True).filter(pk__in=days).order_by("pk").values_list("pk"))
    for (first, last), people in sorted(together.items()):
        attendance.recompute(people, first, last)


def _runs(days: Iterable[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """Dates in order as spans; a gap of up to a week is bridged, since each span costs its queries."""
    found: list[tuple[dt.date, dt.date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] <= _BRIDGED:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def attendance_day(at: dt.datetime) -> dt.date:
    """The calendar date of a moment on the site's clock."""
    return timezone.localdate(at)


def _follow(agent_id: int, moments: Iterable[dt.datetime]) -> None:
    """Compute the attendance around these moments again."""
    days = [attendance_day(at) for at in moments]
    attendance.recompute([agent_id], min(days) - _DAY, max(days) + _DAY)


def _plain(address: str) -> str | None:
    """An address that can be kept, or none."""
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None
