"""Settings: shift templates."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from shifts.forms.settings import TemplateForm
from shifts.models import ShiftTemplate
from shifts.selectors import settings as reads
from shifts.services import templates as writes
from shifts.views.setting_parts import actor_of, setting_form


@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """The shifts of the house."""
    return show(request)


def show(request: HttpRequest, problem: str = "") -> HttpResponse:
    """Draw the list, with the reason why something was refused."""
    rows = [
        {
            "template": row,
            "times": reads.span_words(row.start, row.end),
            "split": reads.span_words(row.break_start, row.break_end),
            "meal": reads.span_words(row.meal_start, row.meal_end),
            "curfew": reads.wall_clock(row.curfew),
            "hours": row.paid_minutes / 60,
        }
        for row in reads.template_rows()
    ]
    context = {"rows": rows, "problem": problem, "nav_code": "rosters"}
    return render(request, "shifts/template_list.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
def template_new(request: HttpRequest) -> HttpResponse:
    """Add a template."""
    form = TemplateForm(request.POST or None)

    def save(data: dict[str, Any]) -> None:
        writes.add_template(
            reads.template_values(data),
            actor=actor_of(request),
            skills=data["skills"],
            certificates=data["certificates"],
        )

    page = {"title": _("Add a shift"), "action": _("Add"), "lead": _("Rosters are drawn with its letter.")}
    done = _("The shift is added.")
    return setting_form(request, form, save=save, page=page, done=done, to="shifts:settings")


@require_http_methods(["GET", "POST"])
def template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a template."""
    row = get_object_or_404(ShiftTemplate, pk=pk)
    form = TemplateForm(request.POST or None, initial=reads.template_facts(row))

    def save(data: dict[str, Any]) -> None:
        writes.change_template(
            row,
            reads.template_values(data),
            actor=actor_of(request),
            skills=data["skills"],
            certificates=data["certificates"],
        )

    lead = _("Times stay once a roster holds the shift; names, letters and look may change.")
    page = {"title": _("Change the shift"), "action": _("Save"), "lead": lead}
    done = _("The shift is changed.")
    return setting_form(request, form, save=save, page=page, done=done, to="shifts:settings")


@require_POST
def template_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a template no longer, or again."""
    row = get_object_or_404(ShiftTemplate, pk=pk)
    change = writes.retire if row.active else writes.bring_back
    done = _("The shift is retired.") if row.active else _("The shift is in use again.")
    try:
        change(row, actor=actor_of(request))
    except DomainError as refused:
        return show(request, str(refused))
    htmx.toast(request, done)
    return htmx.redirect(request, "shifts:settings")
