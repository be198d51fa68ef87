"""Routes of the pages, a file for each subject."""

from django.urls import URLPattern

from shifts.urls import attendance, fairness, handover, requests, rosters, volumes

app_name = "shifts"
urlpatterns: list[URLPattern] = [
    *volumes.urlpatterns,
    *rosters.urlpatterns,
    *attendance.urlpatterns,
    *handover.urlpatterns,
    *fairness.urlpatterns,
    *requests.urlpatterns,
]
