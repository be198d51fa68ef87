"""Numbers and dates as English and Chinese write them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from cstm import formats
from cstm.errors import DomainError
from cstm.weeks import Week

DAY = dt.date(2026, 10, 20)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (1204, None, "1,204"),
        (Decimal("1204.50"), None, "1,204.5"),
        (Decimal("1204.5"), 2, "1,204.50"),
        (-3, None, "−3"),
        (0, None, "0"),
        (0.1 + 0.2, None, "0.3"),
        (Decimal("2.675"), 2, "2.68"),
        (Decimal("-0.004"), 2, "0.00"),
        (None, None, ""),
        ("", None, ""),
        (float("nan"), None, ""),
        (Decimal("1E+3"), None, "1,000"),
    ],
)
def test_number(value: object, places: int | None, text: str) -> None:
    assert formats.number(value, places) == text  # type: ignore[arg-type]


def test_half_days_are_told_as_days() -> None:
    told = [formats.halves(each) for each in (-3, -1, 0, 1, 2, 5)]
    assert told == ["−1.5 days", "−half a day", "0 days", "half a day", "1 day", "2.5 days"]
    assert formats.halves(None) == ""


def test_the_midnight_that_ends_a_day_is_24_oclock() -> None:
    zone = timezone.get_default_timezone()
    evening = dt.datetime(2026, 10, 20, 17, tzinfo=zone)
    midnight = dt.datetime(2026, 10, 21, tzinfo=zone)
    assert formats.clock_span(evening, midnight) == "17:00–24:00"
    assert formats.clock_span(midnight, midnight + dt.timedelta(hours=2)) == "00:00–02:00"
    assert formats.clock_span(evening, None) == "17:00–…"
    assert formats.clock_span(None, None) == formats.clock_until(None) == ""


def test_missing_is_not_zero() -> None:
    assert formats.percent(None) == formats.metric_value(None, "s") == formats.duration(None) == ""
    assert formats.percent(0) == "0.0 %"


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["97.4 %", "31 s", "1,204", "1,234.50 yuan", "−2.5 %", "2 min 30 s", "0 s", "7 h 41 min"]),
        ("zh-hans", ["97.4%", "31", "1,204", "1,234.50", "−2.5%", "2分30秒", "0秒", "7小时41分"]),
    ],
)
def test_values_follow_the_language(language: str, texts: list[str]) -> None:
    with translation.override(language):
        found = [
            formats.percent(Decimal("0.974")),
            formats.metric_value(31, "s"),
            formats.metric_value(1204, "n"),
            formats.metric_value(Decimal("1234.5"), "CNY"),
            formats.metric_value(Decimal("-0.025"), "%"),
            formats.duration(150),
            formats.duration(0),
            formats.duration(7 * 3600 + 41 * 60 + 52),
        ]
    assert all(value.startswith(text) for value, text in zip(found, texts, strict=True)), found


def test_dates_in_english() -> None:
    with translation.override("en"):
        assert formats.day(DAY) == "20 October 2026"
        assert formats.month(DAY) == "October 2026"
        assert formats.weekday(DAY) == "Tue"
        assert formats.long_day(DAY) == "Tuesday 20 October"
        assert formats.iso_week("2026-W42") == formats.iso_week(Week(dt.date(2026, 10, 12))) == "2026-W42"
        assert formats.date_range(dt.date(2026, 10, 12), dt.date(2026, 10, 18)) == "12–18 October 2026"
        assert (
            formats.date_range(dt.date(2026, 9, 28), dt.date(2026, 10, 4)) == "28 September – 4 October 2026"
        )
        assert (
            formats.date_range(dt.date(2025, 12, 29), dt.date(2026, 1, 4))
            == "29 December 2025 – 4 January 2026"
        )
        assert formats.date_range(DAY, DAY) == "20 October 2026"
        assert formats.moment(dt.datetime(2026, 10, 20, 6, 40, tzinfo=dt.UTC)) == "20 October 2026, 14:40"


def test_dates_in_chinese() -> None:
    with translation.override("zh-hans"):
        assert formats.day(DAY) == "2026年10月20日"
        assert formats.month(DAY) == "2026年10月"
        assert formats.weekday(DAY) == "周二"
        assert formats.long_day(DAY) == "10月20日 周二"
        assert formats.iso_week(DAY) == "2026年第43周"
        assert formats.date_range(dt.date(2026, 10, 12), dt.date(2026, 10, 18)) == "2026年10月12日–18日"
        assert formats.date_range(dt.date(2026, 9, 28), dt.date(2026, 10, 4)) == "2026年9月28日–10月4日"
        assert formats.moment(dt.datetime(2026, 10, 20, 6, 40, tzinfo=dt.UTC)) == "2026年10月20日 14:40"


def test_a_point_in_time_has_the_date_of_the_organisation_not_of_utc() -> None:
    late = dt.datetime(2026, 10, 19, 17, 30, tzinfo=dt.UTC)
    with translation.override("en"):
        assert formats.day(late) == "20 October 2026"


def test_a_wrong_week_is_refused() -> None:
    with pytest.raises(DomainError):
        formats.iso_week("2026-W60")


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (dt.datetime(2026, 10, 20, 6, 40, tzinfo=dt.UTC), "14:40", "14:40"),
        (dt.datetime(2026, 10, 19, 6, 40, tzinfo=dt.UTC), "19 October", "10月19日"),
        (dt.datetime(2025, 10, 20, 6, 40, tzinfo=dt.UTC), "20 October 2025", "2025年10月20日"),
        (None, "", ""),
    ],
)
def test_a_moment_in_short(value: dt.datetime | None, english: str, chinese: str) -> None:
    with translation.override("en"):
        assert formats.short_moment(value, DAY) == english
    with translation.override("zh-hans"):
        assert formats.short_moment(value, DAY) == chinese


def test_lists_and_people_by_reason() -> None:
    reasons = {"rest rule": 1, "on leave": 1200}
    with translation.override("en"):
        assert formats.listed(["a", "b", "c"]) == "a, b, c"
        assert formats.listed([]) == ""
        assert formats.counted(reasons) == "1,200 on leave, 1 rest rule"
    with translation.override("zh-hans"):
        assert formats.listed(["a", "b", "c"]) == "a、b、c"
        assert formats.counted({"休息规则": 1, "请假": 3}) == "请假 3 人、休息规则 1 人"
