"""Rows of the access table and doors, a file for each subject."""

from shifts.access import rosters, volumes

__all__ = ["rosters", "volumes"]
