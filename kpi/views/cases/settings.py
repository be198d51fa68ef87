"""Settings of cases: the tree of categories, and how long a kind may take."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from cstm.formats import asked_number
from kpi.access import cases as access
from kpi.forms.cases import CategoryForm
from kpi.models import CaseCategory
from kpi.selectors.cases import cases as reads
from kpi.selectors.cases import clocks as times
from kpi.services.cases import categories, clocks
from kpi.views.cases.shared import actor_of, form_page, tabs


def _page(request: HttpRequest, problem: str = "") -> HttpResponse:
    context = {
        **tabs(request, "settings"),
        "tree": reads.category_tree(),
        "limits": times.limit_rows(),
        "problem": problem,
    }
    return render(request, "kpi/cases/settings.html", context, status=422 if problem else 200)


@require_GET
def case_settings(request: HttpRequest) -> HttpResponse:
    """Categories and times."""
    return _page(request)


def _category(request: HttpRequest, row: CaseCategory | None, title: str) -> HttpResponse:
    parents = [(pk, path) for pk, path in reads.category_choices() if row is None or pk != row.pk]
    names = ("name_en", "name_zh", "quality", "place", "active")
    initial = {name: getattr(row, name) for name in names} | {"parent": row.parent_id} if row else {}
    form = CategoryForm(request.POST or None, parents=parents, initial=initial)

    def save(said: dict[str, Any]) -> None:
        parent = access.get_category(said["parent"]) if said["parent"] else None
        categories.save_category(row, **{**said, "parent": parent}, actor=actor_of(request))

    page = {"title": title, "action": _("Save")}
    return form_page(request, form, save=save, page=page, done=_("Saved."), to=("kpi:case_settings", {}))


@require_http_methods(["GET", "POST"])
def case_category_new(request: HttpRequest) -> HttpResponse:
    """A new category."""
    return _category(request, None, _("New category"))


@require_http_methods(["GET", "POST"])
def case_category_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a category."""
    return _category(request, access.get_category(pk), _("Change the category"))


@require_POST
def case_limit_set(request: HttpRequest) -> HttpResponse:
    """The minutes of a kind at a priority; empty is the usual time."""
    said = request.POST
    word = said.get("minutes", "").strip()
    try:
        minutes = asked_number(word)
        if word and minutes is None:
            raise DomainError(_("Give whole minutes such as 240, or nothing for the usual time."))
        clocks.set_limit(said.get("kind", ""), said.get("priority", ""), minutes, actor=actor_of(request))
    except DomainError as refused:
        return _page(request, str(refused))
    htmx.toast(request, _("The time is set; open cases follow it."))
    return htmx.redirect(request, "kpi:case_settings")
