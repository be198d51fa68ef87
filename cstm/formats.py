"""Numbers, dates and lengths of time as the reader's language writes them."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language, gettext, ngettext, override, pgettext

from cstm.weeks import Week

Figure = Decimal | int | float | str
_MINUS = "\u2212"
_DASH = "\u2013"
_ISO = re.compile(r"\d{4}-\d\d(-\d\d)?", re.ASCII)
_ZH_DAYS = "一二三四五六日"
# Places after the point that a unit is shown with at most.
_PLACES = {"%": 1, "s": 1, "min": 1, "h": 1, "n": 0}
# Units that say nothing behind a figure.
_SILENT = ("n", "ratio", "1-5", "score")


def is_chinese() -> bool:
    """Is the reader's language Chinese?"""
    return (get_language() or "").startswith("zh")


def decimal_of(value: Figure) -> Decimal:
    """The value as a Decimal, a float by its shortest text."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def number(value: Figure | None, places: int | None = None) -> str:
    """`1,204` with a true minus; without `places`, two at most and no empty ones. None gives ""."""
    if value is None or value == "":
        return ""
    figure = decimal_of(value)
    if not figure.is_finite():
        return ""
    rounded = figure.quantize(Decimal(1).scaleb(-(2 if places is None else places)), ROUND_HALF_UP)
    text = f"{abs(rounded):,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{_MINUS}{text}" if rounded < 0 else text


def percent(value: Figure | None, places: int = 1) -> str:
    """A fraction as `97.4 %`, in Chinese `97.4%`."""
    return "" if value is None or value == "" else percent_of_100(decimal_of(value) * 100, places)


def percent_of_100(value: Figure | None, places: int = 1) -> str:
    """The same of a value that is a percentage already."""
    text = number(value, places)
    return text and f"{text}{'' if is_chinese() else ' '}%"


def unit_word(unit: str) -> str:
    """A unit as it is written behind a value."""
    words = {
        "s": pgettext("unit", "s"),
        "min": pgettext("unit", "min"),
        "h": pgettext("unit", "h"),
        "days": pgettext("unit", "days"),
        "CNY": pgettext("unit", "yuan"),
        "yuan": pgettext("unit", "yuan"),
        "persons": pgettext("unit", "persons"),
        "person-times": pgettext("unit", "person-times"),
        "msgs": pgettext("unit", "messages"),
        "items": pgettext("unit", "items"),
        "orders": pgettext("unit", "orders"),
        "points": pgettext("unit", "points"),
        "per_hour": pgettext("unit", "per hour"),
    }
    return words.get(unit, "" if unit in _SILENT else unit)


def value_text(value: Figure | None, unit: str, places: int | None = None) -> str:
    """The figure alone, in its unit's scale: `97.4` of 0.974 and `%`."""
    if value is None or value == "":
        return ""
    figure = decimal_of(value)
    if unit == "%":
        return number(figure * 100, 1 if places is None else places)
    if unit in ("CNY", "yuan"):
        return number(figure, 2 if places is None else places)
    if places is None and unit in _PLACES:
        figure = figure.quantize(Decimal(1).scaleb(-_PLACES[unit]), ROUND_HALF_UP)
    return number(figure, places)


def metric_value(value: Figure | None, unit: str) -> str:
    """Value and unit: `31 s`, `97.4 %`, `1,204`."""
    text = value_text(value, unit)
    if not text:
        return ""
    if unit == "%":
        return f"{text}{'' if is_chinese() else ' '}%"
    return f"{text} {unit_word(unit)}".rstrip()


def month_name(month: int) -> str:
    """The month's name in English, as dates are written there."""
    with override("en"):
        return str(MONTHS[month])


def day(value: dt.date | None) -> str:
    """`20 October 2026`, `2026年10月20日`."""
    if value is None or value == "":
        return ""
    value = _local(value)
    if is_chinese():
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {month_name(value.month)} {value.year}"


def month(value: dt.date | None) -> str:
    """`October 2026`, `2026年10月`."""
    if value is None or value == "":
        return ""
    value = _local(value)
    return f"{value.year}年{value.month}月" if is_chinese() else f"{month_name(value.month)} {value.year}"


def weekday(value: dt.date | None) -> str:
    """`Tue`, `周二`: short enough for the head of a column."""
    if value is None or value == "":
        return ""
    if is_chinese():
        return f"周{_ZH_DAYS[_local(value).weekday()]}"
    with override("en"):
        return str(WEEKDAYS_ABBR[_local(value).weekday()])


def long_day(value: dt.date | None) -> str:
    """`Tuesday 20 October`, `10月20日 周二`."""
    if value is None or value == "":
        return ""
    value = _local(value)
    if is_chinese():
        return f"{value.month}月{value.day}日 周{_ZH_DAYS[value.weekday()]}"
    with override("en"):
        return f"{WEEKDAYS[value.weekday()]} {value.day} {MONTHS[value.month]}"


def moment(value: dt.datetime | None) -> str:
    """A point in time in the organisation's zone: `20 October 2026, 14:40`."""
    if value is None or value == "":
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{day(local.date())}{' ' if is_chinese() else ', '}{local:%H:%M}"


def clock_until(end: dt.datetime | None, start: dt.datetime | None = None) -> str:
    """The end of a stretch as a clock shows it; the midnight that ends its day is `24:00`."""
    if end is None or end == "":
        return ""
    local = timezone.localtime(end)
    begun = timezone.localtime(start) if start else local - dt.timedelta(minutes=1)
    last = local.time() == dt.time() and begun.date() == local.date() - dt.timedelta(days=1)
    return "24:00" if last else f"{local:%H:%M}"


def clock_span(start: dt.datetime | None, end: dt.datetime | None) -> str:
    """`17:00–24:00` in the organisation's zone; the end alone is open where nobody knows it."""
    if start is None or start == "":
        return ""
    return f"{timezone.localtime(start):%H:%M}{_DASH}{clock_until(end, start) or '…'}"


def short_moment(value: dt.datetime | None, today: dt.date | None = None) -> str:
    """The shortest that says it: `14:40` today, `20 October` this year, the whole date before that."""
    if value is None or value == "":
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    now = today or timezone.localdate()
    if local.date() == now:
        return f"{local:%H:%M}"
    if local.year != now.year:
        return day(local.date())
    return f"{local.month}月{local.day}日" if is_chinese() else f"{local.day} {month_name(local.month)}"


def date_range(first: dt.date, last: dt.date) -> str:
    """`12–18 October 2026`, `2026年10月12日–18日`."""
    first, last = _local(first), _local(last)
    if first == last:
        return day(first)
    if is_chinese():
        end = day(last) if first.year != last.year else f"{last.month}月{last.day}日"
        return f"{day(first)}{_DASH}{f'{last.day}日' if _same_month(first, last) else end}"
    if _same_month(first, last):
        return f"{first.day}{_DASH}{day(last)}"
    start = day(first) if first.year != last.year else f"{first.day} {month_name(first.month)}"
    return f"{start} {_DASH} {day(last)}"


def iso_week(value: Week | dt.date | str) -> str:
    """`2026-W42`, `2026年第42周`."""
    if isinstance(value, str):
        if not value:
            return ""
        value = Week.parse(value)
    week = value if isinstance(value, Week) else Week.of(_local(value))
    if not is_chinese():
        return str(week)
    year, week_number, _day = week.monday.isocalendar()
    return f"{year}年第{week_number}周"


def duration(seconds: Figure | None) -> str:
    """`2 min 30 s`, `7 h 41 min`, `2分30秒`: the two largest parts."""
    if seconds is None or seconds == "":
        return ""
    total = int(decimal_of(seconds).quantize(Decimal(1), ROUND_HALF_UP))
    minutes, rest = divmod(abs(total), 60)
    hours, minutes = divmod(minutes, 60)
    words = ("小时", "分", "秒") if is_chinese() else (" h", " min", " s")
    parts = [f"{part}{word}" for part, word in zip((hours, minutes, rest), words, strict=True) if part]
    text = ("" if is_chinese() else " ").join(parts[:2]) or f"0{words[2]}"
    return f"{_MINUS}{text}" if total < 0 else text


def halves(half_days: int | None) -> str:
    """Half days as a length of leave: `half a day`, `1 day`, `2.5 days`."""
    if not isinstance(half_days, int):
        return ""
    if abs(half_days) == 1:
        text = gettext("half a day")
    else:
        days = number(decimal_of(abs(half_days)) / 2, None)
        text = ngettext("%(n)s day", "%(n)s days", 1 if abs(half_days) == 2 else 2) % {"n": days}
    return f"{_MINUS}{text}" if half_days < 0 else text


def listed(parts: Iterable[str]) -> str:
    """Items of a list in one line: `a, b, c`, in Chinese `a、b、c`."""
    return ("、" if is_chinese() else ", ").join(parts)


def counted(reasons: Mapping[str, int]) -> str:
    """People by reason, the most first: `3 on leave, 1 rest rule`, `请假 3 人、休息规则 1 人`."""
    most_first = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    text = pgettext("people by reason", "%(n)s %(reason)s")
    return listed(text % {"n": number(count, 0), "reason": reason} for reason, count in most_first)


def both(thing: object) -> dict[str, str]:
    """Words in each language, for rows whose reader is not the one who writes them."""
    with override("en"):
        english = str(thing)
    with override("zh-hans"):
        return {"en": english, "zh": str(thing)}


def told(value: object) -> object:
    """A kept value for the reader: words of `both`, lists, and dates and months as ISO writes them."""
    if isinstance(value, dict):
        return value.get("zh" if is_chinese() else "en", "")
    if isinstance(value, list):
        return listed(str(told(each)) for each in value)
    if isinstance(value, str) and _ISO.fullmatch(value):
        try:
            return (
                day(dt.date.fromisoformat(value))
                if value[7:]
                else month(dt.date.fromisoformat(f"{value}-01"))
            )
        except ValueError:
            return value
    return value


def _local(value: dt.date) -> dt.date:
    """The date of a point in time where the organisation is; a date as it is."""
    if isinstance(value, dt.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def _same_month(first: dt.date, last: dt.date) -> bool:
    return (first.year, first.month) == (last.year, last.month)


def asked_date(text: str) -> dt.date | None:
    """A date out of an address or a form; None for what is none, or lies where no calendar of a team does."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2199 else None


def asked_number(text: str) -> int | None:
    """A key out of an address or a form; None for what no key can be: signs, other digits, endless rows."""
    fits = text.isascii() and text.isdigit() and len(text) <= 18
    return int(text) if fits else None
