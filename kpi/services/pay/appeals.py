"""Appeals against numbers of the own pay: one tap, an answer with a reason, all of it in the audit trail."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices.pay import AppealState, LineCode
from kpi.models import Deduction, PayAppeal
from kpi.rules import pay
from kpi.selectors.pay import plans
from kpi.selectors.pay.offices import hr_for
from kpi.selectors.pay.preview import preview
from kpi.services.pay import deductions
from kpi.services.pay import words as _words  # noqa: F401  (registers the notices)
from staff.models import Agent, User
from staff.services import audit, notices


@transaction.atomic
def appeal(
    agent: Agent,
    *,
    month: dt.date,
    code: str,
    ref: str = "",
    shown: dict[str, str] | None = None,
    words: str = "",
    actor: User,
) -> PayAppeal:
    """Say that a number of the own pay is wrong; `shown` is the number as it was seen.

    The same number is appealed once as long as nobody has answered. Raises DomainError.
    """
    first = month.replace(day=1)
    if agent.user_id != actor.pk:
        raise DomainError(_("You appeal against numbers of your own pay."), code="not_yours")
    if code not in LineCode.values:
        raise DomainError(_("There is no such line."), code="line")
    Agent.objects.select_for_update().get(pk=agent.pk)
    same = PayAppeal.objects.filter(agent=agent, month=first, code=code, ref=ref[:60], state=AppealState.OPEN)
    standing = same.first()
    if standing is not None:
        if words.strip() and words.strip() != standing.words:
            standing.words = words.strip()
            standing.save(update_fields=["words", "updated_at"])
        return standing
    row = PayAppeal.objects.create(
        agent=agent, month=first, code=code, ref=ref[:60], shown=shown or {}, words=words.strip()
    )
    after = {"month": f"{first:%Y-%m}", "line": code, "words": words, **(shown or {})}
    audit.record(actor=actor, action="pay_appeal.add", about=row, after=after)
    notices.post_many(
        agents=hr_for(agent, timezone.localdate()),
        kind="kpi.pay_appeal",
        about=f"pay_appeal:{row.pk}",
        params={"name": str(agent), "month": f"{first:%Y-%m}"},
        url=f"/kpi/pay/appeals/{row.pk}/",
        private=True,
    )
    return row


@transaction.atomic
def answer(row: PayAppeal, *, grant: bool, words: str, amount: Decimal = pay.ZERO, actor: User) -> PayAppeal:
    """Answer with a reason. A granted appeal may pay an amount; against a deduction it takes that back.

    In a month that is closed the amount becomes a difference in the next run. Raises DomainError without a
    reason, for the own appeal, and for an amount on what is not granted.
    """
    rows = PayAppeal.objects.select_for_update(of=("self",)).select_related("agent")
    held = rows.get(pk=row.pk)
    if held.state != AppealState.OPEN:
        raise DomainError(_("This was answered already."), code="answered")
    if held.agent.user_id == actor.pk:
        raise DomainError(_("Nobody answers an appeal of their own."), code="own")
    if not words.strip():
        raise DomainError(_("Answer with a reason."), code="no_reason")
    if amount and not grant:
        raise DomainError(_("What is not granted pays nothing."), code="amount")
    if amount != pay.money(amount, pay.places(plans.settings().currency)):
        raise DomainError(_("The amount has too many digits after the point."), code="digits")
    held.state = AppealState.GRANTED if grant else AppealState.REFUSED
    held.amount, held.answer = amount, words.strip()
    held.answered_by, held.answered_at = actor, timezone.now()
    held.save()
    audit.record(
        actor=actor,
        action="pay_appeal.answer",
        about=held,
        after={"state": held.state, "amount": amount},
        reason=words,
    )
    if grant and held.code == LineCode.DEDUCTION and held.ref.startswith("deduction:"):
        taken = Deduction.objects.filter(pk=held.ref.partition(":")[2], agent=held.agent).first()
        if taken is not None:
            deductions.take_back(taken, words=words, actor=actor)
    notices.post(
        agent=held.agent,
        kind="kpi.pay_appeal_answered",
        about=f"pay_appeal:{held.pk}",
        params={"month": f"{held.month:%Y-%m}"},
        url=f"/kpi/pay/appeals/{held.pk}/",
        private=True,
    )
    return held


def appeal_seen(agent: Agent, *, month: dt.date, code: str, ref: str, words: str, actor: User) -> PayAppeal:
    """The same of a line as it stands on the person's own page now: what was seen is kept with it.

    Raises DomainError for a line that is not on the page.
    """
    found = preview(agent, month.replace(day=1))
    row = next((each.line for each in found.rows if (each.line.code, each.line.ref) == (code, ref)), None)
    if row is None:
        raise DomainError(_("There is no such line in this month."), code="line")
    shown = {"label": row.label, "formula": row.formula, "amount": str(row.amount)}
    return appeal(agent, month=month, code=code, ref=ref, shown=shown, words=words, actor=actor)
