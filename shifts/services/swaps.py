"""Swaps and covers: offered to somebody whom all rules allow, accepted, approved, done as one change.

What is approved is checked anew against the rules and against what the cells held when it was asked, in the
transaction that writes it.
"""

import datetime as dt
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cstm.errors import DomainError
from cstm.formats import both, listed
from cstm.formats import day as day_words
from shifts.choices import RequestState, RosterState, RuleKind, ShiftKind, SwapKind
from shifts.models import Assignment, Roster, SwapRequest
from shifts.selectors import allowed, team_rules
from shifts.selectors.mine import leaders_of
from shifts.selectors.rosters import EMPTY, CellKey, CellValue, last_day
from shifts.services import cells
from staff.models import Agent, User
from staff.services import audit, notices

OPEN = (RequestState.OPEN, RequestState.OFFERED, RequestState.ACCEPTED)
OFFERED, ACCEPTED, DECIDED = "shifts.swap_offered", "shifts.swap_accepted", "shifts.swap_decided"
MINE_URL, DESK_URL = "/shifts/swaps/", "/shifts/requests/"
Cell = list[object]
_LOCKED = gettext_lazy("The month was locked before this was done; nothing in it changes any more.")

notices.register_kind(
    OFFERED,
    title=gettext_lazy("%(name)s asks you to swap"),
    body=gettext_lazy("The shift of %(day)s. See what you would give and take, then answer."),
)
notices.register_kind(
    ACCEPTED,
    title=gettext_lazy("A swap waits for your approval"),
    body=gettext_lazy("%(name)s and %(partner)s agreed about %(day)s. All rules are kept."),
)
notices.register_kind(
    DECIDED,
    title=gettext_lazy("Your swap of %(day)s: %(state)s"),
    body=gettext_lazy("%(name)s and %(partner)s. %(answer)s"),
)


@transaction.atomic
def offer(
    asker: Agent,
    day: dt.date,
    partner: Agent,
    *,
    partner_day: dt.date | None,
    actor: User | None,
    today: dt.date,
    note: str = "",
) -> SwapRequest:
    """Ask a colleague to take a shift, in exchange for the own of `partner_day` or for nothing (None).

    Somebody else than the asker may do it on behalf of who is absent. Raises DomainError where the shift is
    not published, lies behind us, or where a rule forbids the exchange.
    """
    row = _shift(asker, day, today)
    roster = row.roster
    wanted = _exchange(asker, day, partner, partner_day)
    _refuse_begun(wanted, today)
    _refuse_broken(roster, wanted, today=today)
    mine = _written(wanted, asker.pk, partner.pk, first=True)
    on_behalf = cells.person_of(actor)
    swap = SwapRequest(
        kind=SwapKind.SWAP if partner_day else SwapKind.COVER,
        asker=asker, day=day, partner=partner, partner_day=partner_day, mine=mine[0], yours=mine[1],
        note=note.strip()[:200], state=RequestState.OFFERED,
        on_behalf_by=on_behalf if on_behalf and on_behalf != asker else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            swap.save()
    except IntegrityError as fault:
        raise DomainError(
            _("This shift is offered already. Withdraw that offer first."), code="offered"
        ) from fault
    audit.record(actor=actor, action="swap.offer", about=swap, after=_words(swap))
    _post(OFFERED, [partner], swap, url=MINE_URL)
    return swap


@transaction.atomic
def accept(request: SwapRequest, *, actor: User | None, today: dt.date) -> SwapRequest:
    """The partner agrees; where the team's rule approves by itself, the swap is done at once."""
    swap = _held(request, RequestState.OFFERED)
    _refuse_begun(_keys(swap), today)
    swap.state = RequestState.ACCEPTED
    swap.save(update_fields=["state", "updated_at"])
    audit.record(actor=actor, action="swap.accept", about=swap, after={"state": swap.state})
    if auto_approved(swap.asker, swap.day):
        return _do(swap, actor=None, today=today, answer="")
    _post(ACCEPTED, _leaders(swap), swap, url=DESK_URL)
    return swap


@transaction.atomic
def decline(request: SwapRequest, *, actor: User | None, answer: str = "") -> SwapRequest:
    """The partner says no, with or without words."""
    swap = _held(request, RequestState.OFFERED)
    return _end(swap, RequestState.REFUSED, actor=actor, answer=answer)


@transaction.atomic
def withdraw(request: SwapRequest, *, actor: User | None) -> SwapRequest:
    """The asker takes the offer back while nothing is done."""
    return _end(_held(request, *OPEN), RequestState.WITHDRAWN, actor=actor, answer="")


@transaction.atomic
def approve(request: SwapRequest, *, actor: User | None, today: dt.date, answer: str = "") -> SwapRequest:
    """Approve and do it. Raises DomainError where the cells or the rules changed since it was asked."""
    swap = _held(request, RequestState.ACCEPTED)
    if cells.person_of(actor) in (swap.asker, swap.partner):
        raise DomainError(_("Nobody approves their own swap."), code="own")
    return _do(swap, actor=actor, today=today, answer=answer)


@transaction.atomic
def refuse(request: SwapRequest, *, actor: User | None, answer: str) -> SwapRequest:
    """Refuse an agreed swap, never without words."""
    swap = _held(request, RequestState.ACCEPTED)
    if not answer.strip():
        raise DomainError(_("Say why, so that both can plan."), code="answer_missing")
    return _end(swap, RequestState.REFUSED, actor=actor, answer=answer)


@transaction.atomic
def end_all(roster: Roster, *, actor: User | None) -> int:
    """End what waits of a month that closes, with a notice to both; returns how many. The roster is held."""
    month = Q(day__gte=roster.month, day__lte=last_day(roster.month))
    month |= Q(partner_day__gte=roster.month, partner_day__lte=last_day(roster.month))
    of_both = set(Assignment.objects.filter(roster=roster).values_list("agent_id", "day"))
    number = 0
    for swap in SwapRequest.objects.select_for_update().filter(month, state__in=OPEN):
        if not _keys(swap).isdisjoint(of_both):
            _end(swap, RequestState.EXPIRED, actor=actor, answer=both(_LOCKED)["en"], said=both(_LOCKED))
            number += 1
    return number


@transaction.atomic
def expire(today: dt.date) -> int:
    """End what nobody answered before the day of either shift was over; returns how many."""
    gone = SwapRequest.objects.select_for_update().filter(
        Q(day__lt=today) | Q(partner_day__lt=today), state__in=OPEN
    )
    number = 0
    for swap in gone.select_related(None):
        _end(swap, RequestState.EXPIRED, actor=None, answer="")
        number += 1
    return number


def auto_approved(agent: Agent, day: dt.date) -> bool:
    """Does the rule of the person's team let swaps that keep all rules pass without a leader?"""
    membership = agent.memberships.on(day).select_related("team").first()
    rules = team_rules.rules_between(day, day)
    spoken = team_rules.speaking(rules, membership.team.path if membership else "", day)
    rule = spoken.get(RuleKind.SWAPS)
    return bool(rule and rule.params.get("auto"))


def _do(swap: SwapRequest, *, actor: User | None, today: dt.date, answer: str) -> SwapRequest:
    """Check once more, then change the cells."""
    assert swap.partner is not None
    row = _shift(swap.asker, swap.day, today)
    roster = cells.hold(row.roster_id)
    wanted = _exchange(swap.asker, swap.day, swap.partner, swap.partner_day)
    _refuse_begun(wanted, today)
    if list(_written(wanted, swap.asker_id, swap.partner.pk, first=True)) != [swap.mine, swap.yours]:
        raise DomainError(
            _("The shifts have changed since this was asked. Ask again from the roster as it is now."),
            code="changed",
        )
    _refuse_broken(roster, wanted, today=today)
    cells.write(roster, wanted, actor=actor, why=_("swap"))
    return _end(swap, RequestState.APPROVED, actor=actor, answer=answer)


def _shift(agent: Agent, day: dt.date, today: dt.date) -> Assignment:
    """A published shift that is still to come."""
    row = (
        Assignment.objects.filter(agent=agent, day=day)
        .exclude(template__kind=ShiftKind.REST)
        .select_related("roster__team", "template")
        .first()
    )
    if row is None or row.roster.state == RosterState.DRAFT:
        raise DomainError(
            _("%(name)s has no published shift on %(day)s.") % {"name": agent, "day": day_words(day)},
            code="no_shift",
        )
    if _begun(row, today):
        raise DomainError(_("This shift has begun or is over."), code="past")
    return row


def _begun(row: Assignment, today: dt.date) -> bool:
    return row.day < today or bool(
        row.day == today and row.start_at is not None and row.start_at <= timezone.now()
    )


def _keys(swap: SwapRequest) -> set[CellKey]:
    """The cells that would change hands."""
    days = {swap.day, swap.partner_day or swap.day}
    return {(agent, day) for agent in (swap.asker_id, swap.partner_id or 0) for day in days}


def _refuse_begun(wanted: Collection[CellKey], today: dt.date) -> None:
    """DomainError where a shift of the cells runs or is over, whoever of the two works it."""
    people, days = {agent for agent, _day in wanted}, {day for _agent, day in wanted}
    rows = Assignment.objects.filter(agent_id__in=people, day__in=days)
    if min(days) < today or any(_begun(row, today) for row in rows):
        raise DomainError(_("The colleague's shift has begun or is over. Choose a day to come."), code="past")


def _exchange(
    asker: Agent, day: dt.date, partner: Agent, partner_day: dt.date | None
) -> dict[CellKey, CellValue]:
    """The cells as they would be: each takes what the other gives on each of the days."""
    days = {day} if partner_day is None else {day, partner_day}
    people = (asker.pk, partner.pk)
    standing: dict[CellKey, CellValue] = {
        (row.agent_id, row.day): (row.template_id, row.desk_id, row.pinned)
        for row in Assignment.objects.filter(agent_id__in=people, day__in=days)
    }
    if asker == partner:
        raise DomainError(_("Nobody swaps with themselves."), code="own")
    found: dict[CellKey, CellValue] = {}
    for each in days:
        mine, yours = standing.get((asker.pk, each), EMPTY), standing.get((partner.pk, each), EMPTY)
        if mine[2] or yours[2]:
            raise DomainError(
                _("The shift of %(day)s is pinned. Ask your leader.") % {"day": day_words(each)},
                code="pinned",
            )
        found[asker.pk, each], found[partner.pk, each] = yours, mine
    return found


def _refuse_broken(roster: Roster, wanted: dict[CellKey, CellValue], *, today: dt.date) -> None:
    """DomainError that names the rules where the exchange breaks some."""
    board = allowed.board(roster, today=today)
    try:
        faults = board.faults(wanted)
    except KeyError as fault:
        raise DomainError(
            _(
                "A swap stays within one month's roster, and these shifts stand on two. Give one away and"
                " take the other as two requests, or ask your leader."
            )
            if len({day.replace(day=1) for _agent, day in wanted}) > 1
            else _("The two do not stand on one roster with these shifts. Ask your leader."),
            code="not_one_roster",
        ) from fault
    if faults:
        rules = listed(
            str(RuleKind(kind).label) for kind in allowed.rules_of(board, faults) if kind in RuleKind
        )
        raise DomainError(_("A rule forbids it: %(rules)s.") % {"rules": rules or _("pinned")}, code="rule")


def _written(
    wanted: dict[CellKey, CellValue], asker: int, partner: int, *, first: bool
) -> tuple[list[Cell], list[Cell]]:
    """What each gives, as the request keeps it: the partner's new cells are the asker's old ones."""

    def of(agent: int, source: int) -> list[Cell]:
        return [
            [agent, day.isoformat(), value[0], value[1]]
            for (person, day), value in sorted(wanted.items())
            if person == source
        ]

    return of(asker, partner), of(partner, asker)


def _held(request: SwapRequest, *states: str) -> SwapRequest:
    rows = SwapRequest.objects.select_for_update(of=("self",)).select_related("asker", "partner")
    swap = rows.get(pk=request.pk)
    if swap.state not in states:
        raise DomainError(
            _("This swap was answered already: %(state)s.") % {"state": swap.get_state_display()},
            code="decided",
        )
    return swap


def _end(
    swap: SwapRequest, state: str, *, actor: User | None, answer: str, said: object = None
) -> SwapRequest:
    """Write how it ended and tell the two; `said` are the house's own words in every language."""
    before = {"state": swap.state}
    swap.state, swap.answer = state, answer.strip()[:300]
    swap.decided_by, swap.decided_at = cells.person_of(actor), timezone.now()
    swap.save()
    audit.record(
        actor=actor, action=f"swap.{state}", about=swap, before=before, after={"state": state}, reason=answer
    )
    who = [each for each in (swap.asker, swap.partner) if each and each != cells.person_of(actor)]
    _post(DECIDED, who, swap, url=MINE_URL, said=said)
    return swap


def _leaders(swap: SwapRequest) -> list[Agent]:
    """Who approves: the asker's leader, but nobody of the two."""
    return [each for each in leaders_of(swap.asker, swap.day) if each.pk != swap.partner_id]


def _post(kind: str, agents: list[Agent], swap: SwapRequest, *, url: str, said: object = None) -> None:
    notices.post_many(
        agents=agents, kind=kind, about=f"swap:{swap.pk}:{swap.state}",
        params={
            "name": str(swap.asker), "partner": str(swap.partner or ""), "day": swap.day.isoformat(),
            "state": both(RequestState(swap.state).label), "answer": swap.answer if said is None else said,
        },
        url=url, by_mail=True, private=True,
    )  # fmt: skip


def _words(swap: SwapRequest) -> dict[str, object]:
    return {
        "asker": str(swap.asker), "day": swap.day, "partner": str(swap.partner),
        "partner_day": swap.partner_day, "on_behalf_by": str(swap.on_behalf_by or ""),
    }  # fmt: skip
