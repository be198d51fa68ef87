"""Somebody falls ill: the ways out with the fewest changes, ranked, each with its reasons; one is applied."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.models import Roster, RosterEdit, ShiftTemplate
from shifts.rules.explain import candidates
from shifts.rules.judge import Standing, hard_part
from shifts.rules.problem import OFF, Plan
from shifts.selectors import conflicts
from shifts.selectors import problem as problems
from shifts.selectors import rosters as reads
from shifts.selectors.problem import Built
from shifts.services import cells
from shifts.services.cells import Change
from staff.choices import BlockKind, BlockSource
from staff.models import User
from staff.services import availability

MOST_WAYS = 5
_REASONS = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One shift and who takes it; nobody where `name` is empty. `reasons` are what it costs, in words."""

    day: dt.date
    template: ShiftTemplate
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
    def open(self) -> int:
        """Shifts that nobody takes."""
        return sum(step.agent_id is None for step in self.steps)


def ways(roster: Roster, agent_id: int, first: dt.date, last: dt.date) -> list[Way]:
    """Ways to give away a person's shifts of some days; those that leave the fewest open first, then by cost.

    Each shift goes to one person who is free that day and breaks no hard rule by taking it: one change
    a shift is the least that there is. Raises DomainError where there is nothing to give away.
    """
    built = problems.build(roster, today=timezone.localdate(), keep=True, anyway=True)
    plan = conflicts.plan_of(built, reads.values_of(roster))
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
    return sorted(found, key=lambda way: (way.open, way.cost))


@transaction.atomic
def apply(
    roster_id: int, agent: int, first: dt.date, last: dt.date, way: str, *, actor: User | None
) -> RosterEdit | None:
    """Block the person away and give the shifts to those whom the way names; those without a taker fall free.

    Raises CellsChanged where somebody changed one of the cells since the ways were shown.
    """
    roster = cells.hold(roster_id)
    revision, takers = _read(way)
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
    now = reads.values_of(roster)
    changes = []
    for day, taker in takers.items():
        template, desk, _pin = now.get((agent, day), reads.EMPTY)
        changes.append(Change(agent, day, None, pinned=False))
        if taker is not None and template is not None:
            changes.append(Change(taker, day, template, desk))
    return cells.edit(roster.pk, changes, revision=revision, actor=actor, why=_("somebody is away"))


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
    cost, begun_with, words = 0, None, problems.words_of(built)
    for number, day in enumerate(shifts):
        here = tuple(tuple(row) for row in rows)
        standing, hard = Standing(built.problem, here), Standing(hard_part(built.problem), here)
        able = [
            each
            for each in candidates(standing, hard, person, day)
            if (number or each.person not in left_out) and (each.person, day) not in built.silent
        ]
        kind = rows[person][day]
        template = templates[built.kinds[kind][0]]
        rows[person][day] = OFF
        if not able:
            steps.append(Step(built.date(day), template, None, "", ()))
            continue
        best = able[0]
        if not number:
            begun_with = best.person
        come = standing.delta({(person, day): OFF, (best.person, day): kind}).come
        reasons = tuple(
            conflicts.sentence(words, each) for each in come if each.person == best.person and not each.hard
        )[:_REASONS]
        rows[best.person][day] = kind
        cost += best.cost
        steps.append(
            Step(built.date(day), template, built.agents[best.person], built.names[best.person], reasons)
        )
    text = ",".join(f"{step.day.isoformat()}={step.agent_id or ''}" for step in steps)
    return Way(tuple(steps), cost, f"{revision}|{text}"), begun_with


def _read(way: str) -> tuple[int, dict[dt.date, int | None]]:
    """A way's text as revision and takers by date."""
    try:
        revision, _bar, rest = way.partition("|")
        pairs = [part.split("=") for part in rest.split(",")]
        return int(revision), {
            dt.date.fromisoformat(day): int(taker) if taker else None for day, taker in pairs
        }
    except ValueError:
        raise DomainError(_("This way out cannot be read. Look for ways again."), code="stale") from None
