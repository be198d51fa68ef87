"""What the page of a store's week shows: cards from sums, health, given values, products, benchmarks."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import capfirst

from cstm import formats
from cstm.weeks import Week
from kpi.facts import FACTS
from kpi.metrics import METRICS
from kpi.models import Record, StoreValue
from kpi.rules import State
from kpi.selectors import decisions, definitions, metric_sets, products, shown, weeks
from kpi.selectors.goals import goals_of
from staff.models import Store

GIVEN = ("dsr_desc", "dsr_service", "dsr_logistics", "shop_exp")


@dataclass(frozen=True, slots=True)
class GivenValue:
    """A value as the platform gave it, with date and source; empty where none was given yet."""

    label: str
    text: str
    date: dt.date | None
    source: str


@dataclass(frozen=True, slots=True)
class ProductCell:
    """One figure of a product."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product's row."""

    name: str
    number: str
    cells: list[ProductCell]


def store_page(store: Store, week: Week, *, attribution: str | None) -> dict[str, Any]:
    """Everything that the page shows of a store's week."""
    main = metric_sets.pick(metric_sets.STORE, METRICS)
    health = metric_sets.pick(metric_sets.HEALTH, METRICS)
    metrics = [*main, *(metric for metric in health if metric not in main)]
    trend = weeks.store_weeks(store.pk, last_week=week, metrics=metrics, attribution=attribution)
    goals = goals_of(None, [metric.code for metric in metrics], day=week.sunday)
    facts = decisions.registered_names()
    cards = [
        shown.card(metric, [item.cells[metric.code] for item in trend], goals.get(metric.code), facts=facts)
        for metric in main
    ]
    last = trend[-1].cells
    choose = attribution is not None or any(cell.state == State.REFUSED for cell in last.values())
    return {
        "cards": cards,
        "health": [shown.show(m, last[m.code], goals.get(m.code)) for m in health],
        "given": given_values(store.pk, week.sunday),
        "attributions": decisions.attributions_in_use(store.pk) if choose else [],
        "attribution": attribution,
        "benchmarks": _benchmarks(store.pk, week, facts),
        **_products(store.pk, week, facts),
    }


def stores_of_week(stores: QuerySet[Store], week: Week) -> tuple[list[Store], Store | None]:
    """These stores, and the first with a record of a day of the week; the first of all where none has."""
    here = Record.objects.filter(store=OuterRef("pk"), date__range=(week.monday, week.sunday))
    found: list[Store] = list(stores.annotate(told=Exists(here)))
    told = (store for store in found if getattr(store, "told", False))
    return found, next(told, next(iter(found), None))


def given_values(store_id: int, day: dt.date) -> list[GivenValue]:
    """The newest given value of each kind up to a date."""
    newest: dict[str, StoreValue] = {}
    for row in decisions.store_values([store_id]):
        if row.date <= day:
            newest.setdefault(row.code, row)
    found = []
    for code in GIVEN:
        given = newest.get(code)
        label = definitions.name(METRICS[code])
        if given is None:
            found.append(GivenValue(label, "", None, ""))
        else:
            found.append(GivenValue(label, formats.number(given.value), given.date, given.source))
    return found


def _products(store_id: int, week: Week, facts: dict[str, str]) -> dict[str, Any]:
    """Sales by product, where a report has them."""
    found = products.product_sums(store_id, week.monday, week.sunday)
    codes = products.columns_of(found)
    lines = [
        ProductLine(
            product.name,
            product.number,
            [
                ProductCell(facts[code], formats.number(product.facts.get(code), _places(code)))
                for code in codes
            ],
        )
        for product in found
    ]
    return {"products": lines, "product_columns": [facts[code] for code in codes]}


def _places(code: str) -> int:
    return 2 if FACTS[code].kind == "money" else 0


def _benchmarks(store_id: int, week: Week, facts: dict[str, str]) -> list[dict[str, str]]:
    """Peer and mean rows of the reports, as given: the newest of each."""
    lines = []
    newest = {row.scope: row for row in reversed(products.benchmarks(store_id, week.monday, week.sunday))}
    for row in newest.values():
        words = [
            f"{facts.get(code, _metric_name(code))} {formats.number(str(value))}"
            for code, value in row.values.items()
            if value is not None and _is_number(value)
        ]
        if words:
            span = formats.date_range(row.date, row.last_date)
            label = f"{capfirst(row.get_scope_display())}, {span}"
            lines.append({"label": label, "words": "; ".join(words[:8])})
    return lines


def _metric_name(code: str) -> str:
    return definitions.name(METRICS[code]) if code in METRICS else code


def _is_number(value: object) -> bool:
    try:
        return formats.decimal_of(str(value)).is_finite()
    except ArithmeticError:
        return False
