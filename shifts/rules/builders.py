"""From plain facts of a month to the problem: every rule of a team as constraints."""

from shifts.rules import builders_cells, builders_people, builders_rest, builders_runs, builders_sums
from shifts.rules.builders_values import Facts
from shifts.rules.problem import Problem


def problem_of(facts: Facts) -> Problem:
    """The rostering problem of a month."""
    bars, gated = builders_cells.gates(facts)
    runs, windows = builders_runs.runs(facts)
    wishes = [*gated, *builders_cells.wishes(facts), *builders_cells.stay(facts)]
    tallies = [*builders_sums.sums(facts), *windows, *builders_people.fairness(facts)]
    known = any(person.before for person in facts.people)
    return Problem(
        facts.first,
        facts.days,
        facts.kinds,
        tuple(str(person.agent) for person in facts.people),
        before=tuple(person.before for person in facts.people) if known else (),
        bars=tuple(bars),
        pins=facts.pins,
        wishes=tuple(wishes),
        follows=tuple(builders_rest.follows(facts)),
        runs=tuple(runs),
        tallies=tuple(tallies),
        blocks=tuple(builders_runs.weekends(facts)),
        covers=tuple(builders_people.covers(facts)),
        pairs=tuple(builders_people.pairs(facts)),
        mentors=tuple(builders_people.mentors(facts)),
    )
