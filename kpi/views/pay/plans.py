"""Pay plans and their editor, event bonuses, settings of pay."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from kpi.access import pay as access
from kpi.choices.pay import PlanState, Share
from kpi.forms.pay import BonusForm, PlanForm, SettingsForm, VersionForm, table_text
from kpi.models import EventBonus, PayPlanVersion
from kpi.selectors.pay import lists, plans, words
from kpi.selectors.pay.rules_named import rule_choices
from kpi.services.pay import plan_versions
from kpi.views.pay.shared import PAGE
from staff.models import Grade
from staff.selectors import people

_TABLES = ("coefficients", "experience", "tiers")


@require_GET
def pay_plans(request: HttpRequest) -> HttpResponse:
    """Plans with what holds, what comes and what is being written."""
    currency = plans.settings().currency
    rows = [
        {"plan": plan, "versions": [_version_row(each, currency) for each in plan.versions.all()]}
        for plan in plans.plan_list()
    ]
    return render(request, "kpi/pay/plan_list.html", {"rows": rows, "currency": currency, "nav_code": "pay"})


def _version_row(row: PayPlanVersion, currency: str) -> dict[str, Any]:
    return {
        "version": row,
        "base": words.amount(row.base, currency),
        "performance_base": words.amount(row.performance_base, currency),
        "draft": row.state == PlanState.DRAFT,
    }


@require_http_methods(["GET", "POST"])
def pay_plan_new(request: HttpRequest) -> HttpResponse:
    """Add a plan and go on to its first version."""
    grades = [(each.pk, str(each)) for each in people.grades()]
    form = PlanForm(request.POST or None, grades=grades)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        grade = Grade.objects.get(pk=data["grade"]) if data["grade"] else None
        try:
            plan = plan_versions.make_plan(
                name_en=data["name_en"], name_zh=data["name_zh"], grade=grade, actor=request.user
            )
            first = {"valid_from": timezone.localdate().replace(day=1), "coefficients": [(0, 1)]}
            version = plan_versions.draft(plan, first, actor=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return htmx.redirect(request, "kpi:pay_plan_edit", pk=version.pk)
    return render(request, "kpi/pay/plan_new.html", {"form": form, "nav_code": "pay"})


@require_http_methods(["GET", "POST"])
def pay_plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft; of a published version a new draft begins."""
    version = access.get_version(pk)
    names = ("base", "performance_base", "between", "no_score", "whole_amount", "attribution")
    first = {name: getattr(version, name) for name in names}
    first |= {name: table_text(getattr(version, name)) for name in _TABLES}
    first["valid_from"] = f"{version.valid_from:%Y-%m}"
    form = VersionForm(request.POST or None, initial=first, rules=rule_choices(get_language() or "en"))
    if request.method == "POST" and form.is_valid():
        try:
            plan_versions.draft(version.plan, form.cleaned_data, actor=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The draft is kept. It holds once it is published."))
            return htmx.redirect(request, "kpi:pay_plans")
    context = {"form": form, "version": version, "published": version.state == PlanState.PUBLISHED}
    context["nav_code"] = "pay"
    return render(request, "kpi/pay/plan_edit.html", context)


@require_POST
def pay_plan_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """From its month on it holds."""
    try:
        plan_versions.publish(access.get_version(pk), actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return htmx.redirect(request, "kpi:pay_plans")


@require_POST
def pay_plan_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    try:
        plan_versions.discard(access.get_version(pk), actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return htmx.redirect(request, "kpi:pay_plans")


@require_http_methods(["GET", "POST"])
def pay_bonuses(request: HttpRequest) -> HttpResponse:
    """Pots and their open rules, and a new one."""
    teams = [(each.pk, each.path) for each in people.teams()]
    rules = rule_choices(get_language() or "en")
    form = BonusForm(request.POST or None, rules=rules, teams=teams)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        data["team"] = people.teams().filter(pk=data["team"]).first() if data["team"] else None
        try:
            plan_versions.add_bonus(**data, actor=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return htmx.redirect(request, "kpi:pay_bonuses")
    currency = plans.settings().currency
    page = Paginator(lists.bonus_list(), PAGE).get_page(request.GET.get("page"))
    rows = [
        {"bonus": row, "pot": words.amount(row.pot, currency), "rule": Share(row.rule).label}
        for row in page.object_list
    ]
    context = {"form": form, "page_obj": page, "rows": rows, "currency": currency, "nav_code": "pay"}
    return render(request, "kpi/pay/bonus_list.html", context)


@require_POST
def pay_bonus_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a pot away while its month is open."""
    row: EventBonus | None = lists.bonus_list().filter(pk=pk).first()
    try:
        if row is not None:
            plan_versions.remove_bonus(row, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return htmx.redirect(request, "kpi:pay_bonuses")


@require_http_methods(["GET", "POST"])
def pay_settings(request: HttpRequest) -> HttpResponse:
    """Currency, cap, factors, hours of a month."""
    form = SettingsForm(request.POST or None, instance=plans.settings())
    if request.method == "POST" and form.is_valid():
        try:
            plan_versions.change_settings(form.cleaned_data, actor=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            htmx.toast(request, _("Settings are kept. Open runs use them when they are computed again."))
            return htmx.redirect(request, "kpi:pay_settings")
    return render(request, "kpi/pay/settings.html", {"form": form, "nav_code": "pay"})
