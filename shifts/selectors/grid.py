"""A month as a page shows it: people by days, with sums, heads by template and cover by hour."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import F, Q, Value
from django.utils import timezone
from django.utils.translation import get_language, gettext

from cstm.formats import is_chinese, long_day
from shifts.choices import Look, ShiftKind
from shifts.models import CalendarDay, PromotionEvent, Roster, ShiftTemplate
from shifts.rules import calendar
from shifts.selectors import cover as covers
from shifts.selectors import rosters as reads
from shifts.selectors.cover import DayCover
from shifts.selectors.rosters import EMPTY, CellKey, CellValue, Member
from staff.choices import BlockKind, BlockSource
from staff.models import Desk
from staff.selectors.availability import blocks

_EVENT = "event"
_WEEKDAYS = {"en": "MTWTFSS", "zh": "一二三四五六日"}


@dataclass(frozen=True, slots=True)
class Day:
    """A column: weekend and holiday are sunken, an event is tinted."""

    day: dt.date
    letter: str
    css: str
    note: str

    @property
    def label(self) -> str:
        """The date in words, with what is special about it."""
        return f"{long_day(self.day)}, {self.note}" if self.note else long_day(self.day)


@dataclass(frozen=True, slots=True)
class Cell:
    """A chip: its look and marks as classes, and its letter; nothing where nothing stands."""

    css: str
    letter: str


@dataclass(frozen=True, slots=True)
class Row:
    """A person's month with its sums: evenings, on-duty shifts, rest days, hours paid."""

    member: Member
    cells: tuple[Cell, ...]
    evenings: int
    nights: int
    rests: int
    hours: int


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one team."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What is shown: a team, a desk, a part of a name, a look of chips."""

    team: int | None = None
    desk: int | None = None
    text: str = ""
    look: str = ""


@dataclass(slots=True)
class Grid:
    """Everything that the page of a month draws."""

    roster: Roster
    days: list[Day]
    groups: list[Group]
    heads: list[tuple[ShiftTemplate, list[tuple[str, int]]]]
    cover: list[DayCover]
    templates: dict[int, ShiftTemplate]
    members: list[Member]
    desks: list[Desk]
    values: dict[CellKey, CellValue]
    away: set[CellKey]
    filters: Filters = field(default_factory=Filters)
    meals: dict[int, dt.datetime] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """How many rows there are."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def cover_columns(self) -> list[tuple[str, DayCover]]:
        """Each day's cover with the look of its column."""
        return [(column.css, day) for column, day in zip(self.days, self.cover, strict=True)]

    @property
    def gaps(self) -> int:
        """On how many days heads are missing."""
        return sum(1 for day in self.cover if day.most_missing)


def letter_of(template: ShiftTemplate) -> str:
    """The chip's letter: rest is a dash in English."""
    code = template.code
    return "–" if code == "-" else code


def leave_letter() -> str:
    """The chip's letter of somebody away."""
    return "假" if is_chinese() else "L"


def grid(roster: Roster, filters: Filters | None = None, meal_day: dt.date | None = None) -> Grid:
    """A month, of all its people or of those asked for; with the meals of one date."""
    chosen = filters or Filters()
    people = reads.members(roster)
    ids = [each.agent.pk for each in people]
    dates = reads.days_of(roster.month)
    kinds = reads.templates(active=False)
    values, meals = reads.values_and_meals(roster, meal_day or dates[0])
    away = away_cells(ids, dates[0], dates[-1])
    serves = reads.desks_of(ids, dates[0], dates[-1])
    desks = sorted(
        {row.desk_id: row.desk for rows in serves.values() for row in rows}.values(),
        key=lambda desk: desk.name,
    )
    shown = [
        each
        for each in people
        if _wanted(each, chosen, {row.desk_id for row in serves.get(each.agent.pk, [])})
    ]
    counted = [chosen.desk] if chosen.desk else [desk.pk for desk in desks]
    by_day = covers.cover(dates, counted, kinds)
    columns = day_columns(dates)
    return Grid(
        roster=roster,
        days=columns,
        groups=_groups(shown, dates, values, away, kinds),
        heads=_heads(shown, columns, values, kinds),
        cover=[by_day[day] for day in dates],
        templates=kinds,
        members=people,
        desks=desks,
        values=values,
        away=away,
        filters=chosen,
        meals=meals,
    )


def away_cells(agent_ids: Iterable[int], first: dt.date, last: dt.date) -> set[CellKey]:
    """Who is on leave on which date, by noon of it; the reason is nobody's business here."""
    zone = timezone.get_default_timezone()
    found: set[CellKey] = set()
    for block in blocks(agent_ids, first, last, kind=BlockKind.AWAY):
        if block.source != BlockSource.LEAVE and block.source != BlockSource.HAND:
            continue
        day = max(first, block.start_at.astimezone(zone).date())
        while day <= last:
            begin = dt.datetime.combine(day, dt.time(), zone)
            if block.end_at <= begin:
                break
            found.add((block.agent_id, day))
            day += dt.timedelta(days=1)
    return found


def cell_of(
    key: CellKey,
    value: CellValue,
    kinds: Mapping[int, ShiftTemplate],
    away: set[CellKey],
    *,
    here: bool = True,
) -> Cell:
    """A chip of a cell."""
    template = kinds.get(value[0] or 0)
    marks = " p" if value[2] else ""
    if key in away and (template is None or template.kind == ShiftKind.REST):
        return Cell(Look.LEAVE + marks, leave_letter())
    if template is None:
        return Cell("" if here else "out", "")
    return Cell(template.look + marks, letter_of(template))


def day_columns(dates: list[dt.date]) -> list[Day]:
    """Columns with weekends, holidays of the calendar and promotion events."""
    first, last = dates[0], dates[-1]
    edits: dict[dt.date, str] = {}
    names: dict[dt.date, str] = {}
    events: dict[dt.date, str] = {}
    for begin, end, kind, name in _special_days(first, last):
        if kind != _EVENT:
            edits[begin] = kind
            names[begin] = name
            continue
        events |= {day: name for day in dates if begin <= day <= end}
    language = "zh" if is_chinese() else (get_language() or "en")
    found = []
    for day in dates:
        date = calendar.date_kind(day, edits, language)
        css = "ev" if day in events else ("" if date.worked else "we")
        note = events.get(day) or names.get(day) or date.name
        if date.kind == calendar.MAKE_UP and not note:
            note = gettext("make-up workday")
        found.append(Day(day, _WEEKDAYS["zh" if is_chinese() else "en"][day.weekday()], css, note))
    return found


def _special_days(first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.date, str, str]]:
    """Edits of the calendar and events of a span: first and last date, kind, name; one query."""
    edits = CalendarDay.objects.filter(day__gte=first, day__lte=last).order_by()
    events = PromotionEvent.objects.filter(Q(first__lte=last) & Q(last__gte=first)).order_by()
    return list(
        edits.annotate(end=F("day"))
        .values_list("day", "end", "kind", "name")
        .union(events.annotate(what=Value(_EVENT)).values_list("first", "last", "what", "name"), all=True)
    )


def row_of(
    member: Member,
    dates: list[dt.date],
    values: Mapping[CellKey, CellValue],
    away: set[CellKey],
    kinds: Mapping[int, ShiftTemplate],
) -> Row:
    """A person's row with its sums."""
    agent = member.agent.pk
    cells, kinds_seen, minutes = [], [], 0
    for day in dates:
        value = values.get((agent, day), EMPTY)
        cells.append(cell_of((agent, day), value, kinds, away, here=day in member.days))
        template = kinds.get(value[0] or 0)
        if template is not None:
            kinds_seen.append(template.kind)
            minutes += template.paid_minutes
    return Row(
        member,
        tuple(cells),
        evenings=kinds_seen.count(ShiftKind.EVENING),
        nights=kinds_seen.count(ShiftKind.ON_DUTY),
        rests=kinds_seen.count(ShiftKind.REST),
        hours=round(minutes / 60),
    )


def _wanted(member: Member, chosen: Filters, desks: set[int]) -> bool:
    if chosen.team and member.team.pk != chosen.team:
        return False
    if chosen.desk and chosen.desk not in desks:
        return False
    text = chosen.text.strip().lower()
    return not text or text in f"{member.agent.name} {member.agent} {member.agent.employee_no}".lower()


def _groups(
    people: list[Member],
    dates: list[dt.date],
    values: Mapping[CellKey, CellValue],
    away: set[CellKey],
    kinds: Mapping[int, ShiftTemplate],
) -> list[Group]:
    rows: dict[str, list[Row]] = {}
    for member in people:
        rows.setdefault(member.team.name, []).append(row_of(member, dates, values, away, kinds))
    return [Group(name, tuple(found)) for name, found in rows.items()]


def _heads(
    people: list[Member],
    columns: list[Day],
    values: Mapping[CellKey, CellValue],
    kinds: Mapping[int, ShiftTemplate],
) -> list[tuple[ShiftTemplate, list[tuple[str, int]]]]:
    """How many work each template on each day, of the people shown, with the look of the column."""
    place = {column.day: number for number, column in enumerate(columns)}
    ids = {each.agent.pk for each in people}
    counts: dict[int, list[int]] = {}
    for (agent, day), (template, _desk, _pin) in values.items():
        if agent in ids and template is not None and day in place:
            counts.setdefault(template, [0] * len(columns))[place[day]] += 1
    return [
        (kinds[pk], [(column.css, n) for column, n in zip(columns, counts[pk], strict=True)])
        for pk in kinds
        if pk in counts and kinds[pk].kind not in (ShiftKind.REST, ShiftKind.TRAINING)
    ]
