"""Routes of praise, honours and the weekly cover."""

from django.urls import URLPattern, URLResolver

patterns: list[URLPattern | URLResolver] = []
