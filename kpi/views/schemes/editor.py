"""Schemes: the list, a new one, a version with its lines, publishing, throwing a draft away."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import formats, htmx
from cstm.errors import DomainError
from kpi.access import schemes as access
from kpi.forms.schemes import AboutForm, PublishForm, SchemeForm
from kpi.models import SchemeVersion
from kpi.selectors import decisions
from kpi.selectors.schemes import pages
from kpi.services.schemes import versions
from staff.models import Grade
from staff.selectors import people

MONTHS_BACK, MONTHS_AHEAD = 12, 6


@require_GET
def scheme_list(request: HttpRequest) -> HttpResponse:
    """Schemes in force for everybody to read; drafts and ready-made ones for who writes them."""
    writes = access.writes_schemes(request.user)
    context = {
        "schemes": pages.schemes(timezone.localdate(), drafts=writes),
        "samples": pages.samples() if writes else [],
        "writes": writes,
        "nav_code": "schemes",
    }
    return render(request, "kpi/schemes/list.html", context)


@require_http_methods(["GET", "POST"])
def scheme_new(request: HttpRequest) -> HttpResponse:
    """A scheme for people of a role, line and grade, begun from a ready-made one or from nothing."""
    grades = {str(grade.pk): grade for grade in people.grades()}
    form = _scheme_form(request, grades)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            version = versions.create_scheme(
                versions.Names(data["name_en"], data["name_zh"]),
                role=data["role"],
                line=data["line"],
                grade=grades.get(data["grade"]),
                sample=data["sample"],
                actor=request.user,  # type: ignore[arg-type]
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            htmx.toast(request, _("The draft is begun."))
            return htmx.redirect(request, "kpi:scheme_version", pk=version.pk)
    context = {"form": form, "nav_code": "schemes"}
    return render(request, "kpi/schemes/new.html", context, status=422 if form.errors else 200)


def _scheme_form(request: HttpRequest, grades: dict[str, Grade]) -> SchemeForm:
    samples = {sample.code: sample for sample in pages.samples()}
    wanted = request.GET.get("sample", "")
    initial: dict[str, Any] = {"sample": wanted if wanted in samples else ""}
    initial.update(pages.sample_start(wanted))
    return SchemeForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        grades=[(pk, str(grade)) for pk, grade in grades.items()],
        samples=[(code, sample.name) for code, sample in samples.items()],
    )


@require_GET
def scheme_version(request: HttpRequest, pk: int) -> HttpResponse:
    """A version: its lines in words; a draft with what it still lacks."""
    return _version_page(request, access.get_version(request.user, pk))


def _version_page(
    request: HttpRequest,
    version: SchemeVersion,
    *,
    about: AboutForm | None = None,
    publish: PublishForm | None = None,
) -> HttpResponse:
    writes = access.writes_schemes(request.user)
    page = pages.version_page(version)
    if not writes:
        page["others"] = [each for each in page["others"] if each.is_published]
    refused = bool((about and about.errors) or (publish and publish.errors))
    if writes and not version.is_published:
        page["about"] = about or _about_form(version)
        page["publish"] = publish or PublishForm(months=_months(), initial={"valid_from": _this_month()})
    context = {**page, "writes": writes, "nav_code": "schemes"}
    return render(request, "kpi/schemes/version.html", context, status=422 if refused else 200)


def _about_form(version: SchemeVersion, data: Any = None) -> AboutForm:
    initial = {"note": version.note, "attribution": version.attribution}
    return AboutForm(data, initial=initial, rules=decisions.attributions_in_use())


def _this_month() -> str:
    return timezone.localdate().replace(day=1).isoformat()


def _months() -> list[tuple[str, str]]:
    """Months that a version may begin in: some that are over, for a first version, and some to come."""
    today = timezone.localdate()
    number = 12 * today.year + today.month - 1
    firsts = [dt.date(n // 12, n % 12 + 1, 1) for n in range(number - MONTHS_BACK, number + MONTHS_AHEAD + 1)]
    return [(first.isoformat(), formats.month(first)) for first in firsts]


@require_POST
def scheme_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a draft from another version of the scheme, or from a ready-made one."""
    scheme = access.get_scheme(pk)
    source = request.POST.get("source", "")
    number = formats.asked_number(source)
    held = scheme.versions.filter(pk=number).first() if number is not None else None
    try:
        draft = versions.begin_draft(
            scheme,
            source=held,
            sample=request.POST.get("sample", ""),
            actor=request.user,  # type: ignore[arg-type]
        )
    except DomainError as error:
        htmx.toast(request, str(error))
        return htmx.redirect(request, "kpi:scheme_list")
    htmx.toast(request, _("The draft is begun."))
    return htmx.redirect(request, "kpi:scheme_version", pk=draft.pk)


@require_POST
def scheme_about(request: HttpRequest, pk: int) -> HttpResponse:
    """What is new in a draft, and under which rule its sales count."""
    version = access.get_draft(request.user, pk)
    form = _about_form(version, request.POST)
    if not form.is_valid():
        return _version_page(request, version, about=form)
    versions.describe(version, **form.cleaned_data, actor=request.user)
    htmx.toast(request, _("Saved."))
    return htmx.redirect(request, "kpi:scheme_version", pk=pk)


@require_POST
def scheme_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft in force from the first of a month."""
    version = access.get_draft(request.user, pk)
    form = PublishForm(request.POST, months=_months())
    if form.is_valid():
        try:
            versions.publish(
                version,
                valid_from=dt.date.fromisoformat(form.cleaned_data["valid_from"]),
                today=timezone.localdate(),
                actor=request.user,  # type: ignore[arg-type]
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            htmx.toast(request, _("The version is published."))
            return htmx.redirect(request, "kpi:scheme_version", pk=pk)
    return _version_page(request, version, publish=form)


@require_POST
def scheme_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    versions.remove_draft(access.get_draft(request.user, pk), actor=request.user)  # type: ignore[arg-type]
    htmx.toast(request, _("The draft is thrown away."))
    return htmx.redirect(request, reverse("kpi:scheme_list"))
