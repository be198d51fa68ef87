"""Problems and plans as JSON text, and back; the malformed is refused with a sentence that says where."""

import dataclasses
import datetime as dt
import json
import typing
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from shifts.rules.problem import OFF, Plan, Problem

FORMAT = "cstm-problem-1"
PLAN_FORMAT = "cstm-plan-1"
CONSTRAINTS = ("bars", "pins", "wishes", "follows", "runs", "tallies", "blocks", "covers", "pairs", "mentors")
# Far below what a 64-bit number of compiled code holds, so that no sum of costs can run over.
LARGEST = 10**12


def dump_problem(problem: Problem) -> str:
    """A problem as JSON text."""
    return json.dumps({"format": FORMAT, "problem": _plain(problem)}, separators=(",", ":"))


def load_problem(text: str) -> Problem:
    """The problem that a text holds.

    Raises ValueError with a sentence for the first fault of shape, or for all faults of meaning.
    """
    problem: Problem = _read(_envelope(text, FORMAT, "problem"), Problem, "problem")
    faults = check(problem)
    if faults:
        raise ValueError(" ".join(faults[:20]))
    return problem


def dump_plan(plan: Plan) -> str:
    """A plan as JSON text."""
    return json.dumps({"format": PLAN_FORMAT, "plan": [list(row) for row in plan]}, separators=(",", ":"))


def load_plan(text: str, problem: Problem | None = None) -> Plan:
    """The plan that a text holds; beside its problem it must have its people, days and kinds."""
    plan: Plan = _read(_envelope(text, PLAN_FORMAT, "plan"), Plan, "plan")
    if problem is not None:
        check_plan(problem, plan)
    return plan


def check_plan(problem: Problem, plan: Plan) -> None:
    """Raises ValueError where a plan has other people, days or kinds than its problem."""
    if len(plan) != len(problem.people):
        raise ValueError(f"The plan has {len(plan)} people, the problem {len(problem.people)}.")
    for person, row in enumerate(plan):
        if len(row) != problem.days:
            raise ValueError(f"plan[{person}] has {len(row)} days, the problem {problem.days}.")
        for day, kind in enumerate(row):
            if not OFF <= kind < len(problem.kinds):
                raise ValueError(f"plan[{person}][{day}]: there is no kind {kind}.")


def check(problem: Problem) -> list[str]:
    """A sentence for each place where a problem speaks of people, days or kinds that it does not have."""
    return [*_check_frame(problem), *_check_numbers(problem), *_check_shapes(problem)]


def _check_frame(problem: Problem) -> Iterator[str]:
    if problem.days < 1:
        yield "problem.days: at least one day is wanted."
    if problem.before and len(problem.before) != len(problem.people):
        yield f"problem.before has {len(problem.before)} rows for {len(problem.people)} people."
    for name, texts in (("kinds", [kind.key for kind in problem.kinds]), ("people", problem.people)):
        if len(set(texts)) != len(texts):
            yield f"problem.{name}: a key stands there twice."
    for place, kind in enumerate(problem.kinds):
        if kind.minutes < 0 or kind.end < kind.start:
            yield f"problem.kinds[{place}]: minutes below 0, or an end before its start."


def _check_numbers(problem: Problem) -> Iterator[str]:
    """Numbers of people, days and kinds that lie outside the problem, and weights below 0."""
    last_kind, last_day, last_person = len(problem.kinds) - 1, problem.days - 1, len(problem.people) - 1
    for place, row in enumerate(problem.before):
        yield from _outside(f"problem.before[{place}]", row, OFF, last_kind)
    for name, each, place in _constraints(problem):
        where = f"problem.{name}[{place}]"
        for field in ("people", "newcomers", "veterans", "person", "first", "second"):
            if field in ("first", "second") and name != "pairs":
                continue
            yield from _outside(f"{where}.{field}", _many(getattr(each, field, ())), 0, last_person)
        lowest_day = -1 if name == "follows" else 0
        for field in ("days", "day"):
            yield from _outside(f"{where}.{field}", _many(getattr(each, field, ())), lowest_day, last_day)
        lowest_kind = 0 if name == "bars" else OFF
        if name not in ("pairs", "covers"):
            for field in ("kinds", "kind", *(("first", "then") if name == "follows" else ())):
                yield from _outside(
                    f"{where}.{field}", _many(getattr(each, field, ())), lowest_kind, last_kind
                )
        for field in ("weight", "under", "over", "need"):
            yield from _outside(f"{where}.{field}", _many(getattr(each, field, ())), 0, LARGEST)


def _check_shapes(problem: Problem) -> Iterator[str]:
    """Lists whose length another list fixes, and numbers inside of pairs."""
    kinds, days, everybody = len(problem.kinds), problem.days, len(problem.people)
    for place, tally in enumerate(problem.tallies):
        where = f"problem.tallies[{place}]"
        if len(tally.values) != kinds:
            yield f"{where}.values: one value for each of the {kinds} kinds is wanted."
        if tally.per < 1:
            yield f"{where}.per: 1 at least is wanted."
        yield from _already(where, tally.already, len(tally.people) or everybody)
    for place, blocks in enumerate(problem.blocks):
        where = f"problem.blocks[{place}]"
        yield from _already(where, blocks.already, len(blocks.people) or everybody)
        yield from _outside(f"{where}.blocks", (d for block in blocks.blocks for d in block), 0, days - 1)
    for place, cover in enumerate(problem.covers):
        where = f"problem.covers[{place}].cells"
        yield from _outside(where, (day for day, _kind in cover.cells), 0, days - 1)
        yield from _outside(where, (kind for _day, kind in cover.cells), 0, kinds - 1)
    for place, pair in enumerate(problem.pairs):
        where = f"problem.pairs[{place}]"
        if pair.first == pair.second:
            yield f"{where}: two different people are wanted."
        yield from _outside(f"{where}.kinds", (kind for both in pair.kinds for kind in both), 0, kinds - 1)
    for place, mentor in enumerate(problem.mentors):
        where = f"problem.mentors[{place}].beside"
        if len(mentor.beside) != kinds:
            yield f"{where}: one list for each of the {kinds} kinds is wanted."
        yield from _outside(where, (kind for near in mentor.beside for kind in near), 0, kinds - 1)


def _already(where: str, already: tuple[int, ...], people: int) -> Iterator[str]:
    if already and len(already) != people:
        yield f"{where}.already has {len(already)} numbers for {people} people."


def _outside(where: str, numbers: Iterable[int], low: int, high: int) -> Iterator[str]:
    for number in numbers:
        if not low <= number <= high:
            yield f"{where}: {number} does not lie within {low} and {high}."
            return


def _many(value: int | tuple[int, ...]) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,)


def _constraints(problem: Problem) -> Iterator[tuple[str, Any, int]]:
    for name in (
        "bars",
        "pins",
        "wishes",
        "follows",
        "runs",
        "tallies",
        "blocks",
        "covers",
        "pairs",
        "mentors",
    ):
        for place, each in enumerate(getattr(problem, name)):
            yield name, each, place


def _plain(value: Any) -> Any:
    """A value as JSON can say it; fields that hold their default are left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(found)
            for field in dataclasses.fields(value)
            if (found := getattr(value, field.name)) != field.default
        }
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def _envelope(text: str, wanted: str, key: str) -> Any:
    """What lies under `key` of a text of the wanted format."""
    try:
        found = json.loads(text)
    except RecursionError:
        raise ValueError(f"The {key} is nested too deeply.") from None
    except ValueError as error:
        raise ValueError(f"The {key} is not JSON: {error}.") from error
    if not isinstance(found, dict) or found.get("format") != wanted:
        raise ValueError(f'The {key} does not say that its format is "{wanted}".')
    if set(found) != {"format", key}:
        raise ValueError(f'Only "format" and "{key}" are wanted at the top.')
    return found[key]


def _read(value: Any, wanted: Any, where: str) -> Any:
    """A JSON value as the type that is wanted there."""
    if wanted is int:
        return _whole(value, where)
    if typing.get_origin(wanted) is tuple:
        return _read_tuple(value, typing.get_args(wanted), where)
    if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
        return _read_fields(value, wanted, where)
    if wanted is dt.date:
        try:
            return dt.date.fromisoformat(value)
        except (TypeError, ValueError):
            raise ValueError(f"{where}: a date like 2026-05-12 is wanted, not {value!r}.") from None
    if not isinstance(value, wanted):
        names = {str: "a text", bool: "true or false"}
        raise ValueError(f"{where}: {names[wanted]} is wanted, not {value!r:.60}.")
    return value


def _whole(value: Any, where: str) -> int:
    if type(value) is not int or abs(value) > LARGEST:
        raise ValueError(f"{where}: a whole number is wanted, not {value!r:.60}.")
    return value


def _read_tuple(value: Any, args: tuple[Any, ...], where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{where}: a list is wanted, not {value!r:.60}.")
    if args[-1] is ...:
        return tuple(_read(each, args[0], f"{where}[{place}]") for place, each in enumerate(value))
    if len(value) != len(args):
        raise ValueError(f"{where}: {len(args)} values are wanted, not {len(value)}.")
    pairs = zip(value, args, strict=True)
    return tuple(_read(each, arg, f"{where}[{place}]") for place, (each, arg) in enumerate(pairs))


@lru_cache(maxsize=32)
def _fields(wanted: type) -> dict[str, tuple[Any, bool]]:
    """Each field's type, and whether it must be given."""
    hints = typing.get_type_hints(wanted)
    return {
        field.name: (hints[field.name], field.default is dataclasses.MISSING)
        for field in dataclasses.fields(wanted)
    }


def _read_fields(value: Any, wanted: type, where: str) -> Any:
    if not isinstance(value, dict):
        raise ValueError(f"{where}: an object is wanted, not {value!r:.60}.")
    fields = _fields(wanted)
    unknown = sorted(set(value) - set(fields))
    if unknown:
        raise ValueError(f"{where}: there is no field {unknown[0]!r}.")
    absent = sorted(name for name, (_type, needed) in fields.items() if needed and name not in value)
    if absent:
        raise ValueError(f"{where}: the field {absent[0]!r} is absent.")
    return wanted(**{name: _read(found, fields[name][0], f"{where}.{name}") for name, found in value.items()})
