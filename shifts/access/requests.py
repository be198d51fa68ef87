"""My shifts, wishes, leave, swaps, open shifts: rows of the access table, and doors."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from cstm.access import PUBLIC, Page, register
from cstm.errors import DomainError
from shifts.models import Claim, LeaveRequest, LeaveType, OpenShift, SwapRequest
from staff.access import agent_of, get_agent, teams_in_scope, visible_agents
from staff.models import Agent

_POST = ("POST",)
_WRITES = ("GET", "POST")
OWN, DECIDE, EDIT = "own.view", "requests.decide", "rosters.edit"
TYPES, FILES = "leave_types.edit", "people.edit"
BOTH = f"{OWN}|{DECIDE}"

register(
    [
        Page("shifts:mine", OWN),
        Page("shifts:my_day", OWN),
        Page("shifts:my_team", OWN),
        Page("shifts:changes_seen", OWN, methods=_POST),
        Page("shifts:wishes", OWN, methods=_WRITES),
        Page("shifts:my_leave", OWN, methods=_WRITES),
        Page("shifts:leave_withdraw", BOTH, scoped="leave", methods=_POST),
        Page("shifts:leave_attach", BOTH, scoped="leave", methods=_POST),
        Page("shifts:leave_paper", BOTH, scoped="leave"),
        Page("shifts:my_swaps", OWN),
        Page("shifts:swap_offer", OWN, methods=_POST),
        Page("shifts:swap_answer", BOTH, scoped="swap", methods=_POST),
        Page("shifts:open_shifts", OWN),
        Page("shifts:claim", OWN, methods=_POST),
        Page("shifts:claim_withdraw", OWN, scoped="claim", methods=_POST),
        Page("shifts:calendar_link", OWN, methods=_POST),
        Page("shifts:calendar_feed", PUBLIC),
        Page("shifts:request_list", DECIDE),
        Page("shifts:roster_seen", DECIDE, scoped="roster", methods=_WRITES),
        Page("shifts:leave_decide", DECIDE, scoped="leave", methods=_POST),
        Page("shifts:leave_calendar", DECIDE),
        Page("shifts:leave_balance", f"{DECIDE}|{FILES}", scoped="agent", methods=_WRITES),
        Page("shifts:leave_type_list", TYPES),
        Page("shifts:leave_type_new", TYPES, methods=_WRITES),
        Page("shifts:leave_type_edit", TYPES, methods=_WRITES),
        Page("shifts:leave_grant", TYPES, methods=_POST),
        Page("shifts:swap_decide", DECIDE, scoped="swap", methods=_POST),
        Page("shifts:swap_for", DECIDE, scoped="agent", methods=_WRITES),
        Page("shifts:open_shift_new", EDIT, scoped="roster", methods=_WRITES),
        Page("shifts:open_shift_close", EDIT, scoped="open_shift", methods=_POST),
        Page("shifts-api:my_shifts", OWN),
        Page("shifts-api:leave", OWN, methods=_WRITES),
        Page("shifts-api:leave_one", BOTH, scoped="leave", methods=("GET", "POST")),
        Page("shifts-api:swaps", OWN, methods=_WRITES),
        Page("shifts-api:swap_one", BOTH, scoped="swap", methods=("GET", "POST")),
        Page("shifts-api:open_shifts", OWN),
        Page("shifts-api:claim", OWN, methods=_POST),
        Page("shifts-api:wishes", OWN, methods=_WRITES),
        Page("shifts-api:wish", OWN, methods=("DELETE",)),
        Page("shifts-api:exchanges", OWN),
        Page("shifts-api:changes", OWN, methods=_WRITES),
        Page("shifts-api:team_day", OWN),
        Page("shifts-api:leave_balances", OWN),
        Page("shifts-api:leave_paper", BOTH, scoped="leave", methods=_POST),
        Page("shifts-api:claim_withdraw", OWN, scoped="claim", methods=_POST),
        Page("shifts-api:requests", DECIDE),
    ]
)


def me_of(user: Any) -> Agent:
    """The person behind a log-in; 404 for a log-in that is nobody."""
    me = agent_of(user)
    if me is None:
        raise Http404
    return me


def decides_on(user: Any, agent_id: int | None) -> bool:
    """Does the log-in decide on requests of that person?"""
    return agent_id is not None and visible_agents(user, DECIDE).filter(pk=agent_id).exists()


def get_leave(user: Any, pk: int, *, decide: bool = False) -> LeaveRequest:
    """Own leave, or leave of somebody on whose requests one decides (`decide`: only that); else 404."""
    found = LeaveRequest.objects.select_related("agent", "type").filter(pk=pk).first()
    me = agent_of(user)
    if found is None:
        raise Http404
    if not decide and me is not None and found.agent_id == me.pk:
        return found
    if not decides_on(user, found.agent_id):
        raise Http404
    return found


def get_person(user: Any, pk: int) -> Agent:
    """Somebody whose balances one sets right, by deciding on the requests or by keeping the files."""
    return get_agent(user, pk, DECIDE if decides_on(user, pk) else FILES)


def get_leave_type(pk: int) -> LeaveType:
    """A type of leave; 404 where there is none."""
    found = LeaveType.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_swap(user: Any, pk: int, *, decide: bool = False) -> SwapRequest:
    """A swap that one asked for or is asked about, or (`decide`) one of people on whom one decides."""
    found = SwapRequest.objects.select_related("asker", "partner").filter(pk=pk).first()
    me = agent_of(user)
    if found is None:
        raise Http404
    if not decide and me is not None and me.pk in (found.asker_id, found.partner_id):
        return found
    if not decides_on(user, found.asker_id):
        raise Http404
    return found


def check_answers(user: Any, swap: SwapRequest, word: str) -> None:
    """The asker withdraws, the partner accepts or declines, or whoever decides on that one does it for them;
    DomainError for anybody else."""
    wanted = swap.asker_id if word == "withdraw" else swap.partner_id
    me = agent_of(user)
    if (me is None or wanted != me.pk) and not decides_on(user, wanted):
        raise DomainError(_("This answer is for the other one to give."), code="not_yours")


def get_open_shift(user: Any, pk: int, right: str = OWN) -> OpenShift:
    """An open shift of a roster that holds one's own team, or that one edits; else 404."""
    found = OpenShift.objects.select_related("roster__team", "template", "desk").filter(pk=pk).first()
    if found is None:
        raise Http404
    scope = teams_in_scope(user, EDIT)
    if scope is None or found.roster.team_id in scope:
        return found
    me = agent_of(user)
    if right != OWN or me is None:
        raise Http404
    path = found.roster.team.path
    teams = me.memberships.on(found.day).values_list("team__path", flat=True)
    if not any(team == path or team.startswith(f"{path}/") for team in teams):
        raise Http404
    return found


def get_claim(user: Any, pk: int) -> Claim:
    """One's own claim; else 404."""
    found = Claim.objects.select_related("shift", "agent").filter(pk=pk, agent=agent_of(user)).first()
    if found is None:
        raise Http404
    return found
