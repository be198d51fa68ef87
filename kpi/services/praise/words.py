"""The words of notices about praise and honours. None of them names anybody who was not praised."""

from django.utils.translation import gettext_lazy as _

from staff.services.notices import register_kind

GOT = "kpi.praise_got"
GAP = "kpi.praise_gap"
GAP_ABOVE = "kpi.praise_gap_above"
HONOUR = "kpi.honour_awarded"

register_kind(GOT, title=_("%(name)s praised you"), body="%(text)s", name=_("Praise for you"))
register_kind(
    GAP,
    title=_("A kind word is still open this week"),
    body=_(
        "%(n)s people of your group worked in the last seven days and have heard no praise yet. "
        "The queue has true reasons; the words are yours."
    ),
)
register_kind(
    GAP_ABOVE,
    title=_("A kind word from you would help"),
    body=_(
        "In %(team)s, %(n)s people who worked in the last seven days have heard no praise yet. "
        "%(leader)s knows and may be busy; perhaps you find a word too."
    ),
)
register_kind(
    HONOUR,
    title=_("You hold: %(honour)s"),
    body=_("%(reason)s Only you see it, until you choose to show it."),
    name=_("An honour for you"),
)
