"""Publishing a month: what must be kept is checked, people are told, and a version stays."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.choices import RosterState, VersionKind
from shifts.models import Roster
from shifts.selectors import conflicts
from shifts.selectors import rosters as reads
from shifts.selectors.conflicts import Conflict
from shifts.services import attendance, cells, fairness, telling, versions
from staff.models import User
from staff.services import audit


class NotPublishable(DomainError):  # noqa: N818 - told to a person
    """Hard rules are broken; each is told by its sentence."""

    status = 409

    def __init__(self, found: Sequence[Conflict]) -> None:
        super().__init__(
            _("Rules that must be kept are broken: %(n)s. Mend them, or publish anyway with a reason.")
            % {"n": len(found)},
            code="rules_broken",
        )
        self.found = list(found)


@transaction.atomic
def publish(
    roster_id: int, *, actor: User | None, revision: int, anyway: bool = False, reason: str = ""
) -> Roster:
    """Let the people see their month. With hard findings only `anyway`, and with a reason.

    `revision` is what the planner saw; a later one is refused, so that nobody publishes what he did not see.
    """
    roster = cells.hold(roster_id)
    if roster.state != RosterState.DRAFT:
        raise DomainError(_("This month is published already."), code="published")
    if roster.revision != revision:
        raise DomainError(
            _("Somebody changed cells while you looked. Look again, then publish."), code="cells_changed"
        )
    values = reads.values_of(roster)
    if not values:
        raise DomainError(_("The roster is empty. Fill it first."), code="empty")
    found = conflicts.hard(conflicts.conflicts(roster))
    if found and not anyway:
        raise NotPublishable(found)
    if found and not reason.strip():
        raise DomainError(_("Say why it is published although rules are broken."), code="reason_wanted")
    roster.state, roster.published_at = RosterState.PUBLISHED, timezone.now()
    roster.revision += 1
    roster.save(update_fields=["state", "published_at", "revision", "updated_at"])
    versions.save(
        roster, kind=VersionKind.PUBLISHED, actor=actor, figures={"broken": len(found)}, values=values
    )
    told = telling.tell_published(roster, values)
    attendance.follow(values)
    fairness.follow(roster, values)
    audit.record(
        actor=actor,
        action="roster.publish",
        about=roster,
        before={"state": "draft"},
        after={"state": "published", "people": told, "broken": [each.sentence for each in found][:40]},
        reason=reason.strip() if found else "",
    )
    return roster
