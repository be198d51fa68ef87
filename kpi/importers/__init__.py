"""Sheets of figures to clean drafts; no database, no clock, no settings.

The whole way of a file:

    with spreadsheets.open_table(path, limits=limits) as book:
        choice = importers.choose(book, layouts=layouts.ALL + saved, layout="", sheet="", file_name=name)
        plan = importers.plan(choice.match, context)          # dates and attribution that will be used
        for item in importers.read_drafts(book, choice.match, context=context):
            ...

`choose` raises `AskLayout` (a DomainError, code unknown_layout, ambiguous_layout or swapped_columns) with
`sheet`, `header_row`, `headers`, `samples` and `candidates`, which is what a mapping page needs.
`plan` and `read_drafts` raise DomainError with code no_date when neither the sheet, the file name nor the
context gives a date, and bad_date when they contradict each other.
`read_drafts` yields, in the order of the file:

- `Draft`        one agent (or store, scope "shop") and one day or period: facts ready to be stored.
- `Interaction`  one chat, call or ticket (layout.kind "interactions"); `interaction_facts` says what it adds.
- `HourDraft`    one hour of one day of the store (layout.kind "hourly").
- `ProductDraft` one product and day (layout.kind "products").
- `Skipped`      a row that is no person: why "totals", "footnote" or "duplicate_identical". Totals carry
                 `scope` (shop, mean, peer, peer_top) and `values` when they are worth keeping as a benchmark.
- `RowError`     a refused row: code, column, value, params; `sentence` words it in the language in force.

A RowError with `takes_back=True` concerns a row whose Draft has been given out already: two different rows
for one account and day are both held back, and the first is known to be one of them only when the second
comes. These errors come after all other items, and the receiver drops the Drafts of their rows. On a second
reading of the same file pass the numbers of these rows as `Context.held`; then no Draft of theirs is given
out and nothing has to be taken back.

`Context.known` (account name to bool) turns rows of unknown names into RowError unknown_agent; without it
they come as Drafts, and the caller keeps them waiting.
"""

from kpi.importers.choose import AskLayout, Choice, choose
from kpi.importers.dates import Plan, plan
from kpi.importers.drafts import (
    PENDING,
    Context,
    Draft,
    HourDraft,
    Interaction,
    ProductDraft,
    RowError,
    Skipped,
    sentence,
)
from kpi.importers.interactions import interaction_facts
from kpi.importers.read import read_drafts

__all__ = [
    "PENDING",
    "AskLayout",
    "Choice",
    "Context",
    "Draft",
    "HourDraft",
    "Interaction",
    "Plan",
    "ProductDraft",
    "RowError",
    "Skipped",
    "choose",
    "interaction_facts",
    "plan",
    "read_drafts",
    "sentence",
]
