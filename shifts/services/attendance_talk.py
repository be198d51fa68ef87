"""The talk about an attendance day: reason and paper, the leader's answer, work past the curfew."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.choices import AttendanceState
from shifts.models import AttendanceDay, OvertimeEntry
from shifts.rules.extension import by_day_kind
from shifts.rules.spans import Span
from shifts.selectors import attendance_inputs as reads
from shifts.selectors.mine import leaders_of
from shifts.services import living_words, overtime, papers  # noqa: F401  (words of notices)
from staff.models import Agent, User
from staff.services import audit, notices
from staff.signals import own_facts_changed

FAULTS = (
    AttendanceState.LATE,
    AttendanceState.EARLY,
    AttendanceState.LATE_EARLY,
    AttendanceState.ABSENT,
)
_URL = "/shifts/attendance/"


@transaction.atomic
def explain(
    row_id: int, *, reason: str, upload: "UploadedFile[Any] | None", actor: User | None
) -> AttendanceDay:
    """The person says why; the nearest leader who is somebody else hears of it.

    Raises DomainError where nothing is to be explained.
    After the answer nothing is added: what was decided stays readable beside what it was decided on.
    """
    row = _locked(row_id)
    if row.state not in FAULTS:
        raise DomainError(_("There is nothing to explain about this date."), code="no_fault")
    if row.excused is not None:
        raise DomainError(_("This was answered already. Speak with your leader."), code="answered")
    if not reason.strip():
        raise DomainError(_("Say in a few words what happened."), code="no_reason")
    before = {"reason": row.reason, "evidence": row.evidence.name}
    row.reason = reason.strip()[:300]
    if upload is not None:
        old = row.evidence.name
        row.evidence = papers.keep(upload, "attendance")
        if old:
            transaction.on_commit(lambda: papers.drop(old))
    row.save(update_fields=["reason", "evidence", "updated_at"])
    after = {"reason": row.reason, "evidence": row.evidence.name}
    audit.record(actor=actor, action="attendance.explain", about=row, before=before, after=after)
    notices.post_many(
        agents=leaders_of(row.agent, row.day),
        kind="shifts.attendance_reason",
        about=f"attendance:{row.pk}:{timezone.now():%Y%m%d%H%M}",
        params={"name": row.agent.name, "day": row.day.isoformat()},
        url=f"{_URL}{row.pk}/",
        private=True,
    )
    return row


@transaction.atomic
def answer(row_id: int, *, excused: bool, words: str, by: Agent | None, actor: User | None) -> AttendanceDay:
    """The leader's answer, before anything is deducted.

    An answer may be changed; each stands in the audit trail. Raises DomainError for the own date, and for a
    refusal without words.
    """
    row = _locked(row_id)
    if by is not None and by.pk == row.agent_id:
        raise DomainError(_("Nobody answers for their own attendance."), code="own")
    if row.state not in FAULTS:
        raise DomainError(_("There is nothing to answer about this date."), code="no_fault")
    if not excused and not words.strip():
        raise DomainError(_("Say why it is not excused."), code="no_reason")
    before = {"excused": row.excused, "answer": row.answer}
    row.excused, row.answer = excused, words.strip()[:300]
    row.answered_by, row.answered_at = by, timezone.now()
    row.save(update_fields=["excused", "answer", "answered_by", "answered_at", "updated_at"])
    after = {"excused": row.excused, "answer": row.answer}
    audit.record(actor=actor, action="attendance.answer", about=row, before=before, after=after)
    notices.post(
        agent=row.agent,
        kind="shifts.attendance_answer",
        about=f"attendance:{row.pk}:{row.answered_at:%Y%m%d%H%M%S}",
        params={"day": row.day.isoformat(), "answer": row.answer},
        url=f"{_URL}{row.pk}/",
        private=True,
    )
    own_facts_changed.send(sender=AttendanceDay, agent_ids=[row.agent_id], days=[row.day])
    return row


def beyond_minutes(row: AttendanceDay) -> int:
    """Whole minutes that a date ran past the curfew; 0 where it did not."""
    if row.extended_to is None:
        return 0
    ends = [moment for moment in (row.end_at, _last_contact(row)) if moment is not None]
    return max(0, (min(ends) - row.extended_to) // dt.timedelta(minutes=1)) if ends else 0


def _last_contact(row: AttendanceDay) -> dt.datetime | None:
    """The last contact that reports give of the date."""
    signs = reads.inputs([row.agent_id], row.day, row.day).signs.get((row.agent_id, row.day), [])
    return max((last for _first, last in signs if last is not None), default=None)


@transaction.atomic
def say_beyond(row_id: int, *, reason: str, actor: User | None) -> AttendanceDay:
    """Why somebody served past the curfew; a leader checks it before the minutes count.

    Raises DomainError.
    """
    row = _locked(row_id)
    if not beyond_minutes(row):
        raise DomainError(_("Nobody served past the curfew on this date."), code="no_minutes")
    if not reason.strip():
        raise DomainError(_("Say why it was needed."), code="no_reason")
    if OvertimeEntry.objects.filter(agent_id=row.agent_id, day=row.day, source=overtime.BEYOND).exists():
        raise DomainError(_("This was checked already."), code="checked")
    before = {"beyond_curfew": row.beyond_curfew}
    row.beyond_curfew = reason.strip()[:200]
    row.save(update_fields=["beyond_curfew", "updated_at"])
    audit.record(
        actor=actor,
        action="attendance.beyond",
        about=row,
        before=before,
        after={"beyond_curfew": row.beyond_curfew},
    )
    return row


@transaction.atomic
def check_beyond(row_id: int, *, accepted: bool, by: Agent | None, actor: User | None) -> int:
    """Somebody else checks the reason; accepted, the minutes past the curfew become overtime to decide.

    Returns those minutes. Raises DomainError without a reason to check, and for the own date.
    """
    row = _locked(row_id)
    if not row.beyond_curfew:
        raise DomainError(_("No reason was given yet; there is nothing to check."), code="no_reason")
    if by is None or by.pk == row.agent_id:
        raise DomainError(_("Somebody else checks the reason."), code="own")
    minutes = beyond_minutes(row)
    if not minutes or row.extended_to is None:
        raise DomainError(_("Nobody served past the curfew on this date."), code="no_minutes")
    after = {"accepted": accepted, "minutes": minutes if accepted else 0}
    audit.record(
        actor=actor, action="attendance.check_beyond", about=row, after=after, reason=row.beyond_curfew
    )
    if not accepted:
        row.beyond_curfew = ""
        row.save(update_fields=["beyond_curfew", "updated_at"])
        return 0
    kinds = reads.day_kinds(row.day, row.day + dt.timedelta(days=2))
    span = Span(row.extended_to, row.extended_to + dt.timedelta(minutes=minutes))
    parts = by_day_kind(
        span, row.day, rested=False, kind_of=lambda day: kinds.get(day, ""), zone=reads.zone()
    )
    for kind, many in parts.items():
        OvertimeEntry.objects.get_or_create(
            agent_id=row.agent_id,
            day=row.day,
            day_kind=kind,
            source=overtime.BEYOND,
            defaults={"minutes": many, "reason": row.beyond_curfew},
        )
    own_facts_changed.send(sender=AttendanceDay, agent_ids=[row.agent_id], days=[row.day])
    return minutes


def _locked(row_id: int) -> AttendanceDay:
    """The row, held until the end of the transaction."""
    return AttendanceDay.objects.select_for_update(of=("self",)).select_related("agent").get(pk=row_id)
