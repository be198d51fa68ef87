"""Routes of the pages."""

import datetime as dt

from django.urls import URLPattern, URLResolver, path, register_converter

from kpi.views import precedence, rollup, settings, stores, targets, weeks


class DayConverter:
    """A date in a URL, written 2026-11-21."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> dt.date:
        """Raises ValueError (no match, 404) for a day that no month has."""
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date) -> str:
        """The date as text."""
        return value.isoformat()


register_converter(DayConverter, "day")

app_name = "kpi"
urlpatterns: list[URLPattern | URLResolver] = [
    path("week/", weeks.my_week, name="my_week"),
    path("people/<int:pk>/", weeks.agent_week, name="agent_week"),
    path("people/<int:pk>/<day:day>/", weeks.agent_day, name="agent_day"),
    path("teams/", weeks.team_week, name="team_week"),
    path("stores/", stores.store_week, name="store_week"),
    path("stores/values/new/", stores.store_value_new, name="store_value_new"),
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
]
