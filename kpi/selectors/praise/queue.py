"""What a leader's queue shows: who is due, true reasons, the cover of the group and the own one."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from cstm import formats
from cstm.weeks import Week
from kpi.rules import praise as rules
from kpi.rules.praise import Cover
from kpi.selectors.praise import due
from kpi.selectors.praise.due import Standing
from kpi.selectors.praise.reason import Reason
from kpi.selectors.praise.reasons import reasons
from staff.choices import EVER
from staff.models import Agent
from staff.selectors.leads import team_ids_led

NEW_DAYS = 45


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person of the queue, with reasons and when the last praise was."""

    agent: Agent
    team: str
    reasons: list[Reason]
    last: dt.date | None
    joined: dt.date | None

    @property
    def when(self) -> str:
        """When the person was praised last, or joined, in words; nothing where neither says anything."""
        if self.last is not None:
            return _("last praised %(day)s") % {"day": formats.day(self.last)}
        if self.joined is not None:
            return _("joined %(day)s") % {"day": formats.day(self.joined)}
        return ""


@dataclass(frozen=True, slots=True)
class Group:
    """A leader's people: due in the last seven days; the cover of the week and the giver's own."""

    due: list[Standing]
    week: Week
    cover: Cover
    own: Cover
    on_leave: list[str]


def group(team_ids: Collection[int] | None, *, giver_id: int | None, now: dt.datetime) -> Group:
    """The people of some teams as their leader sees them, without the leader; eight queries."""
    today = timezone.localdate(now)
    first, last = rules.last_days(today)
    week = Week.of(today)
    rows = due.standings(team_ids, min(first, week.monday), last, now=now)
    rows = [row for row in rows if row.agent.pk != giver_id]
    of_week = [row.within(week.monday, last) for row in rows]
    return Group(
        due=due.due_of([row.within(first, last) for row in rows], today),
        week=week,
        cover=due.cover_of(of_week),
        own=due.own_cover_of(of_week, giver_id or 0),
        on_leave=[str(row.agent) for row in of_week if row.on_leave],
    )


def waiting(rows: Collection[Standing], *, today: dt.date) -> list[Waiting]:
    """People of the queue, by name, with reasons drawn from facts."""
    held = reasons({row.agent.pk: row.team for row in rows}, today)
    last = due.last_praised([row.agent.pk for row in rows], until=today)
    return [
        Waiting(
            agent=row.agent,
            team=row.team,
            reasons=held.get(row.agent.pk, []),
            last=last.get(row.agent.pk),
            joined=_joined(row.agent, today),
        )
        for row in rows
    ]


def _joined(agent: Agent, today: dt.date) -> dt.date | None:
    """The first day of somebody who is new."""
    new = agent.hired_on != EVER and (today - agent.hired_on).days <= NEW_DAYS
    return agent.hired_on if new else None


@dataclass(frozen=True, slots=True)
class LeaderCard:
    """A leader's card: cover of the last full week and of this one, of the group and by the leader's own
    praise."""

    last_week: Week
    last_cover: Cover
    last_own: Cover
    this_cover: Cover
    this_own: Cover


def leads(agent: Agent) -> bool:
    """Is this person accountable for a team? One query."""
    return bool(team_ids_led([agent.pk]))


def leader_card(leader: Agent, *, now: dt.datetime) -> LeaderCard | None:
    """Metric 74 of a leader's own teams with the giver's own cover; None for who is accountable for none.

    Nine queries.
    """
    led = team_ids_led([leader.pk]).get(leader.pk)
    if not led:
        return None
    today = timezone.localdate(now)
    before, this = Week.last_full(today), Week.of(today)
    rows = due.standings(led, before.monday, today, now=now)
    past = [row.within(before.monday, before.sunday) for row in rows]
    running = [row.within(this.monday, today) for row in rows]
    return LeaderCard(
        last_week=before,
        last_cover=due.cover_of(past, but=leader.pk),
        last_own=due.own_cover_of(past, leader.pk),
        this_cover=due.cover_of(running, but=leader.pk),
        this_own=due.own_cover_of(running, leader.pk),
    )
