"""Leave in the demo: balances of the year, one that is over, one to come, two that wait for the leader."""

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction

from cstm import demo
from cstm.errors import DomainError
from shifts.choices import RosterState, ShiftKind
from shifts.models import Assignment, LeaveEntry, LeaveRequest, LeaveType
from shifts.selectors import leave as reads
from shifts.selectors import rosters
from shifts.services import leave
from staff.models import Agent, Membership
from staff.selectors.people import team_of

ONE = dt.timedelta(days=1)
LENGTH = 2
# Half days of annual leave by contract.
GIVEN = 10
# Days from today; the first on which the person would have worked is taken.
BACK, AHEAD = (-9, -8, -7, -5, -4, -3), (4, 3, 5, 6, 8, 9, 11, 12)


@dataclass(frozen=True, slots=True)
class Crew:
    """The team of the log-in `leader`: the leader, the log-ins `agent` and `agent2` (`mate`), and the others
    by number."""

    leader: Agent
    agent: Agent
    mate: Agent
    others: tuple[Agent, ...]


def crew(today: dt.date) -> Crew:
    """Who stays in that team; in the smallest one `agent2` has to be the others too."""
    found = Agent.objects.filter(user__username__in=("leader", "agent", "agent2")).select_related("user")
    named = {each.user.username: each for each in found if each.user is not None}
    team = team_of(named["leader"], day=today)
    stays = Membership.objects.on(today).filter(team=team, agent__left_on__gt=today + 90 * ONE)
    people = Agent.objects.filter(pk__in=stays.values("agent")).exclude(pk__in=[a.pk for a in named.values()])
    others = tuple(people.select_related("user").order_by("employee_no"))
    return Crew(named["leader"], named["agent"], named["agent2"], others or (named["agent2"],))


def step(plan: demo.Plan) -> None:
    """Before anybody clocks in, so that nobody came on a day of leave."""
    leave.accrue(plan.today.year)
    supervisor = Agent.objects.select_related("user").get(user__username="supervisor")
    _annual(supervisor, plan.today)
    team = crew(plan.today)
    this = plan.today.replace(day=1)
    following = rosters.last_day(this) + ONE
    # The month before is locked by now, and the first days of a month leave no room in it.
    earlier = ((this - ONE).replace(day=1) - ONE).replace(day=10)
    past = [day for day in (plan.today + n * ONE for n in BACK) if day >= this]
    past += [earlier + n * ONE for n in range(7)]
    second, third = (team.others[n % len(team.others)] for n in range(2))
    _taken(team.mate, past, plan.today, note="回老家办事", by=supervisor)
    shifts = _coming(second, plan.today)
    if approved := _taken(
        second, [plan.today + n * ONE for n in AHEAD], plan.today, note="家人住院陪护", by=team.leader
    ):
        freed = [each for each in shifts if approved.first <= each.day <= approved.last]
        plan.made["freed"] = [(each.day, each.template_id, each.desk_id) for each in freed]
    _taken(third, [following + n * ONE for n in range(13, 22)], plan.today, note="参加朋友婚礼")
    _taken(team.agent, [following + n * ONE for n in range(6, 12)], plan.today, note="换驾照")
    plan.say(f"{LeaveEntry.objects.count()} movements of leave, {LeaveRequest.objects.count()} requests.")


def _annual(by: Agent, today: dt.date) -> None:
    """Annual leave for the log-ins of agents whose first year earned none yet."""
    kind = LeaveType.objects.get(code="annual")
    for agent in Agent.objects.filter(user__username__in=("agent", "agent2")):
        if reads.balance_of(agent, kind) < GIVEN:
            leave.set_right(agent, kind, half_days=GIVEN, day=today, reason="入职约定", actor=by.user)


def _coming(agent: Agent, today: dt.date) -> list[Assignment]:
    """Shifts to come that the person has seen."""
    rows = Assignment.objects.filter(agent=agent, day__gt=today, roster__state=RosterState.PUBLISHED)
    return list(rows.exclude(template__kind=ShiftKind.REST).order_by("day"))


def _taken(
    agent: Agent, firsts: Iterable[dt.date], today: dt.date, *, note: str, by: Agent | None = None
) -> LeaveRequest | None:
    """Two days from the first of some dates that takes it, approved where somebody does; None where none."""
    for first in firsts:
        last = first + (LENGTH - 1) * ONE
        with suppress(DomainError), transaction.atomic():
            kind = _kind(agent, first, last, today)
            row = leave.ask(agent, kind, first=first, last=last, actor=agent.user, note=note)
            return row if by is None else leave.approve(row, actor=by.user, answer="好的。")
    return None


def _kind(agent: Agent, first: dt.date, last: dt.date, today: dt.date) -> LeaveType:
    """Annual leave where this year's balance gives it; what has no balance otherwise."""
    kinds = {each.code: each for each in reads.types()}
    half_days = reads.cost(agent, first, last, from_noon=False, until_noon=False)
    enough = first.year == today.year and reads.balance_of(agent, kinds["annual"]) >= half_days
    return kinds["annual" if enough else "personal"]


demo.register(32, step)
