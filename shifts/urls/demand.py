"""Demand: needs, forecast, calculator, promotions, what-if."""

import datetime as dt

from django.urls import URLPattern, path, register_converter

from shifts.views import demand, demand_files, events, forecast, scenarios


class DateConverter:
    """A date such as 2026-11-30 in an address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> dt.date:
        """The date; what is none is no address (404)."""
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date) -> str:
        """The date as text."""
        return value.isoformat()


register_converter(DateConverter, "iso_date")

urlpatterns: list[URLPattern] = [
    path("demand/", demand.demand, name="demand"),
    path("demand/pattern/", demand.demand_pattern, name="demand_pattern"),
    path("demand/day/<iso_date:day>/", demand.demand_day, name="demand_day"),
    path("demand/day/<iso_date:day>/spread/", demand.demand_spread, name="demand_spread"),
    path("demand/copy/", demand.demand_copy, name="demand_copy"),
    path("demand/import/", demand_files.demand_import, name="demand_import"),
    path("demand/volumes/", demand_files.demand_volumes, name="demand_volumes"),
    path("demand/forecast/", forecast.demand_forecast, name="demand_forecast"),
    path("demand/forecast/start/", forecast.demand_forecast_start, name="demand_forecast_start"),
    path("demand/forecast/job/", forecast.demand_forecast_job, name="demand_forecast_job"),
    path("demand/forecast/cancel/", forecast.demand_forecast_cancel, name="demand_forecast_cancel"),
    path("demand/compute/", forecast.demand_compute, name="demand_compute"),
    path("demand/calculator/", forecast.demand_calculator, name="demand_calculator"),
    path("demand/events/", events.event_list, name="event_list"),
    path("demand/events/new/", events.event_new, name="event_new"),
    path("demand/events/<int:pk>/", events.event_edit, name="event_edit"),
    path("demand/events/<int:pk>/remove/", events.event_remove, name="event_remove"),
    path("demand/whatif/", scenarios.demand_whatif, name="demand_whatif"),
    path("demand/scenarios/", scenarios.scenario_list, name="scenario_list"),
    path("demand/scenarios/<int:pk>/", scenarios.scenario_detail, name="scenario_detail"),
    path("demand/scenarios/<int:pk>/remove/", scenarios.scenario_remove, name="scenario_remove"),
    path("demand/scenarios/<int:pk>/open/", scenarios.scenario_open, name="scenario_open"),
]
