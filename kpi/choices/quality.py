"""Words of chats, inspection forms, reviews and problems."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TurnRole(models.TextChoices):
    """Who speaks in a chat."""

    CUSTOMER = "customer", _("customer")
    AGENT = "agent", _("agent")
    SYSTEM = "system", _("system")


class ChatImportState(models.TextChoices):
    """Where a file of chats stands."""

    STAGED = "staged", _("ready to take in")
    TAKING = "taking", _("being taken in")
    TAKEN = "taken", _("taken in")
    DISCARDED = "discarded", _("discarded")
    UNDONE = "undone", _("undone")


class VersionState(models.TextChoices):
    """Where a version of a form stands."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class ReviewState(models.TextChoices):
    """Where an inspection stands."""

    WAITING = "waiting", _("waits for its reviewer")
    REVIEWED = "reviewed", _("waits for the agent")
    ACCEPTED = "accepted", _("acknowledged")
    DISPUTED = "disputed", _("disputed")
    UPHELD = "upheld", _("looked at again, as it was")
    CHANGED = "changed", _("looked at again, changed")


# Reviews whose result counts; a disputed one counts once it is decided.
COUNTED = (ReviewState.REVIEWED, ReviewState.ACCEPTED, ReviewState.UPHELD, ReviewState.CHANGED)


class Cause(models.TextChoices):
    """Why an item was missed: the root, not the person."""

    KNOWLEDGE = "knowledge", _("did not know: product or rule")
    SKILL = "skill", _("could not yet: wording or handling")
    SLIP = "slip", _("a slip")
    LOAD = "load", _("too many chats at once")
    PROCESS = "process", _("the process or script is wrong")
    TOOL = "tool", _("the tool or system failed")
    OTHER = "other", _("something else, see the note")


class HintKind(models.TextChoices):
    """What a hint looks for."""

    WORDS = "words", _("words that should not be said")
    FIRST_REPLY = "first_reply", _("a late first reply")
    REPLY = "reply", _("a late reply")


class ProblemState(models.TextChoices):
    """Where a tracked problem stands."""

    FOUND = "found", _("found")
    FIXING = "fixing", _("being fixed")
    SOLVED = "solved", _("solved")
    DROPPED = "dropped", _("no problem after all")


OPEN_PROBLEM = (ProblemState.FOUND, ProblemState.FIXING)


class RoundState(models.TextChoices):
    """Where a calibration stands."""

    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
