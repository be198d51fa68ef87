"""Filling in an inspection, the agent's answer to it, and the second look at a disputed one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.formats import both, told
from kpi.choices.quality import Cause, ReviewState
from kpi.models import Review, ReviewMark, Turn
from kpi.models.quality_reviews import FIRST_LOOK, SECOND_LOOK
from kpi.rules import quality_scores, sampling
from kpi.rules.masking import mask
from kpi.rules.quality_scores import Score
from kpi.selectors.quality.people import reviewers as able_reviewers
from kpi.services import weeks
from kpi.services.quality import problems
from kpi.services.quality.words import DECIDED, DISPUTED, REVIEWED, SAMPLED
from staff.models import Agent, User
from staff.services import audit, notices

LONGEST, NOTE = 2000, 500


@dataclass(frozen=True, slots=True)
class Said:
    """What a reviewer says of one item: the answer, the turn it speaks of, the root cause of a
    miss, a note."""

    answer: str
    turn: int | None = None
    cause: str = ""
    note: str = ""


@transaction.atomic
def fill(review: Review, said: Mapping[str, Said], *, coaching: str = "", actor: User | None) -> Review:
    """Keep a reviewer's marks with the coaching note, and tell the agent.

    Raises DomainError when it was reviewed already, and for what is missing: an answer, a miss's root
    cause, a
    turn that the chat has not.
    """
    review = _locked(review)
    if review.state != ReviewState.WAITING:
        raise DomainError(_("This chat was reviewed already."), code="not_waiting")
    score = _marked(review, said, FIRST_LOOK)
    review.points, review.most, review.crossed = score.points, score.most, score.crossed
    review.coaching = _words(coaching)
    review.state, review.reviewed_at = ReviewState.REVIEWED, timezone.now()
    review.save()
    _told(review)
    audit.record(
        actor=actor,
        action="review.enter",
        about=review,
        after={"value": str(score.points), "day": review.day, "state": review.state},
    )
    notices.post(
        agent=review.agent,
        kind=REVIEWED,
        about=f"review:{review.pk}",
        params={"day": review.day.isoformat()},
        url=_url(review),
        private=True,
    )
    return review


@transaction.atomic
def acknowledge(review: Review, *, comment: str = "", actor: User | None) -> Review:
    """The agent has read it. Raises DomainError when it does not wait for the agent."""
    review = _waiting_for_agent(review)
    return _answered(review, ReviewState.ACCEPTED, comment, actor)


@transaction.atomic
def dispute(review: Review, *, comment: str, actor: User | None) -> Review:
    """The agent sees it differently and says why; until it is decided the result does not count.

    Raises DomainError without a comment, and when it does not wait for the agent.
    """
    review = _waiting_for_agent(review)
    if not comment.strip():
        raise DomainError(_("Say what you see differently."), code="no_comment")
    review = _answered(review, ReviewState.DISPUTED, comment, actor)
    weeks.mark_dirty([review.day])
    others = [
        agent
        for agent in able_reviewers(review.draw.plan.team, timezone.localdate())
        if agent.pk not in (review.reviewer_id, review.agent_id)
    ]
    notices.post_many(
        agents=others,
        kind=DISPUTED,
        about=f"review:{review.pk}",
        params={"name": str(review.agent), "day": review.day.isoformat()},
        url=_url(review),
        private=True,
    )
    return review


def _answered(review: Review, state: str, comment: str, actor: User | None) -> Review:
    before = review.state
    review.state, review.comment, review.answered_at = state, _words(comment), timezone.now()
    review.save(update_fields=["state", "comment", "answered_at"])
    audit.record(
        actor=actor, action="review.answer", about=review, before={"state": before}, after={"state": state}
    )
    return review


def _waiting_for_agent(review: Review) -> Review:
    review = _locked(review)
    if review.state != ReviewState.REVIEWED:
        raise DomainError(_("You answered this review already."), code="answered")
    return review


@transaction.atomic
def decide(
    review: Review,
    *,
    decider: Agent,
    reason: str,
    said: Mapping[str, Said] | None = None,
    actor: User | None,
) -> Review:
    """A second reviewer decides on a dispute: it stays as it was, or holds as they mark it (`said`) anew.

    Raises DomainError for the first reviewer and the agent, without a reason, and where there is no dispute.
    """
    review = _locked(review)
    if review.state != ReviewState.DISPUTED:
        raise DomainError(_("There is no dispute to decide here."), code="no_dispute")
    if decider.pk in (review.reviewer_id, review.agent_id):
        raise DomainError(_("A dispute is decided by somebody else than its reviewer."), code="same_reviewer")
    if not reason.strip():
        raise DomainError(_("Give the reason of your decision."), code="no_reason")
    before = {"state": review.state, "value": str(review.points)}
    review.state = ReviewState.UPHELD
    if said is not None:
        score = _marked(review, said, SECOND_LOOK)
        review.points, review.most, review.crossed = score.points, score.most, score.crossed
        review.state = ReviewState.CHANGED
    review.decider, review.decision, review.decided_at = decider, _words(reason), timezone.now()
    review.save()
    _told(review)
    after = {"state": review.state, "value": str(review.points)}
    audit.record(actor=actor, action="review.decide", about=review, before=before, after=after, reason=reason)
    notices.post_many(
        agents=[review.agent, review.reviewer],
        kind=DECIDED,
        about=f"review:{review.pk}",
        params={
            "day": review.day.isoformat(),
            "state": both(ReviewState(review.state).label),
            "reason": review.decision,
        },
        url=_url(review),
        private=True,
    )
    return review


@transaction.atomic
def hand_on(review: Review, *, actor: User | None) -> Review:
    """Give a waiting review to another reviewer of its plan, whom the draw's seed names.

    Raises DomainError where nobody else is there, and when it was reviewed.
    """
    review = _locked(review)
    if review.state != ReviewState.WAITING:
        raise DomainError(_("This chat was reviewed already."), code="not_waiting")
    plan = review.draw.plan
    able = {agent.pk: agent for agent in able_reviewers(plan.team, timezone.localdate())}
    others = [
        pk for pk in plan.reviewers.values_list("pk", flat=True) if pk in able and pk != review.reviewer_id
    ]
    next_one = sampling.assign(review.chat_id or 0, review.agent_id, others, review.draw.seed)
    if next_one is None:
        raise DomainError(_("The plan has no other reviewer for this chat."), code="nobody")
    before = {"by": str(review.reviewer)}
    review.reviewer = able[next_one]
    review.save(update_fields=["reviewer"])
    audit.record(
        actor=actor, action="review.move", about=review, before=before, after={"by": str(review.reviewer)}
    )
    notices.post(
        agent=review.reviewer,
        kind=SAMPLED,
        about=f"review:{review.pk}",
        params={"n": 1, "plan": plan.name, "monday": review.draw.monday.isoformat()},
        url=reverse("kpi:review_list"),
    )
    return review


def _locked(review: Review) -> Review:
    linked = ("agent", "reviewer", "version__form", "draw__plan__team", "chat")
    return Review.objects.select_for_update(of=("self",)).select_related(*linked).get(pk=review.pk)


def _marked(review: Review, said: Mapping[str, Said], look: int) -> Score:
    """Check the marks of a look and keep them; returns what they are worth."""
    form = quality_scores.form_of(review.version.content)
    answers = {code: one.answer for code, one in said.items()}
    missing = quality_scores.unanswered(form, answers)
    if missing:
        item = form.item(missing[0])
        raise DomainError(_("“%(item)s” has no answer yet.") % {"item": _name(item)}, code="unanswered")
    score = quality_scores.score(form, answers)
    if score is None:
        raise DomainError(_("Every item is left out; answer at least one."), code="all_skipped")
    turns = set(Turn.objects.filter(chat_id=review.chat_id or 0).values_list("number", flat=True))
    rows = []
    for mark in score.marks:
        one, item = said[mark.item], form.item(mark.item)
        if mark.missed and one.cause not in Cause.values:
            raise DomainError(
                _("Choose the root cause of the miss at “%(item)s”.") % {"item": _name(item)}, code="no_cause"
            )
        if one.turn is not None and one.turn not in turns:
            raise DomainError(
                _("“%(item)s” speaks of turn %(turn)s, which the chat has not.")
                % {"item": _name(item), "turn": one.turn},
                code="no_such_turn",
            )
        rows.append(
            ReviewMark(
                review=review, look=look, item=mark.item, option=mark.option, points=mark.points,
                most=mark.most,
                missed=mark.missed, crossed=mark.crossed, turn=one.turn, cause=one.cause if mark.missed else
                "",
                note=_words(one.note)[:NOTE],
            )
        )  # fmt: skip
    ReviewMark.objects.bulk_create(rows)
    return score


def _name(item: quality_scores.Item | None) -> str:
    return "" if item is None else str(told({"en": item.en, "zh": item.zh}))


def _told(review: Review) -> None:
    """What follows from a result: its week is computed again, misses that came again are tracked."""
    weeks.mark_dirty([review.day])
    problems.follow(review)


def _words(text: str) -> str:
    """A person's own words, masked as chats are."""
    return mask(text.strip())[:LONGEST]


def _url(review: Review) -> str:
    return reverse("kpi:review", args=[review.pk])
