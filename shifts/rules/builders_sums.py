"""Rules about sums over days: rest days, hours, overtime, public holidays."""

import math

from shifts.choices import RuleKind
from shifts.rules.builders_edges import minutes_around, weeks_of, worked_around
from shifts.rules.builders_values import FULL_WEEK, Facts, Line, due_minutes, halves_there
from shifts.rules.problem import NO_CAP, Tally

# Hours are counted in steps of one.
HOUR = 60


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
    """Minutes of the month beyond the contract's, public holidays and absence taken off.

    Who moves to another team is counted in each for the days there: what is worked in the other one has its
    contracted time there too, and its share of the overtime.
    """
    most = line.number("most", 0)
    for people, days in line.groups:
        for person in people:
            who = facts.people[person]
            there = halves_there(facts, who)
            own = tuple(day for day in days if there[day] or (person, day) not in facts.foreign)
            top = due_minutes(facts, who, days) + most * len(own) // facts.days
            found.add(line, person, minutes, own, most=top, per=HOUR)


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
