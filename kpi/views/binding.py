"""Names of reports that nobody holds: who is this?"""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from cstm import htmx
from cstm.access import Verdict, require, rights_of
from cstm.errors import DomainError
from cstm.formats import asked_number
from kpi import access
from kpi.forms.imports import BindForm
from kpi.selectors import imports
from kpi.services import binding
from staff.access import can_take_over, visible_agents, visible_stores
from staff.choices import EVER, STILL
from staff.models import Agent

PAGE = 50


@require_GET
def binding_list(request: HttpRequest) -> HttpResponse:
    """Every name that waits, by store and name."""
    return _list(request)


def _list(request: HttpRequest, problem: str = "") -> HttpResponse:
    """The list, with what went wrong at its head."""
    stores = visible_stores(request.user, "accounts.bind")
    people = visible_agents(request.user, "people.view")
    names = imports.waiting_names(stores, people=people)
    context = {
        "page_obj": Paginator(names, PAGE).get_page(request.GET.get("page")),
        "rows": sum(name.rows for name in names),
        **imports.people_to_choose(people),
        "may_make_people": "people.edit" in rights_of(request.user),
        "problem": problem,
        "nav_code": "imports",
    }
    return render(request, "kpi/binding_list.html", context, status=422 if problem else 200)


@require_POST
def binding_bind(request: HttpRequest) -> HttpResponse:
    """Bind a name to a person, say that it is no person, or make a new person for it."""
    form = BindForm(request.POST)
    if not form.is_valid():
        return _list(request, _("Choose a person for the name."))
    said = form.cleaned_data
    store = access.get_import_store(request.user, said["store"], "accounts.bind")
    try:
        if form.is_nobody:
            binding.not_a_person(store, said["name"], actor=request.user)
            words = _("“%(name)s” is no person from now on.") % {"name": said["name"]}
        else:
            agent = _person(request, form)
            if agent is None:
                return _list(request, _("Choose a person for “%(name)s”.") % {"name": said["name"]})
            first, last = said["valid_from"] or EVER, said["valid_to"] or STILL
            require(can_take_over(request.user, store, said["name"], first=first, last=last))
            binding.bind(
                store, said["name"], agent=agent, valid_from=first, valid_to=last, actor=request.user
            )
            words = _("“%(name)s” is %(agent)s from now on; the rows that waited are taken up.") % {
                "name": said["name"],
                "agent": agent,
            }
    except DomainError as fault:
        return _list(request, str(fault))
    htmx.toast(request, words)
    return _back(request)


def _person(request: HttpRequest, form: BindForm) -> Agent | None:
    """The person chosen from the list, or typed by number."""
    who = form.cleaned_data["who"]
    people = visible_agents(request.user, "people.view")
    number = asked_number(who)
    if number is not None:
        return people.filter(pk=number).first() or people.filter(employee_no=who).first()
    return people.filter(employee_no=form.number).first() if form.number else None


@require_POST
def binding_make(request: HttpRequest) -> HttpResponse:
    """Make a new person for each of the names."""
    if "people.edit" not in rights_of(request.user):
        require(Verdict(False, _("Your roles do not include making people. Ask a supervisor.")))
    number = asked_number(request.POST.get("store", ""))
    names = [name for name in request.POST.getlist("name") if name and "\x00" not in name]
    if number is None:
        raise Http404
    store = access.get_import_store(request.user, number, "accounts.bind")
    try:
        made = binding.make_people(store, names, actor=request.user)
    except DomainError as fault:
        return _list(request, str(fault))
    n = len(made)
    htmx.toast(request, ngettext("%(n)d new person is made.", "%(n)d new people are made.", n) % {"n": n})
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the import that the form stood on, else to the list."""
    batch = asked_number(request.POST.get("batch", ""))
    if batch is not None:
        return htmx.redirect(request, "kpi:import_detail", pk=batch)
    return htmx.redirect(request, "kpi:binding_list")
