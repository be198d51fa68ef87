"""A roster's month as a rostering problem, and plans as cells."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.choices import ShiftKind
from shifts.models import Roster
from shifts.rules.builders import problem_of
from shifts.rules.builders_values import Asked, Couple, Facts, Line
from shifts.rules.problem import OFF, Plan, Problem
from shifts.rules.sentences import Words
from shifts.selectors import (
    problem_asked,
    problem_cells,
    problem_kinds,
    problem_people,
    problem_rows,
    team_rules,
)
from shifts.selectors.problem_asked import NeedRow
from shifts.selectors.problem_kinds import Kinds
from shifts.selectors.problem_rows import CellRow, Month
from shifts.selectors.rosters import CellKey, CellValue
from shifts.selectors.rosters import templates as all_templates
from staff.selectors import limits as limit_reads

# A cell as services write it: agent, date, template, desk.
Cell = tuple[int, dt.date, int, int | None]


@dataclass(frozen=True, slots=True)
class Built:
    """A problem and what leads back from it to rows.

    `agents` and `kinds` (template, desk) stand in the problem's order; `rest` is the template of a day off.
    `silent` are cells that get no row (another team's day, leave, another roster); `foreign` the cells of
    other rosters that the problem only looks at; `cells` is what stands, in this roster and around it.
    """

    problem: Problem
    facts: Facts
    agents: tuple[int, ...]
    names: tuple[str, ...]
    kinds: tuple[tuple[int, int | None], ...]
    kind_set: Kinds
    desks: Mapping[int, str]
    rule_lines: Mapping[str, Line]
    first: dt.date
    foreign: Mapping[tuple[int, int], int]
    silent: frozenset[tuple[int, int]]
    warnings: tuple[str, ...]
    cells: tuple[CellRow, ...]

    @property
    def rest(self) -> int | None:
        """The template of a day off, None where the house has none."""
        return self.kind_set.rest

    def person_of(self, agent_id: int) -> int | None:
        """A person's number in the problem."""
        return self.agents.index(agent_id) if agent_id in self.agents else None

    def values(self, roster: Roster) -> dict[CellKey, CellValue]:
        """The cells of the roster that the problem was built of, as plain values."""
        return {
            (cell.agent, cell.day): (cell.template, cell.desk, cell.pinned)
            for cell in self.cells
            if cell.roster == roster.pk
        }

    def date(self, day: int) -> dt.date:
        """The date of a day number."""
        return self.first + dt.timedelta(days=day)

    def day_of(self, date: dt.date) -> int | None:
        """The number of a date, None outside the month."""
        number = (date - self.first).days
        return number if 0 <= number < self.problem.days else None

    def value_of(self, template_id: int | None, desk_id: int | None) -> int | None:
        """The problem's value of a cell: OFF for rest and for nothing, None for what the problem lacks."""
        return OFF if template_id is None else self.kind_set.value(template_id, desk_id)


def build(
    roster: Roster, *, today: dt.date, keep: bool = False, lean: bool = False, anyway: bool = False
) -> Built:
    """The problem of a roster.

    `keep` makes changes to what stands dear and past days of a published roster fixed: for repairs. `lean`
    leaves out kinds that nobody needs: for the solver. `anyway` takes a month without needs: for swaps.
    Raises DomainError where there is nobody, nothing to work or nothing needed.
    """
    month = problem_rows.month_of(roster)
    belonging = problem_rows.people_of(roster)
    if not belonging:
        raise DomainError(
            _("Nobody belongs to %(team)s in this month. Put people into the team first.")
            % {"team": roster.team},
            code="nobody",
        )
    agents = [each.agent.pk for each in belonging]
    limits = limit_reads.limits(agents, month.first, month.last)
    desks = {span.desk_id: span.desk for span in limits.desks}
    demand = problem_asked.demand_rows(desks, month)
    needs = demand.needs
    if not needs and not anyway:
        raise DomainError(_no_needs(bool(desks)), code="no_needs")
    cells = problem_rows.cell_rows(roster, agents, set(desks), month)
    templates = all_templates(active=False)
    if not any(each.active and each.kind not in _NOT_PLANNED for each in templates.values()):
        raise DomainError(
            _("There is no shift template to plan with. Add one, or open a closed one."), code="no_templates"
        )
    zone = timezone.get_default_timezone()
    asked = problem_asked.asked_rows(agents, month)
    pairs = _pairs(templates, desks, needs, cells, set(agents), month, lean=lean)
    kind_set = problem_kinds.kinds(
        pairs, templates, desks, zone, month.first, demand.certificates, demand.skills
    )
    place = {agent_id: number for number, agent_id in enumerate(agents)}
    foreign = problem_cells.foreign(roster, month, cells, place, kind_set)
    people, warnings = problem_people.people(belonging, limits, asked.balances, cells, kind_set, month, zone)
    lines = team_rules.lines(
        team_rules.rules_between(month.first, month.last),
        [each.paths for each in belonging],
        month.first,
        month.days,
        roster.team.path,
    )
    facts = Facts(
        month.first,
        month.days,
        zone,
        kind_set.kinds,
        kind_set.works,
        people,
        asked.calendar,
        lines,
        asked=tuple(
            Asked(
                row.pk,
                place[row.agent],
                month.number(row.day),
                row.kind == "off",
                row.template,
                row.weight,
            )
            for row in asked.wishes
        ),
        couples=tuple(
            Couple(
                place[row.first],
                place[row.second],
                row.together,
                row.hard,
                row.weight,
                tuple(month.numbers(row.valid_from, row.valid_to)),
            )
            for row in asked.pairs
        ),
        pins=problem_cells.pins(roster, month, cells, place, kind_set, foreign, today),
        kept=problem_cells.kept(roster, month, cells, place, kind_set, foreign) if keep else (),
        foreign=frozenset(foreign),
    )
    facts = problem_cells.with_needs(facts, needs, cells, roster, set(agents), month)
    return Built(
        problem_of(facts),
        facts,
        tuple(agents),
        tuple(str(each.agent) for each in belonging),
        tuple((work.template, work.desk) for work in kind_set.works),
        kind_set,
        desks,
        {line.key: line for line in lines},
        month.first,
        foreign,
        _silent(facts, foreign),
        tuple(warnings),
        tuple(cells),
    )


_NOT_PLANNED = {ShiftKind.REST, ShiftKind.TRAINING}


def _no_needs(desks: bool) -> str:
    if not desks:
        return _("Nobody of this team serves a desk in this month. Assign people to desks first.")
    return _("No heads are needed in this month. Type them for the desks, or let the forecast compute them.")


def _pairs(
    templates: Mapping[int, object],
    desks: Mapping[int, str],
    needs: Iterable[NeedRow],
    cells: Iterable[CellRow],
    agents: set[int],
    month: Month,
    *,
    lean: bool,
) -> set[tuple[int, int | None]]:
    """Templates at desks: all, or only those needed; and whatever the people's cells hold."""
    planned = {
        pk
        for pk, each in templates.items()
        if each.active and each.kind not in _NOT_PLANNED  # type: ignore[attr-defined]
    }
    by_interval = {need.desk for need in needs if need.template is None}
    asked = {(need.template, need.desk) for need in needs}
    found: set[tuple[int, int | None]] = {
        (template, desk)
        for template in planned
        for desk in desks
        if not lean or desk in by_interval or (template, desk) in asked
    }
    mine = [cell for cell in cells if cell.agent in agents]
    found |= {(cell.template, cell.desk) for cell in mine if month.first <= cell.day <= month.last}
    known = {template for template, _desk in found}
    found |= {(cell.template, None) for cell in mine if cell.template not in known}
    return found


def _silent(facts: Facts, foreign: Mapping[tuple[int, int], int]) -> frozenset[tuple[int, int]]:
    away = {
        (number, day)
        for number, person in enumerate(facts.people)
        for day in range(facts.days)
        if not person.there[day]
    }
    return frozenset(away | set(foreign))


def plan_of(built: Built, assignments: Iterable[tuple[int, dt.date, int | None, int | None]]) -> Plan:
    """A plan from cells (agent, date, template, desk); other rosters' cells are laid over it.

    Cells of people, dates or kinds that the problem lacks count as off.
    """
    place = {agent_id: number for number, agent_id in enumerate(built.agents)}
    rows = [[OFF] * built.problem.days for _agent in built.agents]
    for agent_id, date, template_id, desk_id in assignments:
        day, value = built.day_of(date), built.value_of(template_id, desk_id)
        if agent_id in place and day is not None and value is not None:
            rows[place[agent_id]][day] = value
    for (person, day), value in built.foreign.items():
        rows[person][day] = value
    return tuple(tuple(row) for row in rows)


def cells_of(built: Built, plan: Plan) -> list[Cell]:
    """The cells of a plan: work, and rest on all other days on which the person is there.

    No cell stands for another roster's day, a day in another team, or a day of leave.
    """
    found: list[Cell] = []
    for person, row in enumerate(plan):
        for day, value in enumerate(row):
            if (person, day) in built.foreign:
                continue
            if value != OFF:
                found.append((built.agents[person], built.date(day), *built.kinds[value]))
            elif built.rest is not None and (person, day) not in built.silent:
                found.append((built.agents[person], built.date(day), built.rest, None))
    return found


def words_of(built: Built) -> Words:
    """What sentences about a problem need, in the reader's language."""
    templates = built.kind_set.templates
    return Words(
        built.problem,
        built.facts,
        built.rule_lines,
        tuple(str(templates[template]) for template, _desk in built.kinds),
        {str(desk): name for desk, name in built.desks.items()},
    )
