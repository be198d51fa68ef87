"""A sheet of needs or volumes: a row for each date (or weekday), a column for each shift or hour."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cstm import cells as parse
from cstm.errors import DomainError
from shifts.importers.roster_sheet import Refused, column_name, plain

_HOUR = re.compile(r"^(\d{1,2})(?::?(00|30))?(?:点|时|h)?(?:[-~—–至](\d{1,2})(?::?(00|30))?(?:点|时|h)?)?$")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE = "一二三四五六日"
_SKIP = {"合计", "总计", "total", "sum", "平均", "average"}


@dataclass(slots=True)
class Sheet:
    """Figures by date and by weekday, each for a template's key or a minute of the date; what is refused."""

    by_template: dict[tuple[dt.date, int], int] = field(default_factory=dict)
    by_minute: dict[tuple[dt.date, int], int] = field(default_factory=dict)
    by_weekday: dict[tuple[int, int], int] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    step: int = 60

    @property
    def figures(self) -> int:
        """How many figures were understood."""
        return len(self.by_template) + len(self.by_minute) + len(self.by_weekday)


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column speaks of: a template's key or a minute."""

    template: int | None = None
    minute: int | None = None


def read(
    rows: Iterable[tuple[int, Sequence[Any]]],
    *,
    templates: Mapping[str, int],
    most: int,
    hours_only: bool = False,
) -> Sheet:
    """Read a sheet; `templates` are keys by plain word. What cannot be taken is refused by place."""
    found = Sheet()
    columns: dict[int, _Column] | None = None
    seen: dict[object, int] = {}
    for number, values in rows:
        if not any(plain(value) for value in values):
            continue
        if columns is None:
            columns = _columns(found, number, values, {} if hours_only else templates)
            continue
        if plain(values[0]) in _SKIP:
            continue
        day = _day(found, number, values[0], hours_only=hours_only)
        if day is None:
            continue
        if day in seen:
            text = _("Row %(row)s has the same day already.") % {"row": seen[day]}
            found.refused.append(Refused(number, "A", str(values[0])[:40], text))
            continue
        seen[day] = number
        for place, column in columns.items():
            value = values[place] if place < len(values) else ""
            _cell(found, number, place, value, day, column, most)
    if not columns and not found.refused:
        text = _("The sheet is empty. The first row names the date and then shifts or hours such as 09:00.")
        found.refused.append(Refused(1, "A", "", text))
    return found


def _columns(
    found: Sheet, number: int, values: Sequence[Any], templates: Mapping[str, int]
) -> dict[int, _Column]:
    """What each column of the head speaks of."""
    columns: dict[int, _Column] = {}
    used: dict[_Column, int] = {}
    for place, value in enumerate(values[1:], 1):
        word = plain(value)
        if not word or word in _SKIP:
            continue
        column = _column(value, word, templates)
        if column is None or column in used:
            text = (
                _("This column names no shift in use and no hour. Write a shift's letter or name, or 09:00.")
                if column is None
                else _("Column %(column)s is about the same already.") % {"column": column_name(used[column])}
            )
            found.refused.append(Refused(number, column_name(place), str(value)[:40], text))
            continue
        used[column] = place
        columns[place] = column
    if any(column.minute is not None and column.minute % 60 for column in columns.values()):
        found.step = 30
    if not columns and not found.refused:
        text = _("The first row names the date and then shifts or hours such as 09:00.")
        found.refused.append(Refused(number, "B", "", text))
    return columns


def _column(value: Any, word: str, templates: Mapping[str, int]) -> _Column | None:
    """A template or an hour; None for what is neither."""
    if word in templates:
        return _Column(template=templates[word])
    if isinstance(value, dt.datetime | dt.time):
        return _Column(minute=value.hour * 60 + value.minute) if value.minute in (0, 30) else None
    match = _HOUR.match(word.removesuffix(":00") if word.count(":") == 2 else word)
    if match is None or int(match.group(1)) > 47:
        return None
    return _Column(minute=int(match.group(1)) * 60 + int(match.group(2) or 0))


def _day(found: Sheet, number: int, value: Any, *, hours_only: bool) -> dt.date | int | None:
    """The date of a row, or its weekday as a number; None where it is refused."""
    word = plain(value)
    weekday = _weekday(word)
    if weekday is not None and not hours_only:
        return weekday
    try:
        day = parse.day(value)
    except DomainError:
        day = None
    if day is None or not 2000 <= day.year <= 2199:
        text = _("This is no date. Write it like 2026-11-30.")
        if not hours_only:
            text = _("This is neither a date nor a weekday. Write it like 2026-11-30 or Monday.")
        found.refused.append(Refused(number, "A", str(value)[:40], text))
        return None
    return day


def _weekday(word: str) -> int | None:
    """A weekday's number: Monday, Mon, 周一, 星期一."""
    if len(word) >= 3 and word.isascii():
        return next((at for at, name in enumerate(_WEEKDAYS) if name.startswith(word)), None)
    last = word[-1:].replace("天", "日")
    if word[:-1] in ("周", "星期", "礼拜") and last in _CHINESE:
        return _CHINESE.index(last)
    return None


def _cell(
    found: Sheet, number: int, place: int, value: Any, day: dt.date | int, column: _Column, most: int
) -> None:
    """One figure."""
    try:
        figure = parse.number(value)
    except DomainError:
        figure = parse.PENDING
    if figure is None:
        return
    if isinstance(figure, parse.Pending) or figure != int(figure) or not 0 <= figure <= most:
        text = _("Write a whole number from 0 to %(most)s here.") % {"most": most}
        found.refused.append(Refused(number, column_name(place), str(value)[:40], text))
    elif isinstance(day, int):
        if column.template is None:
            text = _("Weekdays take figures by shift only; hours need a date.")
            found.refused.append(Refused(number, column_name(place), str(value)[:40], text))
        else:
            found.by_weekday[column.template, day] = int(figure)
    elif column.template is not None:
        found.by_template[day, column.template] = int(figure)
    else:
        found.by_minute[day, column.minute or 0] = int(figure)
