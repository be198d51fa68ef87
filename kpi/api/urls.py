"""Routes of the API."""

from django.urls import URLPattern, URLResolver, path

from kpi.api import imports, report, rollup, settings, weeks
from kpi.api.cases.urls import patterns as cases
from kpi.api.growth.urls import patterns as growth
from kpi.api.pay.urls import patterns as pay
from kpi.api.praise.urls import patterns as praise
from kpi.api.quality.urls import patterns as quality
from kpi.api.schemes.urls import patterns as schemes

app_name = "kpi-api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("weeks/agents/", weeks.AgentWeeks.as_view(), name="agent_weeks"),
    path("weeks/teams/", weeks.TeamWeeks.as_view(), name="team_weeks"),
    path("weeks/stores/", weeks.StoreWeeks.as_view(), name="store_weeks"),
    path("report/", report.ReportRows.as_view(), name="report"),
    path("report/export/", report.ReportExport.as_view(), name="report_export"),
    path("metrics/", settings.Metrics.as_view(), name="metrics"),
    path("targets/", settings.Targets.as_view(), name="targets"),
    path("targets/<int:pk>/", settings.OneTarget.as_view(), name="target"),
    path("store-values/", settings.StoreValues.as_view(), name="store_values"),
    path("rollup/", rollup.Rollup.as_view(), name="rollup"),
    path("rollup/run/", rollup.RollupRun.as_view(), name="rollup_run"),
    path("imports/", imports.Imports.as_view(), name="imports"),
    path("imports/<int:pk>/", imports.OneImport.as_view(), name="import"),
    path("imports/<int:pk>/rows/", imports.ImportRows.as_view(), name="import_rows"),
    path("imports/<int:pk>/answer/", imports.ImportAnswer.as_view(), name="import_answer"),
    path("imports/<int:pk>/commit/", imports.ImportCommit.as_view(), name="import_commit"),
    path("imports/<int:pk>/discard/", imports.ImportDiscard.as_view(), name="import_discard"),
    path("imports/<int:pk>/undo/", imports.ImportUndo.as_view(), name="import_undo"),
    path("imports/<int:pk>/remove/", imports.ImportRemove.as_view(), name="import_remove"),
    path("names/", imports.Names.as_view(), name="names"),
    *cases,
    *growth,
    *pay,
    *praise,
    *quality,
    *schemes,
]
