"""How good rosters are and how soon they come.

    python bench/rostering.py INSTANCE... --seconds 60 --workers 2 --out FILE_OR_FOLDER
    python -m bench.rostering --generated 200x31x6 --seconds 60
    python -m bench.rostering --generated 1000x31x6 --teams 20 --seconds 300
    python -m bench.rostering --shape 22x84x3 --seconds 60

Instances are files of the public shift-scheduling benchmark or folders of them; answers are written in the
scorer's matrix format, and the gap is told where `best_known.csv` lies beside the instance. `--shape` invents
an instance of that form (PEOPLExDAYSxKINDS), for sizes whose files do not lie at hand. `--cpu-seconds` counts
the work of each process instead of the wall's time, also for the first whole plan: for a machine that others
use too.
"""

import argparse
import csv
import resource
import sys
import tempfile
import time
from pathlib import Path

# Called by its path, a script knows its own folder and not the project.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import rostering_instances as instances
from bench import rostering_shapes as shapes
from bench.rostering_world import make
from shifts.rules.judge import judge
from shifts.rules.problem import Problem
from shifts.solver.crew import Best, run
from shifts.solver.tasks import Order


class Watch:
    """Notes when the first plan without a broken rule came, and its gaps."""

    def __init__(self, quiet: bool, cpu_seconds: float | None) -> None:
        self.first: float | None = None
        self.quiet = quiet
        self.cpu_seconds = cpu_seconds

    def see(self, best: Best) -> None:
        """Look at what there is."""
        broken = sum(hard for hard, _ in best.totals)
        cost = sum(soft for _, soft in best.totals)
        if best.known and broken == 0 and self.first is None:
            self.first = best.seconds
            if self.cpu_seconds:
                parts = (report.spent for own in best.seeds.values() for report in own.values())
                self.first = self.cpu_seconds * max(parts)
        if best.known and not self.quiet:
            spent = f"{100 * best.spent:.0f} %"
            print(f"  {best.seconds:6.1f} s {spent:>5} broken {broken} cost {cost}", flush=True)


def solve(problem: Problem, given: argparse.Namespace, seed: int) -> tuple[Best, Watch]:
    """Solve with the product's own crew of processes."""
    watch = Watch(given.quiet, given.cpu_seconds)
    order = Order(
        problem,
        given.cpu_seconds or given.seconds,
        workers=given.workers,
        seed=seed,
        by_processor=given.cpu_seconds is not None,
    )
    return run(order, watch.see, lambda: False), watch


def peak() -> int:
    """Peak memory of the largest process so far, in MB: this one or a process of the search."""
    sizes = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return max(sizes) // 1024


def best_known(path: Path) -> int | None:
    """The best value known of an instance."""
    table = path.parent / "best_known.csv"
    if not table.exists():
        return None
    with table.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["instance"] == path.stem:
                return int(row["best_known"])
    return None


def _number(path: Path) -> tuple[int, str]:
    digits = "".join(each for each in path.stem if each.isdigit())
    return int(digits or 0), path.stem


def public(given: argparse.Namespace) -> None:
    """Solve instances and print the table."""
    paths = [
        path
        for each in given.instances
        for path in (sorted(each.glob("Instance*.txt"), key=_number) if each.is_dir() else [each])
    ]
    folder = given.out is not None and (len(paths) > 1 or given.out.is_dir())
    if folder:
        given.out.mkdir(parents=True, exist_ok=True)
    print(
        "| Instance | Value | Best known | Gap, % | Broken | First whole plan, s | Moves, million | s | MB |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|", flush=True)
    gaps = []
    for path in paths:
        problem = instances.read(path)
        best, watch = solve(problem, given, given.seed)
        found = judge(problem, best.plan)
        if given.out is not None:
            instances.write(problem, best.plan, given.out / f"{path.stem}.roster" if folder else given.out)
        known = best_known(path)
        gap = "" if known is None else f"{100 * (found.cost - known) / known:.2f}"
        gaps += [float(gap)] if gap else []
        moves = sum(report.moves for own in best.seeds.values() for report in own.values()) / 1e6
        first = "" if watch.first is None else f"{watch.first:.1f}"
        print(
            f"| {path.stem} | {found.cost} | {'' if known is None else known} | {gap} | {found.broken} "
            f"| {first} | {moves:.0f} | {best.seconds:.0f} | {peak()} |",
            flush=True,
        )
    if len(gaps) > 1:
        print(f"Mean gap: {sum(gaps) / len(gaps):.2f} %")


def generated(given: argparse.Namespace) -> None:
    """Solve an invented month and say what is left open."""
    people, days, templates = (int(each) for each in given.generated.split("x"))
    begin = time.monotonic()
    world = make(people, days, templates, given.teams, given.seed)
    hidden = judge(world.problem, world.hidden)
    if hidden.broken or hidden.missing:
        sys.exit(
            f"The hidden roster breaks {hidden.broken} and misses {hidden.missing}: the generator is wrong."
        )
    print(f"made in {time.monotonic() - begin:.1f} s; the hidden roster costs {hidden.cost}", flush=True)
    best, watch = solve(world.problem, given, given.seed)
    found = judge(world.problem, best.plan)
    heads = sum(cover.need for cover in world.problem.covers)
    print(
        f"{given.generated} in {given.teams} teams, {len(best.pools)} pools: first whole plan after "
        f"{watch.first if watch.first is None else round(watch.first, 1)} s; after {best.seconds:.0f} s "
        f"broken {found.broken}, uncovered {found.missing} of {heads}, cost {found.cost}; "
        f"peak of the largest process {peak()} MB"
    )


def invented(given: argparse.Namespace) -> None:
    """Solve an invented instance in the public form."""
    people, days, kinds = (int(each) for each in given.shape.split("x"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{given.shape}.txt"
        path.write_text(shapes.text(people, days, kinds, given.seed), encoding="utf-8")
        given.instances = [path]
        public(given)


def main() -> None:
    """Read the words and measure."""
    parser = argparse.ArgumentParser(description="Measure the roster solver.")
    parser.add_argument("instances", nargs="*", type=Path)
    parser.add_argument("--generated", metavar="PEOPLExDAYSxTEMPLATES")
    parser.add_argument("--shape", metavar="PEOPLExDAYSxKINDS")
    parser.add_argument("--teams", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--cpu-seconds", type=float)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--quiet", action="store_true", help="the result alone")
    given = parser.parse_args()
    given.quiet = given.quiet or bool(given.instances or given.shape)
    if given.generated:
        generated(given)
    elif given.shape:
        invented(given)
    elif given.instances:
        public(given)
    else:
        parser.error("name an instance, a folder of them, --generated or --shape")


if __name__ == "__main__":
    main()
