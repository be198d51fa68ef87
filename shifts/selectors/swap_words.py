"""Swaps in words: what each gives, by date and shift."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shifts.models import ShiftTemplate, SwapRequest
from shifts.selectors.rosters import templates


@dataclass(frozen=True, slots=True)
class Given:
    """A date and the shift on it; None where it is a day off."""

    day: dt.date
    template: ShiftTemplate | None


@dataclass(frozen=True, slots=True)
class SwapLine:
    """A swap with what each of the two gives."""

    swap: SwapRequest
    mine: tuple[Given, ...]
    yours: tuple[Given, ...]


def lines(swaps: Iterable[SwapRequest], known: Mapping[int, ShiftTemplate] | None = None) -> list[SwapLine]:
    """Swaps in words; one query for the shifts where they are not `known`."""
    kinds = templates(active=False) if known is None else known

    def given(cells: list[list[object]]) -> tuple[Given, ...]:
        found = []
        for cell in cells:
            template = kinds.get(cell[2]) if isinstance(cell[2], int) else None
            if template is not None and template.start is not None:
                found.append(Given(dt.date.fromisoformat(str(cell[1])), template))
        return tuple(found)

    return [SwapLine(swap, given(swap.mine), given(swap.yours)) for swap in swaps]
