"""Rules about stretches: days and nights in a row, and weekends with work."""

from shifts.choices import RuleKind, ShiftKind
from shifts.rules import calendar
from shifts.rules.builders_edges import goes_on, worked_around
from shifts.rules.builders_values import NIGHT_LEAST, Facts, Line
from shifts.rules.problem import NO_CAP, Blocks, Run, Tally


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
