"""Two works that begin at the same moment, many times over: a harness for tests of races."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connection, connections

from cstm.errors import DomainError

PAIRS = 100
Work = Callable[[], Any]


@dataclass
class Outcome:
    """What became of a pair: what each gave, and what each was refused with."""

    results: list[Any] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many went through."""
        return sum(not isinstance(each, Exception) for each in self.results)

    @property
    def refused(self) -> int:
        """How many were refused with a sentence."""
        return sum(isinstance(each, DomainError) for each in self.results)

    @property
    def broken(self) -> list[Exception]:
        """Everything that was neither."""
        return [
            each for each in self.results if isinstance(each, Exception) and not isinstance(each, DomainError)
        ]


def together(*works: Work) -> Outcome:
    """Run the works in threads with connections of their own that begin at the same moment."""
    gate = threading.Barrier(len(works))
    outcome = Outcome([None] * len(works))

    def run(place: int) -> None:
        try:
            gate.wait(10)
            outcome.results[place] = works[place]()
        except Exception as error:
            outcome.results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcome


def without_overlap_guard(work: Work) -> Any:
    """Do something while the database lets shifts of one person overlap; afterwards the guard is back."""
    from importlib import import_module

    guard = import_module("shifts.migrations.0004_nobody_works_twice")
    with connection.schema_editor(atomic=False) as editor:
        guard.unguard(None, editor)
    try:
        return work()
    finally:
        from shifts.models import Assignment

        Assignment.objects.all().delete()
        with connection.schema_editor(atomic=False) as editor:
            guard.guard(None, editor)


def database_said_no(outcome: Outcome) -> bool:
    """Was one of the works stopped by the database itself?"""
    return any(isinstance(each, DatabaseError) for each in outcome.results)
