"""Abstract bases only; the ground floor keeps no table of its own."""

import datetime as dt
from typing import Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

_M = TypeVar("_M", bound=models.Model)


class TimeStampedModel(models.Model):
    """A row that knows when it was made and last changed."""

    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        abstract = True


class DatedQuerySet(models.QuerySet[_M]):
    """Rows with `valid_from` and `valid_to`, both included."""

    def on(self, day: dt.date) -> Self:
        """Those that hold on a date."""
        return self.filter(valid_from__lte=day, valid_to__gte=day)

    def between(self, first: dt.date, last: dt.date) -> Self:
        """Those that hold on some day of a span."""
        return self.filter(valid_from__lte=last, valid_to__gte=first)
