"""Contracts, blocks, exemptions, rates: dated, never overlapping, written once, refused with a reason."""

import datetime as dt
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from cstm.errors import DomainError
from staff.choices import EVER, STILL, BlockKind, BlockSource
from staff.models import Block, Contract, Exemption, Grade
from staff.selectors import availability as reads
from staff.services import availability
from staff.tests.factories import make_agent

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2026, 11, 1), dt.date(2026, 11, 30)


def at(day: int, hour: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, tzinfo=timezone.get_default_timezone())


def contracts(agent):
    rows = Contract.objects.filter(agent=agent).order_by("valid_from")
    return list(rows.values_list("weekly_minutes", "valid_from", "valid_to"))


def test_a_new_contract_gives_way_to_nothing_and_cuts_what_stood():
    agent = make_agent()
    availability.set_contract(agent, weekly_minutes=2400, actor=None)
    availability.set_contract(agent, weekly_minutes=1200, valid_from=FIRST, valid_to=LAST, actor=None)
    assert contracts(agent) == [
        (2400, EVER, dt.date(2026, 10, 31)),
        (1200, FIRST, LAST),
        (2400, dt.date(2026, 12, 1), STILL),
    ]
    availability.set_contract(agent, weekly_minutes=2400, valid_from=FIRST, actor=None)
    assert contracts(agent) == [(2400, EVER, STILL)]
    availability.end_contract(agent, after=LAST, actor=None)
    assert contracts(agent) == [(2400, EVER, LAST)]
    assert LogEntry.objects.filter(additional_data__action="contract.set").count() == 3
    found = reads.contracts([agent.pk], FIRST, LAST)
    assert [(each.weekly_minutes, each.first, each.last) for each in found] == [(2400, EVER, LAST)]
    assert reads.without_contract([agent.pk], dt.date(2026, 12, 1)) == [agent.pk]


@pytest.mark.parametrize(("minutes", "last"), [(-1, LAST), (10081, LAST), (2400, dt.date(2026, 10, 1))])
def test_contracts_that_are_refused(minutes, last):
    with pytest.raises(DomainError):
        availability.set_contract(
            make_agent(), weekly_minutes=minutes, valid_from=FIRST, valid_to=last, actor=None
        )


def test_a_block_is_written_once_and_moved_by_its_key():
    agent = make_agent()
    for hour in (9, 10):
        availability.block(
            agent.pk, BlockKind.AWAY, BlockSource.LEAVE, at(3, hour), at(3, 18), "leave:1", "Trip"
        )
    row = Block.objects.get()
    assert timezone.localtime(row.start_at).hour == 10
    assert [each.key for each in reads.blocks([agent.pk], dt.date(2026, 11, 3), dt.date(2026, 11, 3))] == [
        "leave:1"
    ]
    assert not reads.blocks([agent.pk], dt.date(2026, 11, 4), LAST)
    assert not reads.blocks([agent.pk], FIRST, LAST, kind=BlockKind.BUSY)
    assert availability.unblock(agent.pk, "leave:1")
    assert not availability.unblock(agent.pk, "leave:1")


@pytest.mark.parametrize(
    ("kind", "source", "start", "end", "key"),
    [
        ("gone", "leave", at(3), at(4), "k"),
        ("away", "moon", at(3), at(4), "k"),
        ("away", "leave", at(4), at(4), "k"),
        ("away", "leave", dt.datetime(2026, 11, 3), dt.datetime(2026, 11, 4), "k"),  # noqa: DTZ001
        ("away", "leave", at(3), at(4), " "),
    ],
)
def test_blocks_that_are_refused(kind, source, start, end, key):
    with pytest.raises(DomainError):
        availability.block(make_agent().pk, kind, source, start, end, key)
    assert not Block.objects.exists()


def test_exemptions_are_joined_and_taken_back_for_days():
    agent = make_agent()
    availability.exempt(agent, valid_from=FIRST, valid_to=dt.date(2026, 11, 10), actor=None)
    availability.exempt(agent, valid_from=dt.date(2026, 11, 11), valid_to=LAST, actor=None)
    assert list(Exemption.objects.values_list("valid_from", "valid_to")) == [(FIRST, LAST)]
    availability.end_exemption(
        agent, valid_from=dt.date(2026, 11, 5), valid_to=dt.date(2026, 11, 6), actor=None
    )
    found = reads.exemptions([agent.pk], FIRST, LAST)
    assert [(each.first.day, each.last.day) for each in found] == [(1, 4), (7, 30)]


def test_rates_hold_from_their_date_on():
    grade = Grade.objects.order_by("step").first() or Grade.objects.create(
        code="g", name_en="G", name_zh="G", step=1
    )
    availability.set_rate(grade, amount=Decimal("30"), actor=None)
    availability.set_rate(grade, amount=Decimal("35.50"), valid_from=FIRST, actor=None)
    assert reads.rates(dt.date(2026, 10, 31))[grade.pk] == (Decimal("30"), "CNY")
    assert reads.rates(FIRST)[grade.pk] == (Decimal("35.50"), "CNY")
    with pytest.raises(DomainError):
        availability.set_rate(grade, amount=Decimal("-1"), actor=None)
    with pytest.raises(DomainError):
        availability.set_rate(grade, amount=Decimal("1"), currency="yuan", actor=None)
    availability.remove_rate(reads.rate_rows().first(), actor=None)
    assert reads.rates(FIRST)[grade.pk] == (Decimal("30"), "CNY")


def test_bulk_reads_ask_once(django_assert_num_queries):
    people = [make_agent().pk for _number in range(5)]
    for read in (reads.contracts, reads.blocks, reads.exemptions):
        with django_assert_num_queries(1):
            read(people, FIRST, LAST)
