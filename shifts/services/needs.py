"""Writes to heads needed: by weekday, by date, by interval; copied, taken from a sheet, computed."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.models import Need, NeedPattern
from shifts.selectors.needs import BY_HAND, TYPED, asked_templates
from staff.models import Desk, User
from staff.services import audit

MOST_HEADS = 2000
LENGTHS = (15, 30, 60)
LATEST = 2880
MOST_FIGURES = 5000


@dataclass(frozen=True, slots=True)
class Interval:
    """Heads of a desk from a minute of a date on; `basis` says what the figure rests on."""

    day: dt.date
    start: int
    minutes: int
    heads: int
    basis: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """Heads as somebody says them: of a template, or from a minute of the date on."""

    day: dt.date
    heads: int
    template: int | None = None
    start: int | None = None
    minutes: int = 60


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it: rows written, and rows of other hands that were left as they stand."""

    written: int
    kept: int = 0


@transaction.atomic
def set_pattern(desk: Desk, heads: Mapping[tuple[int, int], int | None], *, actor: User | None) -> None:
    """Heads by template and weekday (0 is Monday); None takes the figure away, what is left out stands.

    Raises DomainError out of bounds.
    """
    _checked(heads.values())
    _known(template for template, _weekday in heads)
    before = {
        (row.template_id, row.weekday): row
        for row in NeedPattern.objects.select_for_update().filter(desk=desk)
    }
    after = {**{key: row.heads for key, row in before.items()}, **heads}
    for (template, weekday), number in heads.items():
        row = before.get((template, weekday))
        if number is None:
            if row is not None:
                row.delete()
        elif row is None:
            NeedPattern.objects.create(desk=desk, template_id=template, weekday=weekday, heads=number)
        elif row.heads != number:
            NeedPattern.objects.filter(pk=row.pk).update(heads=number)
    audit.record(
        actor=actor,
        action="need.set",
        about=desk,
        before={"by_weekday": sum(row.heads for row in before.values())},
        after={"by_weekday": sum(number or 0 for number in after.values())},
    )


@transaction.atomic
def set_day(
    desk: Desk,
    day: dt.date,
    *,
    templates: Mapping[int, int | None],
    intervals: Mapping[int, int | None],
    actor: User | None,
) -> None:
    """A date's heads by template and by interval that stands (its start); None takes the figure away.

    An interval whose figure changes was typed from then on; one that stays keeps what it rests on.
    """
    _checked([*templates.values(), *intervals.values()])
    _known(templates)
    rows = list(Need.objects.select_for_update().filter(desk=desk, day=day))
    by_template = {row.template_id: row for row in rows if row.start is None}
    by_start = {row.start: row for row in rows if row.start is not None}
    for template, number in templates.items():
        _put(by_template.get(template), number, desk=desk, day=day, template_id=template)
    for start, number in intervals.items():
        if start in by_start:
            _put(by_start[start], number)
    audit.record(actor=actor, action="need.set", about=desk, after={"day": day})


def _put(row: Need | None, number: int | None, **new: Any) -> None:
    """Write, change or take away one figure."""
    if number is None:
        if row is not None:
            row.delete()
    elif row is None:
        Need.objects.create(heads=number, basis={"from": TYPED}, **new)
    elif row.heads != number:
        Need.objects.filter(pk=row.pk).update(heads=number, basis={"from": TYPED})


@transaction.atomic
def spread(
    desk: Desk, day: dt.date, *, start: int, end: int, minutes: int, heads: int, actor: User | None
) -> Written:
    """The same heads for every interval of so many minutes from a minute of a date to another."""
    _checked([heads])
    if minutes not in LENGTHS:
        raise DomainError(_("An interval has 15, 30 or 60 minutes."), code="minutes")
    if not 0 <= start < end <= LATEST or (end - start) % minutes or start % minutes:
        text = _("Choose a begin and an end that intervals of %(minutes)s minutes fill.")
        raise DomainError(text % {"minutes": minutes}, code="span")
    rows = [Interval(day, at, minutes, heads, {"from": TYPED}) for at in range(start, end, minutes)]
    return write_intervals(desk, rows, replace_typed=True, actor=actor)


@transaction.atomic
def store(desk: Desk, figures: Sequence[Figure], *, replace_typed: bool, actor: User | None) -> Written:
    """Figures of any dates, all or none. Raises DomainError naming the row that is none."""
    if len(figures) > MOST_FIGURES:
        text = _("At most %(most)s figures are stored at once.")
        raise DomainError(text % {"most": MOST_FIGURES}, code="many")
    seen: set[tuple[dt.date, int | None, int | None]] = set()
    for number, each in enumerate(figures, 1):
        if (each.template is None) == (each.start is None):
            text = _("Row %(row)s: name a template or a start, one of the two.")
            raise DomainError(text % {"row": number}, code="row")
        fits = each.minutes in LENGTHS and (each.start or 0) % each.minutes == 0
        if each.start is not None and (not fits or each.start + each.minutes > LATEST):
            text = _(
                "Row %(row)s: an interval has 15, 30 or 60 minutes, begins at a multiple and ends by 48:00."
            )
            raise DomainError(text % {"row": number}, code="row")
        key = (each.day, each.template, each.start)
        if key in seen:
            raise DomainError(_("Row %(row)s is there twice.") % {"row": number}, code="row")
        seen.add(key)
    by_template = {(each.day, each.template): each.heads for each in figures if each.template is not None}
    rows = [
        Interval(each.day, each.start, each.minutes, each.heads, {"from": TYPED})
        for each in figures
        if each.start is not None
    ]
    plain = write_templates(desk, by_template, basis=TYPED, actor=actor)
    done = write_intervals(desk, rows, replace_typed=replace_typed, actor=actor)
    return Written(plain.written + done.written, done.kept)


@transaction.atomic
def write_intervals(
    desk: Desk,
    rows: Iterable[Interval],
    *,
    replace_typed: bool,
    actor: User | None,
    action: str = "need.set",
) -> Written:
    """Write intervals; what they overlap goes. Without `replace_typed` a figure that somebody typed stays,
    and is counted."""
    wanted = list(rows)
    _checked(row.heads for row in wanted)
    if not wanted:
        return Written(0)
    days = sorted({row.day for row in wanted})
    standing: dict[dt.date, list[Need]] = {}
    held = Need.objects.select_for_update().filter(desk=desk, day__in=days, start__isnull=False)
    for need in held.order_by("day", "start"):
        standing.setdefault(need.day, []).append(need)
    gone: set[int] = set()
    kept: set[int] = set()
    made = []
    for row in wanted:
        over = [need for need in standing.get(row.day, ()) if _overlap(need, row)]
        by_hand = [need.pk for need in over if need.basis.get("from") in BY_HAND]
        if by_hand and not replace_typed:
            kept.update(by_hand)
            continue
        gone.update(need.pk for need in over)
        made.append(
            Need(
                desk=desk, day=row.day, start=row.start, minutes=row.minutes,
                heads=row.heads, basis=dict(row.basis),
            )
        )  # fmt: skip
    Need.objects.filter(pk__in=gone - kept).delete()
    Need.objects.bulk_create(made, batch_size=500)
    audit.record(
        actor=actor, action=action, about=desk,
        after={"first": days[0], "last": days[-1], "intervals": len(made), "kept": len(kept)},
    )  # fmt: skip
    return Written(len(made), len(kept))


def _overlap(need: Need, row: Interval) -> bool:
    """Whether a standing interval and a new one share minutes."""
    start = need.start or 0
    return start < row.start + row.minutes and row.start < start + need.minutes


@transaction.atomic
def write_templates(
    desk: Desk, heads: Mapping[tuple[dt.date, int], int], *, basis: str, actor: User | None
) -> Written:
    """Heads by date and template, as a sheet gives them; what stood for the same is replaced."""
    _checked(heads.values())
    _known(template for _day, template in heads)
    rows = [
        Need(desk=desk, day=day, template_id=template, heads=number, basis={"from": basis})
        for (day, template), number in heads.items()
    ]
    Need.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True,
        unique_fields=["desk", "day", "template"], update_fields=["heads", "basis"],
    )  # fmt: skip
    if rows:
        audit.record(actor=actor, action="need.import", about=desk, after={"figures": len(rows)})
    return Written(len(rows))


@transaction.atomic
def copy_week(
    desk: Desk, monday: dt.date, first: dt.date, last: dt.date, *, replace: bool, actor: User | None
) -> Written:
    """Give the dates of a span the needs of a week's dates, weekday by weekday; the week itself stays.

    A date that has figures of its own keeps them unless `replace`; it is counted.
    """
    if monday.weekday() or (last - first).days > 366 or last < first:
        raise DomainError(_("Choose a week, and the days to fill like it."), code="span")
    week = [monday + dt.timedelta(days=number) for number in range(7)]
    source: dict[int, list[Need]] = {}
    for row in Need.objects.filter(desk=desk, day__in=week):
        source.setdefault(row.day.weekday(), []).append(row)
    if not source:
        raise DomainError(
            _("This week has no figures of its own; the weekdays' figures hold for every week already."),
            code="empty",
        )
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    days = [day for day in days if day not in week]
    rows = Need.objects.select_for_update().filter(desk=desk, day__in=days)
    full = {row.day for row in rows}
    open_days = days if replace else [day for day in days if day not in full]
    Need.objects.filter(desk=desk, day__in=open_days).delete()
    made = [
        Need(
            desk=desk, day=day, template_id=row.template_id, start=row.start,
            minutes=row.minutes, heads=row.heads, basis={"from": TYPED},
        )
        for day in open_days
        for row in source.get(day.weekday(), ())
    ]  # fmt: skip
    Need.objects.bulk_create(made, batch_size=500)
    audit.record(
        actor=actor, action="need.set", about=desk,
        after={"week": monday, "first": first, "last": last, "figures": len(made)},
    )  # fmt: skip
    return Written(len(made), 0 if replace else len(full))


def _checked(numbers: Iterable[int | None]) -> None:
    """Refuse heads that no team has."""
    for number in numbers:
        if number is not None and not 0 <= number <= MOST_HEADS:
            text = _("Heads must be a whole number from 0 to %(most)s.")
            raise DomainError(text % {"most": MOST_HEADS}, code="heads")


def _known(template_ids: Iterable[int]) -> None:
    """Refuse templates for which no heads can be asked."""
    if set(template_ids) - {each.pk for each in asked_templates()}:
        raise DomainError(_("Heads can be asked for shifts that are worked and in use."), code="template")
