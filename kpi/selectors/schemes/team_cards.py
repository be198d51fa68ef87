"""The scores of a team's people: by name, whatever is asked, with the own line; never a place in a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from cstm import formats
from kpi.rules.periods import Period
from kpi.selectors.schemes import specs, totals, words
from kpi.selectors.schemes.specs import Spec
from kpi.selectors.schemes.totals import Scored, ScoreTotal
from staff.models import Agent

TREND = 4


@dataclass(frozen=True, slots=True)
class PersonScore:
    """One person's score of a period; `missing` says how many lines have no sound figure."""

    agent_id: int
    employee_no: str
    name: str
    total: ScoreTotal
    scheme: str
    spec: Spec | None
    missing: int
    lines: int
    trend: list[float | None]

    @property
    def points(self) -> str:
        """The total in the reader's language; empty where there is none."""
        return formats.number(self.total.points)

    @property
    def span(self) -> str:
        """The range while facts are pending."""
        if not self.total.pending or self.total.low is None:
            return ""
        return f"{formats.number(self.total.low)}–{formats.number(self.total.high)}"


def scores(agents: Sequence[Agent], period: Period, *, trend: int = TREND) -> list[PersonScore]:
    """The scores of these people in a period, in the order given; who was not employed then is left out.

    A constant number of queries.
    """
    people = specs.people([agent.pk for agent in agents])
    span = period.back(trend)
    found = totals.scorecards(people, span)
    rows = []
    for agent in agents:
        if not people[agent.pk].there(period):
            continue
        held = [found.get((no, agent.pk)) for no in range(trend)]
        rows.append(_row(agent, held))
    return rows


def _row(agent: Agent, held: Sequence[Scored | None]) -> PersonScore:
    now = held[-1]
    lines = [row for row in now.score.rows if not row.line.is_gate] if now else []
    return PersonScore(
        agent_id=agent.pk,
        employee_no=agent.employee_no,
        name=str(agent),
        total=totals.total_of(now) if now else ScoreTotal(),
        scheme=words.spec_name(now.spec) if now else "",
        spec=now.spec if now else None,
        missing=sum(not row.counts for row in lines),
        lines=len(lines),
        trend=[
            None if each is None or each.score.points is None else float(each.score.points) for each in held
        ],
    )
