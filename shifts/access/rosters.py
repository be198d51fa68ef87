"""Rosters: rows of the access table, and the door to a team's month."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404

from cstm.access import Page, register
from shifts.models import Roster, RosterEdit, RosterVersion
from staff.access import teams_in_scope

_POST = ("POST",)
_BOTH = ("GET", "POST")
VIEW, EDIT = "rosters.view", "rosters.edit"

register(
    [
        Page("shifts:roster_list", VIEW),
        Page("shifts:roster_new", EDIT, methods=_BOTH),
        Page("shifts:roster_detail", VIEW, scoped="roster"),
        Page("shifts:roster_print", VIEW, scoped="roster"),
        Page("shifts:roster_foot", VIEW, scoped="roster"),
        Page("shifts:roster_conflicts", VIEW, scoped="roster"),
        Page("shifts:roster_cell", VIEW, scoped="roster"),
        Page("shifts:roster_edit", EDIT, scoped="roster", methods=_POST),
        Page("shifts:roster_pin", EDIT, scoped="roster", methods=_POST),
        Page("shifts:roster_undo", EDIT, scoped="roster", methods=_POST),
        Page("shifts:roster_publish", EDIT, scoped="roster", methods=_BOTH),
        Page("shifts:roster_lock", EDIT, scoped="roster", methods=_POST),
        Page("shifts:roster_unlock", EDIT, scoped="roster", methods=_POST),
        Page("shifts:roster_remove", EDIT, scoped="roster", methods=_POST),
        Page("shifts:roster_versions", VIEW, scoped="roster", methods=_BOTH, writes=EDIT),
        Page("shifts:roster_revert", EDIT, scoped="roster", methods=_POST),
        Page("shifts:roster_solve", EDIT, scoped="roster", methods=_POST),
        Page("shifts:roster_job", VIEW, scoped="roster"),
        Page("shifts:roster_job_end", EDIT, scoped="roster", methods=_POST),
        Page("shifts:roster_repair", EDIT, scoped="roster", methods=_BOTH),
        Page("shifts:roster_export", VIEW, scoped="roster"),
        Page("shifts:roster_import", EDIT, scoped="roster", methods=_BOTH),
        Page("shifts-api:rosters", VIEW),
        Page("shifts-api:roster", VIEW, scoped="roster"),
        Page("shifts-api:roster_cells", VIEW, scoped="roster", methods=("GET", "PATCH"), writes=EDIT),
        Page("shifts-api:roster_publish", EDIT, scoped="roster", methods=_POST),
        Page("shifts-api:roster_solve", EDIT, scoped="roster", methods=_POST),
    ]
)


def get_roster(user: Any, pk: int, right: str = VIEW) -> Roster:
    """A roster of a team that the right reaches; 404 for another's. `may_undo` says whether this log-in made
    an edit of it that may be taken back."""
    team_ids = teams_in_scope(user, right)
    own = RosterEdit.objects.filter(roster=OuterRef("pk"), undone=False, undo_by=user.pk)
    rows = Roster.objects.select_related("team", "job").annotate(may_undo=Exists(own))
    found = rows.filter(pk=pk).first()
    if found is None or (team_ids is not None and found.team_id not in team_ids):
        raise Http404
    return found


def editable(user: Any, rosters: Iterable[Roster]) -> list[Roster]:
    """Those of rosters that the log-in may change."""
    team_ids = teams_in_scope(user, EDIT)
    return [each for each in rosters if team_ids is None or each.team_id in team_ids]


def get_version(roster: Roster, number: int) -> RosterVersion:
    """A version of a roster by its number; 404 where there is none."""
    found = RosterVersion.objects.filter(roster=roster, number=number).first()
    if found is None:
        raise Http404
    return found
