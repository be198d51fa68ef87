"""The people of a roster's problem, with all that limits them; no queries, since all was read."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cstm.formats import listed
from shifts.rules.builders_values import Person, halves_away
from shifts.rules.problem import OFF
from shifts.rules.spans import Span
from shifts.selectors.problem_kinds import Kinds
from shifts.selectors.problem_rows import AHEAD, HISTORY, Belonging, CellRow, Month
from staff.selectors.availability import DEFAULT_WEEKLY_MINUTES, BlockSpan, ContractSpan, ExemptSpan
from staff.selectors.desks import DeskSpan
from staff.selectors.limits import Limits
from staff.selectors.qualifications import SkillFound


def people(
    belonging: Sequence[Belonging],
    limits: Limits,
    balances: Mapping[int, Mapping[str, int]],
    cells: Iterable[CellRow],
    kinds: Kinds,
    month: Month,
    zone: ZoneInfo,
) -> tuple[tuple[Person, ...], list[str]]:
    """People as the builders read them, and sentences about what was assumed."""
    agents = [each.agent.pk for each in belonging]
    weekly, unknown = _contracts(agents, limits.contracts, month)
    away, busy = _blocks(limits.blocks)
    exempt = _exempt(limits.exemptions, month)
    certificates: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for held in limits.held:
        valid = month.numbers(held.first, held.until)
        certificates[held.agent_id][held.certificate_id].update(valid)
    desks = _desks(limits.desks, month)
    skills = _skills(limits.skills, month)
    before, following, after = _around(cells, set(agents), kinds, month)
    found = []
    for belongs in belonging:
        agent = belongs.agent
        blocks = tuple(away[agent.pk])
        found.append(
            Person(
                agent.pk,
                str(agent),
                frozenset(belongs.paths),
                weekly[agent.pk],
                agent.hired_on,
                before.get(agent.pk, ()),
                blocks,
                tuple(busy[agent.pk]),
                frozenset(exempt[agent.pk]),
                {desk: frozenset(held) for desk, held in desks[agent.pk].items()},
                {each: frozenset(held) for each, held in certificates[agent.pk].items()},
                skills.get(agent.pk, {}),
                {burden: -owed for burden, owed in balances.get(agent.pk, {}).items()},
                following.get(agent.pk),
                _there(belongs, blocks, month, zone),
                after.get(agent.pk, ()),
            )
        )
    return tuple(found), _warnings(found, unknown)


def present(
    belonging: Sequence[Belonging], limits: Limits, month: Month, zone: ZoneInfo
) -> tuple[Person, ...]:
    """People with what says how long they were there, and nothing else."""
    agents = [each.agent.pk for each in belonging]
    weekly, _unknown = _contracts(agents, limits.contracts, month)
    away, _busy = _blocks(limits.blocks)
    exempt = _exempt(limits.exemptions, month)
    desks = _desks(limits.desks, month)
    return tuple(
        Person(
            each.agent.pk,
            str(each.agent),
            frozenset(each.paths),
            weekly[each.agent.pk],
            each.agent.hired_on,
            exempt=frozenset(exempt[each.agent.pk]),
            desks={desk: frozenset(held) for desk, held in desks[each.agent.pk].items()},
            there=_there(each, tuple(away[each.agent.pk]), month, zone),
        )
        for each in belonging
    )


def _exempt(spans: Iterable[ExemptSpan], month: Month) -> dict[int, set[int]]:
    exempt: dict[int, set[int]] = defaultdict(set)
    for span in spans:
        exempt[span.agent_id].update(month.numbers(span.first, span.last))
    return exempt


def _desks(served: Iterable[DeskSpan], month: Month) -> dict[int, dict[int, set[int]]]:
    desks: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for each in served:
        desks[each.agent_id][each.desk_id].update(month.numbers(each.first, each.last))
    return desks


def _there(belongs: Belonging, blocks: tuple[Span, ...], month: Month, zone: ZoneInfo) -> tuple[int, ...]:
    """Halves of each day on which a person is there."""
    return tuple(
        2 - halves_away(month.first + dt.timedelta(days=day), zone, blocks) if day in belongs.paths else 0
        for day in range(month.days)
    )


def _contracts(
    agents: Sequence[int], spans: Iterable[ContractSpan], month: Month
) -> tuple[dict[int, tuple[int, ...]], set[int]]:
    """Contracted minutes a week for each day, and who has a day without a contract."""
    weekly = {agent: [-1] * month.days for agent in agents}
    for span in [each for each in spans if each.agent_id in weekly]:
        for day in month.numbers(span.first, span.last):
            weekly[span.agent_id][day] = span.weekly_minutes
    unknown = {agent for agent, by_day in weekly.items() if -1 in by_day}
    return {
        agent: tuple(DEFAULT_WEEKLY_MINUTES if each < 0 else each for each in by_day)
        for agent, by_day in weekly.items()
    }, unknown


def _blocks(spans: Iterable[BlockSpan]) -> tuple[dict[int, list[Span]], dict[int, list[Span]]]:
    away: dict[int, list[Span]] = defaultdict(list)
    busy: dict[int, list[Span]] = defaultdict(list)
    for block in spans:
        (away if block.away else busy)[block.agent_id].append(Span(block.start_at, block.end_at))
    return away, busy


def _skills(rows: Iterable[SkillFound], month: Month) -> dict[int, dict[int, tuple[int, ...]]]:
    """Levels by person, skill and day, as last assessed."""
    levels: dict[int, dict[int, list[int]]] = defaultdict(dict)
    for found in rows:
        by_day = levels[found.agent_id].setdefault(found.skill_id, [0] * month.days)
        start = max(0, month.number(found.day))
        by_day[start:] = [found.level] * (month.days - start)
    return {
        agent: {skill: tuple(by_day) for skill, by_day in skills.items()} for agent, skills in levels.items()
    }


def _around(
    cells: Iterable[CellRow], agents: set[int], kinds: Kinds, month: Month
) -> tuple[dict[int, tuple[int, ...]], dict[int, dt.datetime], dict[int, tuple[int, ...]]]:
    """The values of the days before the month, where anything is known, the start of the day after it, and
    the values of the days after it."""
    by_template: dict[int, int] = {}
    for number, work in enumerate(kinds.works):
        by_template.setdefault(work.template, number)
    before: dict[int, list[int]] = {}
    after: dict[int, list[int]] = {}
    following = {}
    for cell in cells:
        if cell.agent not in agents or month.first <= cell.day <= month.last:
            continue
        value = kinds.value(cell.template, cell.desk)
        value = by_template.get(cell.template, OFF) if value is None else value
        if cell.day < month.first:
            before.setdefault(cell.agent, [OFF] * HISTORY)[month.number(cell.day)] = value
        else:
            number = month.number(cell.day) - month.days
            after.setdefault(cell.agent, [OFF] * AHEAD)[number] = value
            if number == 0 and cell.start_at is not None:
                following[cell.agent] = cell.start_at
    return (
        {agent: tuple(row) for agent, row in before.items()},
        following,
        {agent: tuple(row) for agent, row in after.items()},
    )


def _warnings(people: Sequence[Person], unknown: set[int]) -> list[str]:
    """What was assumed, and who cannot be planned."""
    found = []
    lacking = [person.name for person in people if person.agent in unknown]
    if lacking:
        found.append(
            ngettext(
                "%(names)s has no contract for all of the month; 40 hours a week are assumed.",
                "%(names)s have no contract for all of the month; 40 hours a week are assumed.",
                len(lacking),
            )
            % {"names": _listed(lacking)}
        )
    idle = [person.name for person in people if not person.desks]
    if idle:
        found.append(
            ngettext(
                "%(names)s serves no desk in this month and gets no shift.",
                "%(names)s serve no desk in this month and get no shift.",
                len(idle),
            )
            % {"names": _listed(idle)}
        )
    return found


def _listed(names: Sequence[str], most: int = 5) -> str:
    """The first names, and how many more."""
    shown = listed(names[:most])
    if len(names) <= most:
        return shown
    return _("%(names)s and %(count)d more") % {"names": shown, "count": len(names) - most}
