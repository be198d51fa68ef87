"""A person's own pay of a month: the closed slip, or what is known so far, on any day."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from cstm.weeks import month_of
from kpi.choices.pay import RunKind
from kpi.models import PayAppeal, PaySlip
from kpi.rules import pay, pay_slip
from kpi.selectors.pay import lists, months, plans
from kpi.selectors.pay.extras import to_pay
from kpi.selectors.pay.plans import Book
from kpi.selectors.pay.words import Shown, shown
from staff.models import Agent


@dataclass(frozen=True, slots=True)
class NextStep:
    """What lies above: the next factor and tier, and what one more point and 1,000 more of sales bring."""

    points_away: Decimal | None = None
    points_at: Decimal | None = None
    factor: Decimal | None = None
    step_brings: Decimal | None = None
    point_brings: Decimal | None = None
    sales_away: Decimal | None = None
    tier_percent: Decimal | None = None
    sales_bring: Decimal | None = None
    top: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line in words, and the appeal that stands against it."""

    line: Shown
    appeal: PayAppeal | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What the page shows. `slip` is there once the month is closed; `plan` is None where no plan holds."""

    month: dt.date
    currency: str
    plan: str | None
    rows: list[Row] = field(default_factory=list)
    total: Decimal = pay.ZERO
    low: Decimal | None = None
    high: Decimal | None = None
    pending: bool = False
    slip: PaySlip | None = None
    extra: list[PaySlip] = field(default_factory=list)
    steps: NextStep | None = None


def preview(agent: Agent, month: dt.date) -> Preview:
    """A person's month: closed slips as they are, else computed now without differences to closed months."""
    first = month.replace(day=1)
    appeals = lists.own_appeals(agent, first)
    closed = list(lists.own_slips(agent).filter(run__month=first).select_related("version__plan"))
    own = next((row for row in closed if row.run.kind == RunKind.REGULAR), None)
    if own is not None:
        lines = lists.in_words(lists.lines_of([own])[own.pk], own.run.currency)
        rows = [Row(line, appeals.get((line.code, line.ref))) for line in lines]
        extra = [row for row in closed if row is not own]
        plan = str(own.version.plan) if own.version else ""
        return Preview(
            first, own.run.currency, plan, rows, own.total, own.low, own.high, own.pending, own, extra
        )
    kept = plans.settings_kept(plans.settings())
    book = Book()
    cases, _without = months.cases(first, [agent], book)
    if not cases:
        return Preview(first, kept["currency"], None, extra=closed)
    case, house = cases[0], plans.house(kept)
    terms = plans.terms(case.version)
    found = pay_slip.lines(terms, case.facts, house)
    extras = to_pay([agent], month_of(first)[1], first, book, kept, f"{first:%Y-%m}")
    found += [pay_slip.overtime_line(each, house) for each in extras.get(agent.pk, ())]
    pending = any(line.low is not None for line in found)
    low, high = pay_slip.ends(found) if pending else (None, None)
    rows = [
        Row(
            shown(line.code, line.ref, line.inputs, line.amount, line.low, line.high, kept["currency"]),
            appeals.get((line.code, line.ref)),
        )
        for line in found
    ]
    return Preview(
        first,
        kept["currency"],
        str(case.version.plan),
        rows,
        pay_slip.total(found),
        low,
        high,
        pending,
        extra=closed,
        steps=next_steps(terms, case.facts, house),
    )


def next_steps(terms: pay.Terms, facts: pay_slip.Facts, house: pay_slip.House) -> NextStep | None:
    """How far the next step is and what more would bring; None where nothing can grow."""
    points = facts.score.certain
    whole = terms.performance_base * facts.presence.part
    step = pay.next_step(points, terms) if whole else None
    now = pay.money(whole * pay.coefficient(points, terms), house.digits)
    above = None if points is None else min(points + 1, pay.HUNDRED)
    one_more = None if above is None else pay.money(whole * pay.coefficient(above, terms), house.digits) - now
    tier = pay.next_tier(facts.sales.net, terms)
    more_sales = None
    if terms.tiers:
        net = facts.sales.net
        gain = pay.commission(net + 1000, terms) - pay.commission(net, terms)
        more_sales = pay.money(gain, house.digits)
    if not whole and not terms.tiers:
        return None
    return NextStep(
        points_away=step.away if step else None,
        points_at=step.at if step else None,
        factor=step.value if step else None,
        step_brings=pay.money(whole * step.value, house.digits) - now if step else None,
        point_brings=one_more if whole else None,
        sales_away=tier.away if tier else None,
        tier_percent=tier.value if tier else None,
        sales_bring=more_sales,
        top=bool(whole and points is not None and step is None),
    )
