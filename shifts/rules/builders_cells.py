"""Rules about single cells: who may not work what on which day, what people asked for, and what stays."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from shifts.choices import RuleKind
from shifts.rules.builders_values import TEAM, Asked, Facts, Line, Person
from shifts.rules.problem import OFF, Bar, Wish
from shifts.rules.spans import Span, moment, rest_minutes

Cells = dict[tuple[int, int], set[int]]
# Overtime begins beyond eight hours a day (Labour Law, article 36).
DAY_MINUTES = 480
# How much a wish grows for each one that was refused beyond the share, in percent, and the most.
REFUSED_STEP, REFUSED_MOST = 25, 100


def gates(facts: Facts) -> tuple[list[Bar], list[Wish]]:
    """Everything that shuts kinds to people on days: bars where it must be kept, wishes where it costs."""
    bars: list[Bar] = []
    wishes: list[Wish] = []
    for key, cells in ((TEAM, outside(facts)), (RuleKind.LEAVE.value, away(facts))):
        bars += bars_of(facts, key, cells)
    readers: dict[str, Callable[[Facts, Person, int], Iterable[int]]] = {
        RuleKind.DESKS: foreign_desks,
        RuleKind.CERTIFICATES: uncertified,
        RuleKind.EXEMPTION: exempted,
    }
    for line in facts.lines:
        reader = readers.get(line.kind)
        if reader is not None:
            shut = {cell: set(reader(facts, facts.people[cell[0]], cell[1])) for cell in line.cells()}
        elif line.kind == RuleKind.SKILLS:
            level = line.number("level", 1)
            shut = {(p, d): set(unskilled(facts, facts.people[p], d, level)) for p, d in line.cells()}
        elif line.kind == RuleKind.REST_BETWEEN:
            shut = before_next_month(facts, line)
        else:
            continue
        if line.hard:
            bars += bars_of(facts, line.key, shut)
        else:
            wishes += [
                Wish(line.key, person, day, tuple(sorted(kinds)), line.weight)
                for (person, day), kinds in sorted(shut.items())
                if kinds
            ]
    return bars, wishes


def bars_of(facts: Facts, key: str, cells: Cells) -> list[Bar]:
    """Shut cells as few bars: the same kinds on the same days are one bar for all of whom that holds."""
    by_kinds: dict[tuple[int, tuple[int, ...]], list[int]] = defaultdict(list)
    for (person, day), kinds in sorted(cells.items()):
        if kinds and (person, day) not in facts.foreign:
            by_kinds[person, tuple(sorted(kinds))].append(day)
    together: dict[tuple[tuple[int, ...], tuple[int, ...]], list[int]] = defaultdict(list)
    for (person, wanted), days in by_kinds.items():
        together[tuple(days), wanted].append(person)
    return [
        Bar(key, facts.who(people), facts.when(days), kinds)
        for (days, kinds), people in sorted(together.items())
    ]


def outside(facts: Facts) -> Cells:
    """Nobody works here on days on which he is not employed or belongs to another team."""
    return {
        (number, day): set(facts.all_kinds)
        for number, person in enumerate(facts.people)
        for day in range(facts.days)
        if day not in person.days
    }


def span_of(facts: Facts, kind: int, day: int) -> Span:
    """The moments of a kind on a day, from its first minute to its last."""
    date = facts.date(day)
    return Span(
        moment(date, facts.kinds[kind].start, facts.zone), moment(date, facts.kinds[kind].end, facts.zone)
    )


def away(facts: Facts) -> Cells:
    """Shifts that touch a time in which the person is away, by a minute or more."""
    found: Cells = defaultdict(set)
    for number, person in enumerate(facts.people):
        for block in person.away:
            begin = (block.start.astimezone(facts.zone).date() - facts.first).days - 1
            end = (block.end.astimezone(facts.zone).date() - facts.first).days
            for day in range(max(0, begin), min(facts.days - 1, end) + 1):
                shut = (kind for kind in facts.all_kinds if span_of(facts, kind, day).overlap(block) > 0)
                found[number, day].update(shut)
    return found


def foreign_desks(facts: Facts, person: Person, day: int) -> list[int]:
    """Kinds at desks that the person does not serve on the day; work without a desk is open to all."""
    return [
        kind
        for kind, work in enumerate(facts.works)
        if work.desk is not None and day not in person.desks.get(work.desk, ())
    ]


def uncertified(facts: Facts, person: Person, day: int) -> list[int]:
    """Kinds whose template or desk asks for a certificate that the person does not hold on the day, grace
    included."""
    return [
        kind
        for kind, work in enumerate(facts.works)
        if any(day not in person.certificates.get(each, ()) for each in work.certificates)
    ]


def unskilled(facts: Facts, person: Person, day: int, level: int) -> list[int]:
    """Kinds whose template or desk asks for a skill that the person does not have at the level on the day."""
    return [
        kind
        for kind, work in enumerate(facts.works)
        if any((person.skills.get(each) or (0,) * facts.days)[day] < level for each in work.skills)
    ]


def exempted(facts: Facts, person: Person, day: int) -> list[int]:
    """On exempt days: kinds with a minute of night, or longer than eight paid hours."""
    if day not in person.exempt:
        return []
    return [
        kind
        for kind, work in enumerate(facts.works)
        if work.night > 0 or facts.kinds[kind].minutes > DAY_MINUTES
    ]


def before_next_month(facts: Facts, line: Line) -> Cells:
    """Kinds of the last day after which the rest before the next month's first shift would be too short."""
    least, last = line.number("minutes", 0), facts.days - 1
    found: Cells = {}
    for number, day in line.cells():
        start = facts.people[number].next_start
        if day == last and start is not None:
            found[number, day] = {
                kind
                for kind in facts.all_kinds
                if rest_minutes(span_of(facts, kind, last).end, start) < least
            }
    return found


def wishes(facts: Facts) -> list[Wish]:
    """What people asked for, dearer by importance and for those who were refused more than their share."""
    found = []
    for each in facts.asked:
        line = next((line for line in facts.lines_of(RuleKind.REQUESTS) if _speaks(line, each)), None)
        if line is None or each.day not in facts.people[each.person].days:
            continue
        weight = _importance(line, each.importance) * _boost(facts.people[each.person]) // 100
        if each.off:
            wrong = facts.all_kinds
        elif each.template is None:
            wrong = (OFF,)
        else:
            wrong = (
                OFF,
                *(kind for kind in facts.all_kinds if facts.works[kind].template != each.template),
            )
        if weight and wrong:
            found.append(Wish(f"{RuleKind.REQUESTS}:{each.number}", each.person, each.day, wrong, weight))
    return found


def _speaks(line: Line, each: Asked) -> bool:
    return any(each.person in people and each.day in days for people, days in line.groups)


def _importance(line: Line, importance: int) -> int:
    """The weight of an importance from 1 to 3; the rule's own weight where its list does not say."""
    weights = line.params.get("weights")
    if isinstance(weights, list) and len(weights) >= importance and isinstance(weights[importance - 1], int):
        return int(weights[importance - 1])
    return line.weight


def _boost(person: Person) -> int:
    """Percent of a wish's weight: more for somebody whose wishes were refused beyond the share."""
    refused_beyond = max(0, person.balances.get("refused", 0))
    return 100 + min(REFUSED_MOST, refused_beyond * REFUSED_STEP // 100)


def stay(facts: Facts) -> list[Wish]:
    """What is published costs something to change."""
    values = (OFF, *facts.all_kinds)
    found = []
    weights: dict[tuple[int, int], tuple[str, int]] = {}
    for line in facts.lines_of(RuleKind.STABLE):
        weights |= dict.fromkeys(line.cells(), (line.key, line.weight))
    for person, day, value in facts.kept:
        key, weight = weights.get((person, day), ("", 0))
        if weight:
            others = tuple(each for each in values if each != value)
            found.append(Wish(key, person, day, others, weight))
    return found
