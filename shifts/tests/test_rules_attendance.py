"""Plan against fact, shifts that run on, and who needs care, as plain values."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shifts.rules.attendance import Fact, Grace, Plan, Verdict, fact_of, gaps, judge, owner_day, without
from shifts.rules.extension import by_day_kind, extension, half_days, moved_start
from shifts.rules.spans import Span, shift_span
from shifts.rules.wellbeing import Limits, Stretch, signs

ZONE = ZoneInfo("Asia/Shanghai")
DAY = dt.date(2026, 11, 16)
LATER = dt.datetime(2026, 11, 20, tzinfo=ZONE)


def at(hour: int, minute: int = 0, day: dt.date = DAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZONE) + dt.timedelta(hours=hour, minutes=minute)


def plan(first: int = 9, last: int = 18, day: dt.date = DAY) -> Plan:
    meal = Span(at(first + 3, 0, day), at(first + 4, 0, day))
    return Plan(day, without([Span(at(first, 0, day), at(last, 0, day))], [meal]), at(27, 0, day))


def seen(begin: dt.datetime, end: dt.datetime | None) -> Fact:
    return Fact(begin, end, (Span(begin, end),) if end else (), end)


def said(fact: Fact | None, **more) -> Verdict | None:
    return judge(plan(), fact, now=LATER, grace=Grace(5, 0), **more)


@pytest.mark.parametrize(
    ("came", "went", "state", "late", "early"),
    [
        (at(9), at(18), "on_time", 0, 0),
        (at(9, 5), at(18), "on_time", 0, 0),
        (at(9, 6), at(18, 30), "late", 6, 0),
        (at(8, 50), at(17, 59), "early", 0, 1),
        (at(10), at(17), "late_early", 60, 60),
        (at(9), None, "on_time", 0, None),
    ],
)
def test_states(came, went, state, late, early):
    found = said(seen(came, went))
    assert (found.state, found.late_minutes, found.early_minutes) == (state, late, early)
    assert found.planned_secs == 8 * 3600
    assert (found.worked_secs is None) == (went is None) == (found.inside_secs is None)


def test_the_unpaid_meal_is_neither_planned_nor_worked():
    found = said(seen(at(9), at(18)))
    assert (found.planned_secs, found.worked_secs, found.inside_secs) == (28800, 28800, 28800)
    early = said(seen(at(7), at(12, 30)))
    assert (early.worked_secs, early.inside_secs) == (5 * 3600, 3 * 3600)


def test_nobody_is_absent_on_a_day_without_any_record():
    assert said(None, others_seen=False).state == "unknown"
    absent = said(None, others_seen=True)
    assert (absent.state, absent.worked_secs) == ("absent", 0)
    assert judge(plan(), None, now=at(12), grace=Grace(), others_seen=True) is None


def test_without_a_plan_there_is_no_fault():
    found = judge(None, seen(at(9), at(12)), now=LATER, grace=Grace())
    assert found == Verdict("unplanned", worked_secs=3 * 3600)
    assert judge(None, None, now=LATER, grace=Grace()) is None
    assert judge(None, None, now=LATER, grace=Grace(), on_leave=True).state == "excused"


def test_clocked_times_go_before_signs_and_a_double_press_is_one():
    punches = [
        (at(9), "in"),
        (at(9, 1), "in"),
        (at(12), "out"),
        (at(13), "in"),
        (at(18), "out"),
        (at(18, 1), "out"),
    ]
    fact = fact_of(punches, [(at(8), at(19))])
    assert (fact.start, fact.end, fact.last_contact) == (at(9), at(18, 1), at(19))
    assert fact.intervals == (Span(at(9), at(12)), Span(at(13), at(18, 1)))
    assert fact_of([(at(18), "out")], []) is None
    open_end = fact_of([(at(9), "in")], [])
    assert (open_end.start, open_end.end) == (at(9), None)
    two = fact_of([], [(at(9, 10), at(17)), (at(8, 55), at(18, 2))])
    assert (two.start, two.end) == (at(8, 55), at(18, 2))


def test_a_sign_belongs_to_the_shift_around_it():
    night = {DAY: plan(17, 26)}
    assert owner_day(at(26, 30), "out", night, ZONE) == DAY
    assert owner_day(at(27), "out", {}, ZONE) == DAY
    assert owner_day(at(29), "in", {}, ZONE) == DAY + dt.timedelta(days=1)
    both = {DAY: plan(17, 26), DAY + dt.timedelta(days=1): plan(9, 18, DAY + dt.timedelta(days=1))}
    assert owner_day(at(24 + 6), "in", both, ZONE) == DAY + dt.timedelta(days=1)
    assert owner_day(at(24 + 6), "out", both, ZONE) == DAY


@given(st.lists(st.tuples(st.integers(0, 1440), st.sampled_from(["in", "out"])), max_size=8))
def test_intervals_are_in_order_and_never_overlap(presses):
    fact = fact_of([(at(0, minute), kind) for minute, kind in presses], [])
    if fact is None:
        assert not any(kind == "in" for _minute, kind in presses)
        return
    assert all(
        before.end <= after.start for before, after in zip(fact.intervals, fact.intervals[1:], strict=False)
    )
    verdict = judge(plan(), fact, now=LATER, grace=Grace())
    if verdict.inside_secs is not None:
        assert 0 <= verdict.inside_secs <= min(verdict.planned_secs, verdict.worked_secs)


def test_gaps_lie_between_pieces():
    assert gaps(plan().pieces) == (Span(at(12), at(13)),)
    assert gaps((Span(at(9), at(12)), Span(at(12), at(18)))) == ()


def test_chats_that_run_on_extend_the_shift_up_to_the_curfew():
    night = plan(17, 26)
    clocked = Fact(at(17), at(26, 50), (Span(at(17), at(26, 50)),), at(26, 42))
    ran = extension(night, clocked, least=10)
    assert (ran.to, ran.minutes, ran.beyond) == (at(26, 42), 42, 0)
    far = extension(night, seen(at(17), at(27, 25)), least=10)
    assert (far.to, far.minutes, far.beyond) == (at(27), 60, 25)
    assert extension(night, seen(at(17), at(26, 9)), least=10) is None
    assert extension(night, seen(at(17), at(26, 10)), least=10).minutes == 10


def test_a_short_rest_moves_the_next_start_and_no_further_than_its_end():
    tomorrow = plan(9, 18, DAY + dt.timedelta(days=1))
    assert moved_start(at(26), tomorrow, 660) == at(37)
    assert moved_start(at(18), tomorrow, 660) is None
    assert moved_start(at(27), tomorrow, 60 * 24) == tomorrow.end


def test_holiday_minutes_are_split_at_midnight_and_others_are_not():
    eve, holiday = DAY, DAY + dt.timedelta(days=1)
    kinds = {eve: "workday", holiday: "statutory"}
    span = Span(at(23), at(26))
    assert by_day_kind(span, eve, rested=False, kind_of=kinds.__getitem__, zone=ZONE) == {
        "workday": 60,
        "statutory": 120,
    }
    usual = by_day_kind(span, eve, rested=True, kind_of=lambda _day: "workday", zone=ZONE)
    assert usual == {"rest_day": 180}


@given(st.lists(st.integers(-300, 600), max_size=12))
def test_no_minute_of_lieu_is_lost(parts):
    before, given_out = 0, 0
    for minutes in parts:
        given_out += half_days(before, minutes, 240)
        before += minutes
    assert given_out == before // 240


def worked(day: dt.date, first: int = 9, last: int = 18) -> Stretch:
    return Stretch(day, Span(at(first, 0, day), at(last, 0, day)), (last - first - 1) * 60)


def test_care_is_asked_for_by_name_of_the_limit():
    days = [DAY + dt.timedelta(days=n) for n in range(7)]
    found = signs([worked(day) for day in days], Limits(), ZONE)
    assert [(sign.kind, sign.value) for sign in found] == [("hours", 7 * 480), ("no_day_off", 7)]
    nights = signs([worked(day, 17, 26) for day in days[:4]], Limits(), ZONE)
    assert [(sign.kind, sign.value) for sign in nights] == [("nights", 4)]
    # An evening holds two hours of the night: the rule of nights in a row does not count it, nor does this.
    assert signs([worked(day, 17, 24) for day in days[:4]], Limits(), ZONE) == ()
    assert signs([worked(day, 17, 24) for day in days[:4]], Limits(night_minutes=120), ZONE)
    short = signs([worked(days[0], 17, 26), worked(days[1], 8, 17)], Limits(), ZONE)
    assert [(sign.kind, sign.value) for sign in short] == [("rests", 360)]
    assert signs([worked(day) for day in days[:5]], Limits(), ZONE) == ()


@pytest.mark.parametrize(
    ("date", "went", "ran_on"),
    [
        # The hour from 02:00 is skipped: 03:30 on the wall is half an hour after the end.
        (dt.date(2026, 3, 28), dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC), 30),
        # It comes twice: 02:30 for the second time is an hour and a half after the end.
        (dt.date(2026, 10, 24), dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC), 90),
        (dt.date(2026, 12, 31), dt.datetime(2027, 1, 1, 1, 30, tzinfo=dt.UTC), 30),
    ],
)
def test_a_night_on_which_the_clock_or_the_year_changes_is_its_evenings(date, went, ran_on):
    berlin = ZoneInfo("Europe/Berlin")
    night = Plan(date, (shift_span(date, 1020, 1560, berlin),))
    assert night.seconds == 9 * 3600
    assert owner_day(went, "out", {date: night}, berlin) == date
    fact = fact_of([(night.start, "in"), (went, "out")], [])
    assert fact is not None
    verdict = judge(night, fact, now=LATER + dt.timedelta(days=90), grace=Grace())
    assert verdict is not None
    assert (verdict.state, verdict.worked_secs) == ("on_time", 9 * 3600 + 60 * ran_on)
    found = extension(night, fact, least=30)
    assert found is not None
    assert found.minutes == ran_on
    kinds = {dt.date(2027, 1, 1): "statutory"}
    split = by_day_kind(
        Span(found.start, found.to), date, rested=False, kind_of=lambda day: kinds.get(day, ""), zone=berlin
    )
    assert split == {"statutory" if date.month == 12 else "workday": ran_on}
