"""Scenarios as pages show them: sums, hours by date, money, side by side, open shifts that close the gaps."""

import datetime as dt
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cstm import formats
from shifts.models import Scenario
from shifts.selectors import scenarios as reads
from shifts.selectors.needs import asked_templates, clock, target_words
from shifts.selectors.scenarios import Hour

_SUMS = ("needed_hours", "rostered_hours", "missing_hours", "spare_hours", "unknown_slots")


@dataclass(frozen=True, slots=True)
class Page:
    """A result in words: facts, sums of money (empty without the right), hours by date."""

    facts: tuple[tuple[str, str], ...]
    money: tuple[tuple[str, str], ...]
    unpriced: str
    days: tuple[tuple[dt.date, tuple[Hour, ...]], ...]
    heads: tuple[Hour, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Scenarios side by side: a row of words for each figure."""

    names: tuple[Scenario, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """A date's open shifts that would close its gaps."""

    day: dt.date
    words: str
    heads: int


def page(result: Mapping[str, Any], *, pay: bool) -> Page:
    """Everything of a result's page."""
    days = tuple((day, tuple(hours)) for day, hours in reads.hours(dict(result)))
    cost = result.get("cost") if pay else None
    return Page(
        tuple(zip(sum_names(), _sums(result), strict=True)),
        tuple(zip(money_names(), _money(cost), strict=True)) if cost else (),
        _unpriced(cost) if cost else "",
        days,
        days[0][1] if days else (),
    )


def compared(rows: Sequence[Scenario], *, priced: Container[int]) -> Compared:
    """Two or three scenarios side by side; money of those alone whose desk is among the priced ones."""
    lines = [(_("Days"), [formats.date_range(row.first, row.last) for row in rows])]
    lines += [(name, list(words)) for name, words in _assumed_lines(rows)]
    sums = [_sums(row.result) for row in rows]
    lines += [(name, [each[at] for each in sums]) for at, name in enumerate(sum_names())]
    if any(row.desk_id in priced for row in rows):
        money = [
            _money(row.result.get("cost") or {}) if row.desk_id in priced else (_("not for you"),) * 3
            for row in rows
        ]
        lines += [(name, [each[at] for each in money]) for at, name in enumerate(money_names())]
    return Compared(tuple(rows), tuple((name, tuple(words)) for name, words in lines))


def assumed(inputs: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What a scenario assumes, in words."""
    plan, tried = inputs.get("plan", {}), inputs.get("tried", {})
    aht, new = plan.get("aht"), tried.get("aht")
    factor = tried.get("factor") or plan.get("factor") or 1
    return (
        (_("Volume × lift"), f"×{tried.get('lift', 1):g}"),
        (_("Handling time"), _seconds(new if new is not None else aht)),
        (_("Factor of chats at once"), formats.number(factor, 1)),
        (_("People away"), formats.number(len(tried.get("who", ())), 0)),
        (_("Heads away in every hour"), formats.number(tried.get("away", 0), 0)),
        (_("Target"), target_words(plan)),
        (_("Shrinkage"), formats.percent(plan.get("shrinkage") or 0, 0)),
        (_("Hours of the desk"), f"{clock(plan.get('begin', 0))}–{clock(plan.get('end', 0))}"),
        (_("Missing hours"), _("as overtime") if tried.get("overtime", True) else _("as ordinary hours")),
    )


def openings(row: Scenario, today: dt.date) -> list[Opening]:
    """Open shifts that would close the gaps of dates to come and are not offered yet."""
    templates = {each.pk: each for each in asked_templates()}
    wanted = reads.open_shifts(row.result, list(templates.values()))
    left = reads.to_offer(row, {day: found for day, found in wanted.items() if day >= today})
    return [
        Opening(
            day,
            formats.listed(f"{number} × {templates[key]}" for key, number in found.items()),
            sum(found.values()),
        )
        for day, found in left.items()
    ]


def sum_names() -> tuple[str, ...]:
    """What is summed, in the order of `Gaps`."""
    return (
        _("Hours needed"), _("Hours on the roster"), _("Hours missing"), _("Hours to spare"),
        _("Intervals without figures"),
    )  # fmt: skip


def money_names() -> tuple[str, ...]:
    """Sums of money."""
    return (_("Cost of the roster"), _("Cost of the missing hours"), _("Both"))


def _sums(result: Mapping[str, Any]) -> tuple[str, ...]:
    sums = result.get("sums", {})
    return tuple(formats.number(sums.get(name), 0 if name == "unknown_slots" else 1) for name in _SUMS)


def _money(cost: Mapping[str, Any]) -> tuple[str, ...]:
    def words(name: str) -> str:
        value = reads.money(cost.get(name))
        return (
            _("no data")
            if value is None
            else f"{formats.number(Decimal(value), 2)} {cost['currency']}".strip()
        )

    if not cost.get("currency"):
        return (_("no hourly rates"),) * 3
    return (words("roster"), words("missing"), words("total"))


def _unpriced(cost: Mapping[str, Any]) -> str:
    """Hours that are in no sum."""
    if not cost.get("unpriced"):
        return ""
    text = _("%(hours)s hours are in no sum: their grade has no hourly rate.")
    return text % {"hours": formats.number(cost["unpriced"] / 60, 1)}


def _seconds(value: float | None) -> str:
    return _("from the logs") if value is None else _("%(seconds)s s") % {"seconds": f"{value:g}"}


def _assumed_lines(rows: Sequence[Scenario]) -> list[tuple[str, tuple[str, ...]]]:
    found = [assumed(row.inputs) for row in rows]
    names = [name for name, _words in found[0]] if found else []
    return [(name, tuple(each[at][1] for each in found)) for at, name in enumerate(names)]
