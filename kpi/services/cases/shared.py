"""What writes of cases share: the locked row, the trail, the marked week, and who is told."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.formats import both, moment
from kpi.choices.cases import CaseState
from kpi.models import Case, CaseNote
from kpi.rules import case_fields
from kpi.services import weeks
from kpi.services.cases import words  # noqa: F401  (registers the notices)
from staff.models import Agent
from staff.services import notices

OPENED, WORD, CHANGED, ASKED, ANSWERED = "opened", "word", "changed", "asked", "answered"
CHECKED, CLOSED, REOPENED, REMINDED, RATED, GIVEN = (
    "checked",
    "closed",
    "reopened",
    "reminded",
    "rated",
    "given",
)


def locked(case_id: int) -> Case:
    """The case, held until the end of the transaction."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("store", "owner", "category")
    return rows.get(pk=case_id)


def note(case: Case, by: Agent | None, step: str, text: str, now: dt.datetime) -> CaseNote:
    """A line in the trail."""
    return CaseNote.objects.create(case=case, agent=by, at=now, step=step, text=text[:2000])


def answered(case: Case, now: dt.datetime) -> list[str]:
    """The first thing done about a case is its first answer; gives the names of fields that changed."""
    if case.answered_at is not None:
        return []
    case.answered_at = now
    return ["answered_at"]


def must_stand_open(case: Case) -> None:
    """Raises DomainError for a closed case."""
    if case.state == CaseState.CLOSED:
        raise DomainError(_("This case is closed. Reopen it first."), code="closed")


def mark(case: Case) -> None:
    """The week on which the case counts is computed again."""
    weeks.mark_dirty([case.day])


def cleaned_fields(kind: str, said: dict[str, Any]) -> dict[str, str]:
    """The fields of a kind; raises DomainError that names the field."""
    try:
        return case_fields.clean(kind, said)
    except case_fields.BadFieldError as fault:
        raise DomainError(str(fault), code=f"field_{fault.code}") from None


def tell_owner(case: Case, *, by: Agent | None) -> None:
    """Whoever is given a case by somebody else hears of it."""
    if by is not None and by.pk == case.owner_id:
        return
    notices.post(
        agent=case.owner,
        kind="kpi.case_given",
        about=f"case:{case.pk}:{case.owner_id}:{case.reopened}",
        params=told(case),
        url=url_of(case),
        private=True,
    )


def told(case: Case) -> dict[str, Any]:
    """Values for the words of a notice; each reader sees them in the own language."""
    return {"title": case.title, "store": case.store.name, "due": due_words(case), "owner": str(case.owner)}


def due_words(case: Case) -> Any:
    """The due time in both languages."""
    return both(_Due(case.due_at))


class _Due:
    """The due time as words of the language of the moment."""

    def __init__(self, at: dt.datetime | None) -> None:
        self.at = at

    def __str__(self) -> str:
        return moment(self.at) if self.at else _("without a time")


def url_of(case: Case) -> str:
    """The page of a case."""
    return f"/kpi/cases/{case.pk}/"
