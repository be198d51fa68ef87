"""The public shift-scheduling instances (Curtois and Qu, 2014) as problems, and plans as answer files.

Nothing here is known to the solver: an instance becomes the same constraints that a team's rules become.
"""

import datetime as dt
from pathlib import Path

from shifts.rules.problem import (
    NO_CAP,
    OFF,
    Bar,
    Blocks,
    Cover,
    Follow,
    Kind,
    Plan,
    Problem,
    Run,
    Tally,
    Wish,
)

MONDAY = dt.date(2024, 1, 1)


def sections(path: Path) -> dict[str, list[list[str]]]:
    """The rows of each section, cut at commas."""
    found: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for raw in path.read_text(encoding="utf-8-sig").splitlines():
        line = raw.strip()
        if line.startswith("SECTION_"):
            rows = found.setdefault(line, [])
        elif line and not line.startswith("#"):
            rows.append([part.strip() for part in line.split(",")])
    return found


def read(path: Path) -> Problem:
    """An instance file as a problem."""
    text = sections(path)
    days = int(text["SECTION_HORIZON"][0][0])
    shifts = text["SECTION_SHIFTS"]
    staff = text["SECTION_STAFF"]
    kind = {row[0]: place for place, row in enumerate(shifts)}
    person = {row[0]: place for place, row in enumerate(staff)}
    work = tuple(range(len(shifts)))
    bars = [
        Bar("day off", (person[row[0]],), tuple(int(day) for day in row[1:] if day), work)
        for row in text["SECTION_DAYS_OFF"]
    ]
    wishes = [
        Wish(
            "wish on",
            person[row[0]],
            int(row[1]),
            (OFF, *(each for each in work if each != kind[row[2]])),
            int(row[3]),
        )
        for row in text["SECTION_SHIFT_ON_REQUESTS"]
    ]
    wishes += [
        Wish("wish off", person[row[0]], int(row[1]), (kind[row[2]],), int(row[3]))
        for row in text["SECTION_SHIFT_OFF_REQUESTS"]
    ]
    return Problem(
        first=MONDAY,
        days=days,
        kinds=tuple(Kind(row[0], int(row[1])) for row in shifts),
        people=tuple(person),
        bars=tuple(bars),
        wishes=tuple(wishes),
        follows=tuple(
            Follow("succession", (kind[row[0]],), tuple(kind[each] for each in row[2].split("|")))
            for row in shifts
            if len(row) > 2 and row[2]
        ),
        runs=tuple(run for row in staff for run in _runs(person[row[0]], row, work)),
        tallies=tuple(each for row in staff for each in _tallies(person[row[0]], row, shifts, kind)),
        blocks=tuple(
            Blocks(
                "weekends",
                tuple((day, day + 1) for day in range(5, days, 7)),
                work,
                (person[row[0]],),
                most=int(row[7]),
            )
            for row in staff
        ),
        covers=tuple(
            Cover(
                "cover",
                ((int(row[0]), kind[row[1]]),),
                int(row[2]),
                int(row[3]),
                int(row[4]),
                day=int(row[0]),
                label=f"{row[0]} {row[1]}",
            )
            for row in text["SECTION_COVER"]
        ),
    )


def _runs(person: int, row: list[str], work: tuple[int, ...]) -> list[Run]:
    return [
        Run("days in a row", work, (person,), least=int(row[5]), most=int(row[4])),
        Run("days off in a row", (OFF,), (person,), least=int(row[6])),
    ]


def _tallies(person: int, row: list[str], shifts: list[list[str]], kind: dict[str, int]) -> list[Tally]:
    minutes = tuple(int(shift[1]) for shift in shifts)
    found = [Tally("minutes", minutes, people=(person,), least=int(row[3]), most=int(row[2]))]
    for item in filter(None, row[1].split("|")):
        name, most = item.split("=")
        one = tuple(int(place == kind[name]) for place in range(len(shifts)))
        found.append(Tally(f"most {name}", one, people=(person,), least=-NO_CAP, most=int(most)))
    return found


def write(problem: Problem, plan: Plan, path: Path) -> None:
    """A plan as the scorer's matrix: a line for each person, a cell for each day."""
    keys = [kind.key for kind in problem.kinds]
    lines = ["\t".join("" if value == OFF else keys[value] for value in row) for row in plan]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
