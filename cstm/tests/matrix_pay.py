"""Pay of the world of the permission matrix."""

import datetime as dt
from typing import Any

from django.utils import timezone

from kpi.models import Deduction, EventBonus, PayAppeal, PayPlan, PayPlanVersion, PayRun, PaySlip
from staff.models import User

MONTH = dt.date(2026, 10, 1)


def someone(name: str) -> User:
    """A log-in that none of the relations holds."""
    return User.objects.get_or_create(username=name)[0]


def slip(scene: Any, relation: str) -> PaySlip:
    """A slip of the relation's person in a closed run of its own."""
    number = 1 + PayRun.objects.filter(month=MONTH).count()
    now = timezone.now()
    run = PayRun.objects.create(
        month=MONTH, kind="supplementary", number=number, state="computed", currency="CNY", computed_at=now
    )
    person = scene.people[relation]
    made = PaySlip.objects.create(
        run=run, agent=person, employee_no=person.employee_no, name=person.name, total=1
    )
    one, two = someone("one reviews"), someone("one closes")
    PayRun.objects.filter(pk=run.pk).update(
        state="closed", reviewed_by=one, reviewed_at=now, closed_by=two, closed_at=now
    )
    return made


def run(_scene: Any, _relation: str) -> PayRun:
    """The month's run, which belongs to nobody."""
    values = {"state": "computed", "currency": "CNY", "computed_at": timezone.now()}
    return PayRun.objects.get_or_create(month=MONTH, number=0, defaults=values)[0]


def appeal(scene: Any, relation: str) -> PayAppeal:
    """The relation's person appeals."""
    return PayAppeal.objects.create(agent=scene.people[relation], month=MONTH, code="base")


def deduction(scene: Any, relation: str) -> Deduction:
    """A deduction that somebody else proposed."""
    return Deduction.objects.create(
        agent=scene.people[relation],
        month=MONTH,
        reason="other",
        happened_on=MONTH,
        evidence="Seen in a conversation.",
        amount=1,
        proposed_by=someone("one proposes"),
    )


def version(_scene: Any, _relation: str) -> PayPlanVersion:
    """A draft of a plan, which belongs to everybody."""
    plan, _new = PayPlan.objects.get_or_create(name_en="Matrix", defaults={"name_zh": "矩阵"})
    values = {"valid_from": MONTH, "coefficients": [["0", "1"]]}
    return PayPlanVersion.objects.get_or_create(plan=plan, number=1, defaults=values)[0]


def bonus(_scene: Any, _relation: str) -> EventBonus:
    """A pot, which belongs to everybody."""
    values = {"first": MONTH, "last": MONTH, "pot": 1, "rule": "equal"}
    return EventBonus.objects.get_or_create(month=MONTH, name="Matrix", defaults=values)[0]


_RUN_PAGES = ("pay_run", "pay_run_compute", "pay_run_review", "pay_run_close")
MAKERS = {
    "pay_slip": slip,
    "pay_appeal": appeal,
    "deduction": deduction,
    **{f"kpi:{name}": run for name in (*_RUN_PAGES, "pay_run_sheet")},
    **{f"kpi-api:{name}": run for name in (*_RUN_PAGES, "pay_slips")},
    **{f"kpi:{name}": version for name in ("pay_plan_edit", "pay_plan_publish", "pay_plan_discard")},
    **{f"kpi-api:{name}": version for name in ("pay_plan_draft", "pay_plan_publish")},
    "kpi:pay_bonus_remove": bonus,
}
