"""Finding the layout of a sheet by its header."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kpi.layouts.base import ACCOUNT_NAMES, Column, Layout, forms, normal

LOOK_AT = 40
_ACCOUNTS = frozenset(normal(name) for name in ACCOUNT_NAMES)


@dataclass(frozen=True, slots=True)
class Match:
    """A layout with the places of its columns in one sheet."""

    layout: Layout
    sheet: str
    header_row: int
    columns: tuple[tuple[int, Column], ...]
    headers: tuple[str, ...]
    exact: int

    @property
    def score(self) -> tuple[int, int, int]:
        """More columns first, then the more special layout, then the better spelling."""
        return (len(self.columns), self.layout.priority, self.exact)

    @property
    def unread(self) -> tuple[str, ...]:
        """Headers that no column of the layout takes."""
        taken = {index for index, _column in self.columns}
        return tuple(head for i, head in enumerate(self.headers) if i not in taken and head)

    def has(self, target: str) -> bool:
        """Whether a column with this target was found."""
        return any(column.target == target for _i, column in self.columns)

    @property
    def scope(self) -> str:
        """Whether its rows speak of agents or of the shop."""
        if self.layout.grain == "either":
            return "agent" if self.has("account") else "shop"
        return "shop" if self.layout.grain == "store" else "agent"


@dataclass(frozen=True, slots=True)
class _Header:
    """A candidate header: for each column its possible names, and the row that ends it."""

    row: int
    names: tuple[tuple[str, ...], ...]
    shown: tuple[str, ...]

    def known(self) -> dict[str, list[tuple[int, int]]]:
        """Every form of every name: how far it is from what stands there, and in which column."""
        found: dict[str, list[tuple[int, int]]] = {}
        for index, names in enumerate(self.names):
            for rank, name in enumerate(names):
                for form, worse in forms(name).items():
                    found.setdefault(form, []).append((worse * 2 + rank, index))
        return found


def match(rows: Sequence[Any], layouts: Iterable[Layout], *, sheet: str = "") -> list[Match]:
    """The layouts that fit the first rows of a sheet, the best first.

    `rows` are Row objects (number, cells) from the top of the sheet.
    """
    headers = [(header, header.known()) for header in _headers(rows[:LOOK_AT])]
    best: dict[str, Match] = {}
    for layout in layouts:
        for header, known in headers:
            found = _fit(layout, header, known, sheet)
            if found and (layout.code not in best or found.score > best[layout.code].score):
                best[layout.code] = found
    return sorted(best.values(), key=lambda one: one.score, reverse=True)


def _headers(rows: Sequence[Any]) -> Iterable[_Header]:
    """Every row as a header of one line, then every pair of rows as a header of two."""
    texts = [[_text(cell) for cell in row.cells] for row in rows]
    filled = [sum(bool(text) for text in line) for line in texts]
    for i, row in enumerate(rows):
        if filled[i] >= 2:
            yield _Header(row.number, tuple((normal(t),) if t else () for t in texts[i]), tuple(texts[i]))
    for i in range(len(rows) - 1):
        if filled[i] >= 2 and filled[i + 1] >= 2:
            yield _joined(texts[i], texts[i + 1], rows[i + 1].number)


def _joined(top: list[str], bottom: list[str], row: int) -> _Header:
    """Group names over field names; a group reaches right until the next one begins."""
    width = max(len(top), len(bottom))
    top, bottom = top + [""] * (width - len(top)), bottom + [""] * (width - len(bottom))
    names: list[tuple[str, ...]] = []
    shown, group = [], ""
    for above, below in zip(top, bottom, strict=True):
        group = above or (group if below else "")
        if not below or not group or group == below:
            single = below or group
            names.append((normal(single),) if single else ())
            shown.append(single)
        else:
            names.append((normal(f"{group}-{below}"), normal(below)))
            shown.append(f"{group}-{below}")
    return _Header(row, tuple(names), tuple(shown))


def _text(cell: Any) -> str:
    """A header cell as text; a whole number stands for itself."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _fit(
    layout: Layout, header: _Header, known: dict[str, list[tuple[int, int]]], sheet: str
) -> Match | None:
    """The match of one layout with one header, if every demand of the layout is met."""
    for column in layout.columns:
        if column.required and not any(normal(alias) in known for alias in column.aliases):
            return None
    taken: dict[int, Column] = {}
    exact = 0
    for grade in range(6):
        placed = set(taken.values())
        for column in layout.columns:
            if column in placed and column.target:
                continue
            for alias in column.aliases:
                spots = [i for worse, i in known.get(normal(alias), ()) if worse == grade and i not in taken]
                if spots:
                    taken[spots[0]] = column
                    exact += grade == 0
                    break
    found = frozenset(column.target for column in taken.values())
    if not _meets(layout, found, header):
        return None
    places = tuple(sorted(taken.items(), key=lambda pair: pair[0]))
    return Match(layout, sheet, header.row, places, header.shown, exact)


def _meets(layout: Layout, found: frozenset[str], header: _Header) -> bool:
    """Whether all required columns are there, enough in all, and no account column in a store's report."""
    if any(column.required and column.target not in found for column in layout.columns):
        return False
    if layout.any_of and not found & set(layout.any_of):
        return False
    if len(found - {""}) < layout.minimum:
        return False
    if layout.grain == "store" and layout.kind != "products":
        return not any(name in _ACCOUNTS for names in header.names for name in names[:1])
    return True
