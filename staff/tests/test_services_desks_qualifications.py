"""Desks and who serves them; certificates from a date to a date, with grace."""

import datetime as dt

import pytest

from cstm.errors import DomainError
from staff.choices import STILL
from staff.models import Certificate, DeskAssignment, Qualification
from staff.selectors import desks as desk_reads
from staff.selectors import qualifications as reads
from staff.services import desks, qualifications
from staff.tests.factories import make_agent, make_store

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2026, 11, 1), dt.date(2026, 11, 30)


@pytest.fixture
def red():
    return qualifications.add_certificate(
        code="red-line", name_en="Red line", name_zh="红线", grace_days=7, actor=None
    )


def spans(agent):
    rows = Qualification.objects.filter(agent=agent).order_by("valid_from")
    return list(rows.values_list("valid_from", "valid_to", "source"))


def test_granting_again_extends_and_keeps_one_row(red):
    agent = make_agent()
    row = qualifications.grant(agent, red, valid_from=FIRST, valid_to=LAST, source="path:1", actor=None)
    qualifications.extend(row, valid_to=dt.date(2027, 3, 1), actor=None)
    assert spans(agent) == [(FIRST, dt.date(2027, 3, 1), "path:1")]
    with pytest.raises(DomainError, match="already"):
        qualifications.extend(Qualification.objects.get(), valid_to=LAST, actor=None)
    with pytest.raises(DomainError):
        qualifications.grant(agent, red, valid_from=LAST, valid_to=FIRST, actor=None)


def test_the_grace_comes_after_the_last_day_and_withdrawing_has_none(red):
    agent = make_agent()
    qualifications.grant(agent, red, valid_from=FIRST, valid_to=dt.date(2026, 11, 10), actor=None)
    assert reads.holds(agent.pk, red.pk, dt.date(2026, 11, 17))
    assert not reads.holds(agent.pk, red.pk, dt.date(2026, 11, 18))
    assert not reads.holds(agent.pk, red.pk, dt.date(2026, 10, 31))
    assert qualifications.withdraw(agent, red, on=dt.date(2026, 11, 9), actor=None)
    assert reads.holds(agent.pk, red.pk, dt.date(2026, 11, 8))
    assert not reads.holds(agent.pk, red.pk, dt.date(2026, 11, 9))
    assert not qualifications.withdraw(make_agent(), red, on=FIRST, actor=None)


def test_what_runs_out_is_listed_unless_followed(red):
    ends, followed, endless = make_agent(name="A"), make_agent(name="B"), make_agent(name="C")
    qualifications.grant(ends, red, valid_from=FIRST, valid_to=LAST, actor=None)
    qualifications.grant(followed, red, valid_from=FIRST, valid_to=LAST, actor=None)
    qualifications.grant(followed, red, valid_from=dt.date(2026, 12, 20), valid_to=STILL, actor=None)
    qualifications.grant(endless, red, valid_from=FIRST, actor=None)
    found = reads.expiring([ends.pk, followed.pk, endless.pk], FIRST, dt.date(2026, 12, 15))
    assert [row.agent for row in found] == [ends]


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "red line"},
        {"code": "red-line"},
        {"name_en": " "},
        {"grace_days": -1},
        {"name_zh": "红" * 81},
    ],
)
def test_certificates_that_are_refused(red, wrong):
    values = {"code": "other", "name_en": "Other", "name_zh": "其他", "grace_days": 0}
    with pytest.raises(DomainError):
        qualifications.add_certificate(**{**values, **wrong}, actor=None)
    assert Certificate.objects.count() == 1


def test_a_desk_keeps_what_it_requires_and_its_past(red):
    store = make_store("Shop")
    desk = desks.add_desk("After-sales", line="after_sales", stores=[store], certificates=[red], actor=None)
    needs = desk_reads.requirements([desk.pk])[desk.pk]
    assert needs.certificates == {red.pk}
    desks.change_desk(desk, name="After-sales Taobao", certificates=[], actor=None)
    assert not desk_reads.requirements([desk.pk])[desk.pk].certificates
    assert list(desk.stores.all()) == [store]
    desks.change_desk(desk, active=False, actor=None)
    assert not desk_reads.desks().exists()
    assert desk_reads.desks(closed=True).get() == desk


def test_desks_that_are_refused():
    desks.add_desk("One", actor=None)
    two = desks.add_desk("Two", actor=None)
    for name in ("", "One", "x" * 81):
        with pytest.raises(DomainError):
            desks.add_desk(name, actor=None)
    with pytest.raises(DomainError):
        desks.change_desk(two, name="One", actor=None)
    with pytest.raises(DomainError):
        desks.add_desk("Three", line="moon", actor=None)
    with pytest.raises(DomainError, match="colour"):
        desks.change_desk(two, colour="red", actor=None)


def test_who_serves_a_desk_from_when_to_when(django_assert_num_queries):
    agent = make_agent()
    desk = desks.add_desk("One", actor=None)
    desks.assign(agent, desk=desk, valid_from=FIRST, valid_to=dt.date(2026, 11, 10), actor=None)
    desks.assign(agent, desk=desk, valid_from=dt.date(2026, 11, 11), actor=None)
    desks.unassign(
        agent, desk=desk, valid_from=dt.date(2026, 11, 5), valid_to=dt.date(2026, 11, 6), actor=None
    )
    assert list(DeskAssignment.objects.order_by("valid_from").values_list("valid_from", "valid_to")) == [
        (FIRST, dt.date(2026, 11, 4)),
        (dt.date(2026, 11, 7), STILL),
    ]
    with django_assert_num_queries(1):
        found = desk_reads.assigned([agent.pk], FIRST, LAST)
    assert [(each.desk, each.first.day) for each in found] == [("One", 1), ("One", 7)]
    with pytest.raises(DomainError):
        desks.assign(agent, desk=desk, valid_from=LAST, valid_to=FIRST, actor=None)
