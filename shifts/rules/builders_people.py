"""Rules between people: heads wanted, pairs, newcomers beside veterans, and fair shares."""

import datetime as dt
from collections import defaultdict

from shifts.choices import Burden, RuleKind, ShiftKind
from shifts.rules import fairness as ledger
from shifts.rules import spans
from shifts.rules.builders_cells import span_of
from shifts.rules.builders_values import Facts, Heads, Line, due_minutes
from shifts.rules.problem import Cover, Mentor, Pair, Tally

UNDER, OVER = 100, 5
# The length of a shift by which the heads of an interval are priced.
SHIFT = 480
DAY = 1440


def covers(facts: Facts) -> list[Cover]:
    """Heads wanted by template and by interval, and kinds that nobody needs on a day."""
    prices = _prices(facts)
    found = [cover for need in facts.needs if (cover := _cover(facts, need, prices[need.day])) is not None]
    return found + _unneeded(facts, prices)


def _prices(facts: Facts) -> list[tuple[str, int, int]]:
    """The rule's key and the prices of a head missing and a head too many, for each day."""
    found = [(str(RuleKind.COVER), UNDER, OVER)] * facts.days
    for line in facts.lines_of(RuleKind.COVER):
        price = (line.key, line.number("under", line.weight or UNDER), line.number("over", OVER))
        for _people, days in line.groups:
            for day in days:
                found[day] = price
    return found


def _cover(facts: Facts, need: Heads, price: tuple[str, int, int]) -> Cover | None:
    key, under, over = price
    wanted = max(0, need.heads - need.given)
    cells = cells_of_need(facts, need)
    if not wanted and not cells:
        return None
    share = 1.0
    if need.start is not None:
        share = need.minutes / SHIFT
    under, over = (max(1, round(each * share)) if each else 0 for each in (under, over))
    people = _not_busy(facts, cells)
    return Cover(key, cells, wanted, under, over, people, need.day, label_of(facts, need))


def label_of(facts: Facts, need: Heads) -> str:
    """A name for files and tests; pages write their own."""
    what = f"{need.start // 60:02d}:{need.start % 60:02d}" if need.start is not None else f"t{need.template}"
    return f"{facts.date(need.day).isoformat()} {what} @{need.desk}"


def cells_of_need(facts: Facts, need: Heads, *, outside: bool = False) -> tuple[tuple[int, int], ...]:
    """Days and kinds whose worker counts: the template's, or those present for half of the interval.

    Days outside the month only where asked for.
    """
    at_desk = [number for number, work in enumerate(facts.works) if work.desk == need.desk and work.covers]
    if need.start is None:
        return tuple((need.day, each) for each in at_desk if facts.works[each].template == need.template)
    found = []
    for step in (-1, 0, 1):
        day = need.day + step
        if not (outside or 0 <= day < facts.days):
            continue
        start = need.start - step * DAY
        for each in at_desk:
            there = sum(
                max(0, min(end, start + need.minutes) - max(begin, start))
                for begin, end in facts.works[each].pieces
            )
            if 2 * there >= need.minutes and there:
                found.append((day, each))
    return tuple(found)


def _not_busy(facts: Facts, cells: tuple[tuple[int, int], ...]) -> tuple[int, ...]:
    """Everybody but those whom training or meetings keep off the chats for most of one of the shifts."""
    busy = set()
    for number, person in enumerate(facts.people):
        if person.busy and any(_mostly_busy(facts, number, day, kind) for day, kind in cells):
            busy.add(number)
    return tuple(each for each in range(len(facts.people)) if each not in busy) if busy else ()


def _mostly_busy(facts: Facts, person: int, day: int, kind: int) -> bool:
    shift = span_of(facts, kind, day)
    there = sum(shift.overlap(each) for each in facts.people[person].busy)
    return 2 * there > shift.minutes


def _unneeded(facts: Facts, prices: list[tuple[str, int, int]]) -> list[Cover]:
    """At desks that count heads by template: nobody is needed on the other templates of a day."""
    templates: dict[tuple[int, int], set[int]] = defaultdict(set)
    by_interval = {(need.desk, need.day) for need in facts.needs if need.start is not None}
    for need in facts.needs:
        if need.template is not None:
            templates[need.desk, need.day].add(need.template)
    found = []
    for desk in sorted({work.desk for work in facts.works if work.desk is not None}):
        for day in range(facts.days):
            key, _under, over = prices[day]
            if not over or (desk, day) in by_interval:
                continue
            cells = tuple(
                (day, number)
                for number, work in enumerate(facts.works)
                if work.desk == desk and work.covers and work.template not in templates[desk, day]
            )
            if cells:
                label = f"{facts.date(day).isoformat()} - @{desk}"
                found.append(Cover(key, cells, 0, 0, over, (), day, label))
    return found


def pairs(facts: Facts) -> list[Pair]:
    """Couples who should or should not meet: half an hour together is a meeting, at whatever desk."""
    meeting = spans.meeting(facts.kinds, 30)
    found = []
    for each in facts.couples:
        key = RuleKind.TOGETHER if each.together else RuleKind.APART
        when = facts.when(each.days) if each.days else ()
        found.append(
            Pair(str(key), each.first, each.second, meeting, each.together, each.hard, each.weight, when)
        )
    return found


def mentors(facts: Facts) -> list[Mentor]:
    """Newcomers beside veterans of their desk for at least half the shift; who is new may change by day."""
    beside = tuple(
        tuple(other for other in near if facts.kinds[other].desk == facts.kinds[kind].desk)
        for kind, near in enumerate(spans.beside(facts.kinds))
    )
    found = []
    for line in facts.lines_of(RuleKind.NEWCOMERS):
        length = dt.timedelta(days=line.number("days", 90))
        for people, days in line.groups:
            by_new: dict[tuple[int, ...], list[int]] = defaultdict(list)
            for day in days:
                since = facts.date(day) - length
                by_new[tuple(each for each in people if facts.people[each].hired_on > since)].append(day)
            for new, when in sorted(by_new.items()):
                if new:
                    veterans = tuple(each for each in range(len(facts.people)) if each not in new)
                    found.append(
                        Mentor(line.key, new, veterans, beside, facts.when(when), line.hard, line.weight)
                    )
    return found


def burden_values(facts: Facts, burden: str) -> tuple[int, ...]:
    """Which kinds are a burden, 0 or 1 for each; weekends and holidays are all work of their days."""
    if burden in (Burden.EVENING, Burden.ON_DUTY):
        sort = ShiftKind.EVENING if burden == Burden.EVENING else ShiftKind.ON_DUTY
        return tuple(int(work.sort == sort) for work in facts.works)
    return (1,) * len(facts.works)


def burden_days(facts: Facts, burden: str) -> tuple[int, ...]:
    """The days on which a burden is one."""
    if burden == Burden.WEEKEND:
        return tuple(sorted(set(facts.weekend_days()) - set(facts.holidays())))
    if burden == Burden.HOLIDAY:
        return facts.holidays()
    return tuple(range(facts.days))


# What the solver shares out; short rests are refused by rule, and refused wishes raise later ones.
SHARED = (Burden.EVENING, Burden.ON_DUTY, Burden.WEEKEND, Burden.HOLIDAY)


def fairness(facts: Facts) -> list[Tally]:
    """Burdens near each person's share and balance: squares, so that two long straws beat one longer one."""
    found = []
    for line, people in _each_once(facts):
        for burden in SHARED:
            tally = _share_out(facts, line, people, burden)
            if tally is not None:
                found.append(tally)
    return found


def _each_once(facts: Facts) -> list[tuple[Line, tuple[int, ...]]]:
    """The rules of fair shares with their people; whoever has several in the month follows the one of the
    most days, since shares are counted by the month."""
    longest: dict[int, tuple[int, int]] = {}
    lines = facts.lines_of(RuleKind.FAIRNESS)
    for number, line in enumerate(lines):
        for people, days in line.groups:
            for person in people:
                longest[person] = max(longest.get(person, (0, number)), (len(days), number))
    return [
        (line, people)
        for number, line in enumerate(lines)
        if (people := tuple(sorted(who for who, (_days, of) in longest.items() if of == number)))
    ]


def _share_out(facts: Facts, line: Line, people: tuple[int, ...], burden: str) -> Tally | None:
    values, days = burden_values(facts, burden), burden_days(facts, burden)
    total = heads_of_burden(facts, values, days)
    present = {person: time_there(facts, person, burden) for person in people}
    chosen = [person for person in people if present[person]]
    if not days or not any(values) or not chosen or not total:
        return None
    expected = ledger.shares(ledger.HUNDRED * total, {person: present[person] for person in chosen})
    carried = {
        person: within_double(facts.people[person].balances.get(burden, 0), expected[person])
        for person in chosen
    }
    key = f"{line.key}:{burden}"
    when = facts.when(days)
    return ledger.fairness_tally(key, values, chosen, carried, expected, weight=line.weight, days=when)


def within_double(carried: int, share: int) -> int:
    """A balance as far as one month sets it right: never more than double the share nor less than nothing is
    asked at once, so that a long absence is worked off over months."""
    return min(share, max(-share, carried))


def heads_of_burden(facts: Facts, values: tuple[int, ...], days: tuple[int, ...]) -> int:
    """Shifts of a burden that the needs ask for; those by interval are counted as shifts of eight hours."""
    wanted = set(days)
    minutes = 0
    for need in facts.needs:
        cells = [cell for cell in cells_of_need(facts, need) if cell[0] in wanted and values[cell[1]]]
        if cells:
            minutes += max(0, need.heads - need.given) * (SHIFT if need.start is None else need.minutes)
    return round(minutes / SHIFT)


def time_there(facts: Facts, person: int, burden: str) -> int:
    """Contracted minutes in which somebody could have borne a burden: at a desk, and not exempt from nights
    where the burden lies in the night."""
    who = facts.people[person]
    at_desk = {day for served in who.desks.values() for day in served}
    night = burden in (Burden.EVENING, Burden.ON_DUTY)
    days = [day for day in range(facts.days) if day in at_desk and not (night and day in who.exempt)]
    return due_minutes(facts, who, days)
