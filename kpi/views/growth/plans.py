"""Improvement plans, and the rules that propose next steps."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from kpi.access import growth as access
from kpi.forms.growth import PlanForm, RuleForm
from kpi.metrics import METRICS
from kpi.models import ImprovementPlan, StepRule
from kpi.selectors import definitions
from kpi.selectors.growth import steps
from kpi.services.growth import plans
from kpi.views.praise.common import form_page, me_of
from staff.models import Agent

REVIEW_AFTER = dt.timedelta(days=28)


@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a proposed step for a person, with owner and review date."""
    agent, me, today = access.get_person(request.user, pk), me_of(request), timezone.localdate()
    owners = Agent.objects.filter(pk__in={agent.pk, me.pk}) | access.reach(request.user)
    form = PlanForm(
        request.POST or None,
        owners=owners.distinct().order_by("name", "employee_no"),
        initial={"rule": request.GET.get("rule"), "owner": me.pk, "review_on": today + REVIEW_AFTER},
    )
    return form_page(
        request,
        form,
        save=lambda: plans.accept(
            form.cleaned_data["rule"],
            agent=agent,
            owner=form.cleaned_data["owner"],
            review_on=form.cleaned_data["review_on"],
            actor=request.user,  # type: ignore[arg-type]
        ),
        page={
            "title": _("A next step for %(name)s") % {"name": agent},
            "lead": _("The same metric is measured again after 14 and after 28 days."),
            "action": _("Accept"),
            "nav_code": "growth",
        },
        done=_("The plan is under way."),
        to=reverse("kpi:growth_agent", args=[agent.pk]),
    )


def _context(plan: ImprovementPlan) -> dict[str, object]:
    metric = METRICS.get(plan.metric)
    return {
        "plan": plan,
        "metric": definitions.name(metric) if metric else plan.metric,
        "course": steps.course(plan),
        "nav_code": "growth",
    }


@require_GET
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: the step, who looks after it, and the metric before and after."""
    return render(request, "kpi/growth/plan.html", _context(access.get_plan(request.user, pk)))


@require_POST
def plan_close(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan is done or no longer needed."""
    plan = access.get_plan(request.user, pk)
    try:
        plans.close(
            plan,
            state=request.POST.get("state", ""),
            result=request.POST.get("result", ""),
            actor=request.user,  # type: ignore[arg-type]
        )
    except DomainError as refused:
        context = {**_context(plan), "problem": str(refused)}
        return render(request, "kpi/growth/plan.html", context, status=422)
    htmx.toast(request, _("Closed."))
    return htmx.redirect(request, "kpi:growth_plan_detail", pk=plan.pk)


@require_GET
def rule_list(request: HttpRequest) -> HttpResponse:
    """Which step is proposed for which gap."""
    rows = [
        (definitions.name(METRICS[rule.metric]) if rule.metric in METRICS else rule.metric, rule)
        for rule in steps.step_rules(active=False)
    ]
    context = {"rows": sorted(rows, key=lambda row: row[0]), "nav_code": "growth_team"}
    return render(request, "kpi/growth/rules.html", context)


def _rule(request: HttpRequest, row: StepRule | None) -> HttpResponse:
    metrics = [
        (code, definitions.name(metric))
        for code, metric in METRICS.items()
        if metric.summable and metric.direction in ("up", "down", "band")
    ]
    names = (
        "metric",
        "kind",
        "title_en",
        "title_zh",
        "text_en",
        "text_zh",
        "link",
        "weeks",
        "order",
        "active",
    )
    initial = None
    if row is not None:
        initial = {name: getattr(row, name) for name in names} | {"least_percent": row.least_gap * 100}
    form = RuleForm(request.POST or None, initial=initial, metrics=metrics)
    return form_page(
        request,
        form,
        save=lambda: plans.save_rule(row, values=form.values(), actor=request.user),  # type: ignore[arg-type]
        page={
            "title": str(row) if row else _("A new rule"),
            "lead": _("It is proposed where the target of the metric was missed; people decide."),
            "action": _("Save"),
            "nav_code": "growth_team",
        },
        done=_("Saved."),
        to=reverse("kpi:step_rule_list"),
    )


@require_http_methods(["GET", "POST"])
def rule_new(request: HttpRequest) -> HttpResponse:
    """A new rule."""
    return _rule(request, None)


@require_http_methods(["GET", "POST"])
def rule_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rule; plans that are under way keep their words."""
    return _rule(request, get_object_or_404(StepRule, pk=pk))
