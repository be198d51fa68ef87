"""What people ask for: days, leave, swaps, and open shifts."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cstm.models import TimeStampedModel
from shifts.choices import ClaimMode, RequestState, SwapKind, WishKind

_OPEN = [RequestState.OPEN, RequestState.OFFERED, RequestState.ACCEPTED]


class DayWish(TimeStampedModel):
    """A day off, or a shift, asked for before the closing date. `outcome` is the sentence that answers it."""

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="+")
    day = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=3, choices=WishKind.choices)
    template = models.ForeignKey(
        "shifts.ShiftTemplate", models.CASCADE, null=True, blank=True, related_name="+"
    )
    weight = models.PositiveSmallIntegerField(_("how much it matters, 1 to 3"), default=2)
    met = models.BooleanField(_("met"), null=True, blank=True)

    class Meta:
        ordering = ["day", "agent"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "day"], name="one_wish_a_day"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=3), name="wish_weight_1_to_3"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.day} {self.kind}"


class LeaveType(models.Model):
    """A type of leave; where it has a balance, half days come in by rule and go out by request.

    `accrual` holds whole days a year by years of service, such as [[1, 5], [10, 10], [20, 15]].
    """

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name_en = models.CharField(_("English name"), max_length=60)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    has_balance = models.BooleanField(_("has a balance"), default=False)
    needs_paper = models.BooleanField(_("needs a paper"), default=False)
    paid = models.BooleanField(_("paid"), default=True)
    accrual = models.JSONField(_("days a year by years of service"), default=list, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class LeaveEntry(models.Model):
    """A movement of somebody's balance, in half days: earned, taken, given back, set right with a reason."""

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="+")
    type = models.ForeignKey(LeaveType, models.PROTECT, related_name="+")
    half_days = models.SmallIntegerField(_("half days"))
    day = models.DateField(_("date"))
    key = models.CharField(_("key"), max_length=60)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["agent", "type", "day"]
        constraints = [models.UniqueConstraint(fields=["agent", "type", "key"], name="leave_entry_once")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.half_days}"


class LeaveRequest(TimeStampedModel):
    """Leave from a date to a date, both included; the first may begin at noon, the last may end there."""

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="+")
    type = models.ForeignKey(LeaveType, models.PROTECT, related_name="+")
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    from_noon = models.BooleanField(_("from noon"), default=False)
    until_noon = models.BooleanField(_("until noon"), default=False)
    half_days = models.PositiveSmallIntegerField(_("half days"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    paper = models.FileField(_("paper"), upload_to="leave/", blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=RequestState.choices, default=RequestState.OPEN
    )
    decided_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        ordering = ["-first", "agent"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="leave_ends_after_start"),
            models.CheckConstraint(condition=Q(half_days__gte=1), name="leave_of_half_a_day_or_more"),
            models.UniqueConstraint(
                fields=["agent", "first"],
                condition=Q(state__in=[*_OPEN, RequestState.APPROVED]),
                name="one_leave_begins_a_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "first"], name="leave_by_state")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.first} {self.last}"


class SwapRequest(TimeStampedModel):
    """One person's shift for another's, or to another without return.

    `mine` and `yours` are [agent, date, template, desk] as they stood when asked, so that a changed
    roster is seen.
    """

    kind = models.CharField(_("kind"), max_length=5, choices=SwapKind.choices)
    asker = models.ForeignKey("staff.Agent", models.CASCADE, related_name="+")
    day = models.DateField(_("date"))
    partner = models.ForeignKey("staff.Agent", models.CASCADE, null=True, blank=True, related_name="+")
    partner_day = models.DateField(_("partner's date"), null=True, blank=True)
    mine = models.JSONField(default=list)
    yours = models.JSONField(default=list)
    note = models.CharField(_("note"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=RequestState.choices, default=RequestState.OPEN
    )
    on_behalf_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=SwapKind.COVER, partner_day__isnull=True) | Q(kind=SwapKind.SWAP),
                name="cover_takes_nothing_back",
            ),
            models.UniqueConstraint(
                fields=["asker", "day"], condition=Q(state__in=_OPEN), name="one_open_swap_a_shift"
            ),
        ]
        indexes = [models.Index(fields=["state", "day"], name="swap_by_state")]

    def __str__(self) -> str:
        return f"{self.asker_id} {self.day} {self.kind}"

    @property
    def said(self) -> str:
        """The answer; what the house itself says is kept in English and told in the reader's language."""
        return gettext(self.answer) if self.answer else ""


class OpenShift(TimeStampedModel):
    """A shift that nobody works yet and that people may claim."""

    roster = models.ForeignKey("shifts.Roster", models.CASCADE, related_name="open_shifts")
    day = models.DateField(_("date"))
    template = models.ForeignKey("shifts.ShiftTemplate", models.PROTECT, related_name="+")
    desk = models.ForeignKey("staff.Desk", models.PROTECT, null=True, blank=True, related_name="+")
    heads = models.PositiveSmallIntegerField(_("heads"), default=1)
    mode = models.CharField(_("who gets it"), max_length=5, choices=ClaimMode.choices)
    until = models.DateTimeField(_("claims until"), null=True, blank=True)
    closed = models.BooleanField(_("closed"), default=False)

    class Meta:
        ordering = ["day", "template"]
        constraints = [
            models.CheckConstraint(condition=Q(heads__gte=1), name="open_shift_wants_somebody"),
            models.CheckConstraint(
                condition=Q(mode=ClaimMode.FIRST) | Q(until__isnull=False), name="fair_claims_have_an_end"
            ),
        ]
        indexes = [models.Index(fields=["closed", "day"], name="open_shift_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.template_id}"


class Claim(TimeStampedModel):
    """Somebody wants an open shift."""

    shift = models.ForeignKey(OpenShift, models.CASCADE, related_name="claims")
    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="+")
    state = models.CharField(
        _("state"), max_length=10, choices=RequestState.choices, default=RequestState.OPEN
    )
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        ordering = ["shift", "created_at"]
        constraints = [models.UniqueConstraint(fields=["shift", "agent"], name="one_claim_a_person")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.shift_id}"

    @property
    def said(self) -> str:
        """The answer; what the house itself says is kept in English and told in the reader's language."""
        return gettext(self.answer) if self.answer else ""


class CalendarLink(models.Model):
    """The secret address of somebody's calendar feed; only its hash is kept."""

    agent = models.OneToOneField("staff.Agent", models.CASCADE, related_name="+")
    digest = models.CharField(_("hash"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    used_at = models.DateTimeField(_("last read at"), null=True, blank=True)

    class Meta:
        ordering = ["agent"]

    def __str__(self) -> str:
        return str(self.agent_id)
