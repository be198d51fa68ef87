"""What people ask of the next roster: days off and shifts, before the closing date."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.formats import day as day_words
from shifts.choices import RosterState, ShiftKind, WishKind
from shifts.models import Assignment, DayWish, Roster, ShiftTemplate
from shifts.selectors.mine import roster_for
from staff.models import Agent, User
from staff.services import audit

MOST_A_MONTH = 8


@transaction.atomic
def wish(
    agent: Agent,
    day: dt.date,
    kind: str,
    *,
    template: ShiftTemplate | None = None,
    weight: int = 2,
    actor: User | None,
    today: dt.date,
) -> DayWish:
    """Ask for a day off or a shift on a date; the same date again replaces it.

    Raises DomainError after the closing date, for a month that is out already, and beyond 8 wishes a month,
    so that each one weighs something.
    """
    Agent.objects.select_for_update().get(pk=agent.pk)
    _check_open(agent, day, today)
    if kind not in WishKind.values or not 1 <= weight <= 3:
        raise DomainError(_("Choose a day off or a shift, and how much it matters."), code="wish")
    if kind == WishKind.OFF:
        template = None
    elif template is not None and (template.kind == ShiftKind.REST or not template.active):
        raise DomainError(_("Choose a shift that is worked."), code="template")
    last = (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1)
    month = DayWish.objects.filter(agent=agent, day__gte=day.replace(day=1), day__lt=last).exclude(day=day)
    if month.count() >= MOST_A_MONTH:
        raise DomainError(
            _("At most %(n)s wishes a month, so that each one weighs something. Take one back first.")
            % {"n": MOST_A_MONTH},
            code="too_many",
        )
    row, _new = DayWish.objects.update_or_create(
        agent=agent, day=day, defaults={"kind": kind, "template": template, "weight": weight, "met": None}
    )
    after = {"day": day, "kind": kind, "template": str(template or ""), "weight": weight}
    audit.record(actor=actor, action="wish.set", about=row, after=after)
    return row


@transaction.atomic
def take_back(agent: Agent, day: dt.date, *, actor: User | None, today: dt.date) -> None:
    """No longer ask for it."""
    _check_open(agent, day, today)
    row = DayWish.objects.filter(agent=agent, day=day).first()
    if row is not None:
        audit.record(actor=actor, action="wish.remove", about=row, before={"day": day, "kind": row.kind})
        row.delete()


def closed_words(agent: Agent, month: dt.date, today: dt.date) -> str:
    """Why a month takes no wishes of a person any more; empty while it does."""
    inside = (month.year, month.month) == (today.year, today.month)
    try:
        _check_open(agent, today if inside else month, today)
    except DomainError as refusal:
        return str(refusal)
    return ""


@transaction.atomic
def mark_met(roster: Roster) -> int:
    """Write beside each wish of a month whether the roster meets it; returns how many it meets."""
    rows = DayWish.objects.filter(day__year=roster.month.year, day__month=roster.month.month)
    cells = {
        (cell.agent_id, cell.day): cell.template
        for cell in Assignment.objects.filter(roster=roster).select_related("template")
    }
    people = {agent for agent, _day in cells}
    met = 0
    for row in rows.filter(agent_id__in=people):
        shift = cells.get((row.agent_id, row.day))
        off = shift is None or shift.kind == ShiftKind.REST
        row.met = off if row.kind == WishKind.OFF else not off and row.template_id in (None, shift.pk)  # type: ignore[union-attr]
        row.save(update_fields=["met", "updated_at"])
        met += bool(row.met)
    return met


def _check_open(agent: Agent, day: dt.date, today: dt.date) -> None:
    if day < today:
        raise DomainError(_("This day has passed."), code="past")
    roster = roster_for(agent, day)
    if roster is None:
        return
    if roster.state != RosterState.DRAFT:
        raise DomainError(
            _("The roster of this month is out. Ask for a swap or for leave instead."), code="published"
        )
    if roster.requests_until is not None and today > roster.requests_until:
        raise DomainError(
            _("Wishes for this month were taken until %(day)s.") % {"day": day_words(roster.requests_until)},
            code="closed",
        )
