"""Cells to values: numbers, shares, durations, money and dates as the platforms write them.

Each parser takes a cell as a reader gives it and returns a value, None where it says "missing", PENDING
where the platform has not settled the figure; else it raises BadCell with a code.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from cstm.errors import DomainError
from cstm.spreadsheets.slices import NO_RESULT


class Pending:
    """The one value of a figure that ripens later."""

    def __repr__(self) -> str:
        return "PENDING"


PENDING: Final = Pending()
# One place more than the columns hold is out of range, whatever the database would make of it.
LARGEST = Decimal(10) ** 14
MISSING = frozenset([
    "", "-", "--", "---", "—", "——", "–", "/", "N/A", "n/a", "null", "NULL", "None", "无", "暂无", "\\N",
    "#DIV/0!", "#N/A", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
])  # fmt: skip
SETTLES_LATER = frozenset(["延迟统计", "延迟计算", "统计中"])

NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:[eE][+-]?\d{1,2})?|[+-]?\.\d+")
CURRENCY = re.compile(r"^(?:RMB|CNY|¥|\$)|(?:元|RMB|CNY)$", re.IGNORECASE)
COUNTED = re.compile(r"(?:人次|人|次|件|条|个|单|笔|天|字|分)$")
SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
UNITS = re.compile(
    r"(?:(?P<d>\d+)(?:天|d))?(?:(?P<h>\d+)(?:小时|时|h))?(?:(?P<m>\d+)(?:分钟|分|min|m))?"
    r"(?:(?P<s>\d+(?:\.\d+)?)(?:秒钟|秒|sec|s))?",
    re.IGNORECASE,
)
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
WALL = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?")
CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2}(?:\.\d+)?)")
YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
YEAR_LAST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
NAMED_MONTH = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3})[a-z]*[- ,]+(\d{4}|\d{2})")
TIME_AFTER = re.compile(r"[ T]*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)?")
RANGE = re.compile(r"\s*(?:至|到|~|—|--)\s*|\s+-\s+")
_WHOLE_DATE = r"(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{8})"
TOUCHING = re.compile(f"{_WHOLE_DATE}[-–]{_WHOLE_DATE}")
WEEKDAY = re.compile(r"\s*\(?(?:周|星期|礼拜)[一二三四五六日天]\)?\s*")
_MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTHS = {name: n for n, name in enumerate(_MONTH_NAMES, 1)}
EPOCH = dt.date(1899, 12, 30)
EPOCH_1904 = dt.date(1904, 1, 1)

SENTENCES: dict[str, Any] = {
    "not_a_number": _("“%(value)s” is not a number."),
    "not_an_integer": _("“%(value)s” must be a whole number."),
    "negative": _("“%(value)s” must not be negative."),
    "out_of_range": _("“%(value)s” is out of range."),
    "bad_date": _("“%(value)s” is not a date."),
    "future_date": _("The date %(value)s lies in the future."),
    "missing_agent": _("The row names no agent."),
    "unknown_agent": _("The account “%(value)s” is not known in this store."),
    "inconsistent": _("%(left)s must not be more than %(right)s."),
    "formula_without_value": _(
        "The cell holds a formula without a saved result. Open the file, save it and upload it again."
    ),
    "duplicate_conflict": _("Row %(other)s has other figures for the same name and day; both are held back."),
    "duplicate_identical": _("The same row stands in row %(other)s already."),
    "missing_id": _("The row has no number of its own."),
    "missing_date": _("The row has no date."),
    "outside_period": _("The date %(value)s lies outside the period of the file."),
}


def sentence(code: str, params: Mapping[str, str]) -> str:
    """The words for a code, in the language in force."""
    words = SENTENCES.get(code)
    if words is None:
        return code
    return str(words) % {"value": "", "other": "", "left": "", "right": "", **params}


class BadCell(DomainError):  # noqa: N818 - a reason, handed on
    """A cell that cannot be taken; `params` fill the sentence of its code."""

    def __init__(self, code: str, cell: object = "") -> None:
        self.params = {"value": str(cell)[:80]}
        super().__init__(sentence(code, self.params), code=code)


def plain(cell: Any) -> str:
    """A text with full-width signs narrowed and outer blanks taken off."""
    return (cell if cell.isascii() else unicodedata.normalize("NFKC", cell)).strip()


def is_missing(cell: Any) -> bool:
    """Whether a cell says that there is no figure."""
    return cell is None or (isinstance(cell, str) and plain(cell) in MISSING)


def number(cell: Any) -> Decimal | Pending | None:
    """A number; thousands commas, currency, counting words and 万 are understood."""
    # Nearly every cell is a plain float; this way is the short one. It lets no NaN through.
    if type(cell) is float and -1e13 < cell < 1e13:
        return Decimal(repr(cell))
    if isinstance(cell, str):
        return _number_of(cell)
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        raise BadCell("not_a_number", cell)
    value = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
    return _bounded(value, cell)


def _bounded(value: Decimal, cell: Any) -> Decimal:
    """The value, unless no column could hold it."""
    if not value.is_finite():
        raise BadCell("not_a_number", cell)
    if abs(value) >= LARGEST:
        raise BadCell("out_of_range", cell)
    return value


def _number_of(cell: str) -> Decimal | Pending | None:
    text = plain(cell)
    if text in MISSING:
        return None
    if text in SETTLES_LATER:
        return PENDING
    if cell == NO_RESULT:
        raise BadCell("formula_without_value")
    scale = Decimal(1)
    if not text[-1].isdigit() or not (text[0].isdigit() or text[0] in "+-."):
        text = CURRENCY.sub("", text).strip()
        text = COUNTED.sub("", CURRENCY.sub("", text)).strip()
        if text[-1:] in SCALES:
            scale, text = SCALES[text[-1]], text[:-1].strip()
    if len(text) > 40 or not NUMBER.fullmatch(text):
        raise BadCell("not_a_number", cell)
    return _bounded(Decimal(text.replace(",", "")) * scale, cell)


def amount(cell: Any) -> Decimal | Pending | None:
    """A number that is not negative."""
    value = number(cell)
    if isinstance(value, Decimal) and value < 0:
        raise BadCell("negative", cell)
    return value


money = amount


def whole(cell: Any) -> Decimal | Pending | None:
    """A count: whole and not negative; 3.0 is 3."""
    if type(cell) is float and 0 <= cell < 1e13 and cell.is_integer():
        return Decimal(int(cell))
    value = amount(cell)
    if not isinstance(value, Decimal):
        return value
    count = value.to_integral_value()
    if count != value:
        raise BadCell("not_an_integer", cell)
    return count


def ratio(cell: Any) -> Decimal | Pending | None:
    """A ratio without an upper bound: 1.15 or 115%."""
    if isinstance(cell, str):
        text = plain(cell)
        if text.endswith("%"):
            value = amount(text[:-1])
            return value / 100 if isinstance(value, Decimal) else value
    return amount(cell)


def percent(cell: Any, *, points: bool = False) -> Decimal | Pending | None:
    """A share as a fraction: 99.71%, 0.9971 or 99.71; `points` says that bare numbers are hundredths.

    Bare numbers a little over 1 could be either and are out of range.
    """
    if isinstance(cell, str):
        text = plain(cell)
        if text.endswith("%"):
            value = amount(text[:-1])
            return _share(value / 100, cell) if isinstance(value, Decimal) else value
    value = amount(cell)
    if not isinstance(value, Decimal):
        return value
    return _share(value / 100 if points or value > 2 else value, cell)


def _share(value: Decimal, cell: Any) -> Decimal:
    if value > 1:
        raise BadCell("out_of_range", cell)
    return value


def seconds(cell: Any) -> Decimal | Pending | None:
    """A duration in seconds: 80, 80s, 1分20秒, 01:20, 00:01:20 or a time cell."""
    if isinstance(cell, dt.time):
        return (
            Decimal(cell.hour * 3600 + cell.minute * 60 + cell.second) + Decimal(cell.microsecond) / 1_000_000
        )
    if isinstance(cell, dt.timedelta):
        return amount(cell.total_seconds())
    if isinstance(cell, str):
        text = plain(cell)
        if text and not text[0].isdigit():
            return amount(text) if text not in MISSING else None
        if found := CLOCK.fullmatch(text):
            return _clock_seconds(found, cell)
        found = UNITS.fullmatch(THOUSANDS.sub("", text.replace(" ", "")))
        if found and found[0]:
            parts = {key: Decimal(value or 0) for key, value in found.groupdict().items()}
            total = parts["d"] * 86400 + parts["h"] * 3600 + parts["m"] * 60 + parts["s"]
            return _bounded(total, cell)
    return amount(cell)


def clock(cell: Any) -> int | None:
    """A time of day as seconds after midnight: 8:30, 08:30:15, 25:10 (the night after), or a time cell.

    Unlike a duration, two numbers are hours and minutes.
    """
    if isinstance(cell, dt.datetime | dt.time):
        return cell.hour * 3600 + cell.minute * 60 + cell.second
    if isinstance(cell, float | int) and not isinstance(cell, bool) and 0 <= cell < 1:
        return round(cell * 86400)
    text = plain(cell)
    if text in MISSING:
        return None
    found = WALL.fullmatch(text)
    if not found or int(found[1]) >= 48:
        raise BadCell("bad_date", cell)
    return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0)


def _clock_seconds(found: re.Match[str], cell: Any) -> Decimal:
    hours, minutes, rest = int(found[1] or 0), int(found[2]), Decimal(found[3])
    if rest >= 60 or (found[1] and minutes >= 60):
        raise BadCell("not_a_number", cell)
    return hours * 3600 + minutes * 60 + rest


def day(cell: Any, *, order: str = "ymd", epoch: dt.date = EPOCH) -> dt.date | None:
    """A date. `order` is dmy, mdy or yymmdd where a layout writes the year last or short; never guessed."""
    found = moment(cell, order=order, epoch=epoch)
    return found.date() if found else None


def days(cell: Any, *, order: str = "ymd", epoch: dt.date = EPOCH) -> tuple[dt.date, dt.date] | None:
    """A date or a span of dates, as first and last."""
    if isinstance(cell, str):
        text = plain(cell)
        touching = TOUCHING.fullmatch(text)
        parts = touching.groups() if touching else RANGE.split(text)
        if len(parts) == 2:
            first, last = (day(part, order=order, epoch=epoch) for part in parts)
            if first is None or last is None or last < first:
                raise BadCell("bad_date", cell)
            return first, last
    single = day(cell, order=order, epoch=epoch)
    return (single, single) if single else None


def moment(cell: Any, *, order: str = "ymd", epoch: dt.date = EPOCH) -> dt.datetime | None:
    """A date with its time of day, midnight where none is given."""
    if isinstance(cell, dt.datetime):
        return _sane(cell, cell)
    if isinstance(cell, dt.date):
        return _sane(dt.datetime.combine(cell, dt.time()), cell)
    if isinstance(cell, bool) or not isinstance(cell, str | int | float | None):
        raise BadCell("bad_date", cell)
    if not isinstance(cell, str):
        return None if cell is None else _from_number(cell, order, epoch, cell)
    text = plain(cell)
    if text in MISSING:
        return None
    if cell == NO_RESULT:
        raise BadCell("formula_without_value")
    if not text.isascii():
        text = WEEKDAY.sub(" ", text).strip()
    if re.fullmatch(r"\d{5,8}(?:\.\d+)?", text):
        return _from_number(float(text), order, epoch, cell)
    return _from_text(text, order, cell)


def _from_number(value: float, order: str, epoch: dt.date, cell: Any) -> dt.datetime:
    """Serial numbers of a sheet, and dates written as one number."""
    if order == "yymmdd" and value == int(value) and 0 < value <= 991231:
        year = int(value) // 10000
        return _made(
            year + (1900 if year >= 70 else 2000), int(value) // 100 % 100, int(value) % 100, "", cell
        )
    if 19_000_101 <= value <= 22_001_231 and value == int(value):
        return _made(int(value) // 10000, int(value) // 100 % 100, int(value) % 100, "", cell)
    if not 1 <= value < 110_000:
        raise BadCell("bad_date", cell)
    start = dt.datetime.combine(epoch, dt.time())
    return _sane(start + dt.timedelta(seconds=round(value * 86400)), cell)


def _from_text(text: str, order: str, cell: Any) -> dt.datetime:
    if found := YEAR_FIRST.match(text):
        return _made(int(found[1]), int(found[2]), int(found[3]), text[found.end() :], cell)
    if found := NAMED_MONTH.match(text):
        year = int(found[3]) + (0 if len(found[3]) == 4 else 1900 if int(found[3]) >= 70 else 2000)
        return _made(year, MONTHS.get(found[2].lower(), 0), int(found[1]), text[found.end() :], cell)
    found = YEAR_LAST.match(text)
    if found and order in ("dmy", "mdy"):
        first, second = int(found[1]), int(found[2])
        month, monthday = (second, first) if order == "dmy" else (first, second)
        return _made(int(found[3]), month, monthday, text[found.end() :], cell)
    raise BadCell("bad_date", cell)


def _made(year: int, month: int, monthday: int, rest: str, cell: Any) -> dt.datetime:
    """Put a date and what follows it together."""
    clock = TIME_AFTER.fullmatch(rest) if rest.strip() else None
    if rest.strip() and not clock:
        raise BadCell("bad_date", cell)
    hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
    try:
        # Local time of the store: the zone is put on where the store is known.
        return _sane(dt.datetime(year, month, monthday, hour, minute, second), cell)  # noqa: DTZ001
    except ValueError as fault:
        raise BadCell("bad_date", cell) from fault


def _sane(value: dt.datetime, cell: Any) -> dt.datetime:
    if not 1970 <= value.year < 2200:
        raise BadCell("bad_date", cell)
    return value
