"""Rules that nobody can keep together, found before anything is solved.

Necessary conditions, quickly checked: what is named here no plan can meet; what is not named may still be
impossible together. Clashes of covers are gaps that stay open whatever is done.
"""

from collections.abc import Iterable

from shifts.rules import clash_groups, clash_people
from shifts.rules.book import Book
from shifts.rules.clash import Clash
from shifts.rules.problem import Problem
from shifts.rules.reach import allowed_values


def clashes(problem: Problem) -> list[Clash]:
    """Everything that cannot be met, people with the same clash together."""
    book, allowed = Book(problem), allowed_values(problem)
    found = [*clash_people.cells(problem, allowed), *clash_people.alone(problem)]
    rows = [clash_people.row_clashes(book, person, row) for person, row in enumerate(allowed) if all(row)]
    by_row = [each for row in rows for each in row]
    found += by_row
    told = {person for each in by_row for person in each.people}
    found += clash_people.sums(book, allowed, told)
    found += clash_groups.meetings(book, allowed)
    found += clash_groups.covers(book, allowed)
    return _together(found)


def _together(found: Iterable[Clash]) -> list[Clash]:
    groups: dict[tuple[object, ...], Clash] = {}
    for each in found:
        key = (each.kind, each.rules, each.days, each.numbers)
        people = groups[key].people + each.people if key in groups else each.people
        groups[key] = Clash(each.kind, each.rules, tuple(dict.fromkeys(people)), each.days, each.numbers)
    return list(groups.values())
