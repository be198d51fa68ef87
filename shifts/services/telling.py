"""Telling people of their shifts: what is out, what changed, and that they saw it."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from shifts.models import Roster, ShiftChange
from shifts.selectors.rosters import CellKey, CellValue
from staff.models import Agent
from staff.services import notices

PUBLISHED, CHANGED, REMINDED = "shifts.published", "shifts.changed", "shifts.seen_reminder"
MINE_URL = "/shifts/mine/"

notices.register_kind(
    PUBLISHED,
    title=gettext_lazy("The roster of %(month)s is out"),
    body=gettext_lazy("Your shifts of %(month)s in %(team)s can be seen now. Say that you saw them."),
)
notices.register_kind(
    CHANGED,
    title=gettext_lazy("Your shifts of %(month)s changed"),
    body=gettext_lazy("What changed: %(days)s. Say that you saw it."),
)
notices.register_kind(
    REMINDED,
    title=gettext_lazy("Have you seen your shifts of %(month)s?"),
    body=gettext_lazy("Open My shifts and say that you saw them. It takes a moment."),
)


def tell_changes(
    roster: Roster, before: Mapping[CellKey, CellValue], after: Mapping[CellKey, CellValue]
) -> int:
    """One row and one notice for each person whose shift or desk differs; returns how many people."""
    cells: dict[int, list[list[object]]] = {}
    for agent, day in sorted(after):
        if before[agent, day][:2] != after[agent, day][:2]:
            cells.setdefault(agent, []).append([day.isoformat(), before[agent, day][0], after[agent, day][0]])
    _rows(roster, cells)
    for person in Agent.objects.filter(pk__in=cells):
        days = [str(cell[0]) for cell in cells[person.pk]]
        _notice(roster, CHANGED, [person], days=[*days[:5], *(["…"] if len(days) > 5 else [])], n=len(days))
    return len(cells)


def tell_published(roster: Roster, values: Mapping[CellKey, CellValue]) -> int:
    """The same for a whole month that is out now."""
    cells: dict[int, list[list[object]]] = {}
    for (agent, day), value in sorted(values.items()):
        cells.setdefault(agent, []).append([day.isoformat(), None, value[0]])
    _rows(roster, cells)
    _notice(roster, PUBLISHED, list(Agent.objects.filter(pk__in=cells)))
    return len(cells)


@transaction.atomic
def acknowledge(agent: Agent, *, roster: Roster | None = None, now: dt.datetime | None = None) -> int:
    """The person has seen the changes (of a roster, or all); returns how many were open."""
    waiting = ShiftChange.objects.filter(agent=agent, seen_at__isnull=True)
    if roster is not None:
        waiting = waiting.filter(roster=roster)
    return waiting.update(seen_at=now or timezone.now())


@transaction.atomic
def remind(roster: Roster, *, today: dt.date) -> int:
    """A friendly word to those who have not said that they saw their shifts, at most once a day each; returns
    how many people."""
    waiting = ShiftChange.objects.filter(roster=roster, seen_at__isnull=True).values("agent_id")
    people = list(Agent.objects.filter(pk__in=waiting, left_on__gte=today))
    notices.post_many(
        agents=people, kind=REMINDED, about=f"roster:{roster.pk}:{today.isoformat()}",
        params={"month": f"{roster.month:%Y-%m}"}, url=MINE_URL, private=True,
    )  # fmt: skip
    return len(people)


def _rows(roster: Roster, cells: Mapping[int, list[list[object]]]) -> None:
    ShiftChange.objects.bulk_create(
        [
            ShiftChange(roster=roster, agent_id=agent, revision=roster.revision, cells=rows)
            for agent, rows in cells.items()
        ]
    )


def _notice(roster: Roster, kind: str, agents: list[Agent], **more: object) -> None:
    """In the app, by mail, and never to a group: shifts are a person's own."""
    notices.post_many(
        agents=agents,
        kind=kind,
        about=f"roster:{roster.pk}:{roster.revision}",
        params={"month": f"{roster.month:%Y-%m}", "team": roster.team.name, **more},
        url=MINE_URL,
        by_mail=True,
        private=True,
    )
