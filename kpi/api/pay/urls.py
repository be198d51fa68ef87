"""Routes of pay plans, pay runs and the preview."""

from django.urls import URLPattern, URLResolver

patterns: list[URLPattern | URLResolver] = []
