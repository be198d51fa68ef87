"""Actions, process waste and use of scripts."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from cstm.formats import asked_date, asked_number
from kpi.access import cases as access
from kpi.choices.cases import ActionState, Helped, WasteState
from kpi.forms.cases import ActionForm, WasteDecideForm, WasteForm
from kpi.models import CaseAction
from kpi.selectors.cases import lists
from kpi.services.cases import actions, waste
from kpi.views.cases.shared import actor_of, form_page, me_of, tabs
from staff.access import agent_of, visible_agents

PAGE = 30


@require_GET
def action_list(request: HttpRequest) -> HttpResponse:
    """Corrective and preventive actions, what is due first."""
    state = request.GET.get("state", "standing")[:10]
    text = request.GET.get("q", "")[:120]
    rows = lists.actions(access.visible_actions(request.user), state=state, text=text)
    context = {
        **tabs(request, "actions"),
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "state": state,
        "text": text,
        "states": ActionState.choices,
        "today": timezone.localdate(),
    }
    return render(request, "kpi/cases/actions.html", context)


@require_http_methods(["GET", "POST"])
def action_new(request: HttpRequest) -> HttpResponse:
    """Add an action, perhaps out of a case."""
    key = asked_number(request.GET.get("case", ""))
    case = access.get_case(request.user, key) if key else None
    initial = {"due": timezone.localdate() + dt.timedelta(days=14)}
    if case is not None:
        initial["cause"] = case.outcome or case.title  # type: ignore[assignment]
    form = ActionForm(request.POST or None, owners=access.owners_for(request.user), initial=initial)

    def save(said: dict[str, Any]) -> None:
        source = f"case:{case.pk}" if case is not None else ""
        actions.add_action(**said, source=source, actor=actor_of(request))

    page = {"title": _("Add an action"), "action": _("Add")}
    page["lead"] = case.title if case is not None else _("What is done, by whom, until when.")
    return form_page(request, form, save=save, page=page, done=_("Added."), to=("kpi:action_list", {}))


@require_GET
def action_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One action."""
    return _action(request, access.get_action(request.user, pk))


def _action(request: HttpRequest, action: CaseAction, problem: str = "") -> HttpResponse:
    me = agent_of(request.user)
    kind, case_id = lists.source_words(action.source)
    context = {
        **tabs(request, "actions"),
        "action": action,
        "source_kind": kind,
        "case_id": case_id,
        "helped": Helped.choices,
        "is_owner": me is not None and me.pk == action.owner_id,
        "may_work": access.visible_actions(request.user, access.EDIT).filter(pk=action.pk).exists(),
        "today": timezone.localdate(),
        "problem": problem,
    }
    return render(request, "kpi/cases/action.html", context, status=422 if problem else 200)


def _done(request: HttpRequest, pk: int, work: Any, done: str) -> HttpResponse:
    action = access.get_action(request.user, pk, access.EDIT)
    try:
        work(action)
    except DomainError as refused:
        return _action(request, access.get_action(request.user, pk), str(refused))
    htmx.toast(request, done)
    return htmx.redirect(request, "kpi:action_detail", pk=pk)


@require_POST
def action_finish(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done, with a result."""
    result, today = request.POST.get("result", ""), timezone.localdate()

    def work(action: CaseAction) -> None:
        actions.finish(action.pk, result=result, on=today, actor=actor_of(request))

    return _done(request, pk, work, _("Done; somebody else checks it now."))


@require_POST
def action_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Did it help?"""
    said, me = request.POST, agent_of(request.user)

    def work(action: CaseAction) -> None:
        actions.check(
            action.pk,
            helped=said.get("helped", ""),
            found=said.get("found", ""),
            by=me,
            on=timezone.localdate(),
            actor=actor_of(request),
        )

    return _done(request, pk, work, _("Checked."))


@require_POST
def action_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not needed any more."""
    reason = request.POST.get("reason", "")

    def work(action: CaseAction) -> None:
        actions.drop(action.pk, reason=reason, actor=actor_of(request))

    return _done(request, pk, work, _("Dropped."))


@require_GET
def waste_list(request: HttpRequest) -> HttpResponse:
    """The process-waste log."""
    state = request.GET.get("state", "")[:10]
    rows = access.visible_waste(request.user)
    page = Paginator(lists.waste(rows, state=state), PAGE).get_page(request.GET.get("page"))
    context = {
        **tabs(request, "waste"),
        "page_obj": page,
        "sums": lists.waste_sums(rows),
        "state": state,
        "states": WasteState.choices,
    }
    return render(request, "kpi/cases/waste.html", context)


@require_http_methods(["GET", "POST"])
def waste_new(request: HttpRequest) -> HttpResponse:
    """Write down a step that costs time."""
    me = me_of(request)
    form = WasteForm(request.POST or None, stores=access.stores_for(request.user))

    def save(said: dict[str, Any]) -> None:
        waste.write(**said, by=me, actor=actor_of(request))

    page = {
        "title": _("A step that costs time"),
        "action": _("Write down"),
        "lead": _("Say what you would do instead; you hear what became of it."),
    }
    return form_page(request, form, save=save, page=page, done=_("Written down."), to=("kpi:waste_list", {}))


@require_http_methods(["GET", "POST"])
def waste_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of a proposal."""
    row = access.get_waste(request.user, pk)
    names = ("state", "minutes_saved", "used_for", "used_words", "answer")
    initial = {name: getattr(row, name) for name in names}
    form = WasteDecideForm(request.POST or None, initial=initial)
    me = agent_of(request.user)

    def save(said: dict[str, Any]) -> None:
        waste.decide(row.pk, **said, by=me, on=timezone.localdate(), actor=actor_of(request))

    page = {"title": row.step, "action": _("Save"), "lead": row.proposal}
    return form_page(request, form, save=save, page=page, done=_("Saved."), to=("kpi:waste_list", {}))


@require_GET
def script_use(request: HttpRequest) -> HttpResponse:
    """Use of canned replies by person, beside the marks of inspections."""
    today = timezone.localdate()
    last = asked_date(request.GET.get("last", "")) or today
    first = asked_date(request.GET.get("first", "")) or last - dt.timedelta(days=27)
    people = visible_agents(request.user, access.VIEW).values("pk")
    context = {
        **tabs(request, "scripts"),
        "page_obj": Paginator(lists.script_lines(people, first, last), PAGE).get_page(
            request.GET.get("page")
        ),
        "first": first,
        "last": last,
    }
    return render(request, "kpi/cases/scripts.html", context)
