"""Routes of the API."""

from django.urls import URLPattern, URLResolver, path

from kpi.api import rollup, settings

app_name = "kpi-api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("metrics/", settings.Metrics.as_view(), name="metrics"),
    path("targets/", settings.Targets.as_view(), name="targets"),
    path("targets/<int:pk>/", settings.OneTarget.as_view(), name="target"),
    path("store-values/", settings.StoreValues.as_view(), name="store_values"),
    path("rollup/", rollup.Rollup.as_view(), name="rollup"),
    path("rollup/run/", rollup.RollupRun.as_view(), name="rollup_run"),
]
