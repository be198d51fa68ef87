"""The fields of each kind of case, for forms and the description of the API."""

from kpi.rules.case_fields import FIELDS, Field, words

__all__ = ["FIELDS", "Field", "words"]
