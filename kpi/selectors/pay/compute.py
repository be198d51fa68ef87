"""A pay run computed, without writing anything: drafts of slips, and what HR has to look at."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from cstm.weeks import month_of
from kpi.choices.pay import LineCode, RunKind
from kpi.models import PayPlanVersion
from kpi.rules import pay_slip
from kpi.rules.pay_slip import Extra, Line
from kpi.selectors.pay import months, past, plans
from kpi.selectors.pay.entries import Entry
from kpi.selectors.pay.extras import to_pay
from kpi.selectors.pay.months import Case
from kpi.selectors.pay.plans import Book
from staff.models import Agent

Step = Callable[[int, int], None]


@dataclass(slots=True)
class Draft:
    """One person's slip before it is kept."""

    agent: Agent
    team_id: int | None
    version: PayPlanVersion | None
    facts: dict[str, Any]
    entries: list[Entry] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """The lines alone."""
        return [each.line for each in self.entries]

    @property
    def total(self) -> Decimal:
        """What is paid."""
        return pay_slip.total(self.lines)

    @property
    def pending(self) -> bool:
        """Is any line's range open?"""
        return any(line.low is not None for line in self.lines)

    @property
    def ends(self) -> tuple[Decimal | None, Decimal | None]:
        """The range of the total; None where there is none."""
        return pay_slip.ends(self.lines) if self.pending else (None, None)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at: a code, the person's name where it is about one, and a number."""

    code: str
    name: str = ""
    count: int = 0

    def kept(self) -> dict[str, Any]:
        """As a run keeps it."""
        return {"code": self.code, "name": self.name, "count": self.count}


@dataclass(frozen=True, slots=True)
class Computed:
    """All drafts by name, the settings that held, and remarks."""

    drafts: list[Draft]
    settings: dict[str, str]
    remarks: list[Remark]


def compute(
    month: dt.date,
    *,
    kind: str = RunKind.REGULAR,
    run_name: str = "",
    numbers: Sequence[str] = (),
    step: Step | None = None,
) -> Computed:
    """Pay of a month as it stands now. The same facts give the same drafts.

    A regular run pays everybody employed in the month, with the differences of closed months and
    the overtime that is decided and paid by no other run. A supplementary run pays those who left before the
    month: only differences and overtime. `numbers` narrows it to
    some employee numbers. `step` hears how many people of how many are done, and may raise.
    """
    first, last = month_of(month)
    row = plans.settings()
    kept = plans.settings_kept(row)
    book = Book()
    people = _people(kind, first, last, numbers)
    remarks = []
    drafts: dict[int, Draft] = {}
    tell = step or (lambda done, total: None)
    tell(0, len(people))
    if kind == RunKind.REGULAR:
        found, without = months.cases(first, people, book)
        remarks += [Remark("no_plan", str(each)) for each in without]
        for case in found:
            drafts[case.agent.pk] = _draft(case, first, kept)
    tell(0, len(people))
    extras = to_pay(people, last, first, book, kept, run_name)
    gaps = past.differences(
        first, people, book, months_back=row.months_back, tell=lambda: tell(0, len(people))
    )
    for done, agent in enumerate(people, start=1):
        draft = _with_late(agent, drafts, extras.get(agent.pk, ()), gaps.get(agent.pk, ()), kept, first)
        if draft is not None:
            drafts[agent.pk] = draft
        tell(done, len(people))
    ordered = [drafts[each.pk] for each in people if each.pk in drafts]
    remarks += _remarks(ordered)
    if kind == RunKind.REGULAR and not numbers:
        remarks += _leavers(first, book, row.months_back, kept)
    return Computed(ordered, kept, remarks)


def _people(kind: str, first: dt.date, last: dt.date, numbers: Sequence[str]) -> list[Agent]:
    people = months.employed(first, last) if kind == RunKind.REGULAR else past.left_before(first)
    return [each for each in people if not numbers or each.employee_no in numbers]


def _draft(case: Case, month: dt.date, kept: Mapping[str, str]) -> Draft:
    found = pay_slip.lines(plans.terms(case.version), case.facts, plans.house(dict(kept)))
    facts = {"terms": plans.terms_kept(case.version), "facts": as_kept(asdict(case.facts))}
    entries = [Entry(line, month, line.code) for line in found]
    return Draft(case.agent, case.team_id, case.version, facts, entries)


def _with_late(
    agent: Agent,
    drafts: Mapping[int, Draft],
    extras: Sequence[Extra],
    gaps: Sequence[Entry],
    kept: Mapping[str, str],
    month: dt.date,
) -> Draft | None:
    """The draft with overtime and differences; None where there is nothing at all."""
    draft = drafts.get(agent.pk)
    if draft is None and not extras and not gaps:
        return None
    if draft is None:
        draft = Draft(agent, None, None, {"terms": None, "facts": None})
    house = plans.house(dict(kept))
    overtime = [
        Entry(pay_slip.overtime_line(each, house), each.day.replace(day=1), LineCode.OVERTIME)
        for each in extras
    ]
    entries = [*draft.entries, *overtime, *gaps]
    order = list(LineCode.values)
    entries.sort(key=lambda each: order.index(each.line.code))
    draft.entries = entries
    return draft


def _remarks(drafts: Sequence[Draft]) -> list[Remark]:
    """What HR should look at before reviewing: no names where a count says it."""
    lines = [line for draft in drafts for line in draft.lines]
    found = [Remark("below_zero", str(draft.agent)) for draft in drafts if draft.total < 0]
    counts = {
        "pending": sum(draft.pending for draft in drafts),
        "no_score": sum(
            line.code == LineCode.PERFORMANCE and line.inputs.get("points") is None for line in lines
        ),
        "lacking": sum(bool(line.inputs.get("lacking_days")) for line in lines),
        "calendar": sum(
            line.code == LineCode.BASE and line.inputs.get("basis") == "calendar" for line in lines
        ),
    }
    return found + [Remark(code, count=count) for code, count in counts.items() if count]


def _leavers(first: dt.date, book: Book, months_back: int, kept: dict[str, str]) -> list[Remark]:
    """Are there differences of people who have left? They need a supplementary run."""
    people = past.left_before(first)
    gaps = past.differences(first, people, book, months_back=months_back)
    extras = to_pay(people, first, first, book, kept, "")
    count = len(gaps.keys() | extras.keys())
    return [Remark("leavers", count=count)] if count else []


def as_kept(value: Any) -> Any:
    """Dataclass values as JSON holds them: Decimals and dates as text."""
    if isinstance(value, Decimal):
        return plans.plain(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: as_kept(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_kept(each) for each in value]
    return value
