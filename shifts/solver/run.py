"""The solver as a program: `python -m shifts.solver.run PROBLEM.json --out PLAN.json --seconds 60`.

The best plan so far stands in the output file about a second after it was found, so that a program which is
killed leaves it behind. SIGTERM and SIGINT end the search with the best so far. Settings of the site are not
read. With `--moves` the same seed gives the same plan; with `--seconds` the cooling follows the clock, and it
may not.
"""

import argparse
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shifts.rules.codec import dump_plan, load_plan, load_problem
from shifts.rules.judge import judge
from shifts.rules.problem import Plan, Problem
from shifts.solver.crew import Best, floor, least_missing, run
from shifts.solver.tasks import Order


def write(path: Path, text: str) -> None:
    """Put a text in place of a file, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


class Teller:
    """Writes the plan and the progress."""

    def __init__(self, problem: Problem, out: Path, progress: Path | None) -> None:
        self.problem = problem
        self.out = out
        self.progress = progress
        self.bound, self.least_missing = floor(problem), least_missing(problem)
        self.written: Plan | None = None

    def tell(self, best: Best, *, done: bool = False) -> dict[str, Any]:
        """Write what there is; the figures are the judge's."""
        plan = best.plan
        if plan != self.written:
            self.judgement = judge(self.problem, plan)
            write(self.out, dump_plan(plan) + "\n")
            self.written = plan
        figures = {
            "seconds": round(best.seconds, 2),
            "spent": round(best.spent, 4),
            "broken": self.judgement.broken,
            "cost": self.judgement.cost,
            "missing": self.judgement.missing,
            "bound": self.bound,
            "least_missing": self.least_missing,
            "pools": len(best.pools),
            "seeds": [
                {
                    "moves": sum(report.moves for report in own.values()),
                    "broken": sum(report.broken for report in own.values()),
                    "cost": sum(report.cost for report in own.values()),
                }
                for _, own in sorted(best.seeds.items())
            ],
            "done": done,
        }
        if self.progress is not None:
            write(self.progress, json.dumps(figures) + "\n")
        return figures


def main(words: Sequence[str] | None = None) -> int:
    """Solve one problem. Ends with 0 where a plan stands in the output file."""
    parser = argparse.ArgumentParser(prog="python -m shifts.solver.run", description="Solve a problem.")
    parser.add_argument("problem", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    limit = parser.add_mutually_exclusive_group()
    limit.add_argument("--seconds", type=float)
    limit.add_argument("--moves", type=int, help="moves of each process; the same seed gives the same plan")
    parser.add_argument(
        "--processor-time", action="store_true", help="seconds are those of each process's work"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="a plan to begin from")
    parser.add_argument("--gentle", action="store_true", help="stay near the start")
    parser.add_argument("--progress", type=Path)
    given = parser.parse_args(words)
    try:
        problem = load_problem(given.problem.read_text(encoding="utf-8"))
        start = load_plan(given.start.read_text(encoding="utf-8"), problem) if given.start else None
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    ended = False

    def end(number: int, frame: object) -> None:
        nonlocal ended
        ended = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    order = Order(
        problem,
        given.seconds if given.seconds or given.moves else 60.0,
        given.moves,
        given.workers,
        given.seed,
        start,
        given.processor_time,
        given.gentle,
    )
    teller = Teller(problem, given.out, given.progress)
    best = run(order, lambda found: (teller.tell(found), None)[1], lambda: ended)
    if not best.known and not ended:
        print("The search ended without a plan; see the messages above.", file=sys.stderr)  # noqa: T201
        return 1
    teller.tell(best, done=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
