"""The solver as a program of its own: started, niced, known by its file, ended with everything it started."""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

NICE = 10
_PROGRAM, _PROBLEM, _OUT, _PROGRESS = "program.json", "problem.json", "plan.json", "progress.json"


def folder_of(job_id: int) -> Path:
    """Where the files of a job lie."""
    return Path(settings.VAR_DIR) / "solver" / str(job_id)


class Program:
    """A running search."""

    def __init__(self, folder: Path, process: "subprocess.Popen[bytes]") -> None:
        self.folder = folder
        self.process = process

    @property
    def running(self) -> bool:
        """Is it still at work?"""
        return self.process.poll() is None

    def progress(self) -> dict[str, Any]:
        """What it last said of itself; nothing before its first word."""
        try:
            found = json.loads((self.folder / _PROGRESS).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def plan(self) -> str:
        """The best plan so far as text; nothing where there is none yet."""
        try:
            return (self.folder / _OUT).read_text(encoding="utf-8")
        except OSError:
            return ""

    def complaint(self) -> str:
        """The last line that it wrote to its errors."""
        try:
            lines = (self.folder / "errors.txt").read_text(encoding="utf-8", errors="replace").split("\n")
        except OSError:
            return ""
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def ask_to_end(self) -> None:
        """Let it write the best so far and end."""
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()

    def kill(self) -> None:
        """End it and what it started, now."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


def start(
    folder: Path, problem: str, *, seconds: float, seed: int, workers: int, more: Sequence[str] = ()
) -> Program:
    """Write the problem into the folder and begin; what an earlier attempt left there is ended first."""
    end_leftover(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in (_OUT, _PROGRESS):
        (folder / name).unlink(missing_ok=True)
    (folder / _PROBLEM).write_text(problem, encoding="utf-8")
    line = [sys.executable, "-m", "shifts.solver.run", _absolute(folder, _PROBLEM)]
    line += ["--out", _absolute(folder, _OUT), "--progress", _absolute(folder, _PROGRESS)]
    line += ["--seconds", str(seconds), "--seed", str(seed), "--workers", str(workers), *more]
    with (folder / "errors.txt").open("wb") as errors:
        process = subprocess.Popen(
            line,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            process_group=0,
            preexec_fn=_quietly_behind,
        )
    about = {"pid": process.pid, "started": started_at(process.pid)}
    (folder / _PROGRAM).write_text(json.dumps(about), encoding="utf-8")
    return Program(folder, process)


def end_leftover(folder: Path) -> bool:
    """End the program that a dead attempt left, if it is still that one; True where it was."""
    try:
        about = json.loads((folder / _PROGRAM).read_text(encoding="utf-8"))
        pid, began = int(about["pid"]), about["started"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    (folder / _PROGRAM).unlink(missing_ok=True)
    if began is None or started_at(pid) != began:
        return False
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    return True


def started_at(pid: int) -> str | None:
    """When a process began, as the system counts it; None where there is none or nobody can tell."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    after = text.rpartition(")")[2].split()
    return after[19] if len(after) > 19 and after[0] != "Z" else None


def _absolute(folder: Path, name: str) -> str:
    return str((folder / name).resolve())


def _quietly_behind() -> None:
    """In the new process: behind all other work, and asked to end where its parent dies."""
    os.nice(NICE)
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
