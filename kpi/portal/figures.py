"""What this app shows on shared pages: what waits, the own week, the last full week; and its navigation."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cstm.access import rights_of
from cstm.portal import NavItem, Panel, register_nav, register_panels
from cstm.weeks import Week
from kpi.selectors import agent_page, team_page, waiting, week_states
from staff.access import agent_of, teams_in_scope, visible_stores


def needs(request: HttpRequest) -> dict[str, Any] | None:
    """Names that wait to be bound, files to look at, weeks to compute; nothing where nothing waits."""
    user: Any = request.user
    rights = rights_of(user)
    names: list[waiting.WaitingNames] = []
    files: list[dict[str, Any]] = []
    if rights & {"imports.run", "accounts.bind"}:
        stores = visible_stores(user, "imports.run")
        names = waiting.waiting_names(stores)
        user._names_waiting = sum(each.names for each in names)
        files = [
            {
                "file_name": batch.file_name,
                "store": batch.store.name,
                "state": batch.state,
                "created_at": batch.created_at,
                "url": _url("kpi:import_detail", batch.pk),
            }
            for batch in waiting.files_to_look_at(stores)
        ]
    weeks = week_states.waiting_weeks() if "rollup.run" in rights else 0
    count = len(names) + len(files) + bool(weeks)
    if not count:
        return None
    return {
        "names": names,
        "files": files,
        "weeks": weeks,
        "count": count,
        "bind_url": _url("kpi:binding_list"),
    }


def my_week(request: HttpRequest) -> dict[str, Any] | None:
    """The own last full week, where there are figures of it."""
    me = agent_of(request.user)
    if me is None:
        return None
    return agent_page.home_rows(me, Week.last_full(timezone.localdate()))


def last_week(request: HttpRequest) -> dict[str, Any] | None:
    """The last full week of the teams in scope, from sums, with the line of 13 weeks."""
    scope = teams_in_scope(request.user, "scores.view")
    return team_page.home_cards(scope, Week.last_full(timezone.localdate()))


def names_waiting(user: Any) -> int:
    """How many names wait to be bound: the count beside the entry of files; read once for each request."""
    known: int | None = getattr(user, "_names_waiting", None)
    return waiting.count_names(visible_stores(user, "imports.run")) if known is None else known


def _url(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


register_nav(
    NavItem("my_week", _("My week"), "kpi:my_week", "chart-line", 20, phone=True),
    NavItem("scores", _("Scores"), "kpi:team_week", "chart-bar", 50, phone=True),
    NavItem("stores", _("Stores"), "kpi:store_week", "building-store", 55),
    NavItem("imports", _("Files and reports"), "kpi:import_list", "file-import", 90, count=names_waiting),
    NavItem("reports", _("Reports"), "kpi:report", "report", 91),
    NavItem("kpi_settings", _("Metrics and targets"), "kpi:target_list", "target", 95),
)
register_panels(
    Panel("kpi_needs", "home", "kpi/_panel_needs.html", needs, "imports.run|rollup.run", order=10),
    Panel("kpi_my_week", "home", "kpi/_panel_my_week.html", my_week, "own.view", order=20),
    Panel("kpi_last_week", "home", "kpi/_panel_last_week.html", last_week, "scores.view", order=40),
)
