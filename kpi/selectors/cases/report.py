"""The case report of a week or month: sums by store and category, and counts by product.

Rates are of sums; where nothing was decided or rated there is no rate. Cases are those opened in the period.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from kpi.choices.cases import CaseKind, CaseState
from kpi.models import Case
from kpi.selectors.cases.cases import category_tree


@dataclass(slots=True)
class Sums:
    """What is counted of some cases; a rate is None where there is nothing to divide by."""

    cases: int = 0
    standing: int = 0
    late: int = 0
    decided: int = 0
    in_time: int = 0
    first_contact: int = 0
    closed: int = 0
    reopened: int = 0
    refund: Decimal | None = None
    rated: int = 0
    satisfied: int = 0
    before: int | None = None

    def add(self, other: "Sums") -> None:
        """Add another pile."""
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            if theirs is not None:
                setattr(self, each.name, theirs if mine is None else mine + theirs)

    @property
    def in_time_rate(self) -> Decimal | None:
        """Closed in time of those that are closed or past their time."""
        return _share(self.in_time, self.decided)

    @property
    def first_rate(self) -> Decimal | None:
        """Settled at the first contact and not reopened, of those closed once."""
        return _share(self.first_contact, self.closed)

    @property
    def reopen_rate(self) -> Decimal | None:
        """Reopened of those closed once."""
        return _share(self.reopened, self.closed)

    @property
    def satisfied_rate(self) -> Decimal | None:
        """Satisfied of those who answered."""
        return _share(self.satisfied, self.rated)


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None


@dataclass(frozen=True, slots=True)
class Line:
    """One store and category with its sums."""

    store: str
    category: str
    sums: Sums


@dataclass(slots=True)
class CaseReport:
    """Lines by store and category, sums by store and by kind, and the whole."""

    first: dt.date
    last: dt.date
    lines: list[Line] = field(default_factory=list)
    stores: dict[str, Sums] = field(default_factory=dict)
    kinds: list[tuple[str, Sums]] = field(default_factory=list)
    whole: Sums = field(default_factory=Sums)


def report(
    rows: "QuerySet[Case]",
    first: dt.date,
    last: dt.date,
    *,
    before: tuple[dt.date, dt.date],
    now: dt.datetime,
) -> CaseReport:
    """The report of cases that were opened in a period, beside the period before; six queries."""
    found = CaseReport(first, last)
    names = {node["row"].pk: (place, node["path"]) for place, node in enumerate(category_tree())}
    earlier_rows = (
        rows.filter(day__range=before).order_by().values("store__name", "category_id").annotate(n=Count("pk"))
    )
    earlier = {(row["store__name"], row["category_id"]): row["n"] for row in earlier_rows}
    sums = {
        (row["store__name"], row["category_id"]): _sums(row)
        for row in _counted(rows.filter(day__range=(first, last)), now, "store__name", "category_id")
    }
    for key in earlier.keys() - sums.keys():
        sums[key] = Sums()
    for key, number in earlier.items():
        sums[key].before = number
    last_place = (len(names), "")
    for store, category_id in sorted(
        sums, key=lambda key: (key[0], names.get(key[1], last_place) if key[1] else last_place)
    ):
        line = Line(store, names.get(category_id, last_place)[1], sums[(store, category_id)])
        found.lines.append(line)
        found.stores.setdefault(store, Sums()).add(line.sums)
        found.whole.add(line.sums)
    by_kind = {
        row["kind"]: _sums(row) for row in _counted(rows.filter(day__range=(first, last)), now, "kind")
    }
    found.kinds = [(str(kind.label), by_kind[kind]) for kind in CaseKind if kind in by_kind]
    return found


def _counted(rows: "QuerySet[Case]", now: dt.datetime, *keys: str) -> Iterable[dict[str, Any]]:
    """One row for each key with every count. Ratings are joined, so cases are counted once each."""
    is_open = ~Q(state=CaseState.CLOSED)
    was_closed = Q(first_closed_at__isnull=False)
    late = Q(first_closed_at__isnull=True, due_at__lt=now)
    plain = (
        rows.order_by()
        .values(*keys)
        .annotate(
            cases=Count("pk"),
            standing=Count("pk", filter=is_open),
            late=Count("pk", filter=is_open & Q(due_at__lt=now)),
            decided=Count("pk", filter=was_closed | late),
            in_time_n=Count("pk", filter=Q(in_time=True)),
            first_n=Count("pk", filter=was_closed & Q(first_contact=True, reopened=0)),
            closed=Count("pk", filter=was_closed),
            reopened_n=Count("pk", filter=Q(reopened__gt=0)),
            refund=Sum("refund_amount"),
        )
    )
    rated = (
        rows.filter(ratings__score__isnull=False)
        .order_by()
        .values(*keys)
        .annotate(rated=Count("ratings__pk"), satisfied=Count("ratings__pk", filter=Q(ratings__score__gte=4)))
    )
    answers = {tuple(row[key] for key in keys): row for row in rated}
    for row in plain:
        answer = answers.get(tuple(row[key] for key in keys), {})
        yield {**row, "rated": answer.get("rated", 0), "satisfied": answer.get("satisfied", 0)}


def _sums(row: dict[str, Any]) -> Sums:
    return Sums(
        cases=row["cases"],
        standing=row["standing"],
        late=row["late"],
        decided=row["decided"],
        in_time=row["in_time_n"],
        first_contact=row["first_n"],
        closed=row["closed"],
        reopened=row["reopened_n"],
        refund=row["refund"],
        rated=row["rated"],
        satisfied=row["satisfied"],
    )


def by_product(rows: "QuerySet[Case]", first: dt.date, last: dt.date) -> Any:
    """Cases by product and store in a period, by the product's name; of faults also those that wait."""
    named = rows.filter(day__range=(first, last)).exclude(product="", product_no="")
    return (
        named.order_by()
        .values("store__name", "product_no")
        .annotate(
            name=Max("product"),
            n=Count("pk"),
            faults=Count("pk", filter=Q(kind=CaseKind.FAULT)),
            waiting=Count("pk", filter=Q(kind=CaseKind.FAULT, state=CaseState.WAITING)),
            returns=Count("pk", filter=Q(kind=CaseKind.RETURN)),
            damaged=Count("pk", filter=Q(kind=CaseKind.DAMAGED)),
            refund=Sum("refund_amount"),
        )
        .order_by("name", "product_no", "store__name")
    )
