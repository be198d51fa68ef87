"""The daily computation of the gap: kept for leaders, who are reminded before the week ends, kindly."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from cstm.weeks import Week
from kpi.models import PraiseDue
from kpi.rules import praise as rules
from kpi.selectors.praise import due
from kpi.selectors.praise.due import Standing
from kpi.services.praise.words import GAP, GAP_ABOVE
from staff.models import Agent, Notice
from staff.selectors.leads import Leads, leads
from staff.services import notices

URL = "/kpi/praise/queue/"


@transaction.atomic
def compute(now: dt.datetime) -> int:
    """Find who is due today in the organisation's time zone, keep it, and say what the weekday asks for.

    Returns how many notices were written. Run twice it finds the same and says nothing again: a leader is
    told once a week, and so is whoever stands above.
    """
    today = timezone.localdate(now)
    rows = due.gap(None, now=now)
    PraiseDue.objects.filter(day__lte=today - dt.timedelta(days=rules.DAYS)).delete()
    PraiseDue.objects.filter(day=today).exclude(agent_id__in=[row.agent.pk for row in rows]).delete()
    PraiseDue.objects.bulk_create(
        [PraiseDue(agent=row.agent, team_id=row.team_id, day=today) for row in rows], ignore_conflicts=True
    )
    step = rules.step_of(today)
    if not step or not rows:
        return 0
    tree = leads(today)
    about = f"praise:{Week.of(today)}"
    groups = _by_leader(rows, tree)
    people = Agent.objects.in_bulk(list(groups))
    told = _told_before(groups, about, today)
    sent = sum(_remind(people[pk], group, about) for pk, group in groups.items())
    if step == rules.ESCALATE:
        sent += _escalate(groups, tree, people, told, about)
    return sent


def _by_leader(rows: Iterable[Standing], tree: Leads) -> dict[int, list[Standing]]:
    """Whose word each person waits for: the nearest leader's, never the own."""
    groups: dict[int, list[Standing]] = defaultdict(list)
    for row in rows:
        for pk in tree.of(row.team_id, but=[row.agent.pk]):
            groups[pk].append(row)
    return dict(groups)


def _remind(leader: Agent, group: list[Standing], about: str) -> int:
    """A count and the way to the queue; names stand behind the door alone."""
    return notices.post(
        agent=leader,
        kind=GAP,
        about=about,
        params={"n": len(group)},
        url=URL,
        by_mail=True,
        private=True,
    )


def _told_before(leader_ids: Iterable[int], about: str, today: dt.date) -> set[int]:
    """Leaders who were told on an earlier day of this week."""
    begin = dt.datetime.combine(today, dt.time(), timezone.get_default_timezone())
    rows = Notice.objects.filter(kind=GAP, about=about, agent_id__in=list(leader_ids), created_at__lt=begin)
    return set(rows.values_list("agent_id", flat=True))


def _escalate(
    groups: Mapping[int, list[Standing]],
    tree: Leads,
    people: Mapping[int, Agent],
    told: set[int],
    about: str,
) -> int:
    """Whoever stands above a leader who had at least a night to find a word hears of it, once a week."""
    asked: dict[int, dict[int, list[Standing]]] = defaultdict(dict)
    for leader_id, group in groups.items():
        if leader_id not in told:
            continue
        for row in group:
            but = {leader_id, row.agent.pk}
            for pk in tree.above(row.team_id, but=but):
                asked[pk].setdefault(leader_id, []).append(row)
    above = Agent.objects.in_bulk(list(asked))
    sent = 0
    for pk, by_leader in asked.items():
        rows = {row.agent.pk: row for group in by_leader.values() for row in group}
        sent += notices.post(
            agent=above[pk],
            kind=GAP_ABOVE,
            about=about,
            params={
                "n": len(rows),
                "team": sorted({row.team for row in rows.values()}),
                "leader": sorted(str(people[leader_id]) for leader_id in by_leader),
            },
            url=URL,
            by_mail=True,
            private=True,
        )
    return sent
