"""Why a person's shift is so, and with whom it could be exchanged; what the page of one date shows."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from cstm.errors import DomainError
from shifts.models import Assignment
from shifts.rules.calendar import CalendarDate
from shifts.selectors import allowed, calendar, mine
from shifts.selectors.allowed import Board, Partner
from shifts.selectors.mine import Day
from shifts.selectors.why import WhyWords, why_of


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a shift is so, and with whom it could be exchanged under all rules; or a sentence instead.

    `date` is what the date is, where the rules were read.
    """

    why: WhyWords | None
    partners: list[Partner]
    takers: list[Partner]
    note: str = ""
    date: CalendarDate | None = None


def reasons(row: Assignment, today: dt.date) -> Reasons:
    """The reasons of a published shift, and its exchanges while it is to come; the rules are read once."""
    try:
        board = allowed.board(row.roster, today=today)
    except DomainError as refusal:
        return Reasons(None, [], [], str(refusal))
    found = why_of(board.built, board.plan, row.agent_id, row.day)
    date = next((each for each in board.built.facts.calendar if each.day == row.day), None)
    if row.start_at is None or row.day < today or row.start_at <= timezone.now():
        return Reasons(found, [], [], date=date)
    partners = _ahead(board, row, allowed.partners(board, row.agent_id, row.day), today)
    return Reasons(found, partners, allowed.takers(board, row.agent_id, row.day), date=date)


def one_day(agent_id: int, date: dt.date, today: dt.date, *, more: bool) -> tuple[Day, Reasons | None]:
    """What a person sees of one date, and (`more`) the reasons of its shift: None where there is none."""
    row = mine.shifts_of(agent_id, date, date).first()
    leave = mine.leave_of(agent_id, date, date).first()
    found = reasons(row, today) if more and row is not None else None
    known = (found.date if found else None) or calendar.dates(date, date)[0]
    return Day(date, row, leave, None, known.name, known.worked), found


def _ahead(board: Board, row: Assignment, partners: list[Partner], today: dt.date) -> list[Partner]:
    """Exchanges of which no shift has begun, of either of the two on either day."""
    now = timezone.now()
    started = {
        cell.agent
        for cell in board.built.cells
        if cell.day == today and cell.start_at is not None and cell.start_at <= now
    }
    return [
        each
        for each in partners
        if (each.day or row.day) >= today
        and not (today in (each.day, row.day) and started & {row.agent_id, each.agent_id})
    ]
