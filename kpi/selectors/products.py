"""Sales by product, where a report has them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from kpi.choices import Scope
from kpi.facts import FACTS
from kpi.models import Benchmark, ProductRecord

# Columns in this order; what a report does not give stays away.
SHOWN = ("sales_amt", "sales_items", "sales_buyers", "sales_orders", "refund_amt", "refund_items")


@dataclass(slots=True)
class ProductSums:
    """A product's facts over some days; a fact that no row gives is absent, not 0."""

    number: str
    name: str
    facts: dict[str, Decimal] = field(default_factory=dict)


def product_sums(store_id: int, first: dt.date, last: dt.date) -> list[ProductSums]:
    """Products of a store in a span, by name: daily rows, and period rows wholly inside it."""
    rows = ProductRecord.objects.filter(store_id=store_id, date__gte=first, last_date__lte=last)
    found: dict[str, ProductSums] = {}
    for number, name, values in rows.order_by("name", "product_no").values_list(
        "product_no", "name", "values"
    ):
        sums = found.setdefault(number, ProductSums(number, name))
        for code, value in decimals(values).items():
            sums.facts[code] = sums.facts.get(code, Decimal(0)) + value
    return list(found.values())


def columns_of(products: list[ProductSums]) -> list[str]:
    """The facts that any of the products has."""
    return [code for code in SHOWN if any(code in product.facts for product in products)]


def decimals(values: Mapping[str, object]) -> dict[str, Decimal]:
    """The figures among stored values, under the names of facts (a rule behind `@` is left out)."""
    found = {}
    for key, value in values.items():
        code = str(key).split("@", 1)[0]
        if code not in FACTS or value is None:
            continue
        try:
            found[code] = Decimal(str(value))
        except InvalidOperation:
            continue
    return found


def benchmarks(store_id: int, first: dt.date, last: dt.date) -> list[Benchmark]:
    """Mean and peer rows of reports in a span, as given and never summed; newest first."""
    rows = Benchmark.objects.filter(store_id=store_id, date__gte=first, last_date__lte=last)
    rows = rows.filter(scope__in=(Scope.MEAN, Scope.PEER, Scope.PEER_TOP))
    return list(rows.order_by("-date", "label", "pk")[:50])
