"""Who may open this app's pages and API: rows of the access table by topic, and doors to its things."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from cstm.access import ALLOWED, SIGNED_IN, Page, Verdict, register
from kpi.models import ImportBatch, Target
from staff.access import get_store, teams_in_scope, visible_stores
from staff.models import Store

_POST = ("POST",)
_BOTH = ("GET", "POST")

WEEKS = [
    Page("kpi:my_week", "own.view"),
    Page("kpi:agent_week", "own.view|scores.view", scoped="agent"),
    Page("kpi:agent_day", "own.view|scores.view", scoped="agent"),
    Page("kpi:team_week", "scores.view"),
    Page("kpi:store_week", "stores.view"),
    Page("kpi:store_value_new", "stores.edit", methods=_BOTH),
]
REPORTS = [
    Page("kpi:report", "reports.export"),
    Page("kpi:report_export", "reports.export", methods=_POST),
    Page("kpi:rollup_status", "rollup.run"),
    Page("kpi:rollup_run", "rollup.run", methods=_POST),
]
SETTINGS = [
    Page("kpi:metric_list", SIGNED_IN),
    Page("kpi:metric_new", "metrics.define", methods=_BOTH),
    Page("kpi:metric_remove", "metrics.define", methods=_POST),
    Page("kpi:fact_new", "metrics.define", methods=_BOTH),
    Page("kpi:target_list", "targets.edit"),
    Page("kpi:target_new", "targets.edit", methods=_BOTH),
    Page("kpi:target_remove", "targets.edit", scoped="target", methods=_POST),
    Page("kpi:fact_settings", "layouts.edit"),
    Page("kpi:precedence_set", "layouts.edit", methods=_POST),
    Page("kpi:precedence_clear", "layouts.edit", methods=_POST),
    Page("kpi:ripe_set", "layouts.edit", methods=_POST),
]
IMPORTS = [
    Page("kpi:import_list", "imports.run"),
    Page("kpi:import_new", "imports.run", methods=_BOTH),
    Page("kpi:import_detail", "imports.run", scoped="batch"),
    Page("kpi:import_progress", "imports.run", scoped="batch"),
    Page("kpi:import_answer", "imports.run", scoped="batch", methods=_POST),
    Page("kpi:import_commit", "imports.run", scoped="batch", methods=_POST),
    Page("kpi:import_cancel", "imports.run", scoped="batch", methods=_POST),
    Page("kpi:import_discard", "imports.run", scoped="batch", methods=_POST),
    Page("kpi:import_undo", "imports.run", scoped="batch", methods=_POST),
    Page("kpi:import_remove", "imports.run", scoped="batch", methods=_POST),
    Page("kpi:import_refused", "imports.run", scoped="batch"),
    Page("kpi:layout_map", "imports.run", scoped="batch", methods=_BOTH),
    Page("kpi:layout_list", "layouts.edit"),
    Page("kpi:layout_remove", "layouts.edit", methods=_POST),
    Page("kpi:binding_list", "accounts.bind"),
    Page("kpi:binding_bind", "accounts.bind", methods=_POST),
    Page("kpi:binding_make", "accounts.bind", methods=_POST),
    Page("kpi-api:imports", "imports.run", methods=_BOTH),
    Page("kpi-api:import", "imports.run", scoped="batch"),
    Page("kpi-api:import_rows", "imports.run", scoped="batch"),
    Page("kpi-api:import_answer", "imports.run", scoped="batch", methods=_POST),
    Page("kpi-api:import_commit", "imports.run", scoped="batch", methods=_POST),
    Page("kpi-api:import_discard", "imports.run", scoped="batch", methods=_POST),
    Page("kpi-api:import_undo", "imports.run", scoped="batch", methods=_POST),
    Page("kpi-api:import_remove", "imports.run", scoped="batch", methods=_POST),
    Page("kpi-api:names", "accounts.bind", methods=_BOTH),
]
API = [
    Page("kpi-api:agent_weeks", "own.view|scores.view"),
    Page("kpi-api:team_weeks", "scores.view"),
    Page("kpi-api:store_weeks", "stores.view"),
    Page("kpi-api:metrics", SIGNED_IN, methods=_BOTH, writes="metrics.define"),
    Page("kpi-api:targets", "targets.edit", methods=_BOTH),
    Page("kpi-api:target", "targets.edit", scoped="target", methods=("DELETE",)),
    Page("kpi-api:report", "reports.export"),
    Page("kpi-api:report_export", "reports.export", methods=_POST),
    Page("kpi-api:rollup", "rollup.run"),
    Page("kpi-api:rollup_run", "rollup.run", methods=_POST),
    Page("kpi-api:store_values", "stores.view", methods=_BOTH, writes="stores.edit"),
]

register([*WEEKS, *REPORTS, *SETTINGS, *IMPORTS, *API])


def get_target(user: Any, pk: int) -> Target:
    """A target of a team within one's right to set targets; 404 for another's, and for one that holds for
    all unless the right reaches all."""
    team_ids = teams_in_scope(user, "targets.edit")
    found = Target.objects.filter(pk=pk).select_related("team").first()
    if found is None or (team_ids is not None and found.team_id not in team_ids):
        raise Http404
    return found


def can_set_for_all(user: Any) -> Verdict:
    """May this log-in set a target that holds for every team?"""
    if teams_in_scope(user, "targets.edit") is None:
        return ALLOWED
    return Verdict(False, _("You set targets for your own part of the tree. Choose a team."))


def get_batch(user: Any, pk: int, right: str = "imports.run") -> ImportBatch:
    """An import of a store that the right reaches; 404 for another's."""
    stores = visible_stores(user, right).values("pk")
    rows = ImportBatch.objects.filter(pk=pk, store_id__in=stores)
    found = rows.select_related("store", "job", "uploaded_by").first()
    if found is None:
        raise Http404
    return found


def get_import_store(user: Any, pk: int, right: str = "imports.run") -> Store:
    """A store that one may import for; 404 for another."""
    return get_store(user, pk, right)
