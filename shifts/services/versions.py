"""Versions of a roster: kept, compared, gone back to."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.choices import VersionKind
from shifts.models import Roster, RosterEdit, RosterVersion
from shifts.selectors import rosters as reads
from shifts.selectors.rosters import EMPTY, CellKey, CellValue
from shifts.services import cells
from staff.models import User
from staff.services import audit


@transaction.atomic
def save(
    roster: Roster,
    *,
    kind: str,
    actor: User | None,
    label: str = "",
    figures: Mapping[str, Any] | None = None,
    values: Mapping[CellKey, CellValue] | None = None,
) -> RosterVersion:
    """Keep a picture of all cells as they are, or of the values given; numbers go on by roster."""
    Roster.objects.select_for_update().get(pk=roster.pk)
    newest = RosterVersion.objects.filter(roster=roster).aggregate(n=Max("number"))["n"] or 0
    version = RosterVersion.objects.create(
        roster=roster,
        number=newest + 1,
        kind=kind,
        label=label[:80],
        cells=reads.written(dict(reads.values_of(roster) if values is None else values)),
        figures=dict(figures or {}),
        made_by=cells.person_of(actor),
    )
    audit.record(
        actor=actor,
        action="roster.keep_version",
        about=roster,
        after={"version": version.number, "kind": kind},
    )
    return version


@transaction.atomic
def revert(version: RosterVersion, *, actor: User | None) -> RosterEdit | None:
    """Bring the cells back to a version, as one edit; what stood there is kept as a version before.

    People who no longer belong to the roster on a date are left out. Raises DomainError where it is locked.
    """
    roster = cells.hold(version.roster_id)
    now = reads.values_of(roster)
    belongs = {each.agent.pk: each.days for each in reads.members(roster)}
    kinds = reads.templates(active=False)
    then = {
        (agent, day): value
        for (agent, day), value in reads.read(version.cells).items()
        if day in belongs.get(agent, frozenset()) and value[0] in kinds
    }
    if then == now:
        raise DomainError(_("The roster holds exactly this version already."), code="nothing_to_do")
    save(
        roster,
        kind=VersionKind.REVERTED,
        actor=actor,
        label=_("before version %s") % version.number,
        values=now,
    )
    wanted = {key: then.get(key, EMPTY) for key in {*now, *then}}
    why = _("back to version %s") % version.number
    return cells.write(roster, wanted, actor=actor, why=why, planned=True)
