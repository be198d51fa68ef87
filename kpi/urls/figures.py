"""Routes of weeks, reports, metrics, targets and imports."""

from django.urls import URLPattern, URLResolver, path

from kpi.urls import converters  # noqa: F401
from kpi.views import binding, imports, layouts, precedence, report, rollup, settings, stores, targets, weeks

patterns: list[URLPattern | URLResolver] = [
    path("week/", weeks.my_week, name="my_week"),
    path("people/<int:pk>/", weeks.agent_week, name="agent_week"),
    path("people/<int:pk>/<day:day>/", weeks.agent_day, name="agent_day"),
    path("teams/", weeks.team_week, name="team_week"),
    path("stores/", stores.store_week, name="store_week"),
    path("stores/values/new/", stores.store_value_new, name="store_value_new"),
    path("report/", report.report, name="report"),
    path("report/export/", report.report_export, name="report_export"),
    path("rollup/", rollup.rollup_status, name="rollup_status"),
    path("rollup/run/", rollup.rollup_run, name="rollup_run"),
    path("metrics/", settings.metric_list, name="metric_list"),
    path("metrics/new/", settings.metric_new, name="metric_new"),
    path("metrics/<slug:code>/remove/", settings.metric_remove, name="metric_remove"),
    path("facts/new/", settings.fact_new, name="fact_new"),
    path("targets/", targets.target_list, name="target_list"),
    path("targets/new/", targets.target_new, name="target_new"),
    path("targets/<int:pk>/remove/", targets.target_remove, name="target_remove"),
    path("facts/", precedence.fact_settings, name="fact_settings"),
    path("facts/precedence/", precedence.precedence_set, name="precedence_set"),
    path("facts/precedence/<int:pk>/clear/", precedence.precedence_clear, name="precedence_clear"),
    path("facts/ripe/", precedence.ripe_set, name="ripe_set"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import_progress"),
    path("imports/<int:pk>/answer/", imports.import_answer, name="import_answer"),
    path("imports/<int:pk>/commit/", imports.import_commit, name="import_commit"),
    path("imports/<int:pk>/cancel/", imports.import_cancel, name="import_cancel"),
    path("imports/<int:pk>/discard/", imports.import_discard, name="import_discard"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<int:pk>/remove/", imports.import_remove, name="import_remove"),
    path("imports/<int:pk>/refused/", imports.import_refused, name="import_refused"),
    path("imports/<int:pk>/columns/", layouts.layout_map, name="layout_map"),
    path("layouts/", layouts.layout_list, name="layout_list"),
    path("layouts/<int:pk>/remove/", layouts.layout_remove, name="layout_remove"),
    path("names/", binding.binding_list, name="binding_list"),
    path("names/bind/", binding.binding_bind, name="binding_bind"),
    path("names/make/", binding.binding_make, name="binding_make"),
]
