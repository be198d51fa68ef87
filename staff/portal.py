"""What this app shows on shared pages: entries of the navigation, and panels of the home page."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cstm.access import rights_of
from cstm.portal import NavItem, Panel, register_nav, register_panels
from staff.access import agent_of, visible_agents
from staff.selectors import jobs, notices, people, person_page

SHOWN = 3
NEW_FOR_DAYS = 30
QUIET = dt.timedelta(seconds=90)  # So long without a sign, and the worker counts as stopped.


def my_notices(request: HttpRequest) -> dict[str, Any] | None:
    """The newest notices that were not seen yet; away where there are none."""
    user: Any = request.user
    rows, count = notices.newest_unread(agent_of(user), most=SHOWN)
    user._unread = count
    return {"rows": notices.with_words(rows), "count": count} if count else None


def unread(user: Any) -> int:
    """How many notices wait: the count beside the bell; the home page has read it already."""
    known: int | None = getattr(user, "_unread", None)
    return notices.unread_count(user) if known is None else known


def about_me(request: HttpRequest) -> dict[str, Any] | None:
    """Team, leader and grade of the person."""
    me = agent_of(request.user)
    if me is None:
        return None
    today = timezone.localdate()
    team = people.team_of(me, day=today)
    leader = team.leader if team is not None and team.leader_id != me.pk else None
    return {"team": team, "leader": leader, "grade": person_page.grade_view(me, today=today)}


def find_people(request: HttpRequest) -> dict[str, Any]:
    """A search of the people in scope, how many they are, and who is new."""
    today = timezone.localdate()
    found = visible_agents(request.user, day=today).employed_on(today)
    since = today - dt.timedelta(days=NEW_FOR_DAYS)
    total, newcomers = people.count_and_newcomers(found, since=since, most=2 * SHOWN)
    return {"total": total, "newcomers": newcomers}


def people_first(request: HttpRequest) -> dict[str, Any] | None:
    """The same, where no scores fill the page."""
    return None if "scores.view" in rights_of(request.user) else find_people(request)


def my_files(request: HttpRequest) -> dict[str, Any]:
    """The newest files that the person had made."""
    user: Any = request.user
    return {"jobs": list(jobs.files_of(user)[:SHOWN])}


def running(request: HttpRequest) -> dict[str, Any]:
    """Does the worker live, and how much is under way?"""
    beat = jobs.last_heartbeat()
    alive = beat is not None and timezone.now() - beat < QUIET
    return {"beat": beat, "alive": alive, **jobs.under_way()}


register_nav(
    NavItem("notices", _("Notices"), "staff:notice_list", "bell", 5, count=unread),
    NavItem("team", _("Team"), "staff:agent_list", "users", 30, phone=True),
    NavItem("file", _("My file"), "staff:my_file", "id-badge", 95),
    NavItem("webhooks", _("Group robots"), "staff:webhook_list", "robot", 102),
    NavItem("audit", _("Audit trail"), "staff:audit_list", "history", 110),
)
ME, PEOPLE, FILES = "staff/_panel_me.html", "staff/_panel_people.html", "staff/_panel_files.html"
NOTICES, RUNNING = "staff/_panel_notices.html", "staff/_panel_running.html"
register_panels(
    Panel("staff_notices", "home", NOTICES, my_notices, "own.view", order=15),
    Panel("staff_people_first", "home", PEOPLE, people_first, "people.view", order=60),
    Panel("staff_files", "home", FILES, my_files, "reports.export", order=30, side=True),
    Panel("staff_people", "home", PEOPLE, find_people, "scores.view", order=40, side=True),
    Panel("staff_running", "home", RUNNING, running, "settings.edit", order=50, side=True),
    Panel("staff_me", "home", ME, about_me, "own.view", order=60, side=True),
)
