"""Honours: open criteria, who meets them, who holds them and lets others see it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cstm.weeks import Week
from kpi import rules as facts_rules
from kpi.choices.praise import CriterionKind
from kpi.metrics import METRICS
from kpi.models import Award, Honour, Record
from kpi.rules import honours as rules
from kpi.rules.honours import Checked
from kpi.selectors import definitions, weeks
from kpi.selectors.goals import goals_of
from kpi.selectors.praise.due import counted
from staff.choices import EVER
from staff.models import Agent
from staff.selectors import people

_DAYS = 90


def honours(*, active: bool = True) -> "QuerySet[Honour]":
    """Every honour in use."""
    return Honour.objects.filter(active=True) if active else Honour.objects.all()


def awards_of(agent_id: int) -> "QuerySet[Award]":
    """All that a person was given, the newest first; for the person and those who lead."""
    return Award.objects.filter(agent_id=agent_id).select_related("honour", "awarded_by", "agent")


def standing(agent_id: int, honour_id: int) -> "QuerySet[Award]":
    """An honour that a person holds now."""
    return Award.objects.filter(agent_id=agent_id, honour_id=honour_id, ended_on__isnull=True)


def shown_awards() -> "QuerySet[Award]":
    """What holders let others see, by name; nobody is counted and nobody stands before another."""
    rows = Award.objects.filter(shown=True, ended_on__isnull=True)
    return rows.select_related("honour", "agent").order_by(
        "agent__name", "agent__employee_no", "honour__code"
    )


def check(honour: Honour, agent: Agent, today: dt.date) -> list[Checked]:
    """Each counted criterion beside what the records show of this one person."""
    return rules.check(honour.counted, _shown(honour, agent, today))


def _shown(honour: Honour, agent: Agent, today: dt.date) -> Mapping[str, int | None]:
    found: dict[str, int | None] = {}
    for one in honour.counted:
        kind, key = one["kind"], rules.key_of(one)
        if kind == CriterionKind.SERVICE_MONTHS:
            found[key] = None if agent.hired_on == EVER else _months(agent.hired_on, today)
        elif kind == CriterionKind.TARGET_WEEKS:
            found[key] = _weeks_at_target(agent, one, today)
        elif kind == CriterionKind.PRAISED_BY:
            rows = counted().filter(receiver=agent, day__gt=today - dt.timedelta(days=_DAYS))
            found[key] = rows.order_by().values("giver_id").distinct().count()
        elif kind == CriterionKind.CLEAN_DAYS:
            found[key] = _clean_days(agent, int(one["least"]), today)
    return found


def _months(first: dt.date, last: dt.date) -> int:
    """Whole months from one date to another."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def _weeks_at_target(agent: Agent, one: Mapping[str, Any], today: dt.date) -> int | None:
    """In how many of the last full weeks the person's figure met the target; None without figures."""
    metric = METRICS.get(str(one.get("metric", "")))
    if metric is None:
        return None
    last = Week.last_full(today)
    team = people.team_of(agent, day=today)
    goal = goals_of(team, [metric.code], day=last.sunday).get(metric.code)
    cells = [
        item.cells[metric.code]
        for item in weeks.agent_weeks(agent.pk, last_week=last, metrics=[metric], n=int(one.get("of", 13)))
    ]
    gaps = [
        facts_rules.gap(metric, cell.value, goal)
        for cell in cells
        if cell.state in (facts_rules.State.VALUE, facts_rules.State.ESTIMATED)
    ]
    known = [gap for gap in gaps if gap is not None]
    return sum(gap >= 0 for gap in known) if known else None


def _clean_days(agent: Agent, least: int, today: dt.date) -> int | None:
    """Days without a red line, where inspections of these days are known at all."""
    from_day = today - dt.timedelta(days=least)
    rows = _inspected(agent.pk, from_day, today)
    if not rows:
        return None
    bad = [day for day, lines in rows if lines]
    return (today - max(bad)).days if bad else least


def _inspected(agent_id: int, first: dt.date, last: dt.date) -> list[tuple[dt.date, Any]]:
    rows = Record.objects.filter(agent_id=agent_id, date__range=(first, last), redline_n__isnull=False)
    return list(rows.order_by("date").values_list("date", "redline_n"))


def words_of(one: Checked) -> str:
    """A criterion and what the records show, in the reader's language."""
    have = _("no record says") if one.have is None else _("%(n)s now") % {"n": one.have}
    if one.kind == CriterionKind.SERVICE_MONTHS:
        asked = ngettext("%(n)s month of service", "%(n)s months of service", one.least)
    elif one.kind == CriterionKind.PRAISED_BY:
        asked = ngettext(
            "praised by %(n)s person in 90 days", "praised by %(n)s people in 90 days", one.least
        )
    elif one.kind == CriterionKind.CLEAN_DAYS:
        asked = ngettext("%(n)s day without a red line", "%(n)s days without a red line", one.least)
    else:
        metric = METRICS.get(one.metric)
        name = definitions.name(metric) if metric else one.metric
        text = _("%(name)s at target in %(n)s of %(of)s weeks")
        return f"{text % {'name': name, 'n': one.least, 'of': one.of}} ({have})"
    return f"{asked % {'n': one.least}} ({have})"
