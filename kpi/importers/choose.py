"""Which sheet of a file is read, and as which report."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from cstm.cells import PENDING, BadCell, is_missing
from cstm.errors import DomainError
from cstm.spreadsheets import Book, Row
from kpi.importers import labels
from kpi.importers.columns import Reader, places, readers, text
from kpi.importers.rebuild import Builder
from kpi.layouts import ALL, Layout, Match, match
from kpi.layouts.base import normal

SAMPLE_ROWS = 240
# Hardly ever more than, in a report whose columns stand where their headers say.
USUALLY_LESS = (
    ("reception_users", "consult_users"),
    ("inquiry_users", "consult_users"),
    ("sales_buyers", "sales_amt"),
    ("sales_items", "sales_amt"),
    ("slow_users", "reception_users"),
    ("refund_amt", "sales_amt"),
    ("first_resp_n", "first_resp_secs"),
)
FEW = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """The sheet that is read, the others that would fit, and other layouts that fit it too."""

    match: Match
    other_sheets: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass
class AskLayout(DomainError):  # noqa: N818 - a question
    """A person must say how to read the file; what a mapping page needs comes along."""

    message: str
    code: str
    sheet: str = ""
    header_row: int = 0
    headers: tuple[str, ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()
    candidates: tuple[str, ...] = ()
    columns: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        super().__init__(self.message, code=self.code)


def choose(
    book: Book,
    *,
    layouts: Iterable[Layout] = ALL,
    layout: str = "",
    sheet: str = "",
    platform: str = "",
    trust: bool = False,
) -> Choice:
    """The first sheet whose header fits a layout; raises AskLayout when none does or a person must decide.

    `layout` and `sheet` narrow the search to what a person named; `trust` skips the look at the values,
    after a person has confirmed that the columns are right.
    """
    known = [one for one in layouts if not layout or one.code == layout]
    if layout and not known:
        raise DomainError(_("There is no layout %(code)s.") % {"code": layout}, code="unknown_layout")
    names = [sheet] if sheet else book.sheets
    rows_of: dict[str, list[Row]] = {}
    found: dict[str, list[Match]] = {}
    for name in names:
        rows_of[name] = list(islice(book.rows(name), SAMPLE_ROWS))
        if matches := match(rows_of[name], known, sheet=name):
            found[name] = matches
    if not found:
        raise _unknown(rows_of)
    name = next(iter(found))
    best = _only_one(found[name], platform, rows_of[name], named=bool(layout))
    if not trust:
        _check_values(best, rows_of[name])
    others = tuple(one for one in book.sheets if one != name)
    return Choice(
        best, others, tuple(one.layout.code for one in found[name] if one.layout.code != best.layout.code)
    )


def _only_one(matches: Sequence[Match], platform: str, rows: Sequence[Row], *, named: bool) -> Match:
    """The best match; two equally good ones of unlike meaning are asked about."""
    top = [one for one in matches if one.score[:2] == matches[0].score[:2]]
    if len(top) > 1 and platform:
        top = [one for one in top if one.layout.platform == platform] or top
    meanings = {tuple((i, c.target, c.attribution) for i, c in one.columns) for one in top}
    if len(top) > 1 and len(meanings) > 1 and not named:
        raise AskLayout(
            _("More than one known report has these columns. Say which one it is."),
            "ambiguous_layout",
            **_view(rows, top[0].sheet, top[0].header_row),
            candidates=tuple(one.layout.code for one in top),
        )
    return top[0]


def _unknown(rows_of: dict[str, list[Row]]) -> AskLayout:
    """No header fits: show the row that looks most like one."""
    name = next((one for one, rows in rows_of.items() if rows), "")
    rows = rows_of.get(name, [])
    widths = [
        sum(isinstance(c, str) and not is_missing(c) and not c[:1].isdigit() for c in r.cells)
        for r in rows[:40]
    ]
    header = rows[widths.index(max(widths))].number if widths else 0
    return AskLayout(
        _("No known report has these columns. Map them once, and the next file is read by itself."),
        "unknown_layout",
        **_view(rows, name, header),
    )


def _view(rows: Sequence[Row], sheet: str, header_row: int) -> dict[str, Any]:
    """Header and first rows as text."""
    header = next((row for row in rows if row.number == header_row), None)
    after = [row for row in rows if row.number > header_row][:5]
    return {
        "sheet": sheet,
        "header_row": header_row,
        "headers": tuple(text(cell) or "" for cell in header.cells) if header else (),
        "samples": tuple(tuple(text(cell) or "" for cell in row.cells) for row in after),
    }


def people(match: Match, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows below the header that are no totals and no footnotes."""
    spot = places(match)
    known = labels.Labels([spot.account, spot.date, spot.product, 0])
    for row in rows:
        if row.number > match.header_row and not known.of(row.cells):
            yield row


def _check_values(match: Match, rows: Sequence[Row]) -> None:
    """Refuse a look-alike: headers as known, but figures that cannot stand under them."""
    if match.layout.kind not in ("daily", "products"):
        return
    sample = [row.cells for row in people(match, rows)]
    made = readers(match, sample)
    parsed = [_lenient(cells, made) for cells in sample]
    doubtful = _twice(match, sample) or _bad_columns(parsed, made) or _bad_pairs(parsed, Builder(made, ""))
    if doubtful:
        titles = {reader.code: match.headers[reader.spot] for reader in made}
        shown = tuple(titles.get(code, code) for code in doubtful)
        raise AskLayout(
            _("The figures under %(columns)s do not look like what the header says. Check the columns.")
            % {"columns": ", ".join(f"“{one}”" for one in shown)},
            "swapped_columns",
            **_view(rows, match.sheet, match.header_row),
            candidates=(match.layout.code,),
            columns=shown,
        )


def _twice(match: Match, sample: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    """Figures whose header stands over two columns that say different things: nobody knows which is meant."""
    heads = [normal(head) for head in match.headers]
    found = []
    for spot, column in match.columns:
        others = [i for i, head in enumerate(heads) if i != spot and head == heads[spot]]
        if column.is_figure and any(
            text(row[spot]) != text(row[i]) for row in sample for i in others if max(i, spot) < len(row)
        ):
            found.append(column.code)
    return tuple(found)


def _lenient(cells: Sequence[Any], made: Sequence[Reader]) -> dict[str, Any]:
    """Figures of one row, with BadCell in the place of those that cannot be taken."""
    values: dict[str, Any] = {}
    for reader in made:
        try:
            values[reader.code] = reader.memo[cells[reader.spot]] if reader.spot < len(cells) else None
        except BadCell as fault:
            values[reader.code] = fault
    return values


def _bad_columns(parsed: Sequence[dict[str, Any]], made: Sequence[Reader]) -> tuple[str, ...]:
    """Columns most of whose cells cannot be taken; a formula without its result is another matter."""
    found = []
    for reader in made:
        cells = [values[reader.code] for values in parsed if values[reader.code] is not None]
        bad = [c for c in cells if isinstance(c, BadCell) and c.code != "formula_without_value"]
        if len(cells) >= FEW and len(bad) * 2 > len(cells):
            found.append(reader.code)
    return tuple(found)


def _bad_pairs(parsed: Sequence[dict[str, Any]], builder: Builder) -> tuple[str, ...]:
    """The pair of columns that contradict each other in most rows."""
    for part, whole in (*builder.parts, *USUALLY_LESS):
        pairs = [(values.get(part), values.get(whole)) for values in parsed]
        both: list[tuple[Any, Any]] = [
            (a, b)
            for a, b in pairs
            if not any(x is None or x is PENDING or isinstance(x, BadCell) for x in (a, b))
        ]
        against = sum(a > b for a, b in both)
        if len(both) >= FEW and against * (2 if (part, whole) in builder.parts else 1.25) > len(both):
            return part, whole
    return ()
