"""Rules about whole rows: rest between shifts, stretches of days, rest days, hours, weekends, holidays."""

import math
from collections import defaultdict
from collections.abc import Iterable

from shifts.choices import RuleKind, ShiftKind
from shifts.rules import calendar, spans
from shifts.rules.builders_edges import goes_on, minutes_around, weeks_of, worked_around
from shifts.rules.builders_values import (
    FULL_WEEK,
    NIGHT_LEAST,
    OVERLAP,
    Facts,
    Group,
    Line,
    due_minutes,
    halves_there,
)
from shifts.rules.problem import NO_CAP, Blocks, Follow, Run, Tally

# Hours are counted in steps of one.
HOUR = 60


def follows(facts: Facts) -> list[Follow]:
    """Short rests and forbidden successions; and shifts of neighbouring days that overlap, always."""
    found = _short(facts, OVERLAP, 0, ((tuple(range(len(facts.people))), tuple(range(facts.days))),), True, 0)
    for line in facts.lines_of(RuleKind.REST_BETWEEN):
        found += _short(facts, line.key, line.number("minutes", 0), line.groups, line.hard, line.weight)
    for line in facts.lines_of(RuleKind.SUCCESSION):
        for first, then in pairs_of_codes(facts, line):
            for people, days in line.groups:
                found.append(
                    Follow(
                        line.key,
                        first,
                        then,
                        facts.who(people),
                        _first_days(facts, days),
                        line.hard,
                        line.weight,
                    )
                )
    return found


def _short(
    facts: Facts, key: str, least: int, groups: tuple[Group, ...], hard: bool, weight: int
) -> list[Follow]:
    """Pairs of kinds with less than `least` real minutes between, by the nights on which the same holds."""
    tables: dict[tuple[tuple[int, tuple[int, ...]], ...], list[int]] = defaultdict(list)
    for day in range(-1, facts.days - 1):
        table = spans.short_rests(facts.kinds, least, facts.date(day), facts.zone)
        tables[tuple(sorted(table.items()))].append(day)
    found = []
    for people, days in groups:
        # The rule of the later shift's day speaks.
        wanted = {day - 1 for day in days}
        for successions, nights in tables.items():
            asked = sorted(wanted & set(nights))
            firsts: dict[tuple[int, ...], list[int]] = defaultdict(list)
            for first, then in successions:
                firsts[then].append(first)
            if not asked:
                continue
            when = () if len(asked) == facts.days else tuple(asked)
            found += [
                Follow(key, tuple(who), then, facts.who(people), when, hard, weight)
                for then, who in sorted(firsts.items())
            ]
    return found


def _first_days(facts: Facts, days: Iterable[int]) -> tuple[int, ...]:
    """The days of the earlier shift, for the days of the later one."""
    chosen = tuple(sorted(day - 1 for day in days))
    return () if len(chosen) == facts.days else chosen


def pairs_of_codes(facts: Facts, line: Line) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The kinds of each forbidden succession; `pairs` names templates by key or sort."""
    found = []
    pairs = line.params.get("pairs")
    for pair in pairs if isinstance(pairs, list) else []:
        if isinstance(pair, list | tuple) and len(pair) == 2:
            first, then = (_kinds_named(facts, each) for each in pair)
            if first and then:
                found.append((first, then))
    return found


def _kinds_named(facts: Facts, name: object) -> tuple[int, ...]:
    return tuple(
        number
        for number, (kind, work) in enumerate(zip(facts.kinds, facts.works, strict=True))
        if name in (work.template, work.sort, kind.key.partition("@")[0])
    )


def nights(facts: Facts, least: int = NIGHT_LEAST) -> tuple[int, ...]:
    """Kinds that count as nights: on-duty ones, and those with enough minutes between 22:00 and 06:00."""
    return tuple(
        number
        for number, work in enumerate(facts.works)
        if work.sort == ShiftKind.ON_DUTY or work.night >= least
    )


def runs(facts: Facts) -> tuple[list[Run], list[Tally]]:
    """Days and nights in a row. A rule that speaks on some days only becomes sums over windows that end on
    them, since a stretch knows no dates."""
    found: list[Run] = []
    windows: list[Tally] = []
    for line in (*facts.lines_of(RuleKind.CONSECUTIVE_DAYS), *facts.lines_of(RuleKind.CONSECUTIVE_NIGHTS)):
        days_rule = line.kind == RuleKind.CONSECUTIVE_DAYS
        kinds = facts.all_kinds if days_rule else nights(facts, line.number("night_minutes", NIGHT_LEAST))
        least, most = line.number("least", 0), line.number("most", NO_CAP)
        for people, days in line.groups:
            if not kinds:
                continue
            if len(days) == facts.days:
                found.append(Run(line.key, kinds, facts.who(people), least, most, line.hard, line.weight))
            elif most < NO_CAP:
                windows += _windows(facts, line, people, days, kinds, most)
            if most < NO_CAP and facts.days - 1 in days:
                windows += _across_the_end(facts, line, people, kinds, most)
    return found, windows


def _windows(
    facts: Facts,
    line: Line,
    people: tuple[int, ...],
    days: tuple[int, ...],
    kinds: tuple[int, ...],
    most: int,
) -> list[Tally]:
    values = tuple(int(kind in kinds) for kind in facts.all_kinds)
    found = []
    for last in days:
        inside = tuple(range(max(0, last - most), last + 1))
        outside = most + 1 - len(inside)
        already = tuple(worked_around(facts, person, outside, kinds=kinds) for person in people)
        found.append(
            Tally(
                line.key,
                values,
                facts.when(inside),
                people,
                already if any(already) else (),
                most=most,
                hard=line.hard,
                weight=line.weight,
            )
        )
    return found


def _across_the_end(
    facts: Facts, line: Line, people: tuple[int, ...], kinds: tuple[int, ...], most: int
) -> list[Tally]:
    """Stretches that would go on into days after the month that stand already."""
    values = tuple(int(kind in kinds) for kind in facts.all_kinds)
    found = []
    for beyond in range(1, most + 1):
        who = tuple(person for person in people if goes_on(facts, person, kinds) >= beyond)
        inside = tuple(range(max(0, facts.days - (most + 1 - beyond)), facts.days))
        if who:
            carried = (beyond,) * len(who)
            found.append(
                Tally(
                    line.key, values, facts.when(inside), who, carried,
                    most=most, hard=line.hard, weight=line.weight,
                )
            )  # fmt: skip
    return found


class Sums:
    """Tallies of people who share bounds, made one constraint."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._found: dict[tuple[object, ...], tuple[Line, list[int], list[int]]] = {}

    def add(
        self,
        line: Line,
        person: int,
        values: tuple[int, ...],
        days: tuple[int, ...],
        *,
        already: int = 0,
        least: int = -NO_CAP,
        most: int = NO_CAP,
        per: int = 1,
    ) -> None:
        """One person's sum over days beside bounds."""
        if not days or (least <= already and most >= NO_CAP):
            return
        key = (line.key, values, days, least, most, per)
        _line, people, brought = self._found.setdefault(key, (line, [], []))
        people.append(person)
        brought.append(already)

    def tallies(self) -> list[Tally]:
        """What was added."""
        found = []
        for (_key, values, days, least, most, per), (line, people, brought) in self._found.items():
            found.append(
                Tally(
                    line.key,
                    values,  # type: ignore[arg-type]
                    self._facts.when(days),  # type: ignore[arg-type]
                    tuple(people) if any(brought) else self._facts.who(people),
                    tuple(brought) if any(brought) else (),
                    least,  # type: ignore[arg-type]
                    most,  # type: ignore[arg-type]
                    per,  # type: ignore[arg-type]
                    hard=line.hard,
                    weight=line.weight,
                )
            )
        return found


def sums(facts: Facts) -> list[Tally]:
    """Rest days, hours, overtime and public holidays as sums over days."""
    found = Sums(facts)
    ones = (1,) * len(facts.kinds)
    minutes = tuple(kind.minutes for kind in facts.kinds)
    for line in facts.lines:
        if line.kind == RuleKind.REST_DAYS_WEEK:
            _rest_week(facts, line, found, ones)
        elif line.kind == RuleKind.REST_DAYS_MONTH:
            _rest_month(facts, line, found, ones)
        elif line.kind == RuleKind.WEEKLY_MINUTES:
            _week(facts, line, found, minutes)
        elif line.kind == RuleKind.MONTHLY_MINUTES:
            _month(facts, line, found, minutes)
        elif line.kind == RuleKind.OVERTIME_MONTH:
            _overtime(facts, line, found, minutes)
        elif line.kind == RuleKind.HOLIDAYS and line.has("most"):
            for people, days in line.groups:
                for person in people:
                    wanted = tuple(sorted(set(facts.holidays()) & set(days)))
                    found.add(line, person, ones, wanted, most=line.number("most", 0))
        elif line.kind == RuleKind.EXEMPTION:
            _no_overtime(facts, line, found, minutes)
    return found.tallies()


def _rest_week(facts: Facts, line: Line, found: Sums, ones: tuple[int, ...]) -> None:
    """The rule of a week's last day in the month speaks; days around the month count where they are known."""
    least = line.number("least", 0)
    for people, days in line.groups:
        for week in weeks_of(facts):
            if week.days[-1] in days:
                for person in people:
                    already = worked_around(facts, person, week.before, week.after)
                    found.add(line, person, ones, week.days, already=already, most=7 - least)


def _rest_month(facts: Facts, line: Line, found: Sums, ones: tuple[int, ...]) -> None:
    """Rest days among the days on which somebody is there, in proportion to them; leave is no rest day."""
    least = line.number("least", 0)
    for people, days in line.groups:
        for person in people:
            there = halves_there(facts, facts.people[person])
            present = tuple(day for day in days if there[day])
            if present:
                rest = least * len(present) // facts.days
                found.add(line, person, ones, present, most=len(present) - rest)


def _week(facts: Facts, line: Line, found: Sums, minutes: tuple[int, ...]) -> None:
    """Minutes a week: the most as it stands, the least in proportion to contract and presence."""
    least, most = line.number("least", 0), line.number("most", NO_CAP)
    for people, days in line.groups:
        for week in weeks_of(facts):
            if week.days[-1] not in days:
                continue
            whole = len(week.days) + week.before == 7
            for person in people:
                already = minutes_around(facts, person, week.before, week.after)
                floor = _scaled(facts, person, week.days, least, 7) if whole and least else -NO_CAP
                found.add(
                    line, person, minutes, week.days, already=already, least=floor or -NO_CAP, most=most,
                    per=HOUR,
                )  # fmt: skip


def _month(facts: Facts, line: Line, found: Sums, minutes: tuple[int, ...]) -> None:
    least, most = line.number("least", 0), line.number("most", NO_CAP)
    for people, days in line.groups:
        # Bounds of a month are not cut by a change of rule: the share of days on which it speaks counts.
        share = len(days) / facts.days
        for person in people:
            floor = _scaled(facts, person, days, math.floor(least * share), len(days)) if least else 0
            top = most if most >= NO_CAP else math.floor(most * share)
            found.add(line, person, minutes, days, least=floor or -NO_CAP, most=top, per=HOUR)


def _scaled(facts: Facts, person: int, days: tuple[int, ...], minutes: int, whole: int) -> int:
    """Minutes asked of a full-time person who is always there, for this contract and presence."""
    who = facts.people[person]
    there = halves_there(facts, who)
    weighed = sum(who.weekly[day] * there[day] for day in days)
    return minutes * weighed // (2 * FULL_WEEK * whole)


def _overtime(facts: Facts, line: Line, found: Sums, minutes: tuple[int, ...]) -> None:
    """Minutes of the month beyond the contract's, public holidays and absence taken off."""
    most = line.number("most", 0)
    for people, days in line.groups:
        for person in people:
            due = due_minutes(facts, facts.people[person], days)
            top = due + most * len(days) // facts.days
            found.add(line, person, minutes, days, most=top, per=HOUR)


def _no_overtime(facts: Facts, line: Line, found: Sums, minutes: tuple[int, ...]) -> None:
    """No week that holds an exempt day goes beyond the contract's minutes."""
    for people, days in line.groups:
        for week in weeks_of(facts):
            for person in people:
                who = facts.people[person]
                exempt = [day for day in week.days if day in who.exempt and day in days]
                if exempt:
                    already = minutes_around(facts, person, week.before, week.after)
                    found.add(line, person, minutes, week.days, already=already, most=who.weekly[exempt[0]])


def weekends(facts: Facts) -> list[Blocks]:
    """Weekends with work; a make-up workday makes no weekend."""
    free = set(facts.weekend_days())
    found = []
    for line in facts.lines_of(RuleKind.WEEKENDS):
        for people, days in line.groups:
            blocks = tuple(
                kept
                for block in calendar.weekends(facts.first, facts.days)
                if (kept := tuple(day for day in block if day in free and day in days))
            )
            if blocks and line.has("most"):
                found.append(
                    Blocks(
                        line.key,
                        blocks,
                        facts.all_kinds,
                        facts.who(people),
                        most=line.number("most", 0),
                        hard=line.hard,
                        weight=line.weight,
                    )
                )
    return found
