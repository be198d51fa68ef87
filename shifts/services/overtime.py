"""The overtime ledger: minutes beyond the plan, decided once, corrected by difference."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.formats import both
from shifts.choices import DayKind, OvertimeState
from shifts.models import LeaveEntry, LeaveType, OvertimeEntry
from shifts.rules.extension import half_days
from shifts.selectors import leave as leave_reads
from staff.models import Agent, User
from staff.services import audit, notices
from staff.signals import own_facts_changed

EXTENSION, REST_DAY, BEYOND, HAND = "extension", "rest_day", "beyond_curfew", "hand"
COMPUTED = (EXTENSION, REST_DAY)
_MARK = "~"
# What a computed date gives: (source, kind of day) to minutes.
Minutes = Mapping[tuple[str, str], int]


def sync(wanted: Mapping[tuple[int, dt.date], Minutes], keys: Iterable[tuple[int, dt.date]]) -> set[dt.date]:
    """Make the computed overtime of these people's dates what attendance says; returns the dates changed.

    What nobody decided is simply changed; once decided, the difference becomes a row of its own that waits
    for a decision.
    """
    places = set(keys)
    if not places:
        return set()
    chains = _chains({agent for agent, _day in places}, {day for _agent, day in places})
    standing: dict[tuple[int, dt.date], set[tuple[str, str]]] = defaultdict(set)
    for agent_id, day, source, kind in chains:
        standing[agent_id, day].add((source, kind))
    changed = set()
    for agent_id, day in sorted(places):
        told = wanted.get((agent_id, day), {})
        for source, kind in sorted({*told, *standing.get((agent_id, day), ())}):
            rows = chains.get((agent_id, day, source, kind), [])
            if _settle(rows, agent_id, day, source, kind, told.get((source, kind), 0)):
                changed.add(day)
    return changed


def _chains(
    agent_ids: set[int], days: set[dt.date]
) -> dict[tuple[int, dt.date, str, str], list[OvertimeEntry]]:
    """Computed entries with their corrections, oldest first."""
    rows = OvertimeEntry.objects.select_for_update().filter(
        agent_id__in=agent_ids, day__gte=min(days), day__lte=max(days)
    )
    found: dict[tuple[int, dt.date, str, str], list[OvertimeEntry]] = defaultdict(list)
    for row in rows.order_by("pk"):
        source = row.source.partition(_MARK)[0]
        if source in COMPUTED and row.day in days:
            found[row.agent_id, row.day, source, row.day_kind].append(row)
    return found


def _settle(
    rows: list[OvertimeEntry], agent_id: int, day: dt.date, source: str, kind: str, minutes: int
) -> bool:
    """Let a chain add up to `minutes` and what was set right by hand; the last row takes the difference
    while it is open.

    A correction by hand outlives every computation. It takes no more away than there is.
    """
    if rows and rows[0].by_hand < -minutes:
        rows[0].by_hand = -minutes
        rows[0].save(update_fields=["by_hand", "updated_at"])
    before = sum(row.minutes for row in rows)
    gap = minutes + (rows[0].by_hand if rows else 0) - before
    if not gap:
        return False
    if rows and (rows[0].by_hand or any(row.state != OvertimeState.OPEN for row in rows)):
        # Somebody has had a say in it: what the computation changes now is theirs to find.
        after = {"day": day, "minutes": before + gap, "by_hand": rows[0].by_hand}
        audit.record(
            actor=None, action="overtime.recompute", about=rows[0], before={"minutes": before}, after=after
        )
    last = rows[-1] if rows else None
    if last is None:
        OvertimeEntry.objects.create(agent_id=agent_id, day=day, minutes=gap, day_kind=kind, source=source)
    elif last.state == OvertimeState.OPEN:
        last.minutes += gap
        if last.minutes and (last.corrects_id or last.minutes > 0):
            last.save(update_fields=["minutes", "updated_at"])
        else:
            last.delete()
    else:
        _correction(rows, gap)
    return True


def _correction(rows: list[OvertimeEntry], minutes: int) -> OvertimeEntry:
    """A row for what a decided entry lacks, or has too much."""
    first = rows[0]
    return OvertimeEntry.objects.create(
        agent_id=first.agent_id,
        day=first.day,
        minutes=minutes,
        day_kind=first.day_kind,
        source=f"{first.source.partition(_MARK)[0]}{_MARK}{len(rows)}",
        corrects=first,
    )


@transaction.atomic
def enter(
    agent: Agent, *, day: dt.date, minutes: int, day_kind: str, reason: str, actor: User | None
) -> OvertimeEntry:
    """Write overtime down by hand, with a reason. Raises DomainError."""
    if minutes <= 0 or minutes > 1440:
        raise DomainError(_("Overtime of a date is 1 to 1440 minutes."), code="minutes")
    if not reason.strip():
        raise DomainError(_("Say what the overtime was for."), code="no_reason")
    if day_kind not in DayKind.values:
        raise DomainError(_("A date is a workday, a rest day or a statutory holiday."), code="kind")
    Agent.objects.select_for_update().get(pk=agent.pk)
    number = OvertimeEntry.objects.filter(agent=agent, day=day, source__startswith=HAND).count()
    row = OvertimeEntry.objects.create(
        agent=agent,
        day=day,
        minutes=minutes,
        day_kind=day_kind,
        source=f"{HAND}:{number + 1}",
        reason=reason.strip()[:200],
    )
    audit.record(
        actor=actor, action="overtime.add", about=row, after={"day": day, "minutes": minutes}, reason=reason
    )
    _told([row])
    return row


@transaction.atomic
def decide(
    entry_id: int, *, state: str, actor: User | None, by: Agent | None, reason: str = ""
) -> OvertimeEntry:
    """Say once what becomes of an entry: pay, time in lieu, or not recognised.

    Minutes on statutory holidays must be paid (Labour Law art. 44). Raises DomainError for a second,
    different decision, for one's own entry, and for a refusal without a reason.
    """
    row = _held(entry_id)
    if state not in (OvertimeState.PAID, OvertimeState.LIEU, OvertimeState.REFUSED):
        raise DomainError(_("Choose pay, time in lieu, or not recognised."), code="state")
    if row.state == state:
        return row
    if row.state != OvertimeState.OPEN:
        raise DomainError(
            _("This was decided already: %(state)s.") % {"state": row.get_state_display()}, code="decided"
        )
    if by is not None and by.pk == row.agent_id:
        raise DomainError(_("Nobody decides on their own overtime."), code="own")
    if state == OvertimeState.LIEU and row.day_kind == DayKind.STATUTORY:
        raise DomainError(_("Work on a statutory holiday is paid; no time in lieu replaces it."), code="law")
    if state == OvertimeState.REFUSED and not reason.strip():
        raise DomainError(_("Say why it is not recognised."), code="no_reason")
    if state == OvertimeState.LIEU:
        _give_lieu(row)
    row.state, row.decided_by, row.decided_at = state, by, timezone.now()
    row.reason = reason.strip()[:200] or row.reason
    row.save(update_fields=["state", "decided_by", "decided_at", "reason", "updated_at"])
    after = {"state": state, "minutes": row.minutes, "day": row.day}
    audit.record(actor=actor, action="overtime.decide", about=row, after=after, reason=reason)
    notices.post(
        agent=row.agent,
        kind="shifts.overtime_decided",
        about=f"overtime:{row.pk}",
        params={
            "day": row.day.isoformat(),
            "minutes": row.minutes,
            "state": both(OvertimeState(row.state).label),
        },
        url="/shifts/attendance/mine/",
        private=True,
    )
    _told([row])
    return row


def _held(entry_id: int) -> OvertimeEntry:
    """The entry, held: the person first, as whoever computes attendance does, so that neither waits for
    the other."""
    people = OvertimeEntry.objects.filter(pk=entry_id).values("agent_id")
    list(Agent.objects.select_for_update(no_key=True).filter(pk__in=people).values_list("pk"))
    return OvertimeEntry.objects.select_for_update(of=("self",)).select_related("agent").get(pk=entry_id)


def _give_lieu(row: OvertimeEntry) -> None:
    """Half days of leave for the minutes: whole halves of the contract's day, the rest waits for more."""
    a_half = leave_reads.half_a_day(row.agent_id, row.day)
    brought = half_days(leave_reads.lieu_minutes(row.agent), row.minutes, a_half)
    if brought:
        LeaveEntry.objects.get_or_create(
            agent_id=row.agent_id,
            type=LeaveType.objects.get(code=leave_reads.LIEU_TYPE),
            key=f"overtime:{row.pk}",
            defaults={"half_days": brought, "day": row.day},
        )


@transaction.atomic
def mark_paid(entry_ids: Iterable[int], run: str) -> int:
    """A pay run has paid these entries; each is paid by one run only. Returns how many are newly marked.

    Raises DomainError for an entry that nobody decided to pay, and for one that another run paid.
    """
    wanted = list(entry_ids)
    rows = OvertimeEntry.objects.select_for_update().filter(pk__in=wanted)
    for row in rows:
        if row.state != OvertimeState.PAID:
            raise DomainError(
                _("The overtime of %(day)s is not decided to be paid.") % {"day": row.day}, code="state"
            )
        if row.paid_by not in ("", run):
            raise DomainError(
                _("The overtime of %(day)s was paid with %(run)s already.")
                % {"day": row.day, "run": row.paid_by},
                code="paid",
            )
    return OvertimeEntry.objects.filter(pk__in=wanted, paid_by="").update(paid_by=run[:60])


@transaction.atomic
def correct(entry_id: int, *, minutes: int, reason: str, actor: User | None) -> OvertimeEntry | None:
    """Set right what an entry ought to have been; None where it was right.

    An open entry is changed itself; a decided or paid one keeps standing, and the difference becomes a row
    that waits for a decision. Of computed overtime the difference is kept, so that the next computation
    changes the entry only by what it finds otherwise than before. Raises DomainError without a reason.
    """
    if not reason.strip():
        raise DomainError(_("Say why the minutes are set right."), code="no_reason")
    if not 0 <= minutes <= 1440:
        raise DomainError(_("Overtime of a date is 1 to 1440 minutes."), code="minutes")
    row = _held(entry_id)
    first_id = row.corrects_id or row.pk
    rows = OvertimeEntry.objects.select_for_update().filter(Q(pk=first_id) | Q(corrects=first_id))
    chain = list(rows.order_by("pk"))
    total = sum(one.minutes for one in chain)
    if total == minutes:
        return None
    last = chain[-1]
    gap = minutes - total
    if (
        last.state == OvertimeState.OPEN
        and last.minutes + gap
        and (last.corrects_id or last.minutes + gap > 0)
    ):
        last.minutes += gap
        last.reason = reason.strip()[:200]
        last.save(update_fields=["minutes", "reason", "updated_at"])
    elif last.state == OvertimeState.OPEN:
        raise DomainError(_("An entry that nobody decided is refused, not set to nothing."), code="open")
    else:
        last = _correction(chain, gap)
        last.reason = reason.strip()[:200]
        last.save(update_fields=["reason"])
    if chain[0].source in COMPUTED:
        chain[0].by_hand += gap
        chain[0].save(update_fields=["by_hand", "updated_at"])
    audit.record(
        actor=actor,
        action="overtime.correct",
        about=last,
        before={"minutes": total},
        after={"minutes": minutes},
        reason=reason,
    )
    _told([last])
    return last


def _told(rows: Iterable[OvertimeEntry]) -> None:
    """Whoever sums weeks hears of it."""
    found = list(rows)
    own_facts_changed.send(
        sender=OvertimeEntry,
        agent_ids=sorted({row.agent_id for row in found}),
        days=sorted({row.day for row in found}),
    )
