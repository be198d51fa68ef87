"""Somebody falls ill: the ways out with the fewest changes, ranked, each with its reasons; one is applied."""

import contextlib
import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cstm.errors import DomainError
from cstm.formats import day as day_words
from shifts.models import Roster, RosterEdit, ShiftTemplate
from shifts.rules.chains import chains
from shifts.rules.explain import candidates
from shifts.rules.judge import Standing, hard_part
from shifts.rules.problem import OFF, Plan
from shifts.selectors import conflicts
from shifts.selectors import problem as problems
from shifts.selectors import rosters as reads
from shifts.selectors.problem import Built
from shifts.selectors.rosters import CellKey, CellValue
from shifts.selectors.takers import Takers, takers
from shifts.services import cells
from shifts.services.cells import Change
from staff.choices import BlockKind, BlockSource
from staff.models import User
from staff.services import availability

MOST_WAYS = 5
LONGEST_DAYS = 366
_REASONS = 2
Move = tuple[dt.date, int, int | None]


@dataclass(frozen=True, slots=True)
class Step:
    """One shift, whose it was and who takes it; nobody where `name` is empty. `reasons` say what it costs."""

    day: dt.date
    template: ShiftTemplate
    giver_id: int
    giver: str
    agent_id: int | None
    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A way out: a step for each shift, the sum of soft costs, and the text that `apply` takes."""

    steps: tuple[Step, ...]
    cost: int
    text: str

    @property
    def changes(self) -> int:
        """Shifts that get somebody else."""
        return sum(step.agent_id is not None for step in self.steps)

    @property
    def open(self) -> int:
        """Shifts that nobody takes."""
        return sum(step.agent_id is None for step in self.steps)


def ways(roster: Roster, agent_id: int, first: dt.date, last: dt.date) -> tuple[list[Way], list[Takers]]:
    """Ways to give away a person's shifts of some days; those that leave the fewest open first, then by cost.
    Beside them for each shift who may take it and why the others may not.

    Each shift goes to one person who is free that day and breaks no hard rule by taking it: one change
    a shift is the least that there is. Only where nobody is, somebody takes it who hands an own shift to
    somebody free. Raises DomainError where there is nothing to give away.
    """
    _check_span(roster, first, last)
    built = problems.build(roster, today=timezone.localdate(), keep=True, anyway=True)
    plan = conflicts.plan_of(built, built.values(roster))
    person = built.person_of(agent_id)
    numbers = [built.day_of(first + dt.timedelta(days=n)) for n in range((last - first).days + 1)]
    shifts = [day for day in numbers if day is not None and person is not None and plan[person][day] != OFF]
    if person is None or not shifts:
        raise DomainError(_("This person has no shift in these days."), code="no_shift")
    templates = reads.templates(active=False)
    found: list[Way] = []
    left_out: set[int] = set()
    for _number in range(MOST_WAYS):
        way, begun_with = _way(built, plan, person, shifts, left_out, roster.revision, templates)
        if found and (begun_with is None or way.text in {each.text for each in found}):
            break
        found.append(way)
        if begun_with is None:
            break
        left_out.add(begun_with)
    ranked = sorted(found, key=lambda way: (way.open, way.changes, way.cost))
    return ranked, takers(built, plan, person, shifts, templates)


@dataclass(frozen=True, slots=True)
class Beside:
    """Another published month that the days touch, and its best way."""

    roster: Roster
    way: Way


def beside(rosters: Iterable[Roster], agent_id: int, first: dt.date, last: dt.date) -> list[Beside]:
    """The best way of each other month, to be taken together with one of the first month's; a month whose
    rules know nothing of the person has none."""
    found = []
    for each in rosters:
        with contextlib.suppress(DomainError):
            found.append(Beside(each, ways(each, agent_id, first, last)[0][0]))
    return found


@transaction.atomic
def apply(
    roster_id: int,
    agent: int,
    first: dt.date,
    last: dt.date,
    way: str,
    *,
    actor: User | None,
    also: Mapping[int, str] | None = None,
) -> RosterEdit | None:
    """Block the person away and give the shifts to those whom the way names; those without a taker fall free.

    `also` are ways of other months that the days touch, by roster: all are done, or none. Raises CellsChanged
    where somebody changed one of the cells since the ways were shown, and DomainError for a span that is
    too long or touches no day of the month, and where the ways break a rule together.
    """
    asked = {**(also or {}), roster_id: way}
    held = {pk: cells.hold(pk) for pk in sorted(asked)}
    for roster in held.values():
        _check_span(roster, first, last)
    before = _broken(held.values()) if also else set()
    zone = timezone.get_default_timezone()
    availability.block(
        agent,
        BlockKind.AWAY,
        BlockSource.HAND,
        dt.datetime.combine(first, dt.time(), zone),
        dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone),
        f"ill:{first.isoformat()}",
        actor=actor,
    )
    done = {pk: _done(roster, asked[pk], agent, actor=actor) for pk, roster in held.items()}
    come = sorted(_broken(held.values()) - before) if also else []
    if come:
        text = _(
            "The ways of the two months break a rule together: %(rule)s. Repair one month after the other."
        )
        raise DomainError(text % {"rule": come[0]}, code="together")
    return done[roster_id]


def _done(roster: Roster, way: str, away: int, *, actor: User | None) -> RosterEdit | None:
    revision, moves = _read(way)
    changes = _changes(moves, away, reads.values_of(roster))
    return cells.edit(roster.pk, changes, revision=revision, actor=actor, why=_("somebody is away"))


def _broken(rosters: Iterable[Roster]) -> set[str]:
    """The rules that must be kept and are not, in words with name and date."""
    return {
        " · ".join(
            part for part in (each.name, day_words(each.day) if each.day else "", each.sentence) if part
        )
        for roster in rosters
        for each in conflicts.hard(conflicts.conflicts(roster))
    }


def elsewhere_words(found: Sequence[tuple[Roster, int]]) -> str:
    """What stays to be done in other months; nothing where there is nothing."""
    if not found:
        return ""
    number = sum(shifts for _roster, shifts in found)
    return ngettext(
        "%(n)s published shift of this person in these days stays in another roster: %(where)s. "
        "Repair it there too.",
        "%(n)s published shifts of this person in these days stay in other rosters: %(where)s. "
        "Repair them there too.",
        number,
    ) % {"n": number, "where": "; ".join(str(roster) for roster, _shifts in found)}


def _check_span(roster: Roster, first: dt.date, last: dt.date) -> None:
    """Refuse days that are no illness: a slip of the year would block the person for years."""
    if (last - first).days >= LONGEST_DAYS:
        text = _("At most %(most)s days are taken at once. Look at the year of both dates.")
        raise DomainError(text % {"most": LONGEST_DAYS}, code="span")
    if last < roster.month or first > reads.last_day(roster.month):
        raise DomainError(_("These days lie outside this roster's month."), code="span")


def _changes(moves: Sequence[Move], away: int, now: Mapping[CellKey, CellValue]) -> list[Change]:
    """The cells of a way, move after move: a shift goes to its taker, whose day off goes to the giver."""
    stands, touched = dict(now), dict[CellKey, None]()
    for day, giver, taker in moves:
        given = stands.get((giver, day), reads.EMPTY)
        rest = reads.EMPTY if taker is None else stands.get((taker, day), reads.EMPTY)
        stands[giver, day] = reads.EMPTY if giver == away else rest
        touched[giver, day] = None
        if taker is not None and given[0] is not None:
            stands[taker, day] = given
            touched[taker, day] = None
    return [Change(*key, *stands[key][:2], pinned=False) for key in touched]


def _way(
    built: Built,
    plan: Plan,
    person: int,
    shifts: list[int],
    left_out: set[int],
    revision: int,
    templates: Mapping[int, ShiftTemplate],
) -> tuple[Way, int | None]:
    """The cheapest takers one shift after the other, the first one not among those left out."""
    rows = [list(row) for row in plan]
    steps: list[Step] = []
    written: list[str] = []
    cost, begun_with, words = 0, None, problems.words_of(built)
    for number, day in enumerate(shifts):
        here = tuple(tuple(row) for row in rows)
        standing, hard = Standing(built.problem, here), Standing(hard_part(built.problem), here)
        free = [
            each.person
            for each in candidates(standing, hard, person, day)
            if (each.person, day) not in built.silent
        ]
        able = [each for each in free if number or each not in left_out]
        moves = [(day, person, able[0])] if able else []
        if not free:
            moves = _chained(standing, hard, person, day, built, left_out)
        if moves and not number:
            begun_with = moves[0][2]
        changes = {(giver, at): OFF for at, giver, _taker in moves}
        changes |= {(taker, at): here[giver][at] for at, giver, taker in moves}
        step = standing.delta(changes or {(person, day): OFF})
        for at, giver, taker in moves:
            reasons = tuple(
                conflicts.sentence(words, each)
                for each in step.come
                if each.person == taker and not each.hard
            )[:_REASONS]
            steps.append(_step(built, here, templates, at, giver, taker, reasons))
        if not moves:
            steps.append(_step(built, here, templates, day, person, None, ()))
        else:
            cost += step.cost
        for (who, at), value in (changes or {(person, day): OFF}).items():
            rows[who][at] = value
        # Who hands a shift on does so before taking the other, so that the moves can be done one by one.
        done = steps[-max(1, len(moves)) :]
        written += [
            f"{each.day.isoformat()}={each.giver_id}>{each.agent_id or ''}" for each in reversed(done)
        ]
    return Way(tuple(steps), cost, f"{revision}|{','.join(written)}"), begun_with


def _chained(
    standing: Standing, hard: Standing, person: int, day: int, built: Built, left_out: Collection[int]
) -> list[tuple[int, int, int]]:
    """The moves of the cheapest chain whose first taker is not left out; none where there is no chain."""
    found = chains(standing, hard, person, day, silent=built.silent, limit=MOST_WAYS)
    best = next((each for each in found if each.mover not in left_out), None)
    return [] if best is None else [(day, person, best.mover), (best.day, best.mover, best.taker)]


def _step(
    built: Built,
    plan: Plan,
    templates: Mapping[int, ShiftTemplate],
    day: int,
    giver: int,
    taker: int | None,
    reasons: tuple[str, ...],
) -> Step:
    template = templates[built.kinds[plan[giver][day]][0]]
    name = "" if taker is None else built.names[taker]
    agent = None if taker is None else built.agents[taker]
    return Step(built.date(day), template, built.agents[giver], built.names[giver], agent, name, reasons)


def _read(way: str) -> tuple[int, list[Move]]:
    """A way's text as revision and moves: date, who gives, who takes."""
    try:
        revision, _bar, rest = way.partition("|")
        moves: list[Move] = []
        for part in rest.split(","):
            day, _is, who = part.partition("=")
            giver, _to, taker = who.partition(">")
            moves.append((dt.date.fromisoformat(day), int(giver), int(taker) if taker else None))
        return int(revision), moves
    except ValueError:
        raise DomainError(_("This way out cannot be read. Look for ways again."), code="stale") from None
