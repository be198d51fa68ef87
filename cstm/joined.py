"""Rows of several tables read in one query, where each alone would be a trip to the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, DateField, DateTimeField, F, Field, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

Column = str | Combinable
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table that are asked for, and their columns by type: names or expressions.

    A row comes back with its columns in the order numbers, dates, moments, texts.
    """

    name: str
    rows: "QuerySet[Any]"
    numbers: tuple[Column, ...] = ()
    dates: tuple[Column, ...] = ()
    moments: tuple[Column, ...] = ()
    texts: tuple[Column, ...] = ()

    @property
    def slots(self) -> dict[str, Column]:
        """The columns by the place that each takes in the joined rows."""
        return {
            f"{kind}{place}": column
            for kind in _FIELDS
            for place, column in enumerate(getattr(self, kind))
        }  # fmt: skip


_FIELDS: dict[str, "type[Field[Any, Any]]"] = {
    "numbers": BigIntegerField, "dates": DateField, "moments": DateTimeField, "texts": TextField,
}  # fmt: skip


def read(parts: Iterable[Part]) -> dict[str, list[Row]]:
    """The rows of each part, by its name, in no order that counts; one query for all."""
    asked = list(parts)
    found: dict[str, list[Row]] = {each.name: [] for each in asked}
    most = {kind: max(len(getattr(each, kind)) for each in asked) for kind in _FIELDS}
    slots = [f"{kind}{place}" for kind in _FIELDS for place in range(most[kind])]
    queries = [_query(each, slots) for each in asked]
    taken = {each.name: [slots.index(slot) for slot in each.slots] for each in asked}
    for name, *row in queries[0].union(*queries[1:], all=True):
        found[name].append(tuple(row[place] for place in taken[name]))
    return found


def _query(part: Part, slots: Iterable[str]) -> "QuerySet[Any, Any]":
    own = part.slots
    columns: dict[str, Any] = {"part_name": Value(part.name, output_field=TextField())}
    for slot in slots:
        column, kind = own.get(slot), slot.rstrip("0123456789")
        source = Value(None) if column is None else F(column) if isinstance(column, str) else column
        # A date that stands there is one already; SQLite would make it a bare text.
        as_is = column is not None and kind in ("dates", "moments")
        columns[slot] = source if as_is else Cast(source, _FIELDS[kind]())
    rows: QuerySet[Any, Any] = part.rows.order_by().annotate(**columns).values_list("part_name", *slots)
    return rows
