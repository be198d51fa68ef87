"""From rows of volumes to the history that a forecast reads, and to handling times by slot."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cstm.errors import DomainError

DAY_MINUTES = 1440
POOLED_CONTACTS = 20.0


@dataclass(frozen=True, slots=True)
class Count:
    """What one source tells of a moment: `minute` counts from the midnight that begins the business date, by
    the organisation's clock, and may lie beyond 1440; None is unknown."""

    day: dt.date
    minute: int
    minutes: int
    offered: int | None
    answered: int | None = None
    handle_secs: int | None = None


def by_day(
    rows: Iterable[Count], *, slot: int, begin: int = 0, sparse: bool = True
) -> dict[dt.date, list[float | None]]:
    """Contacts offered by business date and slot of so many minutes, the first at minute `begin` of the day.

    Rows must be of one source, or contacts would count twice. A date without rows is left out (unknown); on a
    date with rows a slot without one had nobody, for a log has no row where nothing happened; from a source
    that names empty slots too (not `sparse`) it is unknown. A row whose figure is None makes its slot
    unknown.
    """
    days: dict[dt.date, list[float | None]] = {}
    named: set[tuple[dt.date, int]] = set()
    for row in rows:
        slots = days.setdefault(row.day, [0.0] * (DAY_MINUTES // _checked(slot)))
        at = _place(row, slot, begin)
        named.add((row.day, at))
        known = slots[at]
        slots[at] = None if row.offered is None or known is None else known + row.offered
    if sparse:
        return days
    return {
        day: [number if (day, at) in named else None for at, number in enumerate(slots)]
        for day, slots in days.items()
    }


def handling(rows: Iterable[Count], *, slot: int, begin: int = 0) -> list[float | None]:
    """Average handling time of each slot in seconds: handling seconds over contacts answered.

    Slots with few contacts are drawn to the average of all; where no row knows both figures, all are None.
    """
    count = DAY_MINUTES // _checked(slot)
    seconds, answered = [0.0] * count, [0.0] * count
    for row in rows:
        if row.answered and row.handle_secs is not None:
            at = _place(row, slot, begin)
            seconds[at] += row.handle_secs
            answered[at] += row.answered
    if not sum(answered):
        return [None] * count
    mean = sum(seconds) / sum(answered)
    return [
        (spent + POOLED_CONTACTS * mean) / (number + POOLED_CONTACTS)
        for spent, number in zip(seconds, answered, strict=True)
    ]


def _checked(slot: int) -> int:
    """A length of slots that divides the day."""
    if slot < 1 or DAY_MINUTES % slot:
        raise DomainError(_("Slots of %(slot)s minutes do not divide a day.") % {"slot": slot})
    return slot


def _place(row: Count, slot: int, begin: int) -> int:
    """The slot that a row lies in; a row longer than a slot cannot be shared out. The hour that a change of
    the clock puts before or after the day counts with the nearest slot."""
    if row.minutes > slot:
        text = _("Volumes by %(minutes)s minutes cannot be told by %(slot)s minutes.")
        raise DomainError(text % {"minutes": row.minutes, "slot": slot})
    return min(max(0, (row.minute - begin) // slot), DAY_MINUTES // slot - 1)
