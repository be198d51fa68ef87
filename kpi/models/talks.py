"""Evaluations, one-to-one talks, and proposals that cite facts."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cstm.models import TimeStampedModel
from kpi.choices.growth import EvaluationState, FactKind, ProposalKind, ProposalState


class EvaluationCycle(TimeStampedModel):
    """A round of evaluations over a span of days, with the dates until which each part is asked for."""

    title = models.CharField(_("title"), max_length=120)
    team = models.ForeignKey("staff.Team", models.PROTECT, related_name="+")
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    self_until = models.DateField(_("self-assessment until"))
    lead_until = models.DateField(_("leader's assessment until"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        ordering = ["-first", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="cycle_ends_after_start"),
            models.CheckConstraint(
                condition=Q(lead_until__gte=F("self_until")), name="cycle_leader_after_self"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Evaluation(TimeStampedModel):
    """One person's evaluation: what the person says, what the leader says, their talk, both signatures.

    The leader reads the self-assessment once it is handed in; the person reads the leader's part from the
    talk on.
    """

    cycle = models.ForeignKey(EvaluationCycle, models.PROTECT, related_name="evaluations")
    agent = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    leader = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    state = models.CharField(
        _("state"), max_length=5, choices=EvaluationState.choices, default=EvaluationState.SELF
    )
    self_strengths = models.TextField(_("what went well"), max_length=2000, blank=True)
    self_weak = models.TextField(_("what was hard"), max_length=2000, blank=True)
    self_wishes = models.TextField(_("what would help"), max_length=2000, blank=True)
    self_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    lead_strengths = models.TextField(_("strengths"), max_length=2000, blank=True)
    lead_weak = models.TextField(_("what to work on"), max_length=2000, blank=True)
    lead_at = models.DateTimeField(_("written at"), null=True, blank=True)
    talk_on = models.DateField(_("talked on"), null=True, blank=True)
    talk_notes = models.TextField(_("what was said"), max_length=4000, blank=True)
    next_goals = models.TextField(_("next goals, one a line"), max_length=2000, blank=True)
    agent_signed_at = models.DateTimeField(_("signed by the person"), null=True, blank=True)
    leader_signed_at = models.DateTimeField(_("signed by the leader"), null=True, blank=True)

    class Meta:
        ordering = ["-cycle__first", "agent__name", "agent__employee_no"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "agent"], name="one_evaluation_a_cycle"),
            models.CheckConstraint(condition=~Q(agent=F("leader")), name="nobody_evaluates_oneself"),
            models.CheckConstraint(
                condition=Q(talk_on__isnull=False)
                | Q(agent_signed_at__isnull=True, leader_signed_at__isnull=True),
                name="no_signature_before_the_talk",
            ),
            models.CheckConstraint(
                condition=~Q(state=EvaluationState.DONE)
                | Q(agent_signed_at__isnull=False, leader_signed_at__isnull=False),
                name="done_is_signed_by_both",
            ),
        ]

    def __str__(self) -> str:
        return str(self.cycle)


class OneToOne(TimeStampedModel):
    """A talk between two, with the next date. Private to the two and their lead; the audit trail has no word
    of it."""

    agent = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    leader = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    held_on = models.DateField(_("held on"))
    notes = models.TextField(_("what was said"), max_length=4000)
    agreed = models.TextField(_("agreed"), max_length=2000, blank=True)
    answer = models.TextField(_("the other's words"), max_length=2000, blank=True)
    next_on = models.DateField(_("next talk"), null=True, blank=True)

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(agent=F("leader")), name="talk_of_two"),
            models.CheckConstraint(condition=~Q(notes=""), name="talk_says_what"),
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | Q(next_on__gt=F("held_on")), name="talk_next_is_later"
            ),
        ]
        indexes = [models.Index(fields=["agent", "held_on"], name="talk_by_agent")]

    def __str__(self) -> str:
        return str(_("A one-to-one talk"))


class Proposal(TimeStampedModel):
    """A reward or a deduction that a leader proposes; it stands on cited facts, and another decides."""

    kind = models.CharField(_("kind"), max_length=9, choices=ProposalKind.choices)
    agent = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    what = models.CharField(_("what is proposed"), max_length=300)
    state = models.CharField(
        _("state"), max_length=9, choices=ProposalState.choices, default=ProposalState.OPEN
    )
    decided_by = models.ForeignKey("staff.Agent", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="proposal_says_what"),
            models.CheckConstraint(condition=~Q(agent=F("proposed_by")), name="nobody_proposes_for_oneself"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="another_decides_a_proposal",
            ),
        ]
        indexes = [models.Index(fields=["agent", "state"], name="proposal_by_agent")]

    def __str__(self) -> str:
        return self.what


class CitedFact(models.Model):
    """A fact on record, as it stood when it was cited: where it stands, and its words in both languages."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="facts")
    kind = models.CharField(_("kind"), max_length=11, choices=FactKind.choices)
    ref = models.CharField(_("reference"), max_length=60)
    day = models.DateField(_("date"))
    words_en = models.CharField(_("in English"), max_length=300)
    words_zh = models.CharField(_("in Chinese"), max_length=300)

    class Meta:
        ordering = ["proposal", "day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "kind", "ref"], name="fact_cited_once"),
        ]

    def __str__(self) -> str:
        return self.words_en
