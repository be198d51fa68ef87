"""Who may open pay plans, pay runs and the preview, and doors to them."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from cstm.access import Page, register, rights_of
from kpi.choices.pay import RunState
from kpi.models import Deduction, PayAppeal, PayPlanVersion, PayRun, PaySlip
from staff.access import agent_of, visible_agents
from staff.models import Agent

_POST = ("POST",)
_BOTH = ("GET", "POST")
_SLIPS = "own.view|pay.view"
_APPEALS = "own.view|pay.appeals"
_DEDUCTIONS = "own.view|deductions.propose|deductions.approve"

PAGES: list[Page] = [
    Page("kpi:pay_mine", "own.view"),
    Page("kpi:pay_runs", "pay.view"),
    Page("kpi:pay_run_open", "pay.run", methods=_POST),
    Page("kpi:pay_run", "pay.view"),
    Page("kpi:pay_run_compute", "pay.run", methods=_POST),
    Page("kpi:pay_run_review", "pay.run", methods=_POST),
    Page("kpi:pay_run_close", "pay.close", methods=_POST),
    Page("kpi:pay_run_sheet", "pay.view"),
    Page("kpi:pay_slip", _SLIPS, scoped="pay_slip"),
    Page("kpi:pay_slip_file", _SLIPS, scoped="pay_slip"),
    Page("kpi:pay_appeals", _APPEALS),
    Page("kpi:pay_appeal_new", "own.view", methods=_POST),
    Page("kpi:pay_appeal", _APPEALS, scoped="pay_appeal"),
    Page("kpi:pay_appeal_answer", "pay.appeals", scoped="pay_appeal", methods=_POST),
    Page("kpi:deductions", _DEDUCTIONS),
    Page("kpi:deduction_new", "deductions.propose", methods=_BOTH),
    Page("kpi:deduction", _DEDUCTIONS, scoped="deduction"),
    Page("kpi:deduction_answer", "own.view", scoped="deduction", methods=_POST),
    Page("kpi:deduction_decide", "deductions.approve", scoped="deduction", methods=_POST),
    Page("kpi:deduction_withdraw", "deductions.propose", scoped="deduction", methods=_POST),
    Page("kpi:pay_plans", "pay.plans"),
    Page("kpi:pay_plan_new", "pay.plans", methods=_BOTH),
    Page("kpi:pay_plan_edit", "pay.plans", methods=_BOTH),
    Page("kpi:pay_plan_publish", "pay.plans", methods=_POST),
    Page("kpi:pay_plan_discard", "pay.plans", methods=_POST),
    Page("kpi:pay_bonuses", "pay.plans", methods=_BOTH),
    Page("kpi:pay_bonus_remove", "pay.plans", methods=_POST),
    Page("kpi:pay_settings", "pay.plans", methods=_BOTH),
]
API: list[Page] = [
    Page("kpi-api:pay_mine", "own.view"),
    Page("kpi-api:pay_runs", "pay.view", methods=_BOTH, writes="pay.run"),
    Page("kpi-api:pay_run", "pay.view"),
    Page("kpi-api:pay_run_compute", "pay.run", methods=_POST),
    Page("kpi-api:pay_run_review", "pay.run", methods=_POST),
    Page("kpi-api:pay_run_close", "pay.close", methods=_POST),
    Page("kpi-api:pay_slips", "pay.view"),
    Page("kpi-api:pay_slip", _SLIPS, scoped="pay_slip"),
    Page("kpi-api:pay_appeals", _APPEALS, methods=_BOTH, writes="own.view"),
    Page("kpi-api:pay_appeal_answer", "pay.appeals", scoped="pay_appeal", methods=_POST),
    Page("kpi-api:deductions", _DEDUCTIONS, methods=_BOTH, writes="deductions.propose"),
    Page("kpi-api:deduction", _DEDUCTIONS, scoped="deduction"),
    Page("kpi-api:deduction_answer", "own.view", scoped="deduction", methods=_POST),
    Page("kpi-api:deduction_decide", "deductions.approve", scoped="deduction", methods=_POST),
    Page("kpi-api:pay_plans", "pay.plans", methods=_BOTH),
    Page("kpi-api:pay_plan_draft", "pay.plans", methods=("PUT",)),
    Page("kpi-api:pay_plan_publish", "pay.plans", methods=_POST),
]

register([*PAGES, *API])


def people_of(user: Any, *rights: str) -> "QuerySet[Agent]":
    """People whom one of these rights reaches; nobody without any of them."""
    wanted = Q(pk__in=[])
    for right in rights:
        if right in rights_of(user):
            wanted |= Q(pk__in=visible_agents(user, right).values("pk"))
    return Agent.objects.filter(wanted)


def get_run(pk: int) -> PayRun:
    """A pay run; 404 for one that is not there."""
    found = PayRun.objects.filter(pk=pk).select_related("job", "reviewed_by", "closed_by").first()
    if found is None:
        raise Http404
    return found


def get_slip(user: Any, pk: int) -> PaySlip:
    """A slip of a person in scope, or the own one once its run is closed; 404 for another's."""
    wanted = Q(agent_id__in=people_of(user, "pay.view").values("pk"))
    me = agent_of(user)
    if me is not None:
        wanted |= Q(agent=me, run__state=RunState.CLOSED)
    found = PaySlip.objects.filter(wanted, pk=pk).select_related("run", "team", "agent", "version").first()
    if found is None:
        raise Http404
    return found


def get_appeal(user: Any, pk: int, *rights: str) -> PayAppeal:
    """An appeal of a person in scope, or the own one where no right is named; 404 for another's."""
    wanted = Q(agent_id__in=people_of(user, *(rights or ("pay.appeals",))).values("pk"))
    me = agent_of(user)
    if not rights and me is not None:
        wanted |= Q(agent=me)
    found = PayAppeal.objects.filter(wanted, pk=pk).select_related("agent", "answered_by").first()
    if found is None:
        raise Http404
    return found


def get_deduction(user: Any, pk: int, *rights: str) -> Deduction:
    """A deduction: the own one, one's own proposal, or that of a person whom the rights reach; else 404."""
    me = agent_of(user)
    wanted = Q(
        agent_id__in=people_of(user, *(rights or ("deductions.propose", "deductions.approve"))).values("pk")
    )
    if rights == ("own.view",) or not rights:
        wanted |= Q(agent=me) if me is not None else Q(pk__in=[])
    if not rights:
        wanted |= Q(proposed_by=user)
    rows = Deduction.objects.filter(wanted, pk=pk).select_related("agent", "proposed_by", "decided_by")
    found = rows.first()
    if found is None:
        raise Http404
    return found


def get_version(pk: int) -> PayPlanVersion:
    """A version of a plan; 404 for one that is not there."""
    found = PayPlanVersion.objects.filter(pk=pk).select_related("plan__grade").first()
    if found is None:
        raise Http404
    return found
