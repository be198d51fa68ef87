"""Facts on record that a proposal may cite: found again by kind and reference, told in both languages."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from cstm import formats
from cstm.formats import both
from cstm.weeks import Week
from kpi.choices.cases import CaseState
from kpi.choices.growth import FactKind
from kpi.metrics import METRICS
from kpi.models import Case, ImprovementPlan
from kpi.rules import State
from kpi.selectors import definitions, shown, weeks
from kpi.selectors.goals import goals_of
from kpi.selectors.praise.due import counted
from kpi.selectors.praise.fact_reasons import CODES
from shifts.choices import AttendanceState, HandoverState
from shifts.models import AttendanceDay, HandoverItem
from staff.models import Agent, Qualification
from staff.selectors import people

DAYS = 90
WEEKS = 8
_SOUND = (State.VALUE, State.ESTIMATED)
_SILENT = (AttendanceState.UNKNOWN, AttendanceState.EXCUSED, AttendanceState.ON_TIME)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact on record of one person; `words` are {"en", "zh"}."""

    kind: str
    ref: str
    day: dt.date
    words: dict[str, str]

    @property
    def key(self) -> str:
        """What a form sends."""
        return f"{self.kind}:{self.ref}"

    @property
    def text(self) -> str:
        """In the reader's language."""
        return self.words["zh" if formats.is_chinese() else "en"]


def facts_on_record(agent: Agent, today: dt.date) -> list[Fact]:
    """Facts of the last 90 days (figures: the last eight full weeks), the newest first."""
    first = today - dt.timedelta(days=DAYS)
    found = [
        *_weeks(agent, today),
        *_attendance(agent, first, today),
        *_cases(agent, first, today),
        *_handover(agent, first, today),
        *_praise(agent, first),
        *_certificates(agent, first, today),
        *_plans(agent, first),
    ]
    return sorted(found, key=lambda fact: (-fact.day.toordinal(), fact.kind, fact.ref))


def _weeks(agent: Agent, today: dt.date) -> Iterator[Fact]:
    last = Week.last_full(today)
    metrics = [METRICS[code] for code in CODES]
    goals = goals_of(people.team_of(agent, day=last.sunday), CODES, day=last.sunday)
    for item in weeks.agent_weeks(agent.pk, last_week=last, metrics=metrics, n=WEEKS):
        for metric in metrics:
            cell = item.cells[metric.code]
            if cell.state not in _SOUND:
                continue

            def words(metric=metric, cell=cell, item=item) -> str:  # type: ignore[no-untyped-def]
                text = _("%(week)s: %(name)s %(value)s, n %(n)s") % {
                    "week": formats.iso_week(item.week),
                    "name": definitions.name(metric),
                    "value": definitions.figure_with_unit(cell.value, metric.unit),
                    "n": formats.number(cell.n),
                }
                gap, _met = shown.gap_words(metric, cell.value, goals.get(metric.code))
                return f"{text} ({gap})" if gap else text

            yield Fact(FactKind.WEEK, f"{item.week}:{metric.code}", item.week.sunday, both(_Said(words)))


class _Said:
    """Words that are made anew for each language."""

    def __init__(self, make) -> None:  # type: ignore[no-untyped-def]
        self.make = make

    def __str__(self) -> str:
        return str(self.make())


def _attendance(agent: Agent, first: dt.date, last: dt.date) -> Iterator[Fact]:
    rows = AttendanceDay.objects.filter(agent=agent, day__range=(first, last)).exclude(state__in=_SILENT)
    for row in rows:
        yield Fact(
            FactKind.ATTENDANCE,
            str(row.pk),
            row.day,
            both(_Said(lambda row=row: f"{formats.day(row.day)}: {row.get_state_display()}")),
        )


def _handover(agent: Agent, first: dt.date, last: dt.date) -> Iterator[Fact]:
    rows = HandoverItem.objects.filter(
        closed_by=agent, state=HandoverState.CLOSED, closed_at__date__range=(first, last)
    )
    for row in rows:
        day = timezone.localdate(row.closed_at)
        words = _Said(lambda row=row: _("Closed a handed-over item: %(what)s") % {"what": row.title})
        yield Fact(FactKind.HANDOVER, str(row.pk), day, both(words))


def _cases(agent: Agent, first: dt.date, last: dt.date) -> Iterator[Fact]:
    rows = Case.objects.filter(owner=agent, state=CaseState.CLOSED, closed_at__date__range=(first, last))
    for row in rows.order_by("closed_at"):
        assert row.closed_at is not None
        late = row.in_time is False
        words = _Said(
            lambda row=row, late=late: (
                (_("Closed case %(no)s after its time") if late else _("Closed case %(no)s in time"))
                % {"no": row.pk}
            )
        )
        yield Fact(FactKind.CASE, str(row.pk), timezone.localdate(row.closed_at), both(words))


def _praise(agent: Agent, first: dt.date) -> Iterator[Fact]:
    for row in counted().filter(receiver=agent, day__gte=first).select_related("giver"):
        words = _Said(
            lambda row=row: _("Praised by %(name)s: %(text)s") % {"name": row.giver, "text": row.text}
        )
        yield Fact(FactKind.PRAISE, str(row.pk), row.day, both(words))


def _certificates(agent: Agent, first: dt.date, last: dt.date) -> Iterator[Fact]:
    rows = Qualification.objects.filter(agent=agent, valid_from__range=(first, last))
    for row in rows.select_related("certificate"):
        words = _Said(lambda row=row: _("Earned “%(name)s”") % {"name": row.certificate})
        yield Fact(FactKind.CERTIFICATE, str(row.pk), row.valid_from, both(words))


def _plans(agent: Agent, first: dt.date) -> Iterator[Fact]:
    for row in ImprovementPlan.objects.filter(agent=agent, closed_on__gte=first):
        assert row.closed_on is not None
        words = _Said(lambda row=row: f"{row.title}: {row.get_state_display()}. {row.result}")
        yield Fact(FactKind.PLAN, str(row.pk), row.closed_on, both(words))
