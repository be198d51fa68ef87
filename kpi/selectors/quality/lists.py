"""Lists of inspections, chats, files, plans, forms and problems, each a bounded number of queries."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Max, Q, QuerySet, Value

from cstm.weeks import Week
from kpi.access.quality import visible_chats, visible_reviews
from kpi.choices.quality import COUNTED, OPEN_PROBLEM, ReviewState, VersionState
from kpi.models import (
    CalibrationRound,
    Chat,
    ChatImport,
    ClinicCase,
    FormVersion,
    HintRule,
    InspectionForm,
    QualityProblem,
    Review,
    SampleDraw,
    SamplingPlan,
)
from kpi.rules.quality_ready import FORMS, HINTS
from kpi.selectors.quality.marks import standing_marks
from staff.access import agent_of, rights_of

REVIEW = "quality.review"
_LINKED = ("agent", "store", "reviewer", "decider", "version__form")


def to_review(user: Any) -> "QuerySet[Review]":
    """What waits for this reviewer, in a set order, so that nobody takes the easy ones first."""
    me = agent_of(user)
    rows = Review.objects.filter(reviewer=me, state=ReviewState.WAITING) if me else Review.objects.none()
    return rows.select_related("agent", "store", "draw__plan", "version__form").order_by("day", "pk")


def to_decide(user: Any) -> "QuerySet[Review]":
    """Disputes that this person may decide: neither as their reviewer nor as their agent."""
    me = agent_of(user)
    if me is None or REVIEW not in rights_of(user):
        return Review.objects.none()
    rows = visible_reviews(user).filter(state=ReviewState.DISPUTED).exclude(reviewer=me).exclude(agent=me)
    return rows.select_related(*_LINKED).order_by("answered_at", "pk")


def to_answer(user: Any) -> "QuerySet[Review]":
    """Own results that wait for one's answer."""
    me = agent_of(user)
    rows = Review.objects.filter(agent=me, state=ReviewState.REVIEWED) if me else Review.objects.none()
    return rows.select_related(*_LINKED).order_by("day", "pk")


def waiting(user: Any) -> dict[str, int]:
    """How many wait for one's review, decision and answer; one query."""
    parts = {"to_review": to_review(user), "to_decide": to_decide(user), "to_answer": to_answer(user)}
    named = [
        rows.order_by().annotate(what=Value(name, output_field=CharField())).values_list("what", "pk")
        for name, rows in parts.items()
    ]
    found = Counter(what for what, _pk in named[0].union(*named[1:], all=True))
    return {name: found[name] for name in parts}


def done(
    user: Any, *, agent_id: int | None = None, week: Week | None = None, state: str = ""
) -> "QuerySet[Review]":
    """Results that one may see, newest first."""
    rows = visible_reviews(user).exclude(state=ReviewState.WAITING)
    if agent_id is not None:
        rows = rows.filter(agent_id=agent_id)
    if week is not None:
        rows = rows.filter(day__range=(week.monday, week.sunday))
    if state in ReviewState.values:
        rows = rows.filter(state=state)
    return rows.select_related(*_LINKED).order_by("-day", "-pk")


def chats(
    user: Any, *, agent_id: int | None = None, store_id: int | None = None, week: Week | None = None
) -> "QuerySet[Chat]":
    """Chats that one may read, newest first."""
    rows = visible_chats(user).select_related("agent", "store", "account")
    if agent_id is not None:
        rows = rows.filter(agent_id=agent_id)
    if store_id is not None:
        rows = rows.filter(store_id=store_id)
    if week is not None:
        rows = rows.filter(day__range=(week.monday, week.sunday))
    return rows.order_by("-day", "-pk")


def files(rows: "QuerySet[ChatImport]") -> "QuerySet[ChatImport]":
    """Files of chats, newest first."""
    return rows.select_related("store", "uploaded_by__agent", "job").order_by("-created_at", "-pk")


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form with its newest published version and its draft."""

    form: InspectionForm
    published: FormVersion | None
    draft: FormVersion | None
    versions: list[FormVersion]


def forms() -> list[FormLine]:
    """Forms by name; two queries."""
    rows = InspectionForm.objects.prefetch_related("versions")
    found = []
    for form in rows:
        versions = list(form.versions.all())
        published = [one for one in versions if one.state == VersionState.PUBLISHED]
        draft = next((one for one in versions if one.state == VersionState.DRAFT), None)
        found.append(FormLine(form, published[0] if published else None, draft, published))
    return found


def ready_forms() -> list[tuple[str, dict[str, str]]]:
    """Ready-made forms that were not taken yet, with their names."""
    known = set(InspectionForm.objects.values_list("code", flat=True))
    return [(code, {"en": en, "zh": zh}) for code, (en, zh, _form) in FORMS.items() if code not in known]


def published_versions() -> list[FormVersion]:
    """The version in force of each form, by name."""
    newest = (
        FormVersion.objects.filter(state=VersionState.PUBLISHED)
        .order_by()
        .values("form")
        .annotate(top=Max("pk"))
        .values("top")
    )
    return list(FormVersion.objects.filter(pk__in=newest).select_related("form").order_by("form__name_en"))


def hint_rules() -> "QuerySet[HintRule]":
    """Rules of hints by kind and name."""
    return HintRule.objects.order_by("kind", "name")


def more_ready_hints() -> bool:
    """Are there ready-made rules that were not taken?"""
    return HintRule.objects.filter(name__in=[rule.name for rule in HINTS]).count() < len(HINTS)


def plans(rows: "QuerySet[SamplingPlan]") -> "QuerySet[SamplingPlan]":
    """Plans by name with their reviewers."""
    return rows.select_related("team", "form").prefetch_related("reviewers").order_by("name")


def draws(rows: "QuerySet[SamplingPlan]", limit: int = 30) -> list[SampleDraw]:
    """The newest draws of plans, with how far their reviews are."""
    found = (
        SampleDraw.objects.filter(plan__in=rows.values("pk"))
        .select_related("plan", "drawn_by__agent")
        .annotate(done=Count("reviews", filter=~Q(reviews__state=ReviewState.WAITING)))
        .order_by("-monday", "plan__name")
    )
    return list(found[:limit])


def rounds(rows: "QuerySet[CalibrationRound]") -> "QuerySet[CalibrationRound]":
    """Calibrations, newest first, with their sizes."""
    return rows.select_related("version__form").annotate(
        people=Count("reviewers", distinct=True),
        size=Count("chats", distinct=True),
        filled=Count("sheets", distinct=True),
    )


def problems(rows: "QuerySet[QualityProblem]", *, open_only: bool = True) -> "QuerySet[QualityProblem]":
    """Problems by the day on which they are looked at again."""
    if open_only:
        rows = rows.filter(state__in=OPEN_PROBLEM)
    return rows.select_related("agent", "owner", "form").order_by("check_on", "pk")


def clinic(rows: "QuerySet[QualityProblem]", week: Week) -> list[ClinicCase]:
    """The problems that a week's clinic talks about."""
    cases = ClinicCase.objects.filter(monday=week.monday, problem__in=rows.values("pk"))
    return list(cases.select_related("problem__agent", "problem__owner", "problem__form").order_by("pk"))


def misses_of(problem: QualityProblem) -> list[Review]:
    """The reviews in which the item was missed, newest first."""
    mine = Review.objects.filter(
        agent_id=problem.agent_id, version__form_id=problem.form_id, state__in=COUNTED
    )
    marks = standing_marks(mine).filter(item=problem.item, missed=True)
    return list(Review.objects.filter(pk__in=marks.values("review_id")).order_by("-day", "-pk")[:20])
