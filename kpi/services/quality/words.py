"""The kinds of notices about inspections."""

from django.utils.translation import gettext_lazy as _

from staff.services.notices import register_kind

SAMPLED, REVIEWED, DISPUTED = "quality.sampled", "quality.reviewed", "quality.disputed"
DECIDED, PROBLEM, CHECK = "quality.decided", "quality.problem", "quality.check"

register_kind(
    SAMPLED,
    title=_("Chats to review: %(n)s"),
    body=_("Drawn by %(plan)s for the week from %(monday)s."),
    name=_("Chats to review"),
)
register_kind(
    REVIEWED,
    title=_("A chat of %(day)s was reviewed"),
    body=_("See what it says and acknowledge it, or say what you see differently."),
    name=_("A chat of yours was reviewed"),
)
register_kind(
    DISPUTED,
    title=_("%(name)s disputes a review"),
    body=_("The chat is of %(day)s. Look at it anew and decide, with your reason."),
    name=_("A dispute to decide"),
)
register_kind(
    DECIDED,
    title=_("The review of %(day)s was looked at again: %(state)s"),
    body="%(reason)s",
    name=_("A dispute was decided"),
)
register_kind(
    PROBLEM,
    title=_("A miss came again: %(item)s"),
    body=_(
        "%(name)s, %(n)s times in four weeks. Find the cause, agree on a fix, and look again on %(check)s."
    ),
    name=_("A problem to follow"),
)
register_kind(
    CHECK,
    title=_("Look again today: %(item)s"),
    body=_("Is the problem of %(name)s solved?"),
    name=_("A problem to look at again"),
)
