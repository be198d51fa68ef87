"""Rows of the access table and doors, a file for each subject."""

from shifts.access import attendance, fairness, handover, requests, rosters, volumes

__all__ = ["attendance", "fairness", "handover", "requests", "rosters", "volumes"]
