"""Routes of cases, actions and process waste."""

from django.urls import URLPattern, URLResolver

patterns: list[URLPattern | URLResolver] = []
