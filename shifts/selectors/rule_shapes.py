"""The shapes of rules, as forms and pages read them."""

from shifts.rules.rule_forms import (
    HARD_ONLY,
    HOURS,
    KINDS,
    NUMBERS,
    SOFT_ONLY,
    Number,
    shown,
)

__all__ = ["HARD_ONLY", "HOURS", "KINDS", "NUMBERS", "SOFT_ONLY", "Number", "shown"]
