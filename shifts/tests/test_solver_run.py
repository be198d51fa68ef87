"""The solver as a program: it leaves its best plan behind however it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from bench.rostering_world import make
from shifts.rules.codec import dump_problem, load_plan
from shifts.rules.judge import judge
from shifts.rules.problem import Problem

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def problem() -> Problem:
    return make(14, 14, 5, seed=3).problem


def _start(folder: Path, problem: Problem, *words: str) -> subprocess.Popen[bytes]:
    (folder / "problem.json").write_text(dump_problem(problem), encoding="utf-8")
    whole = [sys.executable, "-m", "shifts.solver.run", str(folder / "problem.json")]
    whole += ["--out", str(folder / "plan.json"), "--progress", str(folder / "progress.json"), *words]
    return subprocess.Popen(whole, cwd=ROOT, start_new_session=True)


def _until_searching(folder: Path) -> None:
    """Wait until the processes report; the first time their code must be compiled."""
    end = time.monotonic() + 150
    while time.monotonic() < end:
        path = folder / "progress.json"
        if path.exists() and json.loads(path.read_text())["seeds"]:
            return
        time.sleep(0.05)
    pytest.fail("The search reported nothing.")


def _members(group: int) -> list[int]:
    """Processes of a group that run."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[2]) == group and words[0] != "Z":
            found.append(int(entry.name))
    return found


def test_the_same_seed_and_moves_give_the_same_file(tmp_path: Path, problem: Problem) -> None:
    texts = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        ended = _start(tmp_path / name, problem, "--moves", "90000", "--seed", "5").wait(timeout=200)
        assert ended == 0
        texts.append((tmp_path / name / "plan.json").read_text())
    assert texts[0] == texts[1]
    figures = json.loads((tmp_path / "one" / "progress.json").read_text())
    found = judge(problem, load_plan(texts[0], problem))
    assert figures["done"] and len(figures["seeds"]) == 2
    assert (figures["broken"], figures["cost"], figures["missing"]) == (
        found.broken,
        found.cost,
        found.missing,
    )
    assert figures["bound"] <= found.cost
    assert figures["least_missing"] <= found.missing


@pytest.mark.parametrize("blow", [signal.SIGTERM, signal.SIGKILL])
def test_a_search_that_is_ended_leaves_its_plan_and_nothing_running(
    tmp_path: Path, problem: Problem, blow: signal.Signals
) -> None:
    process = _start(tmp_path, problem, "--seconds", "600")
    try:
        _until_searching(tmp_path)
        process.send_signal(blow)
        assert process.wait(timeout=30) == (0 if blow == signal.SIGTERM else -signal.SIGKILL)
        plan = load_plan((tmp_path / "plan.json").read_text(), problem)
        assert judge(problem, plan).broken == 0
        end = time.monotonic() + 20
        while _members(process.pid) and time.monotonic() < end:
            time.sleep(0.1)
        assert _members(process.pid) == []
    finally:
        for member in _members(process.pid):
            os.kill(member, signal.SIGKILL)
    if blow == signal.SIGTERM:
        assert json.loads((tmp_path / "progress.json").read_text())["done"]


def test_what_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "problem.json").write_text("{", encoding="utf-8")
    words = [sys.executable, "-m", "shifts.solver.run", str(tmp_path / "problem.json"), "--out", "x"]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert ended.stderr.strip()


def test_pages_never_load_compiled_code() -> None:
    code = "import sys, shifts.solver.run, shifts.solver.repair; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, check=False).returncode == 0
