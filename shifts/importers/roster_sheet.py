"""A roster as shops keep it: a title, a row of days, a row of weekdays, then a person a row with codes."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

# What stands in a cell beside the names and letters of templates; None empties the cell.
REST_WORDS = ("休", "休息", "休假", "off", "rest", "-", "–", "—", "/", "○")
LEAVE_WORDS = ("假", "请假", "年假", "病假", "事假", "婚假", "产假", "调休", "l", "leave")
_DAY = re.compile(r"^(?:\d{1,4}[-/.年])?(?:\d{1,2}[-/.月])?(\d{1,2})(?:日|号)?$")
_FEWEST_DAYS = 5
_SKIP = {"合计", "总计", "total", "sum", "人数"}
_MONTH = re.compile(r"(20\d\d)\s*[-/.年]\s*(0?[1-9]|1[0-2])(?!\d)")
_TITLE_ROWS = 5
_WEEKDAYS = frozenset(
    f"{before}{day}" for before in ("", "周", "星期", "礼拜") for day in "一二三四五六日天"
) | frozenset(
    name[:length] for name in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") for length in (1, 2, 3)
)


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that cannot be taken: its row, its column's letters, what stands there, and why."""

    row: int
    column: str
    value: str
    sentence: str


@dataclass(slots=True)
class Read:
    """What a sheet says: cells as (agent, date, template or None), what was passed over, what is refused."""

    cells: list[tuple[int, dt.date, int | None]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    people: int = 0
    leave: int = 0
    sheet: str = ""


def plain(text: object) -> str:
    """A word as it is compared: one width, small letters, no spaces."""
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    return "".join(unicodedata.normalize("NFKC", str(text)).split()).casefold()


def column_name(place: int) -> str:
    """A, B, …, Z, AA for a column counted from 0."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def month_in(text: object) -> tuple[int, int] | None:
    """The year and month that a title or a sheet's name speaks of: "2026年8月客服排班表"."""
    found = _MONTH.search(unicodedata.normalize("NFKC", str(text)))
    return (int(found.group(1)), int(found.group(2))) if found else None


def read(
    rows: Iterable[tuple[int, Sequence[Any]]],
    *,
    month: dt.date,
    last: dt.date,
    people: Mapping[str, Sequence[int]],
    codes: Mapping[str, int],
    rest: int | None,
    known: str = "",
    empty_is_rest: bool = False,
) -> Read:
    """Read a sheet of a month. `people` and `codes` are by plain word; a name may belong to several.

    Every cell that cannot be understood is refused by place; the others are drafts. Rows of weekdays, of
    head counts and of notes are passed over; a sheet that names another month is refused as a whole. `known`
    are the letters to name where one is unknown.
    """
    found = Read()
    marks = _Marks(codes, rest, known, rest if empty_is_rest else None)
    days: dict[int, dt.date] = {}
    seen: dict[int, int] = {}
    for number, cells in rows:
        if not days:
            days = _days(cells, month, last)
            if number <= _TITLE_ROWS and (wrong := _wrong_month(number, cells, month)):
                return Read(refused=[wrong])
            continue
        name_at, who = _person(cells, min(days), people)
        if who is None or (not who and _of_nobody([cells[at] for at in days if at < len(cells)])):
            continue
        if len(who) != 1 or who[0] in seen:
            found.refused.append(
                _who_refused(number, name_at, cells[name_at], len(who), seen.get(who[0]) if who else None)
            )
            continue
        seen[who[0]] = number
        found.people += 1
        for place, day in days.items():
            _cell(found, number, place, cells[place] if place < len(cells) else "", who[0], day, marks)
    if not days:
        sentence = (
            _("No row with the days of the month was found. The days stand in one row, 1 to %s.") % last.day
        )
        found.refused.append(Refused(1, "A", "", sentence))
    return found


@dataclass(frozen=True, slots=True)
class _Marks:
    """What words in cells mean; `empty` is what an empty cell means."""

    codes: Mapping[str, int]
    rest: int | None
    known: str
    empty: int | None


def _wrong_month(row: int, cells: Sequence[Any], month: dt.date) -> Refused | None:
    """A title that speaks of another month."""
    for place, value in enumerate(cells):
        said = month_in(value) if isinstance(value, str) else None
        if said is not None and said != (month.year, month.month):
            sentence = _(
                "The sheet is of %(sheet)s, this roster of %(roster)s. Take the sheet of this month."
            )
            words = {"sheet": f"{said[0]}-{said[1]:02d}", "roster": f"{month:%Y-%m}"}
            return Refused(row, column_name(place), str(value), sentence % words)
    return None


def _of_nobody(values: Sequence[Any]) -> bool:
    """Whether the days of a row hold only weekdays, only counted heads, or nothing."""
    words = [word for word in map(plain, values) if word]
    return all(word in _WEEKDAYS for word in words) or all(word.isdigit() for word in words)


def _days(cells: Sequence[Any], month: dt.date, last: dt.date) -> dict[int, dt.date]:
    """Columns of days, where a row holds at least five of them in rising order."""
    found: dict[int, dt.date] = {}
    for place, value in enumerate(cells):
        number = _day_number(value, month)
        if number is not None and 1 <= number <= last.day and all(day.day < number for day in found.values()):
            found[place] = month.replace(day=number)
    return found if len(found) >= _FEWEST_DAYS else {}


def _day_number(value: Any, month: dt.date) -> int | None:
    if isinstance(value, dt.datetime | dt.date):
        return value.day if (value.year, value.month) == (month.year, month.month) else None
    match = _DAY.match(plain(value))
    return int(match.group(1)) if match else None


def _person(
    cells: Sequence[Any], first_day: int, people: Mapping[str, Sequence[int]]
) -> tuple[int, Sequence[int] | None]:
    """The column that names the person and who it may be; None for a row of nobody (weekdays, sums)."""
    words = [(place, plain(value)) for place, value in enumerate(cells[:first_day]) if plain(value)]
    for place, word in words:
        if word in people:
            return place, people[word]
    named = [(place, word) for place, word in words if not word.isdigit() and word not in _SKIP]
    if not named or all(word in {"星期", "周", "weekday", "姓名", "name"} for _place, word in named):
        return 0, None
    return named[-1][0], ()


def _who_refused(row: int, place: int, value: Any, many: int, before: int | None) -> Refused:
    if many > 1:
        sentence = _("This name belongs to several people. Write the employee number instead.")
    elif before is not None:
        sentence = _("Row %s has this person already.") % before
    else:
        sentence = _("Nobody of this name belongs to the roster.")
    return Refused(row, column_name(place), str(value), sentence)


def _cell(
    found: Read,
    row: int,
    place: int,
    value: Any,
    agent: int,
    day: dt.date,
    marks: _Marks,
) -> None:
    word = plain(value)
    if not word:
        found.cells.append((agent, day, marks.empty))
    elif word in marks.codes:
        found.cells.append((agent, day, marks.codes[word]))
    elif word in REST_WORDS and marks.rest is not None:
        found.cells.append((agent, day, marks.rest))
    elif word in LEAVE_WORDS:
        found.leave += 1
    else:
        sentence = _("No shift has this letter or name. There are: %s.") % marks.known
        found.refused.append(Refused(row, column_name(place), str(value), sentence))
