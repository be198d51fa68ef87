"""Cases: the list, a new one, one with its trail, and each deed on it."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from cstm.formats import asked_date, asked_number
from kpi.access import cases as access
from kpi.choices.cases import CaseKind, CaseState, CheckResult, Department
from kpi.forms.cases import CaseForm
from kpi.models import Case
from kpi.selectors.cases import cases as reads
from kpi.selectors.cases import shapes
from kpi.services.cases import cases, ratings, steps
from kpi.views.cases.shared import actor_of, day_end, me_of, tabs
from staff.access import agent_of

PAGE = 30


@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """Cases that one owns, made or leads; what is due first."""
    now = timezone.now()
    me = agent_of(request.user)
    said = {name: request.GET.get(name, "")[:120] for name in ("q", "kind", "due", "who")}
    asked = reads.Asked(
        text=said["q"],
        kind=said["kind"],
        state=request.GET.get("state", "standing")[:12],
        store_id=asked_number(request.GET.get("store", "")),
        category_id=asked_number(request.GET.get("category", "")),
        owner_id=me.pk if me is not None and said["who"] == "me" else None,
        due=said["due"] if said["due"] in ("late", "today") else "",
    )
    rows = reads.found(access.visible_cases(request.user), asked, now=now, day_end=day_end(now))
    context = {
        **tabs(request, "cases"),
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "who": said["who"],
        "stores": access.stores_for(request.user),
        "categories": reads.category_choices(only_active=False),
        "kinds": CaseKind.choices,
        "states": CaseState.choices,
        "now": now,
    }
    return render(request, "kpi/cases/list.html", context)


def _choices(request: HttpRequest, *, new: bool) -> dict[str, Any]:
    """What a form may offer to this log-in."""
    owners = access.owners_for(request.user)
    found: dict[str, Any] = {"categories": reads.category_choices()}
    if access.EDIT in rights_of(request.user):
        found["about"] = owners
    return {**found, "store": access.stores_for(request.user), "owner": owners} if new else found


@require_http_methods(["GET", "POST"])
def case_new(request: HttpRequest) -> HttpResponse:
    """A new case, short enough for a phone."""
    me = me_of(request)
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    kind = kind if kind in CaseKind.values else ""
    choices = _choices(request, new=True)
    stores = list(choices["store"][:2])
    initial = {"owner": me.pk, "kind": kind, "store": stores[0].pk if len(stores) == 1 else None}
    form = CaseForm(request.POST or None, choices=choices, of_kind=kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            case = cases.open_case(
                said["store"],
                kind=said["kind"],
                title=said["title"],
                owner=said["owner"],
                by=me,
                values=form.values(),
                actor=actor_of(request),
            )
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            htmx.toast(request, _("The case is open."))
            return htmx.redirect(request, "kpi:case_detail", pk=case.pk)
    context = {"form": form, "kinds": CaseKind.choices, "kind": kind, "nav_code": "cases"}
    status = 422 if request.method == "POST" else 200
    return render(request, "kpi/cases/new.html", context, status=status)


@require_http_methods(["GET", "POST"])
def case_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a case says."""
    case = access.get_case(request.user, pk, access.EDIT)
    kind = request.POST.get("kind", case.kind)
    form = CaseForm(
        request.POST or None,
        choices=_choices(request, new=False),
        of_kind=kind if kind in CaseKind.values else case.kind,
        initial=_initial(case),
    )
    if request.method == "POST" and form.is_valid():
        try:
            values = {**form.values(), "kind": form.cleaned_data["kind"]}
            cases.change(case.pk, values=values, by=agent_of(request.user), actor=actor_of(request))
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            htmx.toast(request, _("Changed."))
            return htmx.redirect(request, "kpi:case_detail", pk=case.pk)
    context = {"form": form, "case": case, "nav_code": "cases"}
    status = 422 if request.method == "POST" else 200
    return render(request, "kpi/cases/edit.html", context, status=status)


def _initial(case: Case) -> dict[str, Any]:
    names = ("kind", "priority", "source", *cases.TEXTS, "refund_amount", "platform_help", "dispute")
    found = {name: getattr(case, name) for name in names}
    found |= {f"field_{code}": value for code, value in case.fields.items()}
    return {**found, "category": case.category_id, "about": case.about_id}


@require_GET
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One case with all that was done about it."""
    return _shown(request, access.get_case(request.user, pk))


def _shown(request: HttpRequest, case: Case, problem: str = "", link: str = "") -> HttpResponse:
    now = timezone.now()
    may_work = access.visible_cases(request.user, access.EDIT).filter(pk=case.pk).exists()
    context = {
        "case": case,
        "own_fields": shapes.words(case.kind, case.fields),
        "checks": case.checks.select_related("by"),
        "steps": case.steps.select_related("asked_by"),
        "notes": reads.notes(case),
        "rating": case.ratings.order_by("-closing").first(),
        "link": link,
        "results": CheckResult.choices,
        "departments": Department.choices,
        "owners": access.owners_for(request.user) if may_work else [],
        "may_work": may_work,
        "problem": problem,
        "now": now,
        "is_open": case.state != CaseState.CLOSED,
        "may_edit": access.EDIT in rights_of(request.user),
        "nav_code": "cases",
    }
    return render(request, "kpi/cases/detail.html", context, status=422 if problem else 200)


def _done(request: HttpRequest, pk: int, work: Any, done: str) -> HttpResponse:
    """Do it and show the case, with the reason why not where it was refused."""
    try:
        work(by=agent_of(request.user), actor=actor_of(request))
    except DomainError as refused:
        return _shown(request, access.get_case(request.user, pk), str(refused))
    htmx.toast(request, done)
    return htmx.redirect(request, "kpi:case_detail", pk=pk)


def _case(request: HttpRequest, pk: int) -> Case:
    return access.get_case(request.user, pk, access.EDIT)


@require_POST
def case_word(request: HttpRequest, pk: int) -> HttpResponse:
    """A word into the trail."""
    case, text = _case(request, pk), request.POST.get("text", "")
    return _done(request, pk, lambda **who: cases.add_word(case.pk, text=text, **who), _("Added."))


@require_POST
def case_give(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else owns it."""
    case = _case(request, pk)
    number = asked_number(request.POST.get("owner", ""))
    owner = access.owners_for(request.user).filter(pk=number or 0).first()

    def work(**who: Any) -> None:
        if owner is None:
            raise DomainError(_("Choose who takes it over."), code="owner")
        cases.give(case.pk, owner=owner, **who)

    back = _done(request, pk, work, _("The case has a new owner."))
    if owner is not None and not access.visible_cases(request.user).filter(pk=pk).exists():
        return htmx.redirect(request, "kpi:case_list")
    return back


@require_POST
def case_close(request: HttpRequest, pk: int) -> HttpResponse:
    """It is settled."""
    case, said = _case(request, pk), request.POST
    return _done(
        request,
        pk,
        lambda **who: cases.close(
            case.pk, outcome=said.get("outcome", ""), first_contact="first_contact" in said, **who
        ),
        _("The case is closed."),
    )


@require_POST
def case_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """It was not settled after all."""
    case, reason = _case(request, pk), request.POST.get("reason", "")
    done = _("The case is open again.")
    return _done(request, pk, lambda **who: cases.reopen(case.pk, reason=reason, **who), done)


@require_POST
def case_check(request: HttpRequest, pk: int) -> HttpResponse:
    """What a check found; or one more check, where none is named."""
    case, said = _case(request, pk), request.POST
    check_id = asked_number(said.get("check", ""))

    def work(**who: Any) -> None:
        if check_id is None:
            steps.add_check(case.pk, what=said.get("what", ""), **who)
        else:
            steps.set_check(
                case.pk, check_id, result=said.get("result", ""), found=said.get("found", ""), **who
            )

    return _done(request, pk, work, _("Written down."))


@require_POST
def case_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Another department is asked."""
    case, said = _case(request, pk), request.POST
    due: dt.date | None = asked_date(said.get("due_on", ""))
    return _done(
        request,
        pk,
        lambda **who: steps.ask(
            case.pk, department=said.get("department", ""), what=said.get("what", ""), due_on=due, **who
        ),
        _("The case waits for the answer."),
    )


@require_POST
def case_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A department answered."""
    case, said = _case(request, pk), request.POST
    step_id = asked_number(said.get("step", "")) or 0
    return _done(
        request,
        pk,
        lambda **who: steps.answer(case.pk, step_id, text=said.get("text", ""), **who),
        _("The answer is written down."),
    )


@require_POST
def case_rating(request: HttpRequest, pk: int) -> HttpResponse:
    """The link that asks the buyer; shown here, sent by hand."""
    case = _case(request, pk)
    try:
        link = ratings.ask(case.pk, by=agent_of(request.user), actor=actor_of(request))
    except DomainError as refused:
        return _shown(request, case, str(refused))
    return _shown(request, case, link=link)
