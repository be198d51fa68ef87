"""How far long work is: who is told, and parts of it that are told one by one."""

from typing import Protocol


class Steps(Protocol):
    """Who is told how far the work is; either call may raise to stop it."""

    def progress(self, done: int, total: int | None = None, note: str | None = None) -> None:
        """So many rows are done."""

    def checkpoint(self) -> None:
        """A moment at which the work may be stopped."""


class Quiet:
    """Tells nobody."""

    def progress(self, done: int, total: int | None = None, note: str | None = None) -> None:
        """Nothing."""

    def checkpoint(self) -> None:
        """Nothing."""


class Phase:
    """A part of the work under a name of its own, told step by step: a cancel is heard at each.

    `rows` are what a person reads as its size, `parts` the steps in which they are walked; where more steps
    come than were foreseen the size grows, so that the number never stands still.
    """

    def __init__(self, steps: Steps, note: str, rows: int, parts: int = 0) -> None:
        self._steps = steps
        self._note = note
        self._rows = max(rows, 1)
        self._each = max(self._rows // parts, 1) if parts else 1
        self._done = 0
        self.on(0)

    def on(self, count: int = 1) -> None:
        """So many steps more are done."""
        self._done += count * self._each
        self._steps.progress(self._done, max(self._rows, self._done + 1), self._note)


def nobody() -> Phase:
    """A phase that nobody follows."""
    return Phase(Quiet(), "", 0)
