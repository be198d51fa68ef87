"""Volumes: written by day, replaced whole, shown to those whom the store reaches."""

import datetime as dt

import pytest
from django.urls import reverse

from shifts.models import Volume
from shifts.selectors.own_facts import own_facts
from shifts.selectors.volumes import VolumeRow, volumes
from shifts.services import volumes as service
from staff.tests.factories import make_account, make_store

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 2)


@pytest.fixture
def store(agent):
    found = make_store("Lotus")
    make_account(found, "ann", agent=agent)
    return found


def at(hour: int, offered: int, **more) -> VolumeRow:
    start = dt.datetime(2026, 11, 2, hour, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    return VolumeRow(start.astimezone(dt.UTC), DAY, 60, offered, **more)


def offered() -> list[int | None]:
    return list(Volume.objects.order_by("start").values_list("offered", flat=True))


def test_the_same_moment_is_replaced_and_other_sources_stay(store):
    service.record([at(9, 5), at(10, 6)], store_id=store.pk, source="sheet")
    service.record([at(9, 7)], store_id=store.pk, source="sheet")
    service.record([at(9, 1)], store_id=store.pk, source="log")
    assert sorted(offered()) == [1, 6, 7]


def test_a_day_is_replaced_as_a_whole(store):
    service.record([at(9, 5), at(10, 6)], store_id=store.pk, source="sheet")
    service.replace_days([service.DayVolumes(DAY, (at(11, 4),))], store_id=store.pk, source="sheet")
    assert [row.offered for row in volumes(store.pk, DAY, DAY)] == [4]
    service.replace_days([service.DayVolumes(DAY, ())], store_id=store.pk, source="sheet")
    assert offered() == []


def test_what_is_already_there_is_not_written_again(store):
    service.record([at(9, 5)], store_id=store.pk, source="sheet")
    known = Volume.objects.get().pk
    service.replace_days([service.DayVolumes(DAY, (at(9, 5),))], store_id=store.pk, source="sheet")
    assert Volume.objects.get().pk == known


def test_the_page_shows_the_last_day_and_its_sums(
    client_of, supervisor, store, django_assert_max_num_queries
):
    client = client_of(supervisor)
    assert "No volumes" in client.get(reverse("shifts:volume_list")).content.decode()
    service.record([at(9, 5), at(10, 6, answered=4)], store_id=store.pk, source="sheet")
    with django_assert_max_num_queries(15):
        text = client.get(reverse("shifts:volume_list")).content.decode()
    assert "09:00" in text
    assert ">11<" in text
    assert "not given" in text
    assert client.get(reverse("shifts:volume_list"), {"day": "x"}).status_code == 404


def test_the_page_opens_on_the_store_with_the_newest_figures(client_of, supervisor, store):
    make_store("Alder")  # First by name, and without a figure.
    service.record([at(9, 5)], store_id=store.pk, source="sheet")
    later = DAY + dt.timedelta(days=1)
    start = dt.datetime(2026, 11, 3, 1, tzinfo=dt.UTC)
    service.record([VolumeRow(start, later, 60, 8)], store_id=store.pk, source="sheet")
    text = client_of(supervisor).get(reverse("shifts:volume_list")).content.decode()
    assert 'value="2026-11-03"' in text
    assert f'href="?day=2026-11-02&amp;store={store.pk}"' in text
    assert "??" not in text


def test_another_parts_store_is_404_and_an_agent_gets_403(client_of, supervisor, agent, stranger, store):
    far = make_store("Far")
    make_account(far, "far", agent=stranger)
    client = client_of(supervisor)
    assert client.get(reverse("shifts:volume_list"), {"store": far.pk}).status_code == 404
    span = {"first": "2026-11-01", "last": "2026-11-30"}
    assert client.get(reverse("shifts-api:volumes"), {"store": far.pk, **span}).status_code == 404
    assert client_of(agent).get(reverse("shifts:volume_list")).status_code == 403
    service.record([at(9, 5)], store_id=store.pk, source="sheet")
    found = client.get(reverse("shifts-api:volumes"), {"store": store.pk, **span}).json()
    assert (found["count"], found["results"][0]["offered"]) == (1, 5)


def test_own_facts_are_none_before_there_is_attendance(db):
    assert list(own_facts(DAY, DAY)) == []
