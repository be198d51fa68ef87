"""Named gaps: where heads are missing, and for whoever is not there the first hard rule that stops him."""

from collections import Counter
from dataclasses import dataclass

from shifts.rules.judge import Standing, hard_part, newly_broken
from shifts.rules.problem import OFF, Plan, Problem

# Stand among the reasons for who works at another desk that day, or another shift at the same one.
ELSEWHERE, OTHER_SHIFT = "elsewhere", "other_shift"
AT_WORK = frozenset({ELSEWHERE, OTHER_SHIFT})


@dataclass(frozen=True, slots=True)
class Gap:
    """A cover with missing heads: "12 May evening: 8 needed, 6 may work: 1 on leave, 1 rest rule".

    `may_work` are those present and those whom no hard rule stops; `reasons` count everybody else by the
    first rule that stops him, so that both together are all people of the cover. `free` names those whom
    nothing but the price keeps away.
    """

    rule: str
    place: int
    label: str
    day: int
    needed: int
    present: int
    may_work: int
    reasons: Counter[str]
    free: tuple[int, ...]

    @property
    def missing(self) -> int:
        """Heads that are not there."""
        return self.needed - self.present


def gaps(problem: Problem, plan: Plan) -> tuple[Gap, ...]:
    """Every cover that lacks heads, in the order of days."""
    standing = Standing(problem, plan)
    doors = Doors(problem, plan)
    found = []
    for place, cover in enumerate(problem.covers):
        present = standing.heads(place)
        if present >= cover.need:
            continue
        there, free, reasons = 0, [], Counter[str]()
        for person in sorted(set(cover.people)) or range(len(problem.people)):
            if any(plan[person][day] == kind for day, kind in cover.cells):
                there += 1
                continue
            stop = doors.stop_of_cells(person, cover.cells)
            if stop is None:
                free.append(person)
            else:
                reasons[stop] += 1
        found.append(
            Gap(
                cover.rule,
                place,
                cover.label,
                cover.day,
                cover.need,
                present,
                there + len(free),
                reasons,
                tuple(free),
            )
        )
    return tuple(sorted(found, key=lambda gap: (gap.day, gap.place)))


class Doors:
    """Who may take which cell of a plan; answers are kept, since covers share cells."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self._hard = Standing(hard_part(problem), plan)
        self._known: dict[tuple[int, int, int], tuple[int, str] | None] = {}

    def stop(self, person: int, day: int, kind: int) -> str | None:
        """The rule that keeps a person from a kind on a day, or None where he may take it.

        Bars and pins come first, then other work on that day, then what taking it would break.
        """
        found = self._look(person, day, kind)
        return found[1] if found else None

    def stop_of_cells(self, person: int, cells: tuple[tuple[int, int], ...]) -> str | None:
        """What keeps a person from all of these cells: of several reasons that of the cell that is nearest
        to being possible. None where he may take one of them."""
        stops = [self._look(person, day, kind) for day, kind in cells]
        if not stops or None in stops:
            return None
        return max((stop for stop in stops if stop is not None), key=lambda stop: stop[0])[1]

    def _look(self, person: int, day: int, kind: int) -> tuple[int, str] | None:
        key = (person, day, kind)
        if key not in self._known:
            self._known[key] = self._find(person, day, kind)
        return self._known[key]

    def _find(self, person: int, day: int, kind: int) -> tuple[int, str] | None:
        """How near the cell is to being possible (0 to 2), and what stops it."""
        for _part, rule, wrong, _hard, _weight in self._hard.book.cells.get((person, day), ()):
            if kind in wrong:
                return 0, rule
        now = self._hard.plan[person][day]
        if now != OFF:
            kinds = self._hard.problem.kinds
            return 1, OTHER_SHIFT if kinds[now].desk == kinds[kind].desk else ELSEWHERE
        broken = newly_broken(self._hard.delta({(person, day): kind}))
        return (2, broken[0].rule) if broken else None
