"""Registry of the demo: each app says in its `demo.py` what it adds, floor by floor."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

ACCOUNTS = (
    "admin",
    "manager",
    "supervisor",
    "leader",
    "agent",
    "agent2",
    "hr",
    "qa",
    "trainer",
    "training_supervisor",
)
PASSWORD = "cstm-demo-2026"


@dataclass(slots=True)
class Plan:
    """What the demo is asked for, and what the floors below have made so far (`made`)."""

    agents: int
    weeks: int
    today: date
    random: Random
    folder: Path
    say: Callable[[str], None]
    made: dict[str, Any] = field(default_factory=dict)


_steps: list[tuple[int, Callable[[Plan], None]]] = []


def register(order: int, step: Callable[[Plan], None]) -> None:
    """Add an app's step; lower floors have lower numbers. The same step again changes nothing."""
    if all(known is not step for _, known in _steps):
        _steps.append((order, step))


def steps() -> list[Callable[[Plan], None]]:
    """All steps in order."""
    return [step for _, step in sorted(_steps, key=lambda pair: pair[0])]
