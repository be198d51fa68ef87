"""Routes of the pages, a file for each subject."""

from django.urls import URLPattern

from shifts.urls import attendance, demand, fairness, handover, requests, rosters, settings, volumes

app_name = "shifts"
urlpatterns: list[URLPattern] = [
    *volumes.urlpatterns,
    *rosters.urlpatterns,
    *attendance.urlpatterns,
    *handover.urlpatterns,
    *fairness.urlpatterns,
    *requests.urlpatterns,
    *demand.urlpatterns,
    *settings.urlpatterns,
]
