"""Routes of schemes and scorecards."""

from django.urls import URLPattern, URLResolver

patterns: list[URLPattern | URLResolver] = []
