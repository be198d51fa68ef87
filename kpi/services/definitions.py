"""A shop's own facts and metrics: defined in the browser, no migration needed."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices import Direction
from kpi.facts import FACTS
from kpi.metrics import METRICS
from kpi.models import CustomFact, CustomMetric, Target
from staff.models import User
from staff.services import audit

_CODE = re.compile(r"^[a-z][a-z0-9_]{1,39}$")
UNITS = ("%", "ratio", "s", "h", "count", "persons", "person-times", "CNY", "points")


def known_facts() -> frozenset[str]:
    """Codes of every fact, the shop's own included."""
    return frozenset(FACTS) | frozenset(CustomFact.objects.values_list("code", flat=True))


@transaction.atomic
def define_fact(
    code: str, *, name_en: str, name_zh: str, kind: str = "count", actor: User | None
) -> CustomFact:
    """Add a fact of the shop's own; raises DomainError for a code that is taken or no code."""
    _check_code(code)
    if code in known_facts():
        raise DomainError(_("There is a fact %(code)s already.") % {"code": code}, code="code_taken")
    if kind not in ("count", "secs", "money", "points"):
        raise DomainError(_("A fact is a count, seconds, money or points."), code="bad_kind")
    fact = CustomFact.objects.create(code=code, name_en=name_en, name_zh=name_zh, kind=kind)
    audit.record(
        actor=actor, action="fact.add", about=fact, after={"code": code, "name": name_en, "kind": kind}
    )
    return fact


@transaction.atomic
def define_metric(
    code: str,
    *,
    name_en: str,
    name_zh: str,
    numerator: str,
    denominator: str = "",
    unit: str,
    direction: str,
    actor: User | None,
) -> CustomMetric:
    """Add a metric as a fact, or a fact over a fact; raises DomainError where it makes no sense."""
    _check_code(code)
    if code in METRICS or CustomMetric.objects.filter(code=code).exists():
        raise DomainError(_("There is a metric %(code)s already.") % {"code": code}, code="code_taken")
    facts = known_facts()
    for fact in filter(None, (numerator, denominator)):
        if fact not in facts:
            raise DomainError(_("There is no fact %(code)s.") % {"code": fact}, code="no_such_fact")
    if not numerator or numerator == denominator:
        raise DomainError(_("A fact over itself is always 1."), code="same_fact")
    if unit == "%" and not denominator:
        raise DomainError(_("A percentage needs a fact to divide by."), code="no_denominator")
    if unit not in UNITS or direction not in Direction.values:
        raise DomainError(_("Choose a unit and a direction from the lists."), code="bad_choice")
    metric = CustomMetric.objects.create(
        code=code,
        name_en=name_en,
        name_zh=name_zh,
        numerator=numerator,
        denominator=denominator,
        unit=unit,
        direction=direction,
        created_by=actor,
    )
    after = {"numerator": numerator, "denominator": denominator, "unit": unit, "direction": direction}
    audit.record(actor=actor, action="metric.add", about=metric, after=after)
    return metric


@transaction.atomic
def remove_metric(metric: CustomMetric, *, actor: User | None) -> None:
    """Take a metric of the shop's own away, with its targets; its facts stay."""
    before = {"numerator": metric.numerator, "denominator": metric.denominator, "unit": metric.unit}
    audit.record(actor=actor, action="metric.remove", about=metric, before=before)
    Target.objects.filter(metric=metric.code).delete()
    metric.delete()


def _check_code(code: str) -> None:
    if not _CODE.match(code):
        raise DomainError(
            _("A code has 2 to 40 small letters, digits or underscores, and begins with a letter."),
            code="bad_code",
        )
