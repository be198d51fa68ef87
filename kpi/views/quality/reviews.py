"""Inspections: what waits, a result to read and answer, the form to fill, the second look."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from cstm.formats import asked_number
from kpi.access import quality as access
from kpi.choices.quality import Cause, ReviewState
from kpi.models import Review
from kpi.models.quality_reviews import FIRST_LOOK, SECOND_LOOK
from kpi.selectors.quality import lists, reading
from kpi.services.quality import reviews
from kpi.views.quality.common import NAV, asked_week, me_of, page_of, said_of
from kpi.views.quality.common import answered as back_with
from staff.access import visible_agents


@require_GET
def review_list(request: HttpRequest) -> HttpResponse:
    """What waits for this person, and the results that one may see."""
    asked = request.GET
    agent_id, week = asked_number(asked.get("agent", "")), asked_week(asked.get("week", ""))
    rows = lists.done(request.user, agent_id=agent_id, week=week, state=asked.get("state", ""))
    rights = rights_of(request.user)
    people = visible_agents(request.user, access.READ).order_by("name") if access.READ in rights else []
    context = {
        "to_review": list(lists.to_review(request.user)[:50]),
        "to_decide": list(lists.to_decide(request.user)[:50]),
        "to_answer": list(lists.to_answer(request.user)[:50]),
        "page_obj": page_of(request, rows),
        "people": [(person.pk, str(person)) for person in people],
        "agent_id": agent_id,
        "week": asked.get("week", "") if week else "",
        "state": asked.get("state", ""),
        "states": [each for each in ReviewState.choices if each[0] != ReviewState.WAITING],
        "reviews_others": access.REVIEW in rights,
        **NAV,
    }
    return render(request, "kpi/quality/review_list.html", context)


@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """A result beside its transcript."""
    row = access.get_review(request.user, pk)
    return render(request, "kpi/quality/review.html", _shown(request, row))


def _shown(request: HttpRequest, row: Review) -> dict[str, Any]:
    """What a result's page shows; the marks that hold, and the first ones where a second look
    changed them."""
    me = me_of(request)
    marks = list(row.marks.all())
    first = [mark for mark in marks if mark.look == FIRST_LOOK]
    second = [mark for mark in marks if mark.look == SECOND_LOOK]
    holds = second or first
    decides = (
        row.state == ReviewState.DISPUTED
        and access.REVIEW in rights_of(request.user)
        and me.pk not in (row.reviewer_id, row.agent_id)
    )
    return {
        "review": row,
        "lines": reading.transcript(row.chat, holds, row.version),
        "headings": reading.asked(row.version, holds) if row.state != ReviewState.WAITING else [],
        "before": reading.asked(row.version, first) if second else [],
        "mine": row.agent_id == me.pk,
        "to_answer": row.agent_id == me.pk and row.state == ReviewState.REVIEWED,
        "to_mark": row.reviewer_id == me.pk and row.state == ReviewState.WAITING,
        "decides": decides,
        **NAV,
    }


@require_POST
def review_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The agent acknowledges, or disputes with a comment."""
    row = access.get_own_review(request.user, pk)
    comment = request.POST.get("comment", "")
    if "dispute" in request.POST:
        return back_with(
            request,
            lambda: reviews.dispute(row, comment=comment, actor=request.user),  # type: ignore[arg-type]
            _("A second reviewer looks at it now. Until then it does not count."),
            "kpi:review",
            pk=pk,
        )
    return back_with(
        request,
        lambda: reviews.acknowledge(row, comment=comment, actor=request.user),  # type: ignore[arg-type]
        _("Acknowledged."),
        "kpi:review",
        pk=pk,
    )


@require_http_methods(["GET", "POST"])
def review_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """The transcript beside the form that is being filled."""
    row = access.get_review_to_mark(request.user, pk)
    if row.state != ReviewState.WAITING:
        return htmx.redirect(request, "kpi:review", pk=pk)
    problem = ""
    if request.method == "POST":
        said = said_of(request.POST, reading.codes_of(row.version))
        try:
            coaching = request.POST.get("coaching", "")
            reviews.fill(row, said, coaching=coaching, actor=request.user)  # type: ignore[arg-type]
        except DomainError as refusal:
            problem = str(refusal)
        else:
            htmx.toast(request, _("Kept. %(name)s is told.") % {"name": row.agent})
            following = lists.to_review(request.user).first()
            if following is not None:
                return htmx.redirect(request, "kpi:review_mark", pk=following.pk)
            return htmx.redirect(request, "kpi:review_list")
    context = _filling(request, row, problem)
    return render(request, "kpi/quality/review_mark.html", context, status=422 if problem else 200)


def _filling(request: HttpRequest, row: Review, problem: str) -> dict[str, Any]:
    """What a form that is being filled shows, with what was said already."""
    said = said_of(request.POST, reading.codes_of(row.version)) if request.method == "POST" else {}
    return {
        "review": row,
        "lines": reading.transcript(row.chat),
        "headings": reading.asked(row.version, said=said),
        "causes": Cause.choices,
        "coaching": request.POST.get("coaching", ""),
        "problem": problem,
        **NAV,
    }


@require_POST
def review_hand_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to another reviewer, whom the seed names."""
    row = access.get_review_to_mark(request.user, pk)
    return back_with(
        request,
        lambda: reviews.hand_on(row, actor=request.user),  # type: ignore[arg-type]
        _("Another reviewer has it now."),
        "kpi:review_list",
    )


@require_http_methods(["GET", "POST"])
def review_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The second look at a disputed review: it stays, or it is marked anew."""
    row = access.get_dispute(request.user, pk)
    if row.state != ReviewState.DISPUTED:
        return htmx.redirect(request, "kpi:review", pk=pk)
    problem = ""
    if request.method == "POST":
        said = said_of(request.POST, reading.codes_of(row.version)) if "change" in request.POST else None
        try:
            reviews.decide(
                row,
                decider=me_of(request),
                reason=request.POST.get("reason", ""),
                said=said,
                actor=request.user,  # type: ignore[arg-type]
            )
        except DomainError as refusal:
            problem = str(refusal)
        else:
            htmx.toast(request, _("Decided. Both are told."))
            return htmx.redirect(request, "kpi:review", pk=pk)
    context = _deciding(request, row, problem)
    return render(request, "kpi/quality/review_decide.html", context, status=422 if problem else 200)


def _deciding(request: HttpRequest, row: Review, problem: str) -> dict[str, Any]:
    """The same with the first reviewer's marks as a start."""
    context = _filling(request, row, problem)
    first = list(row.marks.filter(look=FIRST_LOOK))
    if request.method != "POST":
        context["headings"] = reading.asked(row.version, first)
    context["lines"] = reading.transcript(row.chat, first, row.version)
    return {**context, "reason": request.POST.get("reason", ""), "first": reading.asked(row.version, first)}
