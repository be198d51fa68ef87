"""Dated rows of one thing, rewritten so that they never overlap."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from staff import rules
from staff.rules import Span


def read(rows: Any, *, key: str) -> list[Span]:
    """The rows of a related manager as spans in order; `key` names the column, such as `team_id`."""
    return [Span(*row) for row in rows.order_by("valid_from").values_list(key, "valid_from", "valid_to")]


def write(rows: Any, *, key: str, before: Sequence[Span], after: Sequence[Span]) -> None:
    """Make the rows say `after`. Rows that go make room before new ones come: their edges are unique."""
    gone = [span for span in before if span not in after]
    new = [span for span in after if span not in before]
    for span in gone:
        rows.filter(**{key: span.key}, valid_from=span.first, valid_to=span.last).delete()
    for span in new:
        rows.create(**{key: span.key}, valid_from=span.first, valid_to=span.last)


def lay(rows: Any, *, key: str, new: Span) -> tuple[dt.date, dt.date] | None:
    """Lay a span over the rows; the first and last day that changed, or None."""
    before = read(rows, key=key)
    after = rules.splice(before, new)
    write(rows, key=key, before=before, after=after)
    return rules.changed_days(before, after)


def end(rows: Any, *, key: str, after: dt.date) -> None:
    """Let nothing go on past a day: later rows go, open ones end on it."""
    before = read(rows, key=key)
    kept = [Span(span.key, span.first, min(span.last, after)) for span in before if span.first <= after]
    write(rows, key=key, before=before, after=kept)
