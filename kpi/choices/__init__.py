"""Words that kpi's rows may hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _

OWN_SOURCE = "cstm"


class Scope(models.TextChoices):
    """Whom a record speaks of. Only agent, rest and shop count; the others are benchmarks to look at."""

    AGENT = "agent", _("an agent")
    REST = "rest", _("the store, nobody's own")
    SHOP = "shop", _("the whole store, as its report says")
    MEAN = "mean", _("the report's mean row")
    PEER = "peer", _("peers, mean")
    PEER_TOP = "peer_top", _("peers, excellent")


COUNTED = (Scope.AGENT, Scope.REST, Scope.SHOP)


class BatchState(models.TextChoices):
    """Where an import stands."""

    READING = "reading", _("being read")
    ASK = "ask", _("needs an answer")
    STAGED = "staged", _("ready to take in")
    COMMITTING = "committing", _("being taken in")
    COMMITTED = "committed", _("taken in")
    REFUSED = "refused", _("refused")
    DISCARDED = "discarded", _("discarded")
    UNDONE = "undone", _("undone")
    FAILED = "failed", _("failed")


class RowState(models.TextChoices):
    """Why a row of a file is kept with its batch."""

    REFUSED = "refused", _("refused")
    WAITING = "waiting", _("waits for a name")
    SKIPPED = "skipped", _("skipped")
    WARNED = "warned", _("taken in, with a remark")
    TAKEN_UP = "taken_up", _("taken up")


class Direction(models.TextChoices):
    """Which way a metric is better."""

    UP = "up", _("more is better")
    DOWN = "down", _("less is better")
    BAND = "band", _("inside a range")
    INFO = "info", _("no direction")


class Outcome(models.TextChoices):
    """How an interaction ended."""

    ANSWERED = "answered", _("answered")
    MISSED = "missed", _("not answered")
