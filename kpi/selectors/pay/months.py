"""Everything that a month's pay is computed from, for many people at once: a constant number of queries."""

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cstm.weeks import month_of
from kpi.choices.pay import AppealState, DeductionState
from kpi.models import Deduction, PayAppeal, PayPlanVersion
from kpi.rules.pay_slip import Amount, Facts, Presence, Sales, Score
from kpi.rules.periods import Period
from kpi.selectors.pay import bonuses, sales
from kpi.selectors.pay.plans import Book
from kpi.selectors.schemes.totals import ScoreTotal, score_totals
from shifts.selectors.rostered import rostered_days, workdays
from staff.choices import EVER
from staff.models import Agent, Membership


@dataclass(frozen=True, slots=True)
class Case:
    """One person's month: where the person is, by which version paid, and the facts."""

    agent: Agent
    team_id: int | None
    version: PayPlanVersion
    facts: Facts


def employed(first: dt.date, last: dt.date) -> "list[Agent]":
    """Everybody employed on at least one day of a span, by name."""
    rows = Agent.objects.filter(hired_on__lte=last, left_on__gte=first).select_related("grade")
    return list(rows.order_by("name", "employee_no"))


def cases(
    month: dt.date,
    agents: Iterable[Agent],
    book: Book,
    versions: Mapping[int, PayPlanVersion] | None = None,
    *,
    with_bonuses: bool = True,
) -> tuple[list[Case], list[Agent]]:
    """The months of these people, and those for whom no plan holds. Overtime is not in it.

    `versions` are those that a closed slip names: they go before the plan of today's grade.
    """
    first, last = month_of(month)
    people = [each for each in agents if each.hired_on <= last and each.left_on >= first]
    chosen: dict[int, PayPlanVersion] = {}
    without = []
    for each in people:
        version = (versions or {}).get(each.pk) or book.version(each.grade_id, first)
        if version is None:
            without.append(each)
        else:
            chosen[each.pk] = version
    people = [each for each in people if each.pk in chosen]
    if not people:
        return [], without
    reader = _Month(first, last, people, chosen, with_bonuses=with_bonuses)
    return [reader.case(each) for each in people], without


class _Month:
    """The month's rows of everybody, read once."""

    def __init__(
        self,
        first: dt.date,
        last: dt.date,
        people: list[Agent],
        chosen: Mapping[int, PayPlanVersion],
        *,
        with_bonuses: bool,
    ) -> None:
        self.first, self.last, self.chosen = first, last, chosen
        ids = [each.pk for each in people]
        self.teams = _teams(people, last)
        self.scores = score_totals(ids, Period.month(first))
        self.sales = self._sales(people)
        self.deductions = _deductions(first)
        self.adjustments = _adjustments(first)
        self.bonuses = bonuses.shares(first) if with_bonuses else {}
        self.rostered: dict[int, int] = {}
        self.full: dict[int | None, int] = {}
        self.worked: list[dt.date] = []
        if any(not _whole(each, first, last) for each in people):
            self._read_roster()

    def case(self, agent: Agent) -> Case:
        """One person's part of it."""
        version = self.chosen[agent.pk]
        facts = Facts(
            presence=self._presence(agent),
            months=_months(agent, self.last),
            score=_score(self.scores.get(agent.pk)),
            sales=self.sales.get(agent.pk, Sales()) if version.tiers else Sales(),
            bonuses=tuple(self.bonuses.get(agent.pk, ())),
            deductions=tuple(self.deductions.get(agent.pk, ())),
            adjustments=tuple(self.adjustments.get(agent.pk, ())),
        )
        return Case(agent, self.teams.get(agent.pk), version, facts)

    def _sales(self, people: list[Agent]) -> dict[int, Sales]:
        groups: dict[str, list[int]] = defaultdict(list)
        for each in people:
            version = self.chosen[each.pk]
            if version.tiers:
                groups[version.attribution].append(each.pk)
        found: dict[int, Sales] = {}
        for rule, ids in groups.items():
            found |= sales.net_sales(ids if len(ids) < 500 else None, self.first, self.last, rule)
            found = {pk: each for pk, each in found.items() if pk in self.chosen}
        return found

    def _read_roster(self) -> None:
        """Rostered days of everybody, what a full month is in each team, and the calendar's workdays."""
        self.rostered = rostered_days(self.first, self.last)
        self.worked = workdays(self.first, self.last)
        colleagues = Agent.objects.filter(pk__in=list(self.rostered), hired_on__lte=self.first)
        colleagues = colleagues.filter(left_on__gte=self.last).only("pk", "left_on", "hired_on")
        teams = _teams(list(colleagues), self.last)
        days: dict[int | None, list[int]] = defaultdict(list)
        for pk, team_id in teams.items():
            days[team_id].append(self.rostered[pk])
        self.full = {team_id: statistics.median_low(each) for team_id, each in days.items()}

    def _presence(self, agent: Agent) -> Presence:
        begin, end = max(agent.hired_on, self.first), min(agent.left_on, self.last)
        if _whole(agent, self.first, self.last):
            return Presence(begin, end)
        full = self.full.get(self.teams.get(agent.pk))
        own = self.rostered.get(agent.pk)
        if own and full:
            return Presence(begin, end, own, full, "roster")
        here = sum(begin <= day <= end for day in self.worked)
        return Presence(begin, end, here, len(self.worked), "calendar")


def _whole(agent: Agent, first: dt.date, last: dt.date) -> bool:
    return agent.hired_on <= first and agent.left_on >= last


def _teams(people: list[Agent], last: dt.date) -> dict[int, int]:
    """The team of each person on the last day of the month, or on the person's own last day."""
    days = {each.pk: min(each.left_on, last) for each in people}
    rows = Membership.objects.filter(valid_from__lte=last)
    rows = rows.filter(agent_id__in=list(days)) if len(days) < 500 else rows
    values = rows.values_list("agent_id", "team_id", "valid_from", "valid_to")
    return {
        agent_id: team_id
        for agent_id, team_id, begin, end in values
        if agent_id in days and begin <= days[agent_id] <= end
    }


def _months(agent: Agent, last: dt.date) -> int | None:
    """Full months of service on the last day of the month; None where nobody knows since when."""
    if agent.hired_on == EVER:
        return None
    day = min(agent.left_on, last) + dt.timedelta(days=1)
    months = (day.year - agent.hired_on.year) * 12 + day.month - agent.hired_on.month
    return max(0, months - (day.day < agent.hired_on.day))


def _score(total: ScoreTotal | None) -> Score:
    if total is None:
        return Score()
    return Score(total.points, total.low, total.high, total.pending, total.formula)


def _deductions(month: dt.date) -> dict[int, list[Amount]]:
    """Approved deductions in the order of their approval."""
    rows = Deduction.objects.filter(month=month, state=DeductionState.APPROVED).order_by("decided_at", "pk")
    found: dict[int, list[Amount]] = defaultdict(list)
    for row in rows:
        about = {"reason": row.reason, "day": row.happened_on.isoformat()}
        found[row.agent_id].append(Amount(f"deduction:{row.pk}", row.amount, about))
    return found


def _adjustments(month: dt.date) -> dict[int, list[Amount]]:
    """Amounts that granted appeals pay."""
    rows = PayAppeal.objects.filter(month=month, state=AppealState.GRANTED).exclude(amount=Decimal(0))
    found: dict[int, list[Amount]] = defaultdict(list)
    for row in rows.order_by("pk"):
        about = {"code": row.code, "answer": row.answer}
        found[row.agent_id].append(Amount(f"appeal:{row.pk}", row.amount, about))
    return found
