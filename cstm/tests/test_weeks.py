"""Weeks: the one place that answers "which week"."""

import datetime as dt

import pytest

from cstm.errors import DomainError
from cstm.weeks import Week, month_of, parse_span, period_label, weeks_between


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (dt.date(2026, 11, 21), "2026-W47"),
        (dt.date(2027, 1, 1), "2026-W53"),
        (dt.date(2027, 1, 4), "2027-W01"),
        (dt.date(2018, 12, 31), "2019-W01"),
        (dt.date(2021, 1, 3), "2020-W53"),
    ],
)
def test_a_day_knows_its_iso_week(day: dt.date, label: str) -> None:
    assert str(Week.of(day)) == label
    assert Week.parse(label) == Week.of(day)
    assert day in Week.of(day).days


def test_a_week_runs_from_monday_to_sunday() -> None:
    week = Week.parse("2026-w47")
    assert (week.monday, week.sunday) == (dt.date(2026, 11, 16), dt.date(2026, 11, 22))
    assert str(week.shift(-47)) == "2025-W52"
    with pytest.raises(ValueError, match="is not a Monday"):
        Week(dt.date(2026, 11, 17))


@pytest.mark.parametrize("text", ["2026-W54", "2025-W53", "2026-47", "W47", "", "2026-W00"])
def test_what_is_no_week_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(DomainError, match="2026-W47"):
        Week.parse(text)


def test_the_last_full_week_is_the_one_before_today() -> None:
    assert str(Week.last_full(dt.date(2026, 11, 22))) == "2026-W46"
    assert str(Week.last_full(dt.date(2026, 11, 23))) == "2026-W47"
    assert str(Week.last_full(dt.date(2027, 1, 1))) == "2026-W52"


def test_weeks_between_take_both_ends() -> None:
    labels = [str(week) for week in weeks_between(dt.date(2026, 12, 27), dt.date(2027, 1, 4))]
    assert labels == ["2026-W52", "2026-W53", "2027-W01"]


def test_months() -> None:
    assert month_of(dt.date(2024, 2, 10)) == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    assert month_of(dt.date(2026, 12, 31)) == (dt.date(2026, 12, 1), dt.date(2026, 12, 31))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2021-W01", (dt.date(2021, 1, 4), dt.date(2021, 1, 10))),
        ("2021-02", (dt.date(2021, 2, 1), dt.date(2021, 2, 28))),
        (" 2021-01-04 ", (dt.date(2021, 1, 4), dt.date(2021, 1, 4))),
    ],
)
def test_a_span_is_a_week_a_month_or_a_day(text: str, span: tuple[dt.date, dt.date]) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["2021-13", "2021-02-30", "2021", "last week", "2021-W54"])
def test_any_other_span_is_refused(text: str) -> None:
    with pytest.raises(DomainError):
        parse_span(text)


def test_period_labels() -> None:
    day = dt.date(2021, 1, 3)
    assert [period_label(day, period) for period in ("day", "week", "month")] == [
        "2021-01-03",
        "2020-W53",
        "2021-01",
    ]


@pytest.mark.parametrize(
    "text", ["9999-W52", "0001-W01", "9999-12", "0001-01-01", "9999-12-31", "٢٠٢٦-11-01"]
)
def test_no_period_lies_at_the_ends_of_the_calendar(text: str) -> None:
    with pytest.raises(DomainError):
        parse_span(text)
