"""Routes of the API."""

from django.urls import URLPattern, path

from shifts.api import volumes

app_name = "shifts-api"
urlpatterns: list[URLPattern] = [
    path("volumes/", volumes.Volumes.as_view(), name="volumes"),
]
