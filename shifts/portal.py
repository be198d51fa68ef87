"""What this app shows on shared pages: entries of the navigation, and cover today on the home page."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cstm.access import may_open_name
from cstm.portal import NavItem, Panel, register_nav, register_panels
from shifts.selectors import cover, mine, panels, rosters
from staff.access import agent_of, teams_in_scope, visible_agents


def cover_today(request: HttpRequest) -> dict[str, Any] | None:
    """Heads by hour of the desks of one's teams today, against what is needed; away where none is known."""
    now = timezone.localtime()
    # Until 02:00 the night still belongs to the day before.
    day = now.date() - dt.timedelta(days=1) if now.hour < 2 else now.date()
    found = rosters.rosters_of(teams_in_scope(request.user, "rosters.view"))
    here = list(found.filter(pk__in=rosters.published_on(day).values("pk")))
    if not here:
        return None
    desks = rosters.desk_ids_of(here, day)
    kinds = rosters.templates(active=False)
    today = cover.cover([day], desks, kinds, seen=True)[day]
    if not today.known:
        return None
    hour = now.hour + (24 if now.hour < 2 else 0)
    return {
        "day": day,
        "cover": today,
        "now": next((slot for slot in today.slots if slot.hour == hour), None),
        "count": len(today.gaps),
        "roster": here[0],
    }


register_nav(NavItem("rosters", _("Rosters"), "shifts:roster_list", "calendar-month", 40, phone=True))
register_panels(
    Panel("shifts_cover", "home", "shifts/_panel_cover.html", cover_today, "rosters.view", order=12)
)
register_nav(
    NavItem("clock", _("Clock"), "shifts:clock", "clock", 22, phone=True),
    NavItem("handover", _("Handover book"), "shifts:handover_list", "book", 24),
)
register_panels(
    Panel("shifts_handover", "home", "shifts/_panel_handover.html", panels.handed_over, "own.view", order=11)
)


def next_shift(request: HttpRequest) -> dict[str, Any] | None:
    """The own shift that runs or comes next, the week, and whether something changed unseen."""
    me = agent_of(request.user)
    if me is None:
        return None
    now = timezone.now()
    today = timezone.localdate(now)
    found = mine.glance(me.pk, now, today)
    if found.now.running is None and found.now.following is None and not found.unseen:
        return None
    return {
        "now": found.now,
        "about": found.now.running or found.now.following,
        "week": found.week,
        "today": today,
        "unseen": found.unseen,
        "count": found.unseen,
    }


def waiting_requests(request: HttpRequest) -> dict[str, Any] | None:
    """Leave and swaps that wait for this person's decision; away where none does."""
    found = mine.waiting_counts(visible_agents(request.user, "requests.decide"))
    count = sum(found.values())
    return {**found, "count": count} if count else None


def person_links(request: HttpRequest, agent: Any) -> dict[str, Any] | None:
    """Where a person's leave is kept and swaps are made on behalf; for who may open them."""
    balance = may_open_name(request.user, "shifts:leave_balance")
    swap = may_open_name(request.user, "shifts:swap_for")
    mine = agent_of(request.user)
    if not (balance or swap) or (mine is not None and mine.pk == agent.pk):
        return None
    return {"agent": agent, "balance": balance, "swap": swap}


register_nav(NavItem("my_shifts", _("My shifts"), "shifts:mine", "calendar", 15, phone=True))
register_panels(
    Panel(
        "shifts_person",
        "person",
        "shifts/_panel_person.html",
        person_links,
        "requests.decide|people.edit",
        order=30,
        side=True,
    ),
    Panel("shifts_next", "home", "shifts/_panel_next.html", next_shift, "own.view", order=5),
    Panel(
        "shifts_requests",
        "home",
        "shifts/_panel_requests.html",
        waiting_requests,
        "requests.decide",
        order=13,
    ),
)
