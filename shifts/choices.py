"""Words that rows of rosters may hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ShiftKind(models.TextChoices):
    """What a template is to fairness, rules and words."""

    DAY = "day", pgettext_lazy("shift", "day")
    EVENING = "evening", _("evening")
    ON_DUTY = "on_duty", _("on-duty")
    REST = "rest", _("rest")
    TRAINING = "training", _("training")


class Look(models.TextChoices):
    """How a chip looks; hue is only the fourth sign."""

    DAY = "d", _("pale yellow")
    EVENING = "e", _("sky blue")
    ON_DUTY = "n", _("deep indigo")
    REST = "r", _("no fill")
    LEAVE = "l", _("rose, hatched")
    TRAINING = "t", _("green, ruled")


class RosterState(models.TextChoices):
    """How far a month's roster is."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    LOCKED = "locked", _("locked")


class RuleKind(models.TextChoices):
    """What a team's rule limits."""

    REST_BETWEEN = "rest_between", _("rest between shifts")
    CONSECUTIVE_DAYS = "consecutive_days", _("days in a row")
    CONSECUTIVE_NIGHTS = "consecutive_nights", _("nights in a row")
    REST_DAYS_MONTH = "rest_days_month", _("rest days a month")
    REST_DAYS_WEEK = "rest_days_week", _("rest days a week")
    WEEKLY_MINUTES = "weekly_minutes", _("working time a week")
    MONTHLY_MINUTES = "monthly_minutes", _("working time a month")
    OVERTIME_MONTH = "overtime_month", _("overtime a month")
    WEEKENDS = "weekends", _("weekends worked")
    SUCCESSION = "succession", _("forbidden succession")
    HOLIDAYS = "holidays", _("public holidays")
    CERTIFICATES = "certificates", _("certificates")
    SKILLS = "skills", _("skills")
    DESKS = "desks", _("lines and stores")
    TOGETHER = "together", _("work together")
    APART = "apart", _("work apart")
    NEWCOMERS = "newcomers", _("newcomers beside veterans")
    EXEMPTION = "exemption", _("no nights and no overtime")
    REQUESTS = "requests", _("requests")
    LEAVE = "leave", _("leave")
    FAIRNESS = "fairness", _("fair shares")
    COVER = "cover", _("cover")
    STABLE = "stable", _("keep what is published")
    SWAPS = "swaps", _("swaps")


class VersionKind(models.TextChoices):
    """What a version was kept for."""

    SOLVED = "solved", _("made by the solver")
    SAVED = "saved", _("saved by hand")
    PUBLISHED = "published", _("published")
    REVERTED = "reverted", _("before going back")
    IMPORTED = "imported", _("imported")


class Burden(models.TextChoices):
    """What the fairness ledger counts."""

    EVENING = "evening", _("evenings")
    ON_DUTY = "on_duty", _("on-duty nights")
    WEEKEND = "weekend", _("weekend days")
    HOLIDAY = "holiday", _("public holidays")
    SHORT_REST = "short_rest", _("short rests")
    REFUSED = "refused", _("requests not met")


class BurdenUnit(models.TextChoices):
    """What a burden is counted in, by the same codes."""

    EVENING = Burden.EVENING, _("shifts")
    ON_DUTY = Burden.ON_DUTY, _("shifts")
    WEEKEND = Burden.WEEKEND, _("days worked")
    HOLIDAY = Burden.HOLIDAY, _("days worked")
    SHORT_REST = Burden.SHORT_REST, _("times")
    REFUSED = Burden.REFUSED, _("wishes")


class DayKind(models.TextChoices):
    """What a date is to the law."""

    WORKDAY = "workday", _("workday")
    REST_DAY = "rest_day", _("rest day")
    STATUTORY = "statutory", _("statutory holiday")


class WishKind(models.TextChoices):
    """What a person asks for a date."""

    OFF = "off", _("a day off")
    ON = "on", _("a shift")


class RequestState(models.TextChoices):
    """How far a request is."""

    OPEN = "open", _("open")
    OFFERED = "offered", _("offered")
    ACCEPTED = "accepted", _("accepted, waits for approval")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")


class SwapKind(models.TextChoices):
    """Whether a shift is given away or exchanged."""

    SWAP = "swap", _("swap")
    COVER = "cover", _("cover")


class ClaimMode(models.TextChoices):
    """Who gets an open shift."""

    FIRST = "first", _("first come")
    FAIR = "fair", _("by fairness")


class PunchKind(models.TextChoices):
    """Coming and going."""

    IN = "in", _("clock in")
    OUT = "out", _("clock out")


class AttendanceState(models.TextChoices):
    """What plan against fact says of one person's date."""

    ON_TIME = "on_time", _("as planned")
    LATE = "late", _("late")
    EARLY = "early", _("left early")
    LATE_EARLY = "late_early", _("late and left early")
    ABSENT = "absent", _("absent")
    EXCUSED = "excused", _("excused")
    UNPLANNED = "unplanned", _("not on the roster")
    UNKNOWN = "unknown", _("no record of attendance")


class OvertimeState(models.TextChoices):
    """What becomes of overtime, decided once."""

    OPEN = "open", _("not decided")
    PAID = "paid", _("paid")
    LIEU = "lieu", _("time in lieu")
    REFUSED = "refused", _("not recognised")


class HandoverKind(models.TextChoices):
    """What is handed on."""

    BUYER = "buyer", _("open buyer")
    PROMISE = "promise", _("promise")
    DEADLINE = "deadline", _("deadline")
    INCIDENT = "incident", _("incident")
    NOTE = "note", _("note")


class HandoverState(models.TextChoices):
    """How far an item of the handover book is."""

    OPEN = "open", _("waits for acceptance")
    ACCEPTED = "accepted", _("accepted")
    CLOSED = "closed", _("closed")
