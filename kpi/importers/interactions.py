"""Rows of a log: one chat, call or ticket in each."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Protocol

from cstm import cells
from cstm.cells import BadCell
from cstm.spreadsheets import Row
from kpi.importers.columns import Memo, text
from kpi.importers.daily import LONGEST_ACCOUNT
from kpi.importers.drafts import Context, Interaction, Item, RowError, Skipped
from kpi.layouts import Layout, Match

ANSWERED, MISSED = "answered", "missed"
YES = frozenset(["y", "yes", "1", "true", "是"])
HEADER_OF = {"start": "start", "day": "date"}


class Ended(Protocol):
    """What is kept of an interaction, as a draft or as a stored row."""

    outcome: str
    wait_secs: int | None
    handle_secs: int | None
    rating: int | None
    resolved: bool | None


def interaction_facts(layout: Layout, one: Ended) -> dict[str, int]:
    """What one interaction adds to the facts of its day."""
    rules = layout.rules
    answered = one.outcome == ANSWERED
    found = dict.fromkeys(rules.every, 1)
    found.update(dict.fromkeys(rules.answered if answered else rules.missed, 1))
    if answered and one.wait_secs is not None:
        found["first_resp_secs"], found["first_resp_n"] = one.wait_secs, 1
    if one.handle_secs is not None:
        found["reception_secs"] = one.handle_secs
        found.update(dict.fromkeys(rules.handled, 1))
    if one.resolved:
        found.update(dict.fromkeys(rules.solved, 1))
    if one.rating is not None:
        found["rate_recv"] = found[f"rate_{one.rating}"] = 1
        found["rate_good"], found["rate_bad"] = int(one.rating >= 4), int(one.rating <= 2)
    return found


class _Fault(Exception):  # noqa: N818 - stays here
    """A cell of the row at hand cannot be taken."""

    def __init__(self, role: str, fault: BadCell) -> None:
        super().__init__(role)
        self.role, self.fault = role, fault


class _Log:
    """Reads the rows of one log."""

    def __init__(self, match: Match, context: Context, epoch: dt.date) -> None:
        self.match, self.context = match, context
        self.spots = {column.target: index for index, column in match.columns if column.target}
        order = match.layout.date_order

        def moment(cell: Any) -> dt.datetime | None:
            return cells.moment(cell, order=order, epoch=epoch)

        self.memos = {
            "date": Memo(moment, store=False),
            "start_date": Memo(moment, store=False),
            "start": Memo(moment, store=False),
            "responded": Memo(moment, store=False),
            "served": Memo(cells.seconds, store=False),
            "start_clock": Memo(cells.seconds, store=False),
            "wait": Memo(cells.seconds, store=False),
            "handle": Memo(cells.seconds, store=False),
            "rating": Memo(cells.whole, store=False),
        }

    def value(self, row: Row, role: str) -> Any:
        """The parsed cell of a role; None where the layout has none."""
        spot = self.spots.get(role, -1)
        if not 0 <= spot < len(row.cells):
            return None
        try:
            return self.memos[role][row.cells[spot]]
        except BadCell as fault:
            raise _Fault(role, fault) from fault

    def words(self, row: Row, role: str) -> str:
        """The cell of a role as text."""
        spot = self.spots.get(role, -1)
        return (text(row.cells[spot]) or "") if 0 <= spot < len(row.cells) else ""

    def start(self, row: Row) -> dt.datetime | None:
        """When it began, in the local time of the store."""
        if "start" in self.spots:
            found: dt.datetime | None = self.value(row, "start")
            return found
        day, clock = self.value(row, "start_date"), self.value(row, "start_clock")
        return None if day is None else day + dt.timedelta(seconds=float(clock or 0))

    def wait(self, row: Row, start: dt.datetime) -> int | None:
        """Seconds until the answer: as given, or from the stamp of the answer."""
        if "responded" in self.spots:
            responded = self.value(row, "responded")
            if responded is None or responded < start:
                return None
            return int((responded - start).total_seconds())
        return _whole(self.value(row, "wait"))

    def served(self, row: Row, start: dt.datetime) -> int | None:
        """Seconds from the start until the service began: its clock on the date of the start, as written."""
        clock = _whole(self.value(row, "served"))
        return None if clock is None else clock - (start.hour * 3600 + start.minute * 60 + start.second)

    def outcome(self, row: Row) -> str | None:
        """answered or missed; None for a row that is no interaction."""
        rules = self.match.layout.rules
        if "outcome" not in self.spots:
            return ANSWERED
        word = self.words(row, "outcome").lower()
        if word in rules.answered_words:
            return ANSWERED
        return MISSED if word in rules.missed_words else None

    def read(self, row: Row) -> Item:
        """One row; raises _Fault for a cell that cannot be taken."""
        outcome = self.outcome(row)
        if outcome is None:
            return Skipped(row.number, "not_an_interaction", self.words(row, "outcome"))
        row_id = "|".join(filter(None, (self.words(row, "row_id"), self.words(row, "row_id_2"))))
        if not row_id:
            return RowError(row.number, "missing_id", raw=row.cells)
        start, day = self.start(row), self.value(row, "date")
        if start is None:
            return RowError(row.number, "missing_date", raw=row.cells)
        if max(start, day or start).date() > self.context.today:
            shown = (day or start).date().isoformat()
            return RowError(row.number, "future_date", value=shown, params={"value": shown}, raw=row.cells)
        account = self.words(row, "account") or None
        if account and account.lower() in self.match.layout.rules.nobody:
            account = None
        if account and len(account) > LONGEST_ACCOUNT:
            return RowError(row.number, "long_account", raw=row.cells)
        if account and self.context.known is not None and not self.context.known(account):
            return RowError(
                row.number, "unknown_agent", params={"value": account}, account=account, raw=row.cells
            )
        rating = _whole(self.value(row, "rating"))
        if rating is not None and not 1 <= rating <= 5:
            raise _Fault("rating", BadCell("out_of_range", rating))
        return Interaction(
            row.number,
            row_id,
            account,
            self.words(row, "team"),
            start,
            day.date() if day else None,
            self.wait(row, start) if outcome == ANSWERED else None,
            self.handle(row, account) if outcome == ANSWERED else None,
            outcome,
            rating,
            self.resolved(row),
            self.words(row, "buyer"),
            row.cells,
            self.served(row, start) if outcome == ANSWERED else None,
        )

    def handle(self, row: Row, account: str | None) -> int | None:
        """Seconds of the talk; some logs write 0, or a time, where nobody served."""
        found = _whole(self.value(row, "handle"))
        if self.match.layout.rules.zero_is_no_handling and (not found or account is None):
            return None
        return found

    def resolved(self, row: Row) -> bool | None:
        """Whether it was solved; None where the log does not say."""
        word = self.words(row, "resolved").lower()
        return word in YES if word else None


def _whole(value: Any) -> int | None:
    """Seconds as a whole number."""
    return round(value) if isinstance(value, Decimal) else None


def interactions(match: Match, rows: Iterable[Row], context: Context, epoch: dt.date) -> Iterator[Item]:
    """Interactions, refused and skipped rows, in the order of the file."""
    log = _Log(match, context, epoch)
    for row in rows:
        if row.number <= match.header_row:
            continue
        try:
            yield log.read(row)
        except _Fault as wrong:
            spot = log.spots[wrong.role]
            shown = (text(row.cells[spot]) or "")[:200]
            yield RowError(
                row.number, wrong.fault.code, match.headers[spot], shown, wrong.fault.params, raw=row.cells
            )
