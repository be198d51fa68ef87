"""Routes of the API."""

from django.urls import URLPattern

app_name = "kpi-api"
urlpatterns: list[URLPattern] = []
