"""Invented months of real shape, with a hidden roster that keeps every rule and leaves nothing uncovered.

The hidden roster is drawn first; demand, leave, skills, hours and wishes are then read off it, so that a plan
without a gap exists. All kinds of rules that a team may have stand in the problem.
"""

import datetime as dt
import random
from dataclasses import dataclass

from shifts.rules.problem import (
    NO_CAP,
    OFF,
    Bar,
    Blocks,
    Cover,
    Follow,
    Kind,
    Mentor,
    Pair,
    Plan,
    Problem,
    Run,
    Tally,
    Wish,
)

# Name, start, end (minutes after midnight), paid minutes; the last two are night work.
TEMPLATES = (
    ("early", 420, 960, 480),
    ("day", 510, 1050, 480),
    ("late", 660, 1200, 480),
    ("split", 570, 1260, 480),
    ("evening", 1020, 1440, 420),
    ("duty", 1020, 1560, 480),
)
FIRST = dt.date(2026, 5, 1)
PAST = 7  # days before the month that are known
REST = 11 * 60
SPAN = 5  # days worked in a row in the hidden roster at most; the rule allows one more


@dataclass(frozen=True, slots=True)
class World:
    """A problem and the roster that it was read off."""

    problem: Problem
    hidden: Plan


def make(people: int, days: int, templates: int, teams: int = 1, seed: int = 1) -> World:
    """A month for a staff in teams that do not touch; a kind is a template at a team's desk."""
    draw = random.Random(seed)
    forms = TEMPLATES[:templates]
    kinds = tuple(
        Kind(f"{name}-{team}", paid, start, end, f"desk {team}")
        for team in range(teams)
        for name, start, end, paid in forms
    )
    team_of = [person * teams // people for person in range(people)]
    newcomer = [draw.random() < 0.05 for _ in range(people)]
    whole: list[list[int]] = []
    for person in range(people):
        base = team_of[person] * len(forms)
        # A newcomer walks beside the colleague before him.
        beside = newcomer[person] and person and team_of[person - 1] == team_of[person]
        whole.append(list(whole[-1]) if beside else _row(draw, base, forms, days + PAST))
    hidden = tuple(tuple(row[PAST:]) for row in whole)
    before = tuple(tuple(row[:PAST]) for row in whole)
    return World(_problem(draw, kinds, forms, team_of, newcomer, hidden, before, days), hidden)


def _row(
    draw: random.Random, base: int, forms: tuple[tuple[str, int, int, int], ...], days: int
) -> list[int]:
    """Stretches of work of one kind or moving later, with two days off between."""
    row: list[int] = [OFF] * draw.randint(0, 2)
    while len(row) < days:
        kind = draw.randrange(len(forms))
        length = draw.randint(2, 3) if forms[kind][2] > 1440 else draw.randint(3, SPAN)
        for _ in range(length):
            row.append(base + kind)
            if draw.random() < 0.15 and kind + 1 < len(forms) and forms[kind + 1][2] <= 1440:
                kind += 1
        row += [OFF] * draw.choice((2, 2, 2, 3))
    return row[:days]


def _problem(
    draw: random.Random,
    kinds: tuple[Kind, ...],
    forms: tuple[tuple[str, int, int, int], ...],
    team_of: list[int],
    newcomer: list[bool],
    hidden: Plan,
    before: Plan,
    days: int,
) -> Problem:
    people = len(team_of)
    count = len(forms)
    work = tuple(range(len(kinds)))
    nights = tuple(kind for kind in work if kinds[kind].end > 1440)
    late = tuple(kind for kind in work if kinds[kind].end >= 1440)
    minutes = tuple(kind.minutes for kind in kinds)
    one = tuple(1 for _ in kinds)
    staff = [
        tuple(p for p in range(people) if team_of[p] == team) for team in range(max(team_of, default=0) + 1)
    ]
    return Problem(
        first=FIRST,
        days=days,
        kinds=kinds,
        people=tuple(f"p{person}" for person in range(people)),
        before=before,
        bars=tuple(_bars(draw, kinds, count, team_of, hidden, nights, days)),
        wishes=tuple(_wishes(draw, kinds, count, team_of, hidden, days)),
        follows=_follows(kinds, count),
        runs=(
            Run("days in a row", work, most=SPAN + 1),
            Run("nights in a row", nights, most=4),
            Run("days in a row, at least", work, least=2, hard=False, weight=5),
            Run("days off in a row", (OFF,), least=2, hard=False, weight=3),
        ),
        tallies=(
            *_weeks(hidden, before, minutes, days),
            *_months(hidden, minutes, days),
            Tally("rest days in the month", one, most=days - 4),
            *(
                Tally(
                    "fair nights", _flags(nights, work), people=who, most=3, square=True, hard=False, weight=2
                )
                for who in staff
            ),
            *(
                Tally(
                    "fair evenings", _flags(late, work), people=who, most=8, square=True, hard=False, weight=1
                )
                for who in staff
            ),
        ),
        blocks=tuple(_weekends(hidden, work, days)),
        covers=tuple(
            Cover(
                "cover",
                ((day, kind),),
                sum(row[day] == kind for row in hidden),
                100,
                10,
                day=day,
                label=f"{day} {kinds[kind].key}",
            )
            for day in range(days)
            for kind in work
        ),
        pairs=tuple(_pairs(draw, staff, hidden, kinds, count)),
        mentors=tuple(
            Mentor(
                "newcomers",
                tuple(p for p in who if newcomer[p]),
                tuple(p for p in who if not newcomer[p]),
                tuple(_near(kinds, kind, count) for kind in work),
                weight=10,
            )
            for who in staff
            if any(newcomer[p] for p in who)
        ),
    )


def _flags(some: tuple[int, ...], work: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(int(kind in some) for kind in work)


def _follows(kinds: tuple[Kind, ...], count: int) -> tuple[Follow, ...]:
    """Too little rest between a shift and the next day's, within each team."""
    found = []
    for first, kind in enumerate(kinds):
        desk = range(first - first % count, first - first % count + count)
        then = tuple(other for other in desk if kinds[other].start + 1440 - kind.end < REST)
        if then:
            found.append(Follow("rest between", (first,), then))
    return tuple(found)


def _near(kinds: tuple[Kind, ...], kind: int, count: int) -> tuple[int, ...]:
    """Kinds of the same team that overlap at least half of this one."""
    own = kinds[kind]
    desk = range(kind - kind % count, kind - kind % count + count)
    return tuple(
        other
        for other in desk
        if 2 * (min(own.end, kinds[other].end) - max(own.start, kinds[other].start)) >= own.end - own.start
    )


def _bars(
    draw: random.Random,
    kinds: tuple[Kind, ...],
    count: int,
    team_of: list[int],
    hidden: Plan,
    nights: tuple[int, ...],
    days: int,
) -> list[Bar]:
    """Foreign desks, skills that are missing, nights that somebody is exempt from, and leave."""
    found = []
    for team in sorted(set(team_of)):
        foreign = tuple(kind for kind in range(len(kinds)) if kind // count != team)
        who = tuple(person for person, own in enumerate(team_of) if own == team)
        if foreign:
            found.append(Bar("other desk", who, (), foreign))
    for person, row in enumerate(hidden):
        base = team_of[person] * count
        unused = [kind for kind in range(base, base + count) if kind not in row]
        lacking = tuple(kind for kind in unused if kind not in nights and draw.random() < 0.5)
        if lacking:
            found.append(Bar("skill", (person,), (), lacking))
        if any(kind in nights for kind in unused) and draw.random() < 0.3:
            found.append(Bar("exempt from nights", (person,), (), nights))
        off = [day for day in range(days) if row[day] == OFF]
        leave = tuple(day for day in off if draw.random() < 0.15)
        if leave:
            found.append(Bar("leave", (person,), leave, tuple(range(len(kinds)))))
    return found


def _wishes(
    draw: random.Random, kinds: tuple[Kind, ...], count: int, team_of: list[int], hidden: Plan, days: int
) -> list[Wish]:
    """Five wishes a person; two of three agree with the hidden roster."""
    work = tuple(range(len(kinds)))
    found = []
    for person, row in enumerate(hidden):
        for day in sorted(draw.sample(range(days), min(5, days))):
            agrees = draw.random() < 0.67
            off = (row[day] == OFF) == agrees
            base = team_of[person] * count
            kind = row[day] if agrees and not off else base + draw.randrange(count)
            wrong = work if off else (OFF, *(each for each in work if each != kind))
            found.append(Wish("wish", person, day, wrong, draw.randint(1, 3)))
    return found


def _weeks(hidden: Plan, before: Plan, minutes: tuple[int, ...], days: int) -> list[Tally]:
    """At most 48 hours and six days in each week from Monday; what was worked before the month counts."""
    found = []
    start = -FIRST.weekday()
    one = tuple(1 for _ in minutes)
    people = tuple(range(len(hidden)))
    while start < days:
        inside = tuple(day for day in range(max(0, start), min(days, start + 7)))
        past = [row[PAST + start :] if start < 0 else () for row in before]
        for name, values, most in (("weekly minutes", minutes, 48 * 60), ("rest day in the week", one, 6)):
            already = tuple(sum(values[kind] for kind in own if kind != OFF) for own in past)
            found.append(Tally(name, values, inside, people, already, most=most))
        start += 7
    return found


def _months(hidden: Plan, minutes: tuple[int, ...], days: int) -> list[Tally]:
    """Hours owed by contract and the overtime beyond them, around what the hidden roster gives."""
    groups: dict[int, list[int]] = {}
    for person, row in enumerate(hidden):
        worked = sum(minutes[kind] for kind in row if kind != OFF)
        groups.setdefault(worked // 960 * 960, []).append(person)
    found = []
    for owed, who in sorted(groups.items()):
        found.append(
            Tally("monthly minutes", minutes, people=tuple(who), least=owed - 480, most=owed + 1440, per=60)
        )
        found.append(
            Tally(
                "overtime",
                minutes,
                people=tuple(who),
                least=-NO_CAP,
                most=owed + 960,
                per=60,
                hard=False,
                weight=1,
            )
        )
    return found


def _weekends(hidden: Plan, work: tuple[int, ...], days: int) -> list[Blocks]:
    """At most as many weekends as the hidden roster works, and three at least."""
    weekends = tuple(
        tuple(day for day in (saturday, saturday + 1) if day < days)
        for saturday in range((5 - FIRST.weekday()) % 7, days, 7)
    )
    groups: dict[int, list[int]] = {}
    for person, row in enumerate(hidden):
        worked = sum(any(row[day] != OFF for day in block) for block in weekends)
        groups.setdefault(max(3, worked), []).append(person)
    return [Blocks("weekends", weekends, work, tuple(who), most=most) for most, who in sorted(groups.items())]


def _pairs(
    draw: random.Random, staff: list[tuple[int, ...]], hidden: Plan, kinds: tuple[Kind, ...], count: int
) -> list[Pair]:
    """Some who should not meet, and do not in the hidden roster; some who would like to."""
    found = []
    for team, who in enumerate(staff):
        desk = range(team * count, team * count + count)
        meeting = tuple(
            (a, b)
            for a in desk
            for b in desk
            if min(kinds[a].end, kinds[b].end) > max(kinds[a].start, kinds[b].start)
        )
        meets = set(meeting)
        for _ in range(len(who) // 2):
            first, second = draw.sample(who, 2)
            days = sum((a, b) in meets for a, b in zip(hidden[first], hidden[second], strict=True))
            if days <= 4:
                found.append(Pair("apart", first, second, meeting, hard=days == 0, weight=4))
            elif draw.random() < 0.1:
                found.append(Pair("together", first, second, meeting, together=True, hard=False, weight=1))
    return found
