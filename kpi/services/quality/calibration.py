"""Blind calibration: several reviewers fill the same form for the same chats, and see how far they agree."""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices.quality import RoundState
from kpi.models import CalibrationRound, CalibrationSheet, Chat, FormVersion
from kpi.rules import quality_scores, sampling
from kpi.rules.sampling import Candidate
from staff.models import Agent, User
from staff.services import audit

MOST_CHATS, DAYS_BACK = 50, 60


@transaction.atomic
def open_round(
    *,
    name: str,
    version: FormVersion,
    reviewers: Iterable[Agent],
    count: int,
    within: "QuerySet[Chat]",
    actor: User | None,
    today: dt.date,
    seed: str = "",
) -> CalibrationRound:
    """Open a round over `count` chats drawn by a seed out of those `within` reach, none of them a
    reviewer's own.

    Raises DomainError for fewer than two reviewers, a name that is taken, and where there are no chats.
    """
    people = list({agent.pk: agent for agent in reviewers}.values())
    if len(people) < 2:
        raise DomainError(_("A calibration needs two reviewers or more."), code="few_reviewers")
    if CalibrationRound.objects.filter(name=name.strip()).exists():
        raise DomainError(_("There is a calibration of this name already."), code="round_twice")
    recent = within.filter(day__gt=today - dt.timedelta(days=DAYS_BACK), agent__isnull=False)
    recent = recent.exclude(agent_id__in=[agent.pk for agent in people])
    rows = recent.values_list("pk", "store_id", "agent__line", "rating")
    seed = seed or secrets.token_hex(16)
    able = [Candidate(pk, store, line or "", sampling.band(rating)) for pk, store, line, rating in rows]
    drawn = sampling.draw(able, min(count, MOST_CHATS), seed)
    if not drawn:
        raise DomainError(_("There is no chat of the last weeks to calibrate on."), code="no_chats")
    row = CalibrationRound.objects.create(name=name.strip(), version=version, seed=seed, created_by=actor)
    row.reviewers.set(people)
    row.chats.set(drawn)
    after = {"name": row.name, "people": [str(agent) for agent in people], "rows": len(drawn), "seed": seed}
    audit.record(actor=actor, action="calibration.open", about=row, after=after)
    return row


@transaction.atomic
def fill(
    round_: CalibrationRound, chat: Chat, answers: Mapping[str, str], *, reviewer: Agent, actor: User | None
) -> CalibrationSheet:
    """Keep a reviewer's answers for a chat; until the round is closed they may be changed, and nobody else
    sees them.

    Raises DomainError for a closed round, for who does not take part, and for an item without an answer.
    """
    round_ = _open(round_)
    if not round_.reviewers.filter(pk=reviewer.pk).exists() or not round_.chats.filter(pk=chat.pk).exists():
        raise DomainError(_("You do not take part in this calibration."), code="not_mine")
    form = quality_scores.form_of(round_.version.content)
    missing = quality_scores.unanswered(form, answers)
    if missing:
        raise DomainError(_("Answer every item."), code="unanswered")
    kept = {item.code: answers[item.code] for item in form.items}
    sheet, _made = CalibrationSheet.objects.update_or_create(
        round=round_, chat_number=chat.pk, reviewer=reviewer, defaults={"answers": kept}
    )
    audit.record(actor=actor, action="calibration.enter", about=sheet, after={"name": round_.name})
    return sheet


@transaction.atomic
def close(round_: CalibrationRound, *, actor: User | None) -> CalibrationRound:
    """End a round: from now on its reviewers see each other's answers and how far they agree.

    Raises DomainError where it is closed already, and where no chat was filled by two reviewers.
    """
    round_ = _open(round_)
    chats = list(round_.sheets.values_list("chat_number", flat=True))
    if not any(chats.count(number) >= 2 for number in chats):
        raise DomainError(_("No chat was filled by two reviewers yet."), code="few_sheets")
    round_.state, round_.closed_at = RoundState.CLOSED, timezone.now()
    round_.save(update_fields=["state", "closed_at"])
    audit.record(actor=actor, action="calibration.close", about=round_, after={"name": round_.name})
    return round_


def _open(round_: CalibrationRound) -> CalibrationRound:
    row = CalibrationRound.objects.select_for_update(of=("self",)).select_related("version").get(pk=round_.pk)
    if row.state != RoundState.OPEN:
        raise DomainError(_("This calibration is closed."), code="closed")
    return row
