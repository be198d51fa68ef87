"""What the readers hand on: drafts, refused rows and skipped rows."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cstm.cells import PENDING, Pending, sentence

Value = Decimal | Pending | None


@dataclass(frozen=True, slots=True)
class Context:
    """What the person or the command says about a file."""

    today: dt.date
    file_name: str = ""
    platform: str = ""
    day: dt.date | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    attribution: str | None = None
    known: Callable[[str], bool] | None = None
    held: frozenset[int] = frozenset()


@dataclass(slots=True)
class Draft:
    """One account (none in a store report) and one day, or a period when `last` is later than `first`.

    `values` are the figures as read, under the code of a fact or metric; `facts` what to store, keyed by
    attribution rule ("" for facts that no rule applies to) and fact; `estimated` names the facts rebuilt
    from a ratio with the weight used; `pending` those that the platform has not settled yet;
    `given` holds store values that are shown as they are.
    """

    row: int
    scope: str
    account: str | None
    first: dt.date
    last: dt.date
    team: str
    values: dict[str, Value]
    facts: dict[tuple[str, str], Decimal]
    estimated: dict[str, str]
    pending: set[str]
    given: dict[str, Decimal]
    raw: list[Any]


@dataclass(slots=True)
class Interaction:
    """One chat, call or ticket. `day` decides the date where the layout has one; else the start does.

    `served_secs` are the seconds from the start until the service began, by the log's own clock of that date
    (below 0 where it wrote the service first); None where the log does not say.
    """

    row: int
    row_id: str
    account: str | None
    team: str
    start: dt.datetime
    day: dt.date | None
    wait_secs: int | None
    handle_secs: int | None
    outcome: str
    rating: int | None
    resolved: bool | None
    buyer: str
    raw: list[Any]
    served_secs: int | None = None


@dataclass(slots=True)
class HourDraft:
    """How many buyers the store served in one hour of a day."""

    row: int
    day: dt.date
    hour: int
    offered: Decimal


@dataclass(slots=True)
class ProductDraft:
    """Figures of one product on a day or in a period."""

    row: int
    product_no: str
    name: str
    first: dt.date
    last: dt.date
    values: dict[str, Value]
    raw: list[Any]


@dataclass(slots=True)
class Skipped:
    """A row that is no person; totals keep their figures as a benchmark."""

    row: int
    why: str
    label: str = ""
    scope: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class RowError:
    """A refused row: `code` and `params` name the sentence; `column` and `value` point at the cell."""

    row: int
    code: str
    column: str = ""
    value: str = ""
    params: dict[str, str] = field(default_factory=dict)
    account: str = ""
    raw: list[Any] = field(default_factory=list)
    takes_back: bool = False

    @property
    def sentence(self) -> str:
        """The reason in words."""
        return sentence(self.code, self.params)


Item = Draft | Interaction | HourDraft | ProductDraft | Skipped | RowError

__all__ = [
    "PENDING",
    "Context",
    "Draft",
    "HourDraft",
    "Interaction",
    "Item",
    "Pending",
    "ProductDraft",
    "RowError",
    "Skipped",
    "Value",
    "sentence",
]
