"""What a month would cost more, or less, by other scores: pay's own rules with the one set and the other."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from kpi.rules import pay_slip
from kpi.rules.pay_slip import Score
from kpi.rules.periods import Period
from kpi.selectors.pay import months, plans
from kpi.selectors.pay.months import Case
from staff.models import Agent

Pairs = Mapping[int, tuple[Decimal | None, Decimal | None]]


def of_month(period: Period, scores: Pairs) -> Decimal | None:
    """The difference of the pay of these people in a month: by the second score of each less by the first.

    In the organisation's currency; None where no pay plan holds for any of them.
    """
    people = list(Agent.objects.filter(pk__in=list(scores)).select_related("grade"))
    cases, _without = months.cases(period.first, people, plans.Book())
    if not cases:
        return None
    house = plans.house(plans.settings_kept(plans.settings()))

    def paid(case: Case, points: Decimal | None) -> Decimal:
        facts = replace(case.facts, score=Score(points))
        return pay_slip.total(pay_slip.lines(plans.terms(case.version), facts, house))

    return sum(
        (paid(case, scores[case.agent.pk][1]) - paid(case, scores[case.agent.pk][0]) for case in cases),
        Decimal(0),
    )
