"""Praise: given, taken back, taken out of the feed. Nothing here ever praises by itself."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices.praise import ReasonKind
from kpi.models import Praise, PraiseValue, ReadyPraise
from kpi.rules import praise as rules
from kpi.selectors.praise.reason import Reason
from kpi.selectors.praise.reasons import reasons
from kpi.services.praise.words import GOT
from staff.choices import AgentState
from staff.models import Agent, User
from staff.selectors import people
from staff.services import audit, notices

LONGEST = 400
URL = "/kpi/praise/mine/"


def give(
    *,
    giver: Agent,
    receiver: Agent,
    value: PraiseValue | None = None,
    text: str = "",
    ready: ReadyPraise | None = None,
    reason_key: str = "",
    in_feed: bool = True,
    key: str = "",
    actor: User | None,
    now: dt.datetime | None = None,
) -> Praise:
    """Praise somebody, who is told at once; a press sent twice (same `key`) is one praise.

    The words are the giver's own, else the ready ones, else the reason drawn from facts, each in the
    receiver's language. Raises DomainError for oneself, for people who left, and without any words.
    """
    moment = now or timezone.now()
    today = timezone.localdate(moment)
    if giver.pk == receiver.pk:
        raise DomainError(_("Nobody praises oneself. Choose a colleague."), code="oneself")
    if receiver.state == AgentState.LEFT or not receiver.hired_on <= today <= receiver.left_on:
        raise DomainError(_("%(name)s is not with us now.") % {"name": receiver}, code="left")
    if key and (known := Praise.objects.filter(giver=giver, key=key[:60]).first()):
        return known
    fact = _fact(receiver, reason_key, today) if reason_key else None
    words = " ".join(text.split()) or _words_of(receiver, ready) or (fact.text if fact else "")
    if not words:
        raise DomainError(_("Choose a reason, or say in your own words what for."), code="no_reason")
    if len(words) > LONGEST:
        raise DomainError(_("Keep it under %(n)s characters.") % {"n": LONGEST}, code="too_long")
    tag = value or (ready.value if ready else None) or _value_of(fact)
    if tag is None or not tag.active:
        raise DomainError(_("Choose which value it shows."), code="no_value")
    kind = ReasonKind(fact.kind) if fact else ""
    try:
        with transaction.atomic():
            row = Praise.objects.create(
                giver=giver,
                receiver=receiver,
                value=tag,
                text=words,
                kind=kind,
                day=today,
                in_feed=in_feed,
                key=key[:60],
            )
            audit.record(
                actor=actor, action="praise.give", about=row, after={"to": receiver.name, "value": tag.code}
            )
            # A praise that is not for all is for no group's robot either.
            notices.post(
                agent=receiver,
                kind=GOT,
                about=f"praise:{row.pk}",
                params={"name": str(giver), "text": words},
                url=URL,
                private=not in_feed,
            )
    except IntegrityError:
        known = Praise.objects.filter(giver=giver, key=key[:60]).first() if key else None
        if known is None:
            raise
        return known
    return row


def _fact(receiver: Agent, key: str, today: dt.date) -> Reason | None:
    """The reason of that key as facts stand now, in the receiver's language."""
    team = people.team_of(receiver, day=today)
    with translation.override(_language(receiver)):
        held = reasons({receiver.pk: team.path if team else ""}, today)
    return next((one for one in held.get(receiver.pk, []) if one.key == key), None)


def _words_of(receiver: Agent, ready: ReadyPraise | None) -> str:
    """Ready words in the receiver's language."""
    if ready is None or not ready.active:
        return ""
    return ready.text_zh if _language(receiver).startswith("zh") else ready.text_en


def _language(person: Agent) -> str:
    login = person.user
    return (login.language if login else "") or person.language or translation.get_language() or "en"


def _value_of(fact: Reason | None) -> PraiseValue | None:
    """The tag that fits a reason; the first in use where that one is not."""
    if fact is None:
        return None
    rows = PraiseValue.objects.filter(active=True)
    return rows.filter(code=fact.value).first() or rows.first()


@transaction.atomic
def take_back(praise: Praise, *, actor: User | None, now: dt.datetime | None = None) -> Praise:
    """The giver takes a praise back within half an hour; twice is once. Raises DomainError later."""
    moment = now or timezone.now()
    row = Praise.objects.select_for_update().get(pk=praise.pk)
    if row.taken_back_at is not None:
        return row
    if not rules.may_take_back(row.created_at, moment):
        words = _("It can be taken back within %(n)s minutes only.") % {"n": rules.UNDO_MINUTES}
        raise DomainError(words, code="too_late")
    row.taken_back_at = moment
    row.save(update_fields=["taken_back_at", "updated_at"])
    notices.take_back(kind=GOT, about=f"praise:{row.pk}")
    audit.record(actor=actor, action="praise.take_back", about=row)
    return row


@transaction.atomic
def set_hidden(praise: Praise, *, hidden: bool, actor: User | None, now: dt.datetime | None = None) -> Praise:
    """Whoever was praised takes it out of the feed, or lets it back in; twice is once."""
    row = Praise.objects.select_for_update().get(pk=praise.pk)
    if hidden != (row.hidden_at is not None):
        row.hidden_at = (now or timezone.now()) if hidden else None
        row.save(update_fields=["hidden_at", "updated_at"])
        audit.record(
            actor=actor,
            action="praise.change",
            about=row,
            before={"hidden": not hidden},
            after={"hidden": hidden},
        )
    return row
