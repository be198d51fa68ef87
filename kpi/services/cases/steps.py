"""What is checked for a case, and what other departments are asked and answer."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices.cases import CaseState, CheckResult, Department
from kpi.models import Case, CaseCheck, CaseStep
from kpi.services.cases import shared
from staff.models import Agent, User
from staff.services import audit


@transaction.atomic
def add_check(case_id: int, *, what: str, by: Agent | None, actor: User | None) -> CaseCheck:
    """One more fact to check. Raises DomainError without words, or for a closed case."""
    case = shared.locked(case_id)
    shared.must_stand_open(case)
    if not what.strip():
        raise DomainError(_("Say what is to be checked."), code="empty")
    audit.record(actor=actor, action="case.note", about=case)
    return CaseCheck.objects.create(case=case, what=what.strip()[:200])


@transaction.atomic
def set_check(
    case_id: int,
    check_id: int,
    *,
    result: str,
    found: str = "",
    by: Agent | None,
    actor: User | None,
    now: dt.datetime | None = None,
) -> CaseCheck:
    """Write down what a check found. Raises DomainError for a result that is not known."""
    moment = now or timezone.now()
    case = shared.locked(case_id)
    shared.must_stand_open(case)
    if result not in CheckResult.values:
        raise DomainError(_("Choose what the check found."), code="result")
    row = CaseCheck.objects.filter(case=case, pk=check_id).first()
    if row is None:
        raise DomainError(_("This check is not on the case."), code="check")
    row.result, row.found = result, found.strip()[:500]
    row.by, row.at = (by, moment) if result != CheckResult.OPEN else (None, None)
    row.save()
    if result != CheckResult.OPEN:
        _first(case, moment)
    shared.note(case, by, shared.CHECKED, f"{row.what}: {row.found or result}", moment)
    audit.record(actor=actor, action="case.assess", about=case, after={"value": result}, reason=row.what)
    return row


@transaction.atomic
def ask(
    case_id: int,
    *,
    department: str,
    what: str,
    due_on: dt.date | None = None,
    by: Agent | None,
    actor: User | None,
    now: dt.datetime | None = None,
) -> CaseStep:
    """Ask another department for something; the case waits until it answers, and its clock runs on.

    Raises DomainError without words or for a department that is not known.
    """
    moment = now or timezone.now()
    case = shared.locked(case_id)
    shared.must_stand_open(case)
    if department not in Department.values:
        raise DomainError(_("Choose the department."), code="department")
    if not what.strip():
        raise DomainError(_("Say what you ask for."), code="empty")
    step = CaseStep.objects.create(
        case=case,
        department=department,
        ask=what.strip()[:500],
        due_on=due_on,
        asked_by=by,
        asked_at=moment,
    )
    case.state = CaseState.WAITING
    case.save(update_fields=["state", *_first_fields(case, moment), "updated_at"])
    shared.note(case, by, shared.ASKED, step.ask, moment)
    shared.mark(case)
    audit.record(actor=actor, action="case.ask", about=case, after={"to": department})
    return step


@transaction.atomic
def answer(
    case_id: int,
    step_id: int,
    *,
    text: str,
    by: Agent | None,
    actor: User | None,
    now: dt.datetime | None = None,
) -> CaseStep:
    """A department answered; once all have, the case comes back. Pressed twice is once.

    Raises DomainError without words.
    """
    moment = now or timezone.now()
    case = shared.locked(case_id)
    step = CaseStep.objects.filter(case=case, pk=step_id).first()
    if step is None:
        raise DomainError(_("This step is not on the case."), code="step")
    if step.answered_at is not None:
        return step
    if not text.strip():
        raise DomainError(_("Write down the answer."), code="empty")
    step.answer, step.answered_at = text.strip()[:1000], moment
    step.save()
    if not case.steps.filter(answered_at=None).exists() and case.state == CaseState.WAITING:
        case.state = CaseState.OPEN
        case.save(update_fields=["state", "updated_at"])
    shared.note(case, by, shared.ANSWERED, step.answer, moment)
    audit.record(actor=actor, action="case.answer", about=case, after={"from": step.department})
    return step


def _first(case: Case, now: dt.datetime) -> None:
    """Writing down a finding is a first step too."""
    if changed := _first_fields(case, now):
        case.save(update_fields=[*changed, "updated_at"])
        shared.mark(case)


def _first_fields(case: Case, now: dt.datetime) -> list[str]:
    return shared.answered(case, now)
