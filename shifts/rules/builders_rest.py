"""Rules about two days side by side: rest between shifts, and successions that are forbidden."""

from collections import defaultdict
from collections.abc import Iterable

from shifts.choices import RuleKind
from shifts.rules import spans
from shifts.rules.builders_values import OVERLAP, Facts, Group, Line
from shifts.rules.problem import Follow


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
