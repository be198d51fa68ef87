"""Inspection forms: the list, a version, a draft and its items."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from cstm.formats import told
from kpi.access import quality as access
from kpi.forms.quality import ItemForm, NewFormForm
from kpi.models import FormVersion
from kpi.selectors.quality import lists, reading
from kpi.services.quality import forms
from kpi.views.quality.common import NAV, answered
from staff.selectors.people import skills


@require_GET
def form_list(request: HttpRequest) -> HttpResponse:
    """Forms with their versions: open to everybody whose chats they judge."""
    edits = access.EDIT in rights_of(request.user)
    context = {
        "lines": lists.forms(),
        "ready": [(code, told(names)) for code, names in lists.ready_forms()] if edits else [],
        "edits": edits,
        **NAV,
    }
    return render(request, "kpi/quality/form_list.html", context)


@require_GET
def form_version(request: HttpRequest, pk: int) -> HttpResponse:
    """What a version asks."""
    version = access.get_version(request.user, pk)
    form = reading.form_of(version)
    context = {
        "version": version,
        "headings": reading.asked(version),
        "most": form.most,
        "edits": access.EDIT in rights_of(request.user),
        **NAV,
    }
    return render(request, "kpi/quality/form_version.html", context)


@require_http_methods(["GET", "POST"])
def form_new(request: HttpRequest) -> HttpResponse:
    """A form of one's own."""
    form = NewFormForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = forms.create_form(**form.cleaned_data, actor=request.user)  # type: ignore[arg-type]
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return htmx.redirect(request, "kpi:form_version", pk=made.versions.get().pk)
    context = {"form": form, **NAV}
    return render(request, "kpi/quality/form_new.html", context, status=422 if form.errors else 200)


@require_POST
def form_take(request: HttpRequest, code: str) -> HttpResponse:
    """Take a ready-made form."""
    return answered(
        request,
        lambda: forms.take_ready(code, actor=request.user),  # type: ignore[arg-type]
        _("The form is yours now. Open a draft of it to change it."),
        "kpi:form_list",
    )


@require_POST
def form_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the draft of a form."""
    draft = forms.open_draft(access.get_form(pk), actor=request.user)  # type: ignore[arg-type]
    return htmx.redirect(request, "kpi:form_version", pk=draft.pk)


@require_http_methods(["GET", "POST"])
def form_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an item to a draft, or change one."""
    draft = access.get_draft(pk)
    code = request.POST.get("code", "") or request.GET.get("item", "")
    choices = [(skill.code, str(skill)) for skill in skills()]
    form = ItemForm(request.POST or None, skills=choices, initial=_initial(draft, code))
    if request.method == "POST" and form.is_valid():
        try:
            forms.write_item(draft, form.cleaned_data, replaces=code, actor=request.user)  # type: ignore[arg-type]
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            htmx.toast(request, _("The item is kept."))
            return htmx.redirect(request, "kpi:form_version", pk=pk)
    context = {"form": form, "version": draft, "code": code, **NAV}
    return render(request, "kpi/quality/form_item.html", context, status=422 if form.errors else 200)


def _initial(draft: FormVersion, code: str) -> dict[str, Any]:
    """An item as the form shows it; a new one stands under the last heading."""
    form = reading.form_of(draft)
    for section in form.sections:
        for item in section.items:
            if item.code == code:
                shown = ("en", "zh", "hint_en", "hint_zh", "critical", "skippable", "skill")
                values = {name: getattr(item, name) for name in shown}
                values["options"] = forms.text_of(item.options)
                return {**values, "section_en": section.en, "section_zh": section.zh}
    last = form.sections[-1] if form.sections else None
    return {"section_en": last.en, "section_zh": last.zh} if last else {}


@require_POST
def form_item_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item out of a draft."""
    draft = access.get_draft(pk)
    code = request.POST.get("code", "")
    return answered(
        request,
        lambda: forms.remove_item(draft, code, actor=request.user),  # type: ignore[arg-type]
        _("The item is out."),
        "kpi:form_version",
        pk=pk,
    )


@require_POST
def form_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a draft."""
    draft = access.get_draft(pk)
    return answered(
        request,
        lambda: forms.publish(draft, actor=request.user),  # type: ignore[arg-type]
        _("Published. The next draws use this version."),
        "kpi:form_version",
        pk=pk,
    )


@require_POST
def form_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    draft = access.get_draft(pk)
    return answered(
        request,
        lambda: forms.discard(draft, actor=request.user),  # type: ignore[arg-type]
        _("The draft is thrown away."),
        "kpi:form_list",
    )
