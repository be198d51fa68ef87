"""Which report comes first where two give the same fact."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from kpi import layouts
from kpi.choices import OWN_SOURCE
from kpi.facts import PLATFORM_FACTS
from kpi.models import FactPrecedence

Place = tuple[int, int, str]


def _default_order() -> dict[str, int]:
    """Rows of single interactions before daily reports, those before sheets of the house's own making."""
    ordered = sorted(layouts.ALL, key=lambda layout: layout.kind != "interactions")
    return {OWN_SOURCE: -1, **{layout.code: place for place, layout in enumerate(ordered)}}


_DEFAULT = _default_order()


@dataclass(frozen=True, slots=True)
class Order:
    """The lists in force at a store: by fact, and for all facts ("")."""

    lists: dict[str, list[str]]

    def place(self, source: str, fact: str) -> Place:
        """Where a report stands for a fact: by its list, then in the layouts' own order, then by name."""
        for name in (fact, ""):
            if source in self.lists.get(name, []):
                return (0, self.lists[name].index(source), source)
        if source == OWN_SOURCE and fact in PLATFORM_FACTS:
            return (2, 0, source)
        return (1, _DEFAULT.get(source, len(_DEFAULT)), source)

    def sorted(self, sources: Iterable[str], fact: str = "") -> list[str]:
        """Reports in the order in which they count."""
        return sorted(sources, key=lambda source: self.place(source, fact))


def order_of(store_id: int) -> Order:
    """The order at a store: its own lists before those for all stores."""
    lists: dict[str, list[str]] = {}
    rows = FactPrecedence.objects.filter(Q(store_id=store_id) | Q(store=None)).order_by("pk")
    for row in sorted(rows, key=lambda row: row.store_id is not None):
        lists[row.fact] = list(row.sources)
    return Order(lists)
