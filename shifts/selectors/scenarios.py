"""What-if: a desk's days under other volumes, times or absences, against its roster, with what it costs."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.choices import RequestState, RosterState, ShiftKind
from shifts.models import Assignment, OpenShift, Roster, Scenario, ShiftTemplate
from shifts.selectors.desk_forecast import DeskForecast
from shifts.selectors.scenario_cost import costs
from shifts.selectors.staffing_plan import Assumptions
from staff.models import Agent, Desk, DeskAssignment, Membership

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from shifts.staffing import Slot

MOST_HEADS = 99
_OFF = (ShiftKind.REST, ShiftKind.TRAINING)


@dataclass(frozen=True, slots=True)
class Tried:
    """What is tried: volumes times `lift`, another handling time or factor, `away` heads missing in every
    hour, the shifts of the people of `who` missing; `overtime` where missing hours are paid as such."""

    lift: float = 1.0
    aht: float | None = None
    factor: float | None = None
    away: int = 0
    overtime: bool = True
    who: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A slot of the answer: its date and the minute after its midnight."""

    day: dt.date
    minute: int


def work_out(
    desk: Desk, found: DeskForecast, plan: Assumptions, tried: Tried, first: dt.date, last: dt.date
) -> dict[str, Any]:
    """Heads, gap and cost of each slot of a span, and their sums; ready for a row. Raises DomainError."""
    from shifts.staffing import Plan, Scenario, gaps, whatif

    if first < found.first or last > found.last:
        text = _("The forecast reaches from %(first)s to %(last)s. Choose days in it, or forecast others.")
        raise DomainError(text % {"first": found.first, "last": found.last}, code="span")
    known = found.by_moment()
    places = places_of(first, last, plan, found.slot)
    slots = [known.get(place.day.toordinal() * 1440 + place.minute) for place in places]
    volumes = [
        None if slot is None or slot.value is None else round(slot.value * plan.share, 2) for slot in slots
    ]
    times = [plan.handling(slot.aht if slot else None) for slot in slots]
    if tried.aht is None and not any(
        volume is not None and seconds is not None for volume, seconds in zip(volumes, times, strict=True)
    ):
        raise DomainError(_("The logs give no handling time. Type the handling time."), code="aht")
    there = rostered(desk, places, found.slot, without=tried.who)
    answer = whatif(
        volumes,
        Plan(found.slot * 60, times, plan.target, plan.factor, plan.patience, plan.shrinkage, plan.least),
        Scenario(tried.lift, tried.aht, tried.factor, tried.away),
        there,
    )
    return {
        "slot": found.slot,
        "sums": {name: round(number, 2) for name, number in asdict(gaps(answer, found.slot * 60)).items()},
        "slots": [_row(place, each) for place, each in zip(places, answer, strict=True)],
        "cost": costs(desk, first, last, _missing(places, answer, found.slot), overtime=tried.overtime),
    }


def places_of(first: dt.date, last: dt.date, plan: Assumptions, slot: int) -> list[Place]:
    """The slots of the desk's hours, date by date."""
    return [
        Place(first + dt.timedelta(days=number), minute)
        for number in range((last - first).days + 1)
        for minute in range(plan.begin // slot * slot, plan.end, slot)
    ]


def people_of(desk: Desk, first: dt.date, last: dt.date) -> "QuerySet[Agent]":
    """Who serves a desk in a span, by name."""
    serve = DeskAssignment.objects.filter(desk=desk, valid_from__lte=last, valid_to__gte=first)
    return Agent.objects.filter(pk__in=serve.values("agent_id")).order_by("name", "employee_no")


def works(template: ShiftTemplate, minute: int, slot: int) -> bool:
    """Whether a template works at least half of a slot that begins at a minute of its date."""
    if template.start is None or template.end is None or template.kind in _OFF:
        return False

    def common(begin: int | None, end: int | None) -> int:
        if begin is None or end is None:
            return 0
        return max(0, min(minute + slot, end) - max(minute, begin))

    worked = common(template.start, template.end) - common(template.break_start, template.break_end)
    return worked * 2 >= slot


def rostered(desk: Desk, places: list[Place], slot: int, *, without: Iterable[int] = ()) -> list[int]:
    """Heads on the roster of a desk in each slot, some people left out; a night shift counts for its own
    date's night."""
    if not places:
        return []
    first, last = places[0].day - dt.timedelta(days=1), places[-1].day + dt.timedelta(days=1)
    rows = Assignment.objects.filter(desk=desk, day__gte=first, day__lte=last)
    rows = rows.exclude(agent_id__in=list(without))
    grouped = rows.order_by().values_list("day", "template_id").annotate(n=Count("pk"))
    templates = {each.pk: each for each in ShiftTemplate.objects.all()}
    heads: Counter[int] = Counter()
    for day, template, number in grouped:
        for minute in range(0, 2880, slot):
            if works(templates[template], minute, slot):
                heads[day.toordinal() * 1440 + minute] += number
    return [heads[place.day.toordinal() * 1440 + place.minute] for place in places]


def _row(place: Place, slot: "Slot") -> list[Any]:
    """A slot as a row keeps it: date, minute, volume, heads needed and there, gap."""
    volume = None if slot.volume is None else round(slot.volume, 2)
    needed = None if slot.needed is None else slot.needed.scheduled
    return [place.day.isoformat(), place.minute, volume, needed, slot.rostered, slot.gap]


def _missing(places: list[Place], answer: list["Slot"], slot: int) -> dict[dt.date, int]:
    """Head minutes that are missing, by the calendar date on which they fall."""
    found: Counter[dt.date] = Counter()
    for place, each in zip(places, answer, strict=True):
        if each.gap is not None and each.gap > 0:
            found[place.day + dt.timedelta(days=place.minute // 1440)] += each.gap * slot
    return dict(found)


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of a date as the page shows it: the most heads needed in it, those there, the gap."""

    hour: int
    needed: int | None
    there: int
    gap: int | None

    @property
    def label(self) -> str:
        """The hour as a clock shows it."""
        return f"{self.hour % 24:02d}"

    @property
    def spare(self) -> int:
        """Heads more than needed."""
        return max(0, -(self.gap or 0))


def hours(result: dict[str, Any]) -> list[tuple[dt.date, list[Hour]]]:
    """A result by date and hour; of the slots of an hour the one that lacks most."""
    days: dict[str, dict[int, Hour]] = {}
    for day, minute, _volume, needed, there, gap in result.get("slots", ()):
        hour = Hour(minute // 60, needed, there, gap)
        standing = days.setdefault(day, {}).get(hour.hour)
        if standing is None or (gap is not None and (standing.gap is None or gap > standing.gap)):
            days[day][hour.hour] = hour
    return [(dt.date.fromisoformat(day), [row[at] for at in sorted(row)]) for day, row in days.items()]


def open_shifts(result: dict[str, Any], templates: list[ShiftTemplate]) -> dict[dt.date, dict[int, int]]:
    """How many open shifts of which template close the gaps of each date; dates without any are left out."""
    from shifts.staffing import openings

    by_day: dict[str, list[tuple[int, int | None]]] = {}
    for day, minute, _volume, _needed, _there, gap in result.get("slots", ()):
        by_day.setdefault(day, []).append((minute, gap))
    found = {}
    for day, rows in by_day.items():
        shapes = {
            str(each.pk): [works(each, minute, result["slot"]) for minute, _gap in rows] for each in templates
        }
        wanted = openings([gap for _minute, gap in rows], shapes)
        if wanted:
            found[dt.date.fromisoformat(day)] = {int(key): number for key, number in wanted.items()}
    return found


def to_offer(scenario: Scenario, wanted: dict[dt.date, dict[int, int]]) -> dict[dt.date, dict[int, int]]:
    """Heads by date and template that nobody is asked for yet, of those wanted.

    Open shifts of the desk are taken off, and those that were taken since the scenario was worked out, for
    its roster did not have them.
    """
    taken = Q(claims__state=RequestState.APPROVED)
    since = taken & Q(claims__updated_at__gte=scenario.updated_at)
    rows = OpenShift.objects.filter(desk=scenario.desk, day__in=list(wanted)).order_by()
    offered: Counter[tuple[dt.date, int]] = Counter()
    for row in rows.annotate(taken=Count("claims", filter=taken), since=Count("claims", filter=since)):
        waiting = 0 if row.closed else row.heads - row.taken
        offered[row.day, row.template_id] += waiting + row.since
    left = {
        day: {
            template: min(number - offered[day, template], MOST_HEADS)
            for template, number in found.items()
            if number > offered[day, template]
        }
        for day, found in sorted(wanted.items())
    }
    return {day: found for day, found in left.items() if found}


def rosters_for(scenario: Scenario, team_ids: list[int] | None) -> list[Roster]:
    """Published months that the scenario touches, of these teams (None: all) that serve the desk."""
    people = people_of(scenario.desk, scenario.first, scenario.last).values("pk")
    serving = Membership.objects.filter(agent_id__in=people).values("team_id")
    months = {scenario.first.replace(day=1), scenario.last.replace(day=1)}
    found = Roster.objects.filter(
        month__in=months, state=RosterState.PUBLISHED, team_id__in=serving
    ).select_related("team")
    return list(found if team_ids is None else found.filter(team_id__in=team_ids))


def without_pay(result: dict[str, Any]) -> dict[str, Any]:
    """A result for those who may not see sums of pay."""
    return {name: value for name, value in result.items() if name != "cost"}


def money(text: str | None) -> Decimal | None:
    """A sum of a result."""
    return None if text is None else Decimal(text)
