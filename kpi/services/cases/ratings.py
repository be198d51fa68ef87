"""How content a buyer is with a closing: one question, behind a signed link, answered once.

The link carries the key of the question and a signature, nothing about a person; the page behind it names
nobody either.
"""

import datetime as dt

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices.cases import CaseState
from kpi.models import CaseRating
from kpi.services.cases import shared
from staff.models import Agent, User
from staff.services import audit

OPEN_FOR = dt.timedelta(days=14)
_SALT = "kpi.case.rating"


@transaction.atomic
def ask(case_id: int, *, by: Agent | None, actor: User | None, now: dt.datetime | None = None) -> str:
    """The address to send to the buyer of a closed case; asked again, it is the same question.

    Raises DomainError while the case is open, and once the question is answered.
    """
    moment = now or timezone.now()
    case = shared.locked(case_id)
    if case.state != CaseState.CLOSED:
        raise DomainError(_("Close the case first."), code="open")
    rating, new = CaseRating.objects.get_or_create(
        case=case,
        closing=case.reopened,
        defaults={"made_at": moment, "expires_at": moment + OPEN_FOR},
    )
    if rating.answered_at is not None:
        raise DomainError(_("The buyer has answered already."), code="answered")
    if not new and rating.expires_at <= moment:
        rating.expires_at = moment + OPEN_FOR
        rating.save(update_fields=["expires_at"])
    if new:
        audit.record(actor=actor, action="case.make_token", about=case)
    return address(rating)


def address(rating: CaseRating) -> str:
    """The link of a question."""
    return f"{settings.SITE_URL}/kpi/rate/{signing.dumps([rating.pk], salt=_SALT)}/"


def question(token: str, now: dt.datetime) -> CaseRating | None:
    """The question behind a link that can be answered now; None for a false, old or answered one.

    A reopened case takes its question back: it was not settled.
    """
    try:
        (key,) = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if not isinstance(key, int):
        return None
    rows = CaseRating.objects.filter(pk=key, answered_at=None, expires_at__gt=now)
    found = rows.select_related("case__store").first()
    if found is None or found.case.state != CaseState.CLOSED or found.case.reopened != found.closing:
        return None
    return found


@transaction.atomic
def answer(token: str, *, score: int, words: str = "", now: dt.datetime | None = None) -> CaseRating:
    """Take the one answer. Raises DomainError for a score outside 1 to 5, and where there is no question."""
    moment = now or timezone.now()
    if not 1 <= score <= 5:
        raise DomainError(_("Choose one of the five."), code="score")
    found = question(token, moment)
    if found is None:
        raise DomainError(_("This question is closed."), code="closed")
    case = shared.locked(found.case_id)
    # Of two answers at once the first counts.
    taken = CaseRating.objects.filter(pk=found.pk, answered_at=None).update(
        score=score, words=words.strip()[:300], answered_at=moment
    )
    if not taken:
        raise DomainError(_("This question is closed."), code="closed")
    shared.note(case, None, shared.RATED, str(score), moment)
    shared.mark(case)
    found.refresh_from_db()
    return found
