"""When stores serve: hours by weekday, and special dates (holidays, sales events) instead of them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StoreHours(models.Model):
    """A store serves from `opens` to `closes` on a weekday (0 is Monday).

    A closing time that does not lie after the opening is on the next date; 00:00 to 00:00 is the whole day.
    A store without any row serves day and night.
    """

    store = models.ForeignKey("staff.Store", models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        ordering = ["store", "weekday"]
        constraints = [
            models.UniqueConstraint(fields=["store", "weekday"], name="store_hours_once_a_weekday"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="store_hours_on_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.store_id} {self.weekday}: {self.opens:%H:%M}-{self.closes:%H:%M}"


class StoreDay(models.Model):
    """A date on which a store (none named: every store) serves at other times, or not at all.

    A store's own row comes before the one for every store. Without times the date is closed.
    """

    store = models.ForeignKey("staff.Store", models.CASCADE, null=True, blank=True, related_name="+")
    day = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["store", "day"], name="store_day_once"),
            models.UniqueConstraint(
                fields=["day"], condition=Q(store__isnull=True), name="store_day_once_for_all"
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False),
                name="store_day_has_both_times_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}".strip()
