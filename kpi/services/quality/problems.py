"""Misses that came again: tracked until they are solved, and talked about in a week's case clinic."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.weeks import Week
from kpi.choices.cases import ActionKind
from kpi.choices.quality import COUNTED, OPEN_PROBLEM, ProblemState
from kpi.models import ClinicCase, QualityProblem, Review, ReviewMark
from kpi.rules import quality_scores
from kpi.rules.masking import mask
from kpi.selectors.quality.marks import standing_marks
from kpi.selectors.quality.people import leader_of
from kpi.services.cases import actions
from kpi.services.quality.words import CHECK, PROBLEM
from staff.models import Agent, User
from staff.services import audit, notices

CHECK_AFTER = dt.timedelta(days=14)
LONGEST = 2000


def follow(review: Review) -> None:
    """Track the items that this agent missed again within the days that the rule looks back, in the caller's
    transaction; a problem that nobody has touched goes again where a second look took the miss away."""
    first = review.day - dt.timedelta(days=quality_scores.REPEAT_DAYS - 1)
    last = review.day + dt.timedelta(days=quality_scores.REPEAT_DAYS - 1)
    reviews = Review.objects.filter(
        agent_id=review.agent_id,
        version__form_id=review.version.form_id,
        day__range=(first, last),
        state__in=COUNTED,
    )
    misses: dict[str, list[ReviewMark]] = {}
    for mark in standing_marks(reviews).filter(missed=True).order_by("review__day", "pk"):
        misses.setdefault(mark.item, []).append(mark)
    known = {
        row.item: row
        for row in QualityProblem.objects.select_for_update().filter(
            agent_id=review.agent_id, form_id=review.version.form_id, state__in=OPEN_PROBLEM
        )
    }
    for item, marks in misses.items():
        if item in known:
            if known[item].misses != len(marks):
                QualityProblem.objects.filter(pk=known[item].pk).update(misses=len(marks))
        elif len(marks) >= quality_scores.REPEAT_TIMES:
            _found(review, item, marks)
    for item, row in known.items():
        few = len(misses.get(item, [])) < quality_scores.REPEAT_TIMES
        if few and row.state == ProblemState.FOUND and not row.cause and first <= row.found_on:
            audit.record(actor=None, action="problem.withdraw", about=row, before={"state": row.state})
            row.delete()


def _found(review: Review, code: str, marks: list[ReviewMark]) -> None:
    """A new problem with the leader as its owner and the most frequent root cause as a start."""
    item = quality_scores.form_of(review.version.content).item(code)
    if item is None:
        return
    causes = [mark.cause for mark in marks if mark.cause]
    today = timezone.localdate()
    owner = leader_of(review.agent, today) or review.reviewer
    row = QualityProblem.objects.create(
        agent=review.agent,
        form_id=review.version.form_id,
        item=code,
        item_en=item.en[:160],
        item_zh=item.zh[:160],
        root=max(sorted(set(causes)), key=causes.count) if causes else "",
        owner=owner,
        check_on=today + CHECK_AFTER,
        misses=len(marks),
        found_on=today,
    )
    audit.record(actor=None, action="problem.open", about=row, after={"name": item.en, "by": str(owner)})
    notices.post(
        agent=owner,
        kind=PROBLEM,
        about=f"problem:{row.pk}",
        params={
            "item": {"en": item.en, "zh": item.zh},
            "name": str(review.agent),
            "n": len(marks),
            "check": row.check_on.isoformat(),
        },
        url=reverse("kpi:problem", args=[row.pk]),
        private=True,
    )


@transaction.atomic
def fix(
    problem: QualityProblem,
    *,
    cause: str,
    fix: str,
    owner: Agent,
    check_on: dt.date,
    root: str = "",
    actor: User | None,
) -> QualityProblem:
    """Say the cause, what is done about it, who follows it and when it is looked at again; the fix is put on
    the list of corrective actions too.

    Raises DomainError without a cause or a fix, for an owner who is the agent, a day gone by, and a closed
    one.
    """
    problem = _open(problem)
    if not cause.strip() or not fix.strip():
        raise DomainError(_("Write the cause and the fix."), code="no_fix")
    if owner.pk == problem.agent_id:
        raise DomainError(_("Somebody else than the agent follows it."), code="own_problem")
    if check_on < timezone.localdate():
        raise DomainError(_("The day to look again lies in the past."), code="past")
    before = {"state": problem.state, "date": problem.check_on, "by": str(problem.owner or "")}
    problem.cause, problem.fix = mask(cause.strip())[:LONGEST], mask(fix.strip())[:LONGEST]
    problem.owner, problem.check_on, problem.root = owner, check_on, root or problem.root
    problem.state = ProblemState.FIXING
    problem.save()
    after = {"state": problem.state, "date": check_on, "by": str(owner)}
    audit.record(actor=actor, action="problem.edit", about=problem, before=before, after=after)
    actions.add_action(
        kind=ActionKind.CORRECTIVE,
        title=problem.fix.splitlines()[0],
        cause=problem.cause,
        owner=owner,
        due=check_on,
        source=f"inspection:{problem.pk}",
        actor=actor,
    )
    return problem


@transaction.atomic
def close(problem: QualityProblem, *, result: str, solved: bool, actor: User | None) -> QualityProblem:
    """End it with a result: solved, or no problem after all. Raises DomainError without a result."""
    problem = _open(problem)
    if not result.strip():
        raise DomainError(_("Write what came of it."), code="no_result")
    before = problem.state
    problem.state = ProblemState.SOLVED if solved else ProblemState.DROPPED
    problem.result, problem.closed_at = mask(result.strip())[:LONGEST], timezone.now()
    problem.save(update_fields=["state", "result", "closed_at"])
    audit.record(
        actor=actor,
        action="problem.close",
        about=problem,
        before={"state": before},
        after={"state": problem.state},
    )
    return problem


def _open(problem: QualityProblem) -> QualityProblem:
    row = (
        QualityProblem.objects.select_for_update(of=("self",))
        .select_related("agent", "owner")
        .get(pk=problem.pk)
    )
    if row.state not in OPEN_PROBLEM:
        raise DomainError(_("This problem is closed."), code="closed")
    return row


@transaction.atomic
def pick(problem: QualityProblem, week: Week, *, actor: User | None) -> ClinicCase | None:
    """Put a problem on a week's case clinic, or take it off again; returns the case where it is on."""
    known = ClinicCase.objects.filter(monday=week.monday, problem=problem).first()
    if known is not None:
        audit.record(actor=actor, action="clinic.remove", about=known, before={"week": str(week)})
        known.delete()
        return None
    made = ClinicCase.objects.create(monday=week.monday, problem=problem, picked_by=actor)
    audit.record(actor=actor, action="clinic.add", about=made, after={"week": str(week)})
    return made


@transaction.atomic
def learn(problem: QualityProblem, week: Week, *, lesson: str, actor: User | None) -> ClinicCase:
    """Keep what the clinic learnt of a problem. Raises DomainError where it is not on that week's clinic."""
    case = ClinicCase.objects.select_for_update().filter(monday=week.monday, problem=problem).first()
    if case is None:
        raise DomainError(_("This problem is not on the clinic of that week."), code="not_picked")
    case.lesson = mask(lesson.strip())[:LONGEST]
    case.save(update_fields=["lesson"])
    audit.record(actor=actor, action="clinic.note", about=case, after={"week": str(week)})
    return case


def remind(*, today: dt.date) -> int:
    """Tell owners whose day to look again has come; once for each day that was agreed."""
    told = 0
    rows = QualityProblem.objects.filter(state__in=OPEN_PROBLEM, check_on__lte=today, owner__isnull=False)
    for row in rows.select_related("agent", "owner"):
        assert row.owner is not None
        told += notices.post(
            agent=row.owner,
            kind=CHECK,
            about=f"problem:{row.pk}:{row.check_on}",
            params={"item": {"en": row.item_en, "zh": row.item_zh}, "name": str(row.agent)},
            url=reverse("kpi:problem", args=[row.pk]),
            private=True,
        )
    return told
