"""Routes of improvement plans, evaluations and talks."""

from django.urls import URLPattern, URLResolver

patterns: list[URLPattern | URLResolver] = []
