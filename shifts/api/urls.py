"""Routes of the API."""

from django.urls import URLPattern, path

from shifts.api import rosters, volumes

app_name = "shifts-api"
urlpatterns: list[URLPattern] = [
    path("volumes/", volumes.Volumes.as_view(), name="volumes"),
    path("rosters/", rosters.Rosters.as_view(), name="rosters"),
    path("rosters/<int:pk>/", rosters.OneRoster.as_view(), name="roster"),
    path("rosters/<int:pk>/cells/", rosters.Cells.as_view(), name="roster_cells"),
    path("rosters/<int:pk>/publish/", rosters.Publish.as_view(), name="roster_publish"),
    path("rosters/<int:pk>/solve/", rosters.Solve.as_view(), name="roster_solve"),
]
