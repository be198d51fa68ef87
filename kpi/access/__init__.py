"""Rows of the access table and doors, a file for each subject."""

from kpi.access import cases, growth, pay, praise, quality, schemes
from kpi.access.figures import can_set_for_all, get_batch, get_import_store, get_target

__all__ = [
    "can_set_for_all",
    "cases",
    "get_batch",
    "get_import_store",
    "get_target",
    "growth",
    "pay",
    "praise",
    "quality",
    "schemes",
]
