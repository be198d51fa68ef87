"""Who was told of which shifts, what changed in words, and who has said that it was seen."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Q

from shifts.models import Roster, ShiftChange, ShiftTemplate
from shifts.selectors.rosters import templates

NAMED = 10


@dataclass(frozen=True, slots=True)
class CellChange:
    """A date with the shift before and after; None where nothing stands."""

    day: dt.date
    before: ShiftTemplate | None
    after: ShiftTemplate | None


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """What one is told: a month that came out, or cells that changed; `more` are those not named."""

    change: ShiftChange
    published: bool
    cells: tuple[CellChange, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Seen:
    """One person of a roster: when told last, and how much of it was not acknowledged yet."""

    name: str
    told_at: dt.datetime
    seen_at: dt.datetime | None
    waiting: int


def in_words(changes: Iterable[ShiftChange]) -> list[ChangeWords]:
    """Changes with their shifts; one query, and none where nothing changed."""
    rows = list(changes)
    kinds = templates(active=False) if rows else {}

    def of(key: object) -> ShiftTemplate | None:
        return kinds.get(key) if isinstance(key, int) else None

    found = []
    for row in rows:
        published = all(cell[1] is None for cell in row.cells) and len(row.cells) > NAMED
        cells = [] if published else row.cells[:NAMED]
        found.append(
            ChangeWords(
                row,
                published,
                tuple(
                    CellChange(dt.date.fromisoformat(str(cell[0])), of(cell[1]), of(cell[2]))
                    for cell in cells
                ),
                0 if published else len(row.cells) - len(cells),
            )
        )
    return found


def seen_by(roster: Roster) -> list[Seen]:
    """Everybody who was told of a roster's shifts, by name; one query."""
    rows = (
        ShiftChange.objects.filter(roster=roster)
        .order_by("agent__name", "agent__employee_no")
        .values("agent__name", "agent__employee_no")
        .annotate(
            told=Max("made_at"), seen=Max("seen_at"), waiting=Count("pk", filter=Q(seen_at__isnull=True))
        )
    )
    return [Seen(row["agent__name"], row["told"], row["seen"], row["waiting"]) for row in rows]
