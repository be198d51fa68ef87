"""Fairness."""

from django.urls import URLPattern, path

from shifts.views import fairness

urlpatterns: list[URLPattern] = [
    path("fairness/", fairness.fairness_page, name="fairness"),
    path("fairness/<int:pk>/adjust/", fairness.fairness_adjust, name="fairness_adjust"),
]
