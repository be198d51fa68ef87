"""What people may be asked to work: contracts, blocks of time, exemptions, and what an hour costs."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from staff.choices import BlockKind
from staff.models import Agent, Block, Contract, Exemption, HourlyRate

# What is assumed where nothing is written down: the standard week of 40 hours.
DEFAULT_WEEKLY_MINUTES = 2400


@dataclass(frozen=True, slots=True)
class ContractSpan:
    """Minutes a week that a person is contracted for, from a date to a date, both included."""

    agent_id: int
    weekly_minutes: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class BlockSpan:
    """Time in which a person is away or busy. It has no reason; `title` is what the writer called it."""

    agent_id: int
    kind: str
    source: str
    start_at: dt.datetime
    end_at: dt.datetime
    key: str
    title: str = ""

    @property
    def away(self) -> bool:
        """Whether no shift may be given."""
        return self.kind == BlockKind.AWAY


@dataclass(frozen=True, slots=True)
class ExemptSpan:
    """No nights and no overtime from a date to a date, both included."""

    agent_id: int
    first: dt.date
    last: dt.date


def contract_rows(agent_ids: Iterable[int], first: dt.date, last: dt.date) -> QuerySet[Contract]:
    """The same as rows, in no order."""
    return Contract.objects.between(first, last).filter(agent_id__in=list(agent_ids))


def contracts(agent_ids: Iterable[int], first: dt.date, last: dt.date) -> list[ContractSpan]:
    """The contracts of people that hold on some day of a span, in order of person and date."""
    rows = contract_rows(agent_ids, first, last)
    names = ("agent_id", "weekly_minutes", "valid_from", "valid_to")
    return [ContractSpan(*row) for row in rows.order_by("agent_id", "valid_from").values_list(*names)]


def contract_on(agent_id: int, day: dt.date) -> Contract | None:
    """A person's contract of a date."""
    return Contract.objects.on(day).filter(agent_id=agent_id).first()


def contracts_of(agent: Agent) -> QuerySet[Contract]:
    """A person's contracts, the newest first."""
    return Contract.objects.filter(agent=agent).order_by("-valid_from")


def without_contract(agent_ids: Iterable[int], day: dt.date) -> list[int]:
    """Those of these people who have no contract on a date."""
    wanted = list(agent_ids)
    rows = Contract.objects.on(day).filter(agent_id__in=wanted)
    held = set(rows.values_list("agent_id", flat=True))
    return [agent_id for agent_id in wanted if agent_id not in held]


def block_rows(agent_ids: Iterable[int], first: dt.date, last: dt.date) -> QuerySet[Block]:
    """The blocks of people that touch some date of a span in the site's zone, in no order."""
    zone = timezone.get_default_timezone()
    begin = dt.datetime.combine(first, dt.time(), zone)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone)
    return Block.objects.filter(agent_id__in=list(agent_ids), start_at__lt=end, end_at__gt=begin)


def blocks(agent_ids: Iterable[int], first: dt.date, last: dt.date, *, kind: str = "") -> list[BlockSpan]:
    """The same in order of person and time, of all kinds or one."""
    rows = block_rows(agent_ids, first, last)
    if kind:
        rows = rows.filter(kind=kind)
    names = ("agent_id", "kind", "source", "start_at", "end_at", "key", "title")
    return [BlockSpan(*row) for row in rows.order_by("agent_id", "start_at").values_list(*names)]


def exemption_rows(agent_ids: Iterable[int], first: dt.date, last: dt.date) -> QuerySet[Exemption]:
    """The exemptions of people that hold on some day of a span, in no order."""
    return Exemption.objects.between(first, last).filter(agent_id__in=list(agent_ids))


def exemptions(agent_ids: Iterable[int], first: dt.date, last: dt.date) -> list[ExemptSpan]:
    """The same in order of person and date."""
    rows = exemption_rows(agent_ids, first, last)
    names = ("agent_id", "valid_from", "valid_to")
    return [ExemptSpan(*row) for row in rows.order_by("agent_id", "valid_from").values_list(*names)]


def exemptions_of(agent: Agent) -> QuerySet[Exemption]:
    """A person's exemptions, the newest first."""
    return Exemption.objects.filter(agent=agent).order_by("-valid_from")


def rates(day: dt.date) -> dict[int, tuple[Decimal, str]]:
    """What an hour of each grade costs on a date, with its currency; a grade without a rate is left out."""
    rows = HourlyRate.objects.filter(valid_from__lte=day).order_by("valid_from")
    return {row.grade_id: (row.amount, row.currency) for row in rows}


def rate_rows() -> QuerySet[HourlyRate]:
    """Every rate, by grade, the newest first."""
    return HourlyRate.objects.select_related("grade").order_by("grade__step", "-valid_from")
