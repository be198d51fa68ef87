"""Routes of the pages."""

from django.urls import URLPattern, path

from shifts.views import volumes

app_name = "shifts"
urlpatterns: list[URLPattern] = [
    path("volumes/", volumes.volume_list, name="volume_list"),
]
