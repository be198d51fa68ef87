"""What the demo's people ask of their rosters: wishes for the draft, swaps, and shifts that stand open."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from cstm import demo
from cstm.errors import DomainError
from shifts.choices import ClaimMode, RosterState, ShiftKind, WishKind
from shifts.demo.leaves import Crew, crew
from shifts.models import Assignment, Claim, DayWish, OpenShift, Roster, ShiftTemplate, SwapRequest
from shifts.selectors import allowed, mine, rosters
from shifts.services import fairness, open_shifts, swaps, wishes
from staff.models import Agent, Desk, User

ONE = dt.timedelta(days=1)
EVE = dt.time(20)
Place = tuple[dt.date, int, int | None]


def step(plan: demo.Plan) -> None:
    """Of a month that is out, only days to come can be asked for: on its last day there are none."""
    _wishes(plan.today)
    team = crew(plan.today)
    roster = _published(team.agent, plan.today)
    if roster is not None:
        agreed = _swaps(roster, team, plan.today)
        _open(roster, [each for each in team.others if each.pk not in agreed], plan.made.get("freed", []))
        fairness.recompute(roster.pk)
    plan.say(
        f"{DayWish.objects.count()} wishes, {SwapRequest.objects.count()} swaps, "
        f"{OpenShift.objects.count()} open shifts, {Claim.objects.count()} claims."
    )


def _published(agent: Agent, today: dt.date) -> Roster | None:
    """The person's month that runs."""
    roster = mine.roster_for(agent, today)
    return roster if roster is not None and roster.state == RosterState.PUBLISHED else None


def _to_come(roster: Roster, today: dt.date) -> list[dt.date]:
    """Days of a month from tomorrow on; tomorrow, of which some spend an hour in a training, comes last."""
    days = [day for day in rosters.days_of(roster.month) if day > today]
    return [*days[1:], *days[:1]]


def _wishes(today: dt.date) -> None:
    """One in three asks for something of the next month, and so do the log-ins of agents."""
    shifts = list(mine.worked_templates().order_by("order")[:2])
    asking: list[tuple[Roster, Agent]] = []
    for roster in Roster.objects.filter(state=RosterState.DRAFT).order_by("team__path"):
        here = Agent.objects.filter(pk__in=rosters.cells(roster).order_by().values("agent"))
        people = list(here.select_related("user").order_by("employee_no"))
        logged_in = [each for each in people if each.user and each.user.username in ("agent", "agent2")]
        asking += [(roster, agent) for agent in dict.fromkeys([*people[::3], *logged_in])]
    for number, (roster, agent) in enumerate(asking):
        day = roster.month.replace(day=3 + 7 * number % 24)
        shift = shifts[number // 4 % len(shifts)] if number % 4 == 3 else None
        kind = WishKind.ON if shift else WishKind.OFF
        with suppress(DomainError):
            wishes.wish(
                agent, day, kind, template=shift, weight=1 + number % 3, actor=agent.user, today=today
            )


def _swaps(roster: Roster, team: Crew, today: dt.date) -> Collection[int]:
    """One of the log-in `agent` that is done, one that waits for the leader, and one offered to `agent`.

    Returns who has agreed to something or offers it.
    """
    ids = {each.pk: each for each in team.others}
    for day, partner, partner_day in _exchanges(roster, team.agent, today):
        if partner in ids and _asked(team.agent, day, ids[partner], partner_day, today, by=team.leader.user):
            break
    agreed = _waiting(roster, ids, today)
    if mate := _offered(roster, team.agent, today, only=(team.mate.pk,)):
        return (*agreed, *mate)
    # What a leader asks, the leader above would have to answer.
    return (*agreed, *_offered(roster, team.agent, today, only=set(ids) - {*agreed, team.leader.pk}))


def _waiting(roster: Roster, ids: dict[int, Agent], today: dt.date) -> Collection[int]:
    """Two of the team agreed; returns who, so that nobody else asks them for something that contradicts."""
    for asker in ids.values():
        for day, partner, partner_day in _exchanges(roster, asker, today):
            if partner in ids and _asked(asker, day, ids[partner], partner_day, today):
                return asker.pk, partner
    return ()


def _asked(
    asker: Agent, day: dt.date, partner: Agent, partner_day: dt.date, today: dt.date, by: User | None = None
) -> bool:
    """Offer and accept; done where somebody approves. False where the rules say no after all."""
    with suppress(DomainError), transaction.atomic():
        row = swaps.offer(
            asker, day, partner, partner_day=partner_day, actor=asker.user, today=today, note="当天有事"
        )
        row = swaps.accept(row, actor=partner.user, today=today)
        if by is not None:
            swaps.approve(row, actor=by, today=today)
        return True
    return False


def _offered(roster: Roster, agent: Agent, today: dt.date, *, only: Collection[int]) -> Collection[int]:
    """One of these colleagues asks for a shift of this person, who may say yes under all rules; on a day that
    no other swap of the person touched."""
    touched = set(SwapRequest.objects.filter(asker=agent).values_list("day", "partner_day"))
    for day, colleague, colleague_day in _exchanges(roster, agent, today):
        if colleague not in only or any({day, colleague_day} & set(pair) for pair in touched):
            continue
        with suppress(DomainError):
            asker = Agent.objects.select_related("user").get(pk=colleague)
            swaps.offer(
                asker, colleague_day, agent, partner_day=day, actor=asker.user, today=today, note="想调一下"
            )
            return (colleague,)
    return ()


def _exchanges(roster: Roster, agent: Agent, today: dt.date) -> Iterator[tuple[dt.date, int, dt.date]]:
    """What the rules let a person exchange: the own day, with whom, and for which day of theirs."""
    board = allowed.board(roster, today=today)
    for day in _to_come(roster, today):
        for each in allowed.partners(board, agent.pk, day):
            if each.day is not None and each.day > today:
                yield day, each.agent_id, each.day


def _open(roster: Roster, people: Sequence[Agent], freed: list[Place]) -> None:
    """Two shifts to claim, those first that leave made free: the first who comes gets one, the other goes
    by fairness, and somebody wants it."""
    now = timezone.now()
    today, zone = timezone.localdate(now), timezone.get_default_timezone()
    actor = User.objects.get(username="supervisor")
    board = allowed.board(roster, today=today)
    kinds, desks = ShiftTemplate.objects.in_bulk(), Desk.objects.in_bulk()
    days: set[dt.date] = set()
    for day, template, desk in [*(place for place in freed if place[0].month == roster.month.month),
                                *_places(roster, today)]:  # fmt: skip
        takers = [each.agent_id for each in allowed.may_take(board, template, desk, day)]
        wants = next((each for each in people if each.pk in takers), None)
        fair = bool(days)
        if day in days or not takers or (fair and wants is None):
            continue
        eve = dt.datetime.combine(day - ONE, EVE, zone)
        row = open_shifts.open_shift(
            roster, day, kinds[template], desks[desk] if desk else None,
            mode=ClaimMode.FAIR if fair else ClaimMode.FIRST,
            until=(eve if eve > now else dt.datetime.combine(day, dt.time(), zone)) if fair else None,
            actor=actor, now=now,
        )  # fmt: skip
        days.add(day)
        if fair and wants is not None:
            open_shifts.claim(row, wants, actor=wants.user, now=now)
            return


def _places(roster: Roster, today: dt.date) -> list[Place]:
    """What is worked in the days to come, the later ones first."""
    rows = Assignment.objects.filter(roster=roster, day__gt=today).exclude(template__kind=ShiftKind.REST)
    places = rows.order_by("-day", "template__order", "desk").values_list("day", "template_id", "desk_id")
    return list(dict.fromkeys(places))


demo.register(36, step)
