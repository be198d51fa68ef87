"""Routes of inspection forms, chats and reviews."""

from django.urls import URLPattern, URLResolver

patterns: list[URLPattern | URLResolver] = []
