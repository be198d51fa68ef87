"""The forecast: what it finds in made-up months, what it does with gaps, and how it did on a real one."""

import csv
import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from cstm.errors import DomainError
from shifts.forecast import Basis, Event, double_11, forecast, wape
from shifts.forecast.judging import judge
from shifts.forecast.method import last_four
from shifts.forecast.plain import table

FIRST = dt.date(2026, 6, 1)
DAY = dt.timedelta(days=1)
CURVE = np.array([5.0, 20.0, 40.0, 30.0, 45.0, 10.0])
WEEK = np.array([1.2, 1.0, 0.95, 0.95, 1.05, 0.7, 0.6])
PROMOTION = np.array([1.0, 1.5, 2.0, 3.0, 2.5, 2.0])


def expected(day: dt.date, growth: float = 0.0) -> np.ndarray:
    return CURVE * WEEK[day.weekday()] * np.exp(growth * (day - FIRST).days)


def days(first: dt.date, count: int) -> list[dt.date]:
    return [first + number * DAY for number in range(count)]


def months(count: int = 84, *, growth: float = 0.0, seed: int = 1) -> dict[dt.date, list[float | None]]:
    rng = np.random.default_rng(seed)
    return {day: rng.poisson(expected(day, growth)).astype(float).tolist() for day in days(FIRST, count)}


def totals(found) -> np.ndarray:
    return np.array([day.total for day in found.days])


def test_weekdays_and_slots_are_found_nearly_as_well_as_they_can_be() -> None:
    asked = days(FIRST + 84 * DAY, 14)
    found = forecast(months(), asked)
    truth = np.array([expected(day) for day in asked])
    said = np.array([[slot.value for slot in day.slots] for day in found.days])
    assert wape(truth, said) < 0.05
    assert found.judgement.origins == 8
    assert found.judgement.wape < found.judgement.plain
    assert found.days[0].basis == Basis(weeks=12, alike=12, origins=8)
    assert found.days[0].basis.words() == "From 12 weeks with 12 such weekdays."


def test_four_of_five_fall_into_the_range() -> None:
    asked = days(FIRST + 84 * DAY, 14)
    inside = []
    for seed in range(6):
        found = forecast(months(seed=seed), asked)
        rng = np.random.default_rng(100 + seed)
        for day in found.days:
            came = rng.poisson(expected(day.day))
            inside += [slot.low <= n <= slot.high for slot, n in zip(day.slots, came, strict=True)]
            assert all(slot.low <= slot.value <= slot.high for slot in day.slots)
    assert 0.7 < np.mean(inside) < 0.95


def test_growth_is_followed() -> None:
    asked = days(FIRST + 84 * DAY, 14)
    found = forecast(months(growth=0.01), asked, judged=False)
    truth = np.array([expected(day, 0.01).sum() for day in asked])
    plain = last_four(table(months(growth=0.01)), asked).sum(axis=1)
    assert np.abs(totals(found) / truth - 1).mean() < 0.5 * np.abs(plain / truth - 1).mean()
    assert found.days[0].slots[0].low is None


def test_gaps_are_no_quiet_days() -> None:
    history = months()
    asked = days(FIRST + 84 * DAY, 7)
    whole = totals(forecast(history, asked, judged=False))
    for day in days(FIRST + 20 * DAY, 9):
        del history[day]
    for day in days(FIRST + 70 * DAY, 5):
        history[day] = [None, None, *history[day][2:]]
    history[FIRST + 3 * DAY] = [None] * len(CURVE)
    assert totals(forecast(history, asked, judged=False)) == pytest.approx(whole, rel=0.06)


def test_one_odd_day_does_not_move_the_rest() -> None:
    history = months()
    asked = days(FIRST + 84 * DAY, 7)
    whole = totals(forecast(history, asked, judged=False))
    history[FIRST + 77 * DAY] = [5 * value for value in history[FIRST + 77 * DAY]]
    assert totals(forecast(history, asked, judged=False)) == pytest.approx(whole, rel=0.05)


def with_event(history: dict, first: dt.date) -> Event:
    for day, lift in ((first, PROMOTION), (first + DAY, np.full(6, 1.5))):
        history[day] = np.round(expected(day) * lift).tolist()
    return Event("sale", first, first + DAY)


def test_promotions_teach_their_lift_hour_by_hour_and_stay_out_of_plain_days() -> None:
    history = months()
    past = [with_event(history, FIRST + 30 * DAY), with_event(history, FIRST + 65 * DAY)]
    coming = Event("sale", FIRST + 90 * DAY, FIRST + 91 * DAY, lift=9.0)
    asked = days(FIRST + 89 * DAY, 3)
    found = forecast(history, asked, events=[*past, coming]).days
    lifts = [np.array([slot.value for slot in day.slots]) / expected(day.day) for day in (found[1], found[2])]
    assert lifts[0][1:] == pytest.approx(PROMOTION[1:], rel=0.15)
    assert PROMOTION[0] < lifts[0][0] < PROMOTION[1]  # ten contacts in all: drawn to the day's lift
    assert lifts[1] == pytest.approx(np.full(6, 1.5), rel=0.15)
    assert found[0].total == pytest.approx(expected(asked[0]).sum(), rel=0.08)
    assert found[1].basis.words() == (
        "From 12 weeks with 12 such weekdays. Lift of 2 past events. ×2.25 of a plain day."
    )


def test_a_promotion_of_a_new_kind_takes_the_typed_lift_or_says_that_it_has_none() -> None:
    when = FIRST + 85 * DAY
    plain = forecast(months(), [when]).days[0].total
    typed = forecast(months(), [when], events=[Event("new", when, when, lift=2.5)]).days[0]
    assert typed.total == pytest.approx(2.5 * plain)
    assert "Lift as typed in." in typed.basis.words()
    curve = Event("new", when - DAY, when, lifts=((9.0,), (1.0, 2.0)))
    halves = forecast(months(), [when], events=[curve]).days[0]
    base = [slot.value for slot in forecast(months(), [when]).days[0].slots]
    assert [slot.value for slot in halves.slots] == pytest.approx(
        [*base[:3], *(2 * value for value in base[3:])]
    )
    bare = forecast(months(), [when], events=[Event("new", when, when)]).days[0]
    assert bare.total == pytest.approx(plain)
    assert "taken as a plain day" in bare.basis.words()


def test_double_11_is_a_day_of_every_year() -> None:
    assert double_11(2026) == Event("double_11", dt.date(2026, 11, 11), dt.date(2026, 11, 11))
    around = double_11(2026, before=1, after=2)
    assert (around.first.day, around.last.day) == (10, 13)


def test_holidays_teach_their_own_lift_by_name_else_all_together() -> None:
    history = months()
    past = FIRST + 40 * DAY
    history[past] = (expected(past) * 0.4).tolist()
    when = FIRST + 86 * DAY
    plain = forecast(history, [when], holidays={past: "A"}).days[0].total
    for name in ("A", "B"):
        found = forecast(history, [when], holidays={past: "A", when: name}).days[0]
        assert found.total / plain == pytest.approx(0.4, abs=0.05)
        assert "Lift of 1 past holiday." in found.basis.words()
    first = forecast(history, [when], holidays=[when]).days[0]
    assert "No past holiday" in first.basis.words()


def test_where_holidays_were_closed_there_is_no_figure_and_the_day_after_is_learned() -> None:
    history = months()
    closed = [FIRST + 21 * DAY, FIRST + 49 * DAY]
    for day in closed:
        del history[day]
        history[day + DAY] = (expected(day + DAY) * 1.3).tolist()
    when = FIRST + 84 * DAY
    found = forecast(history, [when, when + DAY], holidays=[*closed, when]).days
    assert (found[0].total, found[0].basis.words()) == (None, "Closed on past holidays: no figure.")
    assert found[1].total / expected(when + DAY).sum() == pytest.approx(1.3, abs=0.12)


def test_a_weekday_that_never_was_has_no_figure_and_one_that_was_closed_has_nought() -> None:
    history = {day: slots for day, slots in months().items() if day.weekday() < 5}
    saturday, monday = FIRST + 89 * DAY, FIRST + 84 * DAY
    found = forecast(history, [monday, saturday]).days
    assert found[0].total is not None
    assert (found[1].total, found[1].basis.words()) == (None, "No such weekday in the history: no figure.")
    history |= {day: [0.0] * 6 for day in months() if day.weekday() >= 5}
    assert forecast(history, [saturday]).days[0].total == pytest.approx(0, abs=0.5)


def test_a_short_history_says_so() -> None:
    found = forecast(months(9), days(FIRST + 9 * DAY, 7))
    assert all(day.total is not None for day in found.days)
    assert found.days[0].slots[0].low is None
    assert found.days[0].basis.words() == (
        "From 2 weeks with 1 such weekday. Too short a history for a range."
    )


@pytest.mark.parametrize(
    ("history", "asked", "events"),
    [
        ({}, [FIRST], []),
        ({FIRST: [None]}, [FIRST + DAY], []),
        ({FIRST: [1.0]}, [FIRST], []),
        ({FIRST: [1.0], FIRST + DAY: [1.0, 2.0]}, [FIRST + 9 * DAY], []),
        ({FIRST: [-1.0]}, [FIRST + DAY], []),
        ({FIRST: [float("nan")]}, [FIRST + DAY], []),
        ({FIRST: [1.0]}, [FIRST + DAY], [Event("sale", FIRST + DAY, FIRST)]),
        ({FIRST: [1.0]}, [FIRST + DAY], [Event("sale", FIRST, FIRST, lift=0)]),
    ],
)
def test_what_cannot_be_forecast_is_refused_with_a_sentence(history, asked, events) -> None:
    with pytest.raises(DomainError, match=r"\w+ \w+.*\."):
        forecast(history, asked, events=events)


def test_same_history_same_forecast() -> None:
    asked = days(FIRST + 84 * DAY, 3)
    assert forecast(months(), asked) == forecast(months(), asked)


def test_origins_know_nothing_of_what_came_after() -> None:
    history = months(35)
    known = table(history)
    _before, span = judge(known, {}, (), horizon=7, origins=1)
    assert span is not None
    future = {day: [9 * value for value in slots] for day, slots in history.items()}
    mixed = {day: (future if day >= FIRST + 28 * DAY else history)[day] for day in history}
    judgement, _span = judge(table(mixed), {}, (), horizon=7, origins=1)
    assert judgement.wape == pytest.approx(8 / 9, abs=0.03)


@pytest.mark.reference
def test_a_banks_last_ten_days_are_forecast_better_than_by_the_reference(reference_data: Path) -> None:
    folder = reference_data / "real/bank_calls_5min_dev/reference"
    history: dict[dt.date, list[float | None]] = {}
    with (folder / "by_date_half_hour.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            history.setdefault(dt.date.fromisoformat(row["date"]), []).append(float(row["calls"]))
    with (folder / "forecast_score.csv").open(encoding="utf-8", newline="") as file:
        reference = next(float(row["wape"]) for row in csv.DictReader(file) if row["date"] == "ALL")
    asked = sorted(history)[-10:]
    actual = np.array([history.pop(day) for day in asked])
    found = forecast(history, asked, holidays={dt.date(2003, 5, 26): "Memorial Day"})
    said = np.array([[slot.value for slot in day.slots] for day in found.days])
    assert wape(actual, last_four(table(history), asked)) == pytest.approx(reference, abs=1e-6)
    assert wape(actual, said) < 0.85 * reference
