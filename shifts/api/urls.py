"""Routes of the API."""

from django.urls import URLPattern

app_name = "shifts-api"
urlpatterns: list[URLPattern] = []
