"""Periods of case reports, for pages and the API."""

from kpi.rules.periods import Period

__all__ = ["Period"]
