"""The fairness ledger is computed from what was worked, and set right only with a reason."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.choices import AttendanceState, Burden, RosterState, RuleKind, ShiftKind, WishKind
from shifts.models import Assignment, AttendanceDay, DayWish, FairnessAdjustment, FairnessMonth, Roster
from shifts.rules import fairness as rules
from shifts.rules.spans import rest_minutes
from shifts.selectors import calendar, problem_rows, team_rules
from shifts.selectors.problem_presence import Presence, presence
from shifts.selectors.problem_rows import Month
from shifts.selectors.rosters import last_day
from staff.models import Agent, User
from staff.services import audit

# A rest is short below eleven hours where no rule says otherwise.
LEAST_REST = 660
# How far behind a shift the one lies from which its rest is counted.
_REST_REACH = dt.timedelta(days=2)
_NOT_WORKED = (AttendanceState.ABSENT, AttendanceState.EXCUSED)
_WORK = (ShiftKind.DAY, ShiftKind.EVENING, ShiftKind.ON_DUTY)


@transaction.atomic
def recompute(roster_id: int) -> bool:
    """Count a team's month again from attendance, and from the roster where nobody knows of any.

    Twice is once; True where a figure changed. A draft has no ledger yet, and a locked month is closed:
    nothing in it changes any more.
    """
    roster = Roster.objects.select_for_update(of=("self",)).select_related("team").get(pk=roster_id)
    if roster.state != RosterState.PUBLISHED:
        return False
    rows = _rows(roster)
    before = FairnessMonth.objects.filter(team=roster.team, month=roster.month)
    if _figures(before) == _figures(rows):
        return False
    before.delete()
    FairnessMonth.objects.bulk_create(rows, batch_size=500)
    return True


def recompute_open() -> int:
    """Count every published month; how many changed. May run any number of times."""
    rosters = Roster.objects.filter(state=RosterState.PUBLISHED).order_by("month", "pk")
    return sum(recompute(pk) for pk in rosters.values_list("pk", flat=True))


def follow(roster: Roster, cells: Iterable[tuple[int, dt.date]]) -> None:
    """Cells of a published roster changed: its ledger is counted at once, so that a debt goes with whoever
    works the shift now; and that of the month after, where the rest before its first shift is another."""
    recompute(roster.pk)
    last = last_day(roster.month)
    late = {agent for agent, day in cells if day >= last - _REST_REACH}
    if late:
        after = Assignment.objects.filter(
            agent_id__in=late, day__gt=last, day__lte=last + _REST_REACH, roster__state=RosterState.PUBLISHED
        )
        for pk in after.order_by("roster_id").values_list("roster_id", flat=True).distinct():
            recompute(pk)


@transaction.atomic
def adjust(
    agent: Agent, *, burden: str, month: dt.date, hundredths: int, reason: str, actor: User | None
) -> FairnessAdjustment:
    """Set somebody's balance right: above 0 the person owes more, below 0 less; seen by the whole team.

    Raises DomainError without a reason, for nothing, for more than a month's worth, and for the own balance.
    """
    if burden not in Burden.values:
        raise DomainError(_("This is no burden that the ledger counts."), code="burden")
    if not reason.strip():
        raise DomainError(_("Say why the balance is set right; the team sees it."), code="reason_wanted")
    if not 0 < abs(hundredths) <= 3100:
        raise DomainError(_("A balance is set right by 0.01 to 31."), code="amount")
    mine = getattr(actor, "agent", None)
    if mine is not None and mine.pk == agent.pk:
        raise DomainError(_("Nobody sets their own balance right. Ask somebody else."), code="self")
    row = FairnessAdjustment.objects.create(
        agent=agent,
        burden=burden,
        month=month.replace(day=1),
        hundredths=hundredths,
        reason=reason.strip()[:200],
        made_by=mine,
    )
    said = {"burden": burden, "month": row.month, "hundredths": hundredths}
    audit.record(actor=actor, action="fairness.adjust", about=agent, after=said, reason=row.reason)
    return row


def _rows(roster: Roster) -> list[FairnessMonth]:
    """The month's figures: what each person bore, and the share by time present."""
    month = problem_rows.month_of(roster)
    worked = _worked(roster, month)
    there = presence(roster, month, worked)
    refused = _refused(there.agents, month)
    least = _least_rest(roster, month)
    counts = {
        agent: rules.burdens(worked.get(agent, ()), least_rest=least, refused=refused[agent])
        for agent in there.agents
    }
    found = []
    for burden in Burden.values:
        found += _burden_rows(roster, burden, counts, there)
    return found


def _burden_rows(
    roster: Roster, burden: str, counts: Mapping[int, Counter[str]], there: Presence
) -> list[FairnessMonth]:
    done = {agent: counts[agent][burden] for agent in there.agents}
    if not any(done.values()):
        return []
    present: dict[int, int | None] = {agent: there.minutes(agent, burden) for agent in there.agents}
    lines = rules.month_lines(done, present)
    return [
        FairnessMonth(
            team=roster.team,
            agent_id=agent,
            month=roster.month,
            burden=burden,
            worked=line.done,
            share_hundredths=line.expected or 0,
            present_minutes=line.present or 0,
        )
        for agent, line in lines.items()
    ]


def _worked(roster: Roster, month: Month) -> dict[int, list[rules.Worked]]:
    """What each person worked, with the real rest since the shift before it, whatever roster that was in."""
    mine = set(Assignment.objects.filter(roster=roster).values_list("agent_id", flat=True))
    rows = Assignment.objects.filter(
        agent_id__in=mine,
        day__gte=month.first - _REST_REACH,
        day__lte=month.last,
        template__kind__in=_WORK,
        start_at__isnull=False,
    ).order_by("agent_id", "start_at")
    names = ("agent_id", "day", "template__kind", "start_at", "end_at", "roster_id")
    absent = set(
        AttendanceDay.objects.filter(
            agent_id__in=mine, day__gte=month.first - _REST_REACH, day__lte=month.last
        )
        .filter(state__in=_NOT_WORKED)
        .values_list("agent_id", "day")
    )
    kinds = {each.day: each.kind for each in calendar.dates(month.first, month.last)}
    found: dict[int, list[rules.Worked]] = defaultdict(list)
    last: dict[int, dt.datetime] = {}
    for agent, day, kind, start, end, roster_id in rows.values_list(*names):
        if (agent, day) in absent or start is None or end is None:
            continue
        rest = rest_minutes(last[agent], start) if agent in last else None
        last[agent] = end
        if roster_id == roster.pk and day >= month.first:
            found[agent].append(rules.Worked(day, kind, kinds[day], rest))
    return found


def _refused(agents: Iterable[int], month: Month) -> Counter[int]:
    rows = DayWish.objects.filter(
        agent_id__in=list(agents), day__gte=month.first, day__lte=month.last, met=False
    )
    return Counter(rows.filter(kind__in=WishKind.values).values_list("agent_id", flat=True))


def _least_rest(roster: Roster, month: Month) -> int:
    """The team's rule of rest on the last day of the month, eleven hours without one."""
    spoken = team_rules.speaking(
        team_rules.rules_between(month.first, month.last), roster.team.path, month.last
    )
    rule = spoken.get(RuleKind.REST_BETWEEN)
    minutes = rule.params.get("minutes") if rule else None
    return minutes if isinstance(minutes, int) else LEAST_REST


def _figures(rows: Iterable[FairnessMonth]) -> set[tuple[int, str, int, int, int]]:
    return {(row.agent_id, row.burden, row.worked, row.share_hundredths, row.present_minutes) for row in rows}
