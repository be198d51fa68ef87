"""The words of this app's notices about attendance, overtime and the handover book."""

from django.utils.translation import gettext_lazy as _

from staff.services.notices import register_kind

register_kind(
    "shifts.attendance_reason",
    title=_("%(name)s explains %(day)s"),
    body=_("A reason waits for your answer."),
)
register_kind(
    "shifts.attendance_answer",
    title=_("Your leader answered about %(day)s"),
    body="%(answer)s",
)
register_kind(
    "shifts.overtime_decided",
    title=_("Overtime of %(day)s: %(state)s"),
    body=_("%(minutes)s minutes."),
)
register_kind(
    "shifts.handover",
    title=_("Handed over to you: %(title)s"),
    body=_("%(store)s. Accept it by %(by)s."),
)
register_kind(
    "shifts.dispatch",
    title=_("You serve %(desk)s on %(day)s"),
    body="%(why)s",
)
