"""Cells as the platforms write them, and what is refused."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstm import cells
from cstm.cells import NO_RESULT, PENDING, BadCell

GOOD: list[tuple[Callable[[Any], Any], Any, str]] = [
    (cells.number, "1,234.56", "1234.56"),
    (cells.number, "1,234.50元", "1234.50"),
    (cells.number, "¥1,234.50", "1234.50"),
    (cells.number, "￥12", "12"),
    (cells.number, "１，２３４．５", "1234.5"),
    (cells.number, "1.2万", "12000"),
    (cells.number, "35人", "35"),
    (cells.number, " -5 ", "-5"),
    (cells.number, 12.5, "12.5"),
    (cells.number, 0.1, "0.1"),
    (cells.whole, 3.0, "3"),
    (cells.whole, "3.0", "3"),
    (cells.whole, "1,234", "1234"),
    (cells.percent, "99.71%", "0.9971"),
    (cells.percent, 0.9971, "0.9971"),
    (cells.percent, "0.9971", "0.9971"),
    (cells.percent, "99.71", "0.9971"),
    (cells.percent, 99.71, "0.9971"),
    (cells.percent, "９９．７１％", "0.9971"),
    (cells.percent, "0.00%", "0"),
    (cells.percent, "100%", "1"),
    (cells.percent, 1.0, "1"),
    (cells.ratio, "119.50%", "1.195"),
    (cells.ratio, 1.195, "1.195"),
    (cells.seconds, "80", "80"),
    (cells.seconds, "80s", "80"),
    (cells.seconds, "11秒", "11"),
    (cells.seconds, "1分", "60"),
    (cells.seconds, "2分30秒", "150"),
    (cells.seconds, "２分３０秒", "150"),
    (cells.seconds, "7小时41分52秒", "27712"),
    (cells.seconds, "1天2小时", "93600"),
    (cells.seconds, "1,234秒", "1234"),
    (cells.seconds, "2 分 30 秒", "150"),
    (cells.seconds, "01:20", "80"),
    (cells.seconds, "00:01:20", "80"),
    (cells.seconds, "30:00:00", "108000"),
    (cells.seconds, "35.5", "35.5"),
    (cells.seconds, 35.5, "35.5"),
    (cells.seconds, dt.time(0, 1, 20), "80"),
    (cells.seconds, dt.timedelta(hours=30), "108000"),
]


@pytest.mark.parametrize(("parse", "cell", "value"), GOOD)
def test_a_figure_is_read(parse: Callable[[Any], Any], cell: Any, value: str) -> None:
    assert parse(cell) == Decimal(value)


FIGURES = [cells.number, cells.whole, cells.percent, cells.ratio, cells.seconds, cells.money, cells.amount]


@pytest.mark.parametrize("parse", FIGURES)
@pytest.mark.parametrize("cell", ["", "-", "--", "—", None, "#DIV/0!", "#N/A", "  ", "－－", "N/A"])
def test_missing_is_nothing_and_never_zero(parse: Callable[[Any], Any], cell: Any) -> None:
    assert parse(cell) is None


@pytest.mark.parametrize("parse", FIGURES)
def test_a_figure_that_ripens_later_is_pending(parse: Callable[[Any], Any]) -> None:
    assert parse("延迟统计") is PENDING


@pytest.mark.parametrize("parse", FIGURES)
@pytest.mark.parametrize(
    "cell", ["NaN", "Infinity", "-inf", "1e999", float("nan"), float("inf"), "三百", "1,23", True]
)
def test_what_is_no_number_is_refused(parse: Callable[[Any], Any], cell: Any) -> None:
    with pytest.raises(BadCell) as found:
        parse(cell)
    assert found.value.code == "not_a_number"
    assert str(cell) in str(found.value)


@pytest.mark.parametrize(
    ("parse", "cell", "code"),
    [
        (cells.whole, 12.5, "not_an_integer"),
        (cells.whole, -5, "negative"),
        (cells.whole, 1e19, "out_of_range"),
        (cells.whole, str(10**19), "out_of_range"),
        (cells.money, "-1.5元", "negative"),
        (cells.percent, 1.35, "out_of_range"),
        (cells.percent, "135%", "out_of_range"),
        (cells.percent, "135", "out_of_range"),
        (cells.percent, "-1%", "negative"),
        (cells.seconds, "00:99:99", "not_a_number"),
        (cells.seconds, "-5", "negative"),
        (cells.number, NO_RESULT, "formula_without_value"),
        (cells.seconds, NO_RESULT, "formula_without_value"),
        (cells.percent, NO_RESULT, "formula_without_value"),
        (cells.day, NO_RESULT, "formula_without_value"),
        (cells.day, "2026-02-30", "bad_date"),
        (cells.day, "2026-13-01", "bad_date"),
        (cells.day, "1/8/2023", "bad_date"),
        (cells.day, "soon", "bad_date"),
        (cells.day, 3.0, "bad_date"),
        (cells.day, True, "bad_date"),
        (cells.day, "0026-08-03", "bad_date"),
        (cells.day, "2026-08-03 25:00", "bad_date"),
        (cells.days, "2026-08-09至2026-08-03", "bad_date"),
    ],
)
def test_a_cell_is_refused_with_its_code(parse: Callable[[Any], Any], cell: Any, code: str) -> None:
    with pytest.raises(BadCell) as found:
        parse(cell)
    assert found.value.code == code


@pytest.mark.parametrize(
    "cell",
    [
        "2026/8/3", "2026-08-03", "20260803", 20260803.0, "2026年8月3日", "2026.08.03", "2026-08-03 00:00:00",
        "２０２６－０８－０３", 46237.0, "46237", dt.date(2026, 8, 3), dt.datetime(2026, 8, 3, 5),  # noqa: DTZ001
        "3-Aug-26", "3 August 2026", "2026-08-03T10:11:12Z",
        "2026-08-03 周一", "2026年8月3日（星期一）", "2026-08-03 周一 09:30",
    ],
)  # fmt: skip
def test_a_date_is_read(cell: Any) -> None:
    assert cells.day(cell) == dt.date(2026, 8, 3)


def test_the_year_stands_last_only_where_the_layout_says_so() -> None:
    assert cells.day("1/8/2023 11:13", order="dmy") == dt.date(2023, 8, 1)
    assert cells.day("8/1/2023", order="mdy") == dt.date(2023, 8, 1)
    assert str(cells.moment("1/8/2023 11:13", order="dmy")) == "2023-08-01 11:13:00"


def test_short_years_are_read_only_where_the_layout_says_so() -> None:
    assert cells.day("990201", order="yymmdd") == dt.date(1999, 2, 1)
    assert cells.day(10203.0, order="yymmdd") == dt.date(2001, 2, 3)
    with pytest.raises(BadCell):
        cells.day("990201")


def test_serials_count_from_the_epoch_of_the_book() -> None:
    assert cells.day(44775.0, epoch=cells.EPOCH_1904) == dt.date(2026, 8, 3)


@pytest.mark.parametrize("cell", [
    "2026-08-03至2026-08-09", "2026-08-03 ~ 2026-08-09", "2026/8/3 - 2026/8/9", "2026.08.03-2026.08.09",
    "20260803-20260809", "2026-08-03-2026-08-09", "2026年8月3日-2026年8月9日",
])  # fmt: skip
def test_a_span_of_dates_is_a_period(cell: str) -> None:
    assert cells.days(cell) == (dt.date(2026, 8, 3), dt.date(2026, 8, 9))


def test_hundredths_are_read_as_such() -> None:
    assert cells.percent(0.5, points=True) == Decimal("0.005")
    assert cells.percent("98.5%", points=True) == Decimal("0.985")


ANY_CELL = st.text(max_size=20) | st.floats() | st.booleans() | st.none() | st.integers(-(10**20), 10**20)


@given(ANY_CELL, st.sampled_from([*FIGURES, cells.day, cells.days, cells.moment]))
def test_any_cell_gives_a_value_or_a_reason(cell: Any, parse: Callable[[Any], Any]) -> None:
    try:
        value = parse(cell)
    except BadCell as fault:
        assert fault.code in cells.SENTENCES
    else:
        assert not isinstance(value, float)
        if isinstance(value, Decimal):
            assert value.is_finite()
            assert abs(value) < cells.LARGEST


@given(st.decimals(0, 10**9, places=2))
def test_money_is_read_back_from_how_it_is_written(value: Decimal) -> None:
    assert cells.money(f"{value:,.2f}元") == value
    assert cells.money(f"￥{value:,.2f}") == value


@given(st.integers(0, 86_399))
def test_durations_are_read_back_from_how_they_are_written(total: int) -> None:
    hours, rest = divmod(total, 3600)
    minutes, left = divmod(rest, 60)
    assert cells.seconds(f"{hours}小时{minutes}分{left}秒") == total
    assert cells.seconds(f"{hours:02d}:{minutes:02d}:{left:02d}") == total


@given(st.decimals(0, 1, places=4))
def test_shares_are_read_back_from_how_they_are_written(value: Decimal) -> None:
    assert cells.percent(f"{value * 100:.2f}%") == value
    assert cells.percent(float(value)) == value


def test_every_code_has_words() -> None:
    for code in cells.SENTENCES:
        assert cells.sentence(code, {"value": "7", "other": "3", "left": "a", "right": "b"})
