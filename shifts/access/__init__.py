"""Rows of the access table and doors, a file for each subject."""

from shifts.access import attendance, demand, fairness, handover, requests, rosters, settings, volumes

__all__ = ["attendance", "demand", "fairness", "handover", "requests", "rosters", "settings", "volumes"]
