"""Rows of a sheet of clocked times: one time a row, or coming and going beside each other."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cstm import cells
from cstm.cells import BadCell

HEADER_WITHIN = 20
COLUMNS: dict[str, tuple[str, ...]] = {
    "employee_no": ("employee number", "employee no", "工号", "员工编号", "考勤号"),
    "at": ("time", "moment", "打卡时间", "时间"),
    "kind": ("type", "direction", "打卡类型", "类型"),
    "date": ("day", "日期", "考勤日期"),
    "in": ("clock in", "上班", "上班打卡", "上班打卡时间", "签到时间"),
    "out": ("clock out", "下班", "下班打卡", "下班打卡时间", "签退时间"),
}
IN_WORDS = frozenset(["in", "clock in", "上班", "上班打卡", "签到", "进"])
OUT_WORDS = frozenset(["out", "clock out", "下班", "下班打卡", "签退", "出"])


@dataclass(frozen=True, slots=True)
class PunchDraft:
    """Times of one row as the wall clock shows them, with their kinds."""

    row: int
    employee_no: str
    times: tuple[tuple[dt.datetime, str], ...]


@dataclass(frozen=True, slots=True)
class PunchFault:
    """Why a row is refused: where, the value as found, a code, and a sentence."""

    row: int
    column: str
    value: str
    why: str
    message: str


def columns_of(row: Sequence[Any]) -> dict[str, int] | None:
    """Where each column stands, if this row is the header; None if it is not."""
    words = {alias: column for column, names in COLUMNS.items() for alias in (column, *names)}
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        column = words.get(_text(cell).lower().replace("_", " ")) or words.get(_text(cell).lower())
        if column is not None:
            found.setdefault(column, place)
    single = {"employee_no", "at", "kind"} <= found.keys()
    paired = {"employee_no", "date"} <= found.keys() and bool({"in", "out"} & found.keys())
    return found if single or paired else None


def punch(number: int, row: Sequence[Any], places: Mapping[str, int]) -> PunchDraft | list[PunchFault]:
    """One row; an empty time in a row of both is no fault, an empty row of times is."""
    faults: list[PunchFault] = []

    def cell(name: str) -> Any:
        place = places.get(name, -1)
        return row[place] if 0 <= place < len(row) else None

    def refuse(name: str, why: str, message: str) -> None:
        faults.append(PunchFault(number, name, _text(cell(name))[:80], why, message))

    who = _text(cell("employee_no"))
    if not who:
        refuse("employee_no", "missing", _("The employee number is missing."))
    times: list[tuple[dt.datetime, str]] = []
    if "at" in places and "kind" in places:
        word = _text(cell("kind")).lower()
        kind = "in" if word in IN_WORDS else "out" if word in OUT_WORDS else ""
        if not kind:
            refuse("kind", "kind", _("Write in or out (上班 or 下班)."))
        try:
            moment = cells.moment(cell("at"))
        except BadCell as fault:
            refuse("at", fault.code, str(fault))
        else:
            if moment is None:
                refuse("at", "missing", _("The time is missing."))
            elif kind:
                times.append((moment, kind))
    else:
        times = _pair(cell, refuse)
    return faults or PunchDraft(number, who, tuple(times))


def _pair(cell: Any, refuse: Any) -> list[tuple[dt.datetime, str]]:
    """A date with times of coming and going; going before coming lies on the next date."""
    try:
        day = cells.day(cell("date"))
    except BadCell as fault:
        refuse("date", fault.code, str(fault))
        return []
    if day is None:
        refuse("date", "missing", _("The date is missing."))
        return []
    times: list[tuple[dt.datetime, str]] = []
    for kind in ("in", "out"):
        try:
            moment = _clock(cell(kind), day)
        except BadCell as fault:
            refuse(kind, fault.code, str(fault))
            continue
        if moment is not None:
            times.append((moment, kind))
    if not times:
        refuse("in", "missing", _("The row holds no time."))
    if len(times) == 2 and times[1][0] <= times[0][0]:
        times[1] = (times[1][0] + dt.timedelta(days=1), "out")
    return times


def _clock(value: Any, day: dt.date) -> dt.datetime | None:
    """A time of a date, written alone or with its own date."""
    if isinstance(value, dt.datetime):
        return value
    try:
        seconds = cells.clock(value)
    except BadCell:
        return cells.moment(value)
    return None if seconds is None else dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=seconds)


def _text(value: Any) -> str:
    """A cell as text."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
