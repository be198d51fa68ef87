"""What the pages say about desks, certificates, and what a person may be asked to work."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from staff.models import Agent, Block, Certificate, Desk, DeskAssignment, Qualification, Store
from staff.selectors import availability, desks, person_page, qualifications
from staff.selectors.person_page import Dated

# How far back the page of a person shows blocks of time, and how many.
_BACK, _MOST = dt.timedelta(days=14), 30


@dataclass(frozen=True, slots=True)
class Holding:
    """A certificate that a person holds; `grace` is the last day of grace where that runs, else None."""

    what: Certificate
    first: dt.date | None
    last: dt.date | None
    now: bool
    pk: int
    grace: dt.date | None
    source: str


@dataclass(frozen=True, slots=True)
class Work:
    """A person's desks, certificates, contracts (hours a week), exemptions and blocks of time.

    The last three stand there only where `private`.
    """

    desks: list[Dated]
    certificates: list[Holding]
    contracts: list[Dated]
    exemptions: list[Dated]
    blocks: list[Block]
    private: bool


def work_of(agent: Agent, *, today: dt.date, private: bool) -> Work:
    """What a person may be asked to work. Contracts, exemptions and blocks are left out unless `private`."""

    def row(what: Any, each: Any) -> Dated:
        return person_page.dated(what, each.valid_from, each.valid_to, today=today, pk=each.pk)

    served = [row(each.desk, each) for each in desks.assignments_of(agent)]
    held = [_held(each, today) for each in qualifications.qualifications_of(agent)]
    if not private:
        return Work(served, held, [], [], [], private)
    contracts = [row(each.weekly_minutes / 60, each) for each in availability.contracts_of(agent)]
    exempt = [row("", each) for each in availability.exemptions_of(agent)]
    return Work(served, held, contracts, exempt, list(recent_blocks(agent)), private)


def _held(each: Qualification, today: dt.date) -> Holding:
    until = qualifications.with_grace(each.valid_to, each.certificate.grace_days)
    return Holding(
        each.certificate,
        person_page.known(each.valid_from),
        person_page.known(each.valid_to),
        each.valid_from <= today <= each.valid_to,
        each.pk,
        until if each.valid_to < today <= until else None,
        each.source,
    )


def recent_blocks(agent: Agent) -> QuerySet[Block]:
    """A person's blocks that ended lately or are still to come, by time."""
    return Block.objects.filter(agent=agent, end_at__gte=timezone.now() - _BACK).order_by("start_at")[:_MOST]


def desk_rows(today: dt.date) -> QuerySet[Desk]:
    """Every desk with its stores and requirements, and how many people serve it on a date."""
    serving = Q(assignments__valid_from__lte=today, assignments__valid_to__gte=today)
    here = serving & Q(assignments__agent__left_on__gte=today)
    return (
        desks.desks(closed=True)
        .annotate(people=Count("assignments__agent", filter=here, distinct=True))
        .order_by("-active", "name")
    )


def serving(desk: Desk, reach: Any, today: dt.date) -> list[Dated]:
    """Who of the people in reach serves a desk now or later, by name; `what` is the person."""
    rows = DeskAssignment.objects.filter(desk=desk, valid_to__gte=today, agent__in=reach)
    rows = rows.filter(agent__left_on__gte=today).select_related("agent")
    return [
        person_page.dated(row.agent, row.valid_from, row.valid_to, today=today, pk=row.pk)
        for row in rows.order_by("agent__name", "agent__employee_no", "valid_from")
    ]


def desk_facts(desk: Desk) -> dict[str, Any]:
    """A desk as a form shows it."""
    return {
        **{name: getattr(desk, name) for name in ("name", "line", "active")},
        **{name: getattr(desk, name).all() for name in ("stores", "certificates", "skills")},
    }


def stores_for(visible: QuerySet[Store], desk: Desk | None) -> QuerySet[Store]:
    """The stores that a desk may be given: those in reach, and those that it has."""
    wanted = Q(pk__in=visible.values("pk"))
    if desk is not None:
        wanted |= Q(pk__in=desk.stores.values("pk"))
    return Store.objects.filter(wanted).order_by("name")


def certificate_rows(today: dt.date) -> QuerySet[Certificate]:
    """Every certificate with the desks that ask for it, and how many people hold it on a date."""
    held = Q(holders__valid_from__lte=today, holders__valid_to__gte=today, holders__agent__left_on__gte=today)
    return Certificate.objects.prefetch_related("desks").annotate(
        people=Count("holders__agent", filter=held, distinct=True)
    )
