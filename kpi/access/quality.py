"""Who may open inspection forms, chats and reviews, and doors to them.

A chat and its review are read by the agent, by reviewers and by the agent's leader; for anybody else they are
not there (404). A review is filled in by its own reviewer, and a dispute is decided by another one.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from cstm.access import Page, register
from kpi.choices.quality import ReviewState
from kpi.models import (
    CalibrationRound,
    Chat,
    ChatImport,
    FormVersion,
    HintRule,
    InspectionForm,
    QualityProblem,
    Review,
    SamplingPlan,
)
from staff.access import agent_of, rights_of, teams_in_scope, visible_agents, visible_stores
from staff.models import Agent

OWN, READ, REVIEW, EDIT = "own.view", "chats.read", "quality.review", "quality.edit"
SEEN = f"{OWN}|{READ}"
_POST, _BOTH = ("POST",), ("GET", "POST")

PAGES: list[Page] = [
    Page("kpi:review_list", SEEN),
    Page("kpi:review", SEEN, scoped="review"),
    Page("kpi:review_answer", OWN, scoped="review", methods=_POST),
    Page("kpi:review_mark", REVIEW, scoped="review_to_mark", methods=_BOTH),
    Page("kpi:review_hand_on", REVIEW, scoped="review_to_mark", methods=_POST),
    Page("kpi:review_decide", REVIEW, scoped="dispute", methods=_BOTH),
    Page("kpi:chat_list", SEEN),
    Page("kpi:chat", SEEN, scoped="chat"),
    Page("kpi:chat_import_list", REVIEW),
    Page("kpi:chat_import_new", REVIEW, methods=_BOTH),
    Page("kpi:chat_import", REVIEW, scoped="chat_import"),
    Page("kpi:chat_import_take", REVIEW, scoped="chat_import", methods=_POST),
    Page("kpi:chat_import_discard", REVIEW, scoped="chat_import", methods=_POST),
    Page("kpi:chat_import_undo", REVIEW, scoped="chat_import", methods=_POST),
    Page("kpi:form_list", f"{OWN}|{EDIT}"),
    Page("kpi:form_version", f"{OWN}|{EDIT}"),
    Page("kpi:form_new", EDIT, methods=_BOTH),
    Page("kpi:form_take", EDIT, methods=_POST),
    Page("kpi:form_draft", EDIT, methods=_POST),
    Page("kpi:form_item", EDIT, methods=_BOTH),
    Page("kpi:form_item_remove", EDIT, methods=_POST),
    Page("kpi:form_publish", EDIT, methods=_POST),
    Page("kpi:form_discard", EDIT, methods=_POST),
    Page("kpi:hint_list", EDIT),
    Page("kpi:hint_new", EDIT, methods=_BOTH),
    Page("kpi:hint_edit", EDIT, methods=_BOTH),
    Page("kpi:hint_remove", EDIT, methods=_POST),
    Page("kpi:hint_take", EDIT, methods=_POST),
    Page("kpi:plan_list", REVIEW),
    Page("kpi:plan_new", REVIEW, methods=_BOTH),
    Page("kpi:plan_edit", REVIEW, scoped="plan", methods=_BOTH),
    Page("kpi:plan_draw", REVIEW, scoped="plan", methods=_POST),
    Page("kpi:calibration_list", REVIEW),
    Page("kpi:calibration_new", REVIEW, methods=_BOTH),
    Page("kpi:calibration", REVIEW, scoped="calibration"),
    Page("kpi:calibration_fill", REVIEW, scoped="calibration", methods=_BOTH),
    Page("kpi:calibration_close", REVIEW, scoped="calibration", methods=_POST),
    Page("kpi:problem_list", SEEN),
    Page("kpi:problem", SEEN, scoped="problem"),
    Page("kpi:problem_edit", READ, scoped="problem_to_mend", methods=_POST),
    Page("kpi:problem_close", READ, scoped="problem_to_mend", methods=_POST),
    Page("kpi:clinic", READ),
    Page("kpi:clinic_pick", READ, scoped="problem_to_mend", methods=_POST),
    Page("kpi:clinic_lesson", READ, scoped="problem_to_mend", methods=_POST),
]
API: list[Page] = [
    Page("kpi-api:chats", SEEN),
    Page("kpi-api:chat", SEEN, scoped="chat"),
    Page("kpi-api:chat_imports", REVIEW, methods=_BOTH),
    Page("kpi-api:chat_import", REVIEW, scoped="chat_import"),
    Page("kpi-api:chat_import_act", REVIEW, scoped="chat_import", methods=_POST),
    Page("kpi-api:inspection_forms", f"{OWN}|{EDIT}", methods=_BOTH, writes=EDIT),
    Page("kpi-api:inspection_form_publish", EDIT, methods=_POST),
    Page("kpi-api:hint_rules", REVIEW, methods=_BOTH, writes=EDIT),
    Page("kpi-api:hint_rule", EDIT, methods=("DELETE",)),
    Page("kpi-api:sampling_plans", REVIEW, methods=_BOTH),
    Page("kpi-api:sampling_draw", REVIEW, scoped="plan", methods=_POST),
    Page("kpi-api:reviews", SEEN),
    Page("kpi-api:review", SEEN, scoped="review"),
    Page("kpi-api:review_mark", REVIEW, scoped="review_to_mark", methods=_POST),
    Page("kpi-api:review_answer", OWN, scoped="review", methods=_POST),
    Page("kpi-api:review_decide", REVIEW, scoped="dispute", methods=_POST),
    Page("kpi-api:calibrations", REVIEW, methods=_BOTH),
    Page("kpi-api:calibration", REVIEW, scoped="calibration"),
    Page("kpi-api:calibration_fill", REVIEW, scoped="calibration", methods=_POST),
    Page("kpi-api:calibration_close", REVIEW, scoped="calibration", methods=_POST),
    Page("kpi-api:problems", SEEN),
    Page("kpi-api:problem", SEEN, scoped="problem"),
    Page("kpi-api:problem_edit", READ, scoped="problem_to_mend", methods=("PATCH",)),
    Page("kpi-api:clinic", READ, methods=_BOTH),
]

register([*PAGES, *API])


def _me(user: Any) -> int:
    """The key of the person behind a log-in, 0 for nobody."""
    me = agent_of(user)
    return me.pk if me is not None else 0


def _people(user: Any, right: str) -> "QuerySet[Agent] | None":
    """People whom a right reaches; None for everybody."""
    return None if teams_in_scope(user, right) is None else visible_agents(user, right)


def reach(user: Any, right: str = READ) -> Q:
    """Rows of an `agent` whom the right reaches; without the right nobody's."""
    if right not in rights_of(user):
        return Q(pk__in=[])
    people = _people(user, right)
    return Q() if people is None else Q(agent_id__in=people.values("pk"))


def visible_chats(user: Any) -> "QuerySet[Chat]":
    """Own chats, and those of people whose leader or reviewer one is; unbound ones for
    reviewers of their store."""
    wanted = Q(agent_id=_me(user)) | (reach(user) & Q(agent__isnull=False))
    if REVIEW in rights_of(user):
        wanted |= Q(agent__isnull=True, store_id__in=visible_stores(user, REVIEW).values("pk"))
    return Chat.objects.filter(wanted)


def get_chat(user: Any, pk: int) -> Chat:
    """A chat that one may read; 404 for another."""
    found = visible_chats(user).filter(pk=pk).select_related("store", "account", "agent").first()
    if found is None:
        raise Http404
    return found


def visible_reviews(user: Any) -> "QuerySet[Review]":
    """Own results once reviewed, those of people whom one leads or reviews, and those that one reviews."""
    me = _me(user)
    own = Q(agent_id=me) & ~Q(state=ReviewState.WAITING)
    theirs = reach(user) & ~Q(agent_id=me)
    return Review.objects.filter(own | theirs | Q(reviewer_id=me) | Q(decider_id=me))


def get_review(user: Any, pk: int) -> Review:
    """A review that one may read; 404 for another."""
    return _review(visible_reviews(user), pk)


def get_own_review(user: Any, pk: int) -> Review:
    """A review of the own work; 404 for another."""
    return _review(visible_reviews(user).filter(agent_id=_me(user)), pk)


def get_review_to_mark(user: Any, pk: int) -> Review:
    """A review that waits for this very reviewer; 404 for another."""
    return _review(Review.objects.filter(reviewer_id=_me(user)), pk)


def get_dispute(user: Any, pk: int) -> Review:
    """A review that the agent disputed, for a second reviewer: neither the first one nor the
    agent; else 404."""
    me = _me(user)
    rows = Review.objects.filter(reach(user, REVIEW)).exclude(reviewer_id=me).exclude(agent_id=me)
    return _review(rows.exclude(state=ReviewState.WAITING), pk)


def _review(rows: "QuerySet[Review]", pk: int) -> Review:
    linked = ("agent", "store", "version__form", "reviewer", "decider", "chat", "draw__plan")
    found = rows.filter(pk=pk).select_related(*linked).first()
    if found is None:
        raise Http404
    return found


def visible_imports(user: Any) -> "QuerySet[ChatImport]":
    """Files of chats of the stores that one reviews."""
    return ChatImport.objects.filter(store_id__in=visible_stores(user, REVIEW).values("pk"))


def get_chat_import(user: Any, pk: int) -> ChatImport:
    """A file of chats of a store that one reviews; 404 for another."""
    found = visible_imports(user).filter(pk=pk).select_related("store", "job", "uploaded_by").first()
    if found is None:
        raise Http404
    return found


def visible_plans(user: Any) -> "QuerySet[SamplingPlan]":
    """Plans of teams that one reviews; those of every team for who reviews them all."""
    team_ids = teams_in_scope(user, REVIEW)
    plans = SamplingPlan.objects.all()
    return plans if team_ids is None else plans.filter(team_id__in=team_ids)


def get_plan(user: Any, pk: int) -> SamplingPlan:
    """A plan within one's reach; 404 for another."""
    found = visible_plans(user).filter(pk=pk).select_related("team", "form").first()
    if found is None:
        raise Http404
    return found


def visible_rounds(user: Any) -> "QuerySet[CalibrationRound]":
    """Calibrations that one takes part in, and those that one opened."""
    mine = Q(
        pk__in=CalibrationRound.reviewers.through.objects.filter(agent_id=_me(user)).values(
            "calibrationround"
        )
    )
    return CalibrationRound.objects.filter(mine | Q(created_by_id=user.pk))


def get_round(user: Any, pk: int) -> CalibrationRound:
    """A calibration of one's own; 404 for another."""
    found = visible_rounds(user).filter(pk=pk).select_related("version__form").first()
    if found is None:
        raise Http404
    return found


def visible_problems(user: Any) -> "QuerySet[QualityProblem]":
    """Problems of one's own work, of people whom one leads or reviews, and those that one owns."""
    me = _me(user)
    return QualityProblem.objects.filter(reach(user) | Q(owner_id=me) | Q(agent_id=me))


def get_problem(user: Any, pk: int, *, mend: bool = False) -> QualityProblem:
    """A problem within one's reach (`mend`: not one of the own work); 404 for another."""
    rows = visible_problems(user).exclude(agent_id=_me(user)) if mend else visible_problems(user)
    found = rows.filter(pk=pk).select_related("agent", "owner", "form").first()
    if found is None:
        raise Http404
    return found


def get_form(pk: int) -> InspectionForm:
    """A form; 404 where there is none."""
    found: InspectionForm = _any(InspectionForm.objects.filter(pk=pk))
    return found


def get_version(user: Any, pk: int) -> FormVersion:
    """A version of a form: published ones are open to all, drafts to who edits them; else 404."""
    rows = FormVersion.objects.filter(pk=pk).select_related("form")
    found: FormVersion = _any(rows if EDIT in rights_of(user) else rows.filter(state="published"))
    return found


def get_draft(pk: int) -> FormVersion:
    """A version that is not published yet, or was; the service says no to the latter. 404 where
    there is none."""
    found: FormVersion = _any(FormVersion.objects.filter(pk=pk).select_related("form"))
    return found


def get_hint(pk: int) -> HintRule:
    """A rule of hints; 404 where there is none."""
    found: HintRule = _any(HintRule.objects.filter(pk=pk))
    return found


def _any(rows: Any) -> Any:
    found = rows.first()
    if found is None:
        raise Http404
    return found
