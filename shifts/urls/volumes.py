"""Volumes."""

from django.urls import URLPattern, path

from shifts.views import volumes

urlpatterns: list[URLPattern] = [
    path("volumes/", volumes.volume_list, name="volume_list"),
]
