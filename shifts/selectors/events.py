"""Promotion events: what the list and the form show."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cstm import formats
from shifts.models import PromotionEvent

DOUBLE_11 = "double_11"
# Kinds that have a name in both languages; others are told as they were typed.
NAMED: dict[str, Any] = {
    DOUBLE_11: gettext_lazy("Double 11"),
    "double_12": gettext_lazy("Double 12"),
    "618": gettext_lazy("June 18 sale"),
    "member_day": gettext_lazy("Member day"),
    "new_year": gettext_lazy("New Year sale"),
}


def kind_words(kind: str) -> str:
    """A kind of events by name."""
    return str(NAMED.get(kind, kind.replace("_", " ")))


def kind_of(text: str) -> str:
    """The kind that a name in either language means; other words as they are."""
    said = text.strip().lower()
    named = (kind for kind, name in NAMED.items() if said in {w.lower() for w in formats.both(name).values()})
    return next(named, text)


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event with its factors and what it can be learned from, in words."""

    event: PromotionEvent
    kind: str
    lifts: str
    learned: str
    stores: str
    may_edit: bool


def event_lines(events: Iterable[PromotionEvent], reach: set[int], *, whole: bool) -> list[EventLine]:
    """Events (their stores fetched) as lines; `reach` are stores that may be changed, `whole` all of them."""
    rows = list(events)
    found = []
    for row in rows:
        stores = list(row.stores.all())
        past = [each for each in rows if each.kind == row.kind and each.last < row.first]
        found.append(
            EventLine(
                row,
                kind_words(row.kind),
                lift_words(row.lifts),
                _learned(past),
                formats.listed(store.name for store in stores) if stores else _("all stores"),
                whole if not stores else {store.pk for store in stores} <= reach,
            )
        )
    return found


def _learned(past: list[PromotionEvent]) -> str:
    """What teaches the lift."""
    if not past:
        return _("None of this kind before: the factors typed in count.")
    names = formats.listed(f"{each.name} {formats.date_range(each.first, each.last)}" for each in past[:3])
    return _("Learned from %(names)s, where volumes of it are known.") % {"names": names}


def lift_words(lifts: list[float | list[float]]) -> str:
    """Factors as words: "×1.5, ×3 (by hour, at most ×4)"."""
    said = []
    for day in lifts:
        if isinstance(day, list) and len(day) > 1:
            said.append(_("by hour, at most ×%(most)s") % {"most": f"{max(day):g}"})
        else:
            said.append(f"×{day[0] if isinstance(day, list) else day:g}")
    return formats.listed(said)


def lifts_text(lifts: list[float | list[float]]) -> str:
    """Factors as the form takes them: a line for each day, one factor or 24."""
    return "\n".join(
        " ".join(f"{factor:g}" for factor in (day if isinstance(day, list) else [day])) for day in lifts
    )


def next_double_11(today: dt.date) -> dict[str, object]:
    """The coming Double 11 ready-made: first wave, the days between, the day itself."""
    year = today.year if today <= dt.date(today.year, 11, 11) else today.year + 1
    return {
        "name": _("Double 11 %(year)s") % {"year": year},
        "kind": kind_words(DOUBLE_11),
        "first": dt.date(year, 10, 31),
        "last": dt.date(year, 11, 11),
        "lifts": lifts_text([2.2, 2.0, 1.6, 1.4, 1.3, 1.3, 1.3, 1.4, 1.6, 1.8, 2.4, 3.5]),
    }


def count_words(number: int) -> str:
    """How many events there are."""
    return ngettext("%(n)s event", "%(n)s events", number) % {"n": number}
