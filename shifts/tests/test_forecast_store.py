"""A store's forecast out of its rows: one source, the business day, the calendar and promotions."""

import datetime as dt

import pytest
from django.utils import timezone

from shifts.models import PromotionEvent
from shifts.rules.calendar import REST_DAY, STATUTORY, WORKDAY, CalendarDate
from shifts.selectors.demand import best_source, named_holidays, promotions, store_forecast
from shifts.selectors.volumes import VolumeRow
from shifts.services import volumes as service
from staff.tests.factories import make_store

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 6, 29)
ONE = dt.timedelta(days=1)
COMING = FIRST + 28 * ONE


@pytest.fixture
def store(db):
    return make_store("Lotus", business_day_start=dt.time(4))


def row(day: dt.date, hour: int, offered: int, *, minutes: int = 30, **more) -> VolumeRow:
    zone = timezone.get_default_timezone()
    start = dt.datetime.combine(day, dt.time(0), zone) + dt.timedelta(hours=hour)
    return VolumeRow(start.astimezone(dt.UTC), day, minutes, offered, **more)


def fill(store, *, source: str, days: int = 28, **more) -> None:
    rows = [
        row(FIRST + n * ONE, hour, 100, **more) for n in range(days) for hour in (9, 25)
    ]  # one o'clock in the night belongs to the day before
    service.record(rows, store_id=store.pk, source=source)


def test_one_source_is_read_and_the_night_belongs_to_its_day(store) -> None:
    fill(store, source="log", answered=80, handle_secs=8000)
    fill(store, source="sheet", days=20, minutes=60)
    found = store_forecast(store, [COMING, COMING + ONE])
    assert (found.source, found.slot, found.begin) == ("log", 30, 240)
    slots = found.forecast.days[0].slots
    assert slots[10].value == pytest.approx(100, rel=0.05)
    assert slots[42].value == pytest.approx(100, rel=0.05)
    assert found.forecast.days[0].total == pytest.approx(200, rel=0.05)
    assert found.handling[10] == pytest.approx(100)
    assert found.forecast.days[0].basis.weeks == 4


def test_a_sheet_by_the_hour_has_no_handling_time(store) -> None:
    fill(store, source="sheet", minutes=60)
    found = store_forecast(store, [COMING], judged=False)
    assert (found.slot, len(found.handling), set(found.handling)) == (60, 24, {None})


def test_a_report_of_calendar_dates_gives_its_night_to_the_day_before(store) -> None:
    zone = timezone.get_default_timezone()
    rows = []
    for number in range(28):
        day = FIRST + number * ONE
        for hour in (*range(5), *range(9, 24)):  # from five to nine nobody looked
            start = dt.datetime.combine(day, dt.time(hour), zone).astimezone(dt.UTC)
            rows.append(VolumeRow(start, day, 60, 40 if hour == 1 else 100 if hour == 9 else 0))
    service.record(rows, store_id=store.pk, source="sheet")
    slots = store_forecast(store, [COMING], judged=False).forecast.days[0].slots
    night, morning = slots[21].value, slots[5].value
    assert (night, morning) == (pytest.approx(40, rel=0.05), pytest.approx(100, rel=0.05))
    assert slots[0].value == pytest.approx(0, abs=0.01)
    assert [slots[at].value for at in range(1, 5)] == [None] * 4


def test_without_volumes_there_is_no_forecast(store) -> None:
    assert store_forecast(store, [COMING]) is None
    assert best_source(store.pk, FIRST, COMING) is None


def test_queries_do_not_grow_with_the_history(store, django_assert_max_num_queries) -> None:
    fill(store, source="log")
    with django_assert_max_num_queries(5):
        store_forecast(store, [COMING], judged=False)


def test_promotions_of_the_store_and_of_all_count_by_business_day(store) -> None:
    fill(store, source="log")
    hours = [1.0] * 24
    hours[9] = 3.0
    everywhere = PromotionEvent.objects.create(
        name="Sale", kind="sale", first=COMING, last=COMING, lifts=[hours]
    )
    elsewhere = PromotionEvent.objects.create(
        name="Other", kind="other", first=COMING, last=COMING, lifts=[9.0]
    )
    elsewhere.stores.add(make_store("Far"))
    assert [event.kind for event in promotions(store.pk)] == [everywhere.kind]
    slots = store_forecast(store, [COMING], judged=False).forecast.days[0].slots
    assert slots[10].value == pytest.approx(300, rel=0.05)
    assert slots[42].value == pytest.approx(100, rel=0.05)


def test_a_run_of_days_off_bears_its_holidays_name() -> None:
    span = [
        CalendarDate(FIRST, WORKDAY),
        CalendarDate(FIRST + ONE, REST_DAY, "Day off"),
        CalendarDate(FIRST + 2 * ONE, STATUTORY, "Feast"),
        CalendarDate(FIRST + 3 * ONE, REST_DAY),
    ]
    assert named_holidays(span) == {FIRST + ONE: "Feast", FIRST + 2 * ONE: "Feast"}
