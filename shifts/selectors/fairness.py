"""The fairness ledger as it stands: what each person carries of each burden.

What is owed is told in hundredths of one burden: above 0 the person did less than the share, below 0 more.
owed = carried + share - worked + what was set right.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DecimalField, F, QuerySet, Sum, Value
from django.db.models.functions import Cast

from cstm import joined
from cstm.formats import number
from cstm.joined import Part
from shifts.choices import Burden, BurdenUnit
from shifts.models import FairnessAdjustment, FairnessMonth
from staff.models import Agent, Team


@dataclass(frozen=True, slots=True)
class Entry:
    """One person's month of one burden; all but `worked` in hundredths. What nobody bore is 0 for all."""

    burden: str
    carried: int
    worked: int
    share: int
    adjusted: int

    @property
    def owed(self) -> int:
        """What is carried on."""
        return self.carried + self.adjusted + self.share - 100 * self.worked

    @property
    def words(self) -> dict[str, str]:
        """The hundredths as whole burdens, in the reader's language."""
        return {
            "carried": whole(self.carried),
            "share": whole(self.share),
            "adjusted": whole(self.adjusted),
            "owed": whole(self.owed),
            "sum": self._sum(),
        }

    def _sum(self) -> str:
        """How the balance came about: carried + share - worked, and what was set right where anything was."""
        text = f"{whole(self.carried)} + {whole(self.share)} − {number(self.worked)}"
        if not self.adjusted:
            return text
        return f"{text} {'−' if self.adjusted < 0 else '+'} {whole(abs(self.adjusted))}"

    @property
    def label(self) -> str:
        """The burden in words."""
        return str(Burden(self.burden).label)

    @property
    def unit(self) -> str:
        """What its figures count."""
        return str(BurdenUnit(self.burden).label)


@dataclass(frozen=True, slots=True)
class PersonLedger:
    """One person's burdens of a month, in the order of `Burden`, and the contracted minutes present."""

    agent: Agent
    entries: tuple[Entry, ...]
    present_minutes: int


def whole(hundredths: int) -> str:
    """Hundredths as whole burdens: 1.5."""
    return number(Decimal(hundredths) / 100)


def balances(agent_ids: Iterable[int], before: dt.date) -> dict[int, dict[str, int]]:
    """Hundredths that each person owes (above 0) or did beyond the share, by burden, of the months before a
    date; one query."""
    return summed(joined.read(balance_parts(agent_ids, before)))


def balance_parts(agent_ids: Iterable[int], before: dt.date) -> list[Part]:
    """The rows of which balances are the sums, to be read with others."""
    wanted = list(agent_ids)
    months = FairnessMonth.objects.filter(agent_id__in=wanted, month__lt=before).order_by()
    set_right = FairnessAdjustment.objects.filter(agent_id__in=wanted, month__lt=before).order_by()
    owed = Sum(F("share_hundredths") - 100 * F("worked"))
    return [
        Part(
            name,
            rows.values("agent_id", "burden").annotate(owed=summand),
            ("agent_id", "owed"),
            texts=("burden",),
        )
        for name, rows, summand in (("months", months, owed), ("set_right", set_right, Sum("hundredths")))
    ]


def summed(rows: Mapping[str, Sequence[joined.Row]]) -> dict[int, dict[str, int]]:
    """What was read of the parts, by person and burden."""
    found: dict[int, dict[str, int]] = {}
    for agent_id, owed, burden in (*rows["months"], *rows["set_right"]):
        of_agent = found.setdefault(agent_id, {})
        of_agent[burden] = of_agent.get(burden, 0) + owed
    return found


def ledger(team: Team, month: dt.date) -> list[PersonLedger]:
    """Everybody of a team's month in equal detail, by name; three queries."""
    rows = FairnessMonth.objects.filter(team=team, month=month).select_related("agent")
    people: dict[int, Agent] = {}
    figures: dict[tuple[int, str], FairnessMonth] = {}
    for row in rows:
        people[row.agent_id] = row.agent
        figures[row.agent_id, row.burden] = row
    carried = balances(people, month)
    adjusted: dict[tuple[int, str], int] = defaultdict(int)
    set_right = FairnessAdjustment.objects.filter(agent_id__in=list(people), month=month)
    for agent_id, burden, hundredths in set_right.values_list("agent_id", "burden", "hundredths"):
        adjusted[agent_id, burden] += hundredths
    found = []
    for agent_id, agent in people.items():
        entries = []
        for burden in Burden.values:
            row = figures.get((agent_id, burden))  # type: ignore[assignment]
            entries.append(
                Entry(
                    burden,
                    carried.get(agent_id, {}).get(burden, 0),
                    row.worked if row else 0,
                    row.share_hundredths if row else 0,
                    adjusted[agent_id, burden],
                )
            )
        there = [row.present_minutes for key, row in figures.items() if key[0] == agent_id]
        present = max(there, default=0)
        found.append(PersonLedger(agent, tuple(entries), present))
    return sorted(found, key=lambda each: (each.agent.name, each.agent.employee_no))


def months_of_team(team: Team) -> list[dt.date]:
    """The months of which a team has a ledger, the newest first."""
    rows = FairnessMonth.objects.filter(team=team).order_by("-month").values_list("month", flat=True)
    return list(rows.distinct())


def newest_team(agent: Agent) -> Team | None:
    """The team of the person's newest month in a ledger."""
    row = FairnessMonth.objects.filter(agent=agent).select_related("team").order_by("-month").first()
    return row.team if row else None


def adjustments(agent_ids: Iterable[int], month: dt.date) -> "QuerySet[FairnessAdjustment]":
    """What was set right in a month, with reasons, by name."""
    rows = FairnessAdjustment.objects.filter(agent_id__in=list(agent_ids), month=month)
    rows = rows.annotate(
        whole=Cast("hundredths", DecimalField(max_digits=8, decimal_places=2)) / Value(Decimal(100))
    )
    return rows.select_related("agent", "made_by").order_by("agent__name", "made_at")
