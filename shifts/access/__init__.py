"""Rows of the access table and doors, a file for each subject."""

from shifts.access import volumes

__all__ = ["volumes"]
