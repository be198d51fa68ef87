"""Routes of the API."""

from django.urls import URLPattern

app_name = "staff-api"
urlpatterns: list[URLPattern] = []
