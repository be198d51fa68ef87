"""The shapes of rules, as forms and pages read them."""

from shifts.rules.rule_forms import (
    ALWAYS,
    HARD_ONLY,
    HOURS,
    KINDS,
    NUMBERS,
    SOFT_ONLY,
    SORTS,
    WEIGHED,
    Number,
    shown,
)

__all__ = [
    "ALWAYS",
    "HARD_ONLY",
    "HOURS",
    "KINDS",
    "NUMBERS",
    "SOFT_ONLY",
    "SORTS",
    "WEIGHED",
    "Number",
    "shown",
]
