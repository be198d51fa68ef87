"""When stores serve: set by weekday and date, told to upper floors, kept out of other people's reach."""

import datetime as dt

import pytest
from django.urls import reverse

from cstm.errors import DomainError
from staff import rules, signals
from staff.models import Store, StoreDay, StoreHours
from staff.selectors import store_hours as reads
from staff.services import store_hours

pytestmark = pytest.mark.django_db
NINE, SIX = dt.time(9), dt.time(18)
HOLIDAY = dt.date(2026, 10, 1)


@pytest.fixture
def store():
    return Store.objects.create(name="Lotus", platform="tmall")


@pytest.fixture
def heard():
    """What upper floors are told."""
    told = []

    def listen(sender, *, store_ids, **_more):
        told.append(store_ids)

    signals.store_hours_changed.connect(listen)
    yield told
    signals.store_hours_changed.disconnect(listen)


@pytest.mark.parametrize(
    ("opens", "closes", "span"),
    [(9, 18, (540, 1080)), (17, 2, (1020, 1560)), (0, 0, (0, 1440)), (9, 9, (540, 1980))],
)
def test_a_close_that_is_not_later_lies_on_the_next_date(opens, closes, span):
    assert rules.span_of(dt.time(opens), dt.time(closes)) == span


def test_a_store_without_hours_serves_day_and_night(store):
    assert reads.times_of([store.pk])[store.pk] == reads.StoreTimes()


def test_hours_and_dates_are_read_by_store(store, heard):
    other = Store.objects.create(name="Pine")
    store_hours.set_week(store, {0: (NINE, SIX), 1: None}, actor=None)
    store_hours.set_day(None, HOLIDAY, times=None, name="National Day", actor=None)
    store_hours.set_day(store, HOLIDAY, times=(NINE, dt.time(12)), actor=None)
    times = reads.times_of([store.pk, other.pk])
    assert times[store.pk].weekly == {0: ((540, 1080),)}
    assert times[store.pk].special == {HOLIDAY: ((540, 720),)}
    assert times[other.pk].special == {HOLIDAY: ()}
    assert heard == [[store.pk], None, [store.pk]]


def test_the_same_hours_again_tell_nobody(store, heard):
    for _time in range(2):
        store_hours.set_week(store, {0: (NINE, SIX)}, actor=None)
    assert heard == [[store.pk]]
    with pytest.raises(DomainError):
        store_hours.set_week(store, {7: (NINE, SIX)}, actor=None)


def test_a_date_is_set_once_and_taken_back(store, heard):
    store_hours.set_day(store, HOLIDAY, times=(NINE, SIX), actor=None)
    row = store_hours.set_day(store, HOLIDAY, times=None, actor=None)
    assert StoreDay.objects.get() == row
    store_hours.remove_day(row, actor=None)
    assert reads.times_of([store.pk])[store.pk].special == {}
    assert len(heard) == 3


def test_the_page_sets_hours_and_names_a_half_entered_day(client_of, supervisor, store):
    client = client_of(supervisor)
    url = reverse("staff:store_hours", args=[store.pk])
    assert "day and night" in client.get(url).content.decode()
    answer = client.post(url, {"opens_0": "09:00"})
    assert answer.status_code == 422
    assert "Give both times" in answer.content.decode()
    client.post(url, {"opens_0": "09:00", "closes_0": "18:00", "opens_5": "17:00", "closes_5": "02:00"})
    assert StoreHours.objects.count() == 2
    day_url = reverse("staff:store_day_set", args=[store.pk])
    assert client.post(day_url, {"day": "2026-10-01", "opens": "09:00"}).status_code == 422
    client.post(day_url, {"day": "2030-10-01", "name": "National Day"})
    assert "National Day" in client.get(url).content.decode()
    row = StoreDay.objects.get()
    client.post(reverse("staff:store_day_remove", args=[store.pk]), {"day": row.pk})
    assert not StoreDay.objects.exists()


def test_a_machine_reads_and_sets_hours(client_of, supervisor, lead, store):
    client = client_of(supervisor)
    url = reverse("staff-api:store-hours", args=[store.pk])
    hours = [{"weekday": 0, "opens": "09:00:00", "closes": "18:00:00"}]
    answer = client.put(url, {"hours": hours}, content_type="application/json")
    assert answer.json() == {"hours": hours}
    assert client.get(url).json() == {"hours": hours}
    assert client_of(lead).get(url).status_code == 403
