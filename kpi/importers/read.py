"""The one way from the rows of a book to drafts."""

from collections.abc import Iterator
from itertools import chain, islice

from cstm.spreadsheets import Book, Row
from kpi.importers.choose import SAMPLE_ROWS, people
from kpi.importers.columns import places, readers
from kpi.importers.daily import Day, Sheet, hours
from kpi.importers.dates import plan
from kpi.importers.drafts import Context, Item
from kpi.importers.interactions import interactions
from kpi.layouts import Match


def read_drafts(book: Book, match: Match, *, context: Context) -> Iterator[Item]:
    """Drafts, refused and skipped rows of the matched sheet, in the order of the file.

    Raises DomainError before the first row when the file has no date that can be used.
    """
    decided = plan(match, context)
    rows = book.rows(match.sheet)
    sample: list[Row] = list(islice(rows, SAMPLE_ROWS))
    everything = chain(sample, rows)
    if match.layout.kind == "interactions":
        return interactions(match, everything, context, book.epoch)
    below = list(people(match, sample))
    if match.layout.kind == "hourly":
        day = Day(decided, match, places(match).date, context, book.epoch)
        return hours(match, everything, day, readers(match, [row.cells for row in below]))
    return Sheet(match, decided, context, below, book.epoch).items(everything, lambda: book.rows(match.sheet))
