"""Points, spreading and totals: the known examples, and what must hold for any numbers."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.choices.schemes import PeriodKind, Shape
from kpi.rules import State, schemes
from kpi.rules.periods import Period
from kpi.rules.scheme_samples import SAMPLES
from kpi.rules.scoring import FULL, ZERO, Line, Reading, points, score, spread

D = Decimal
UP = Line("resp_3min_rate", "up", Shape.LINEAR, D(20), worst=D("0.93"), best=D("0.98"), target=D("0.98"))
DOWN = Line("frt_avg", "down", Shape.LINEAR, D(20), worst=D(40), best=D(8))
STEPS = Line("art", "down", Shape.STEPS, D(60), steps=((D(35), D(100)), (D(45), D(80)), (D(55), D(60))))
BAND = Line("qa_ratio", "band", Shape.BAND, D(10), low=D("1.2"), high=D("1.6"), fall=D("0.4"))
GATE = Line("redline_n", "down", Shape.GATE, ZERO, target=ZERO, cap=D(60))


@pytest.mark.parametrize(
    ("line", "value", "wanted"),
    [
        (UP, "0.974", "88"),
        (UP, "0.98", "100"),
        (UP, "0.999", "100"),
        (UP, "0.93", "0"),
        (UP, "0.5", "0"),
        (DOWN, "24", "50"),
        (DOWN, "5", "100"),
        (DOWN, "41", "0"),
        (STEPS, "35", "100"),
        (STEPS, "35.000001", "80"),
        (STEPS, "55", "60"),
        (STEPS, "56", "0"),
        (BAND, "1.2", "100"),
        (BAND, "1.6", "100"),
        (BAND, "1.7", "75"),
        (BAND, "1.0", "50"),
        (BAND, "3", "0"),
        (replace(BAND, fall=None), "1.61", "0"),
        (replace(BAND, high=None), "9", "100"),
        (GATE, "0", "100"),
        (GATE, "1", "0"),
    ],
)
def test_points(line, value, wanted):
    assert points(line, D(value)) == D(wanted)


def sound(value, **more):
    return Reading(D(value), D(100), State.VALUE, **more)


FEW = Reading(D(1), D(3), State.FEW_DATA)


def test_the_working_of_a_card():
    lines = [replace(UP, weight=D(20)), replace(DOWN, weight=D(20)), replace(STEPS, weight=D(60))]
    found = score(lines, [sound("0.974"), sound(24), FEW])
    assert [row.weight for row in found.rows] == [D(50), D(50), ZERO]
    assert [row.adds for row in found.rows] == [D(44), D(25), None]
    assert found.points == D(69)
    assert [row.is_spread for row in found.rows] == [True, True, True]


def test_all_missing_is_no_total_even_where_a_gate_falls():
    found = score([UP, GATE], [FEW, sound(1)])
    assert (found.points, found.sum) == (None, None)


def test_a_gate_caps_and_with_few_data_holds():
    lines = [replace(UP, weight=FULL), GATE]
    assert score(lines, [sound("0.98"), sound(1)]).points == D(60)
    assert score(lines, [sound("0.98"), Reading(D(1), D(1), State.FEW_DATA)]).points == FULL
    assert score(lines, [sound("0.94"), sound(1)]).points == D(20)
    assert score(lines, [sound("0.98"), sound(0)]).points == FULL


def test_pending_lines_give_a_range_and_count_only_what_is_settled():
    lines = [replace(DOWN, weight=D(50)), replace(UP, weight=D(50))]
    waiting = Reading(None, None, State.PENDING, pending=True)
    found = score(lines, [sound(24), waiting])
    assert (found.points, found.low, found.high) == (D(50), D(25), D(75))
    ends = Reading(D("0.974"), D(9), State.VALUE, pending=True, low=D("0.955"), high=D("0.98"))
    found = score(lines, [sound(24), ends])
    assert (found.points, found.low, found.high) == (D(69), D(50), D(75))
    gate = score([replace(DOWN, weight=FULL), GATE], [sound(24), waiting])
    assert (gate.points, gate.low, gate.high) == (D(50), D(50), D(50))
    caps = score([replace(DOWN, weight=FULL), replace(GATE, cap=D(10))], [sound(24), waiting])
    assert (caps.points, caps.low, caps.high) == (D(50), D(10), D(50))


def test_an_equal_split_of_three_adds_up():
    assert spread([D(20), D(20), D(20)]) == [D("33.34"), D("33.33"), D("33.33")]
    assert spread([]) == []


def test_the_ready_made_schemes_could_be_published():
    assert {sample.role for sample in SAMPLES.values()} == {"agent", "leader"}
    for sample in SAMPLES.values():
        assert schemes.faults(sample.lines) == [], sample.code
        assert sample.en and sample.zh


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (replace(UP, best=D("0.9")), "best"),
        (replace(DOWN, best=D(50)), "best"),
        (replace(UP, worst=None), "best"),
        (replace(UP, direction="band"), "shape"),
        (replace(STEPS, steps=()), "steps"),
        (replace(STEPS, steps=((D(35), D(60)), (D(45), D(80)))), "steps"),
        (replace(STEPS, steps=((D(35), D(60)), (D(35), D(50)))), "steps"),
        (replace(STEPS, steps=((D(35), D(160)),)), "steps"),
        (replace(BAND, low=None, high=None), "low"),
        (replace(BAND, low=D(2)), "low"),
        (replace(BAND, fall=ZERO), "fall"),
        (replace(BAND, direction="up"), "high"),
        (replace(GATE, cap=FULL), "cap"),
        (replace(GATE, target=None), "target"),
        (replace(GATE, weight=D(1)), "weight"),
        (replace(UP, weight=ZERO), "weight"),
    ],
)
def test_a_line_that_cannot_be_is_named(line, field):
    assert (0, field) in [(fault.place, fault.field) for fault in schemes.faults([line])]


def test_weights_must_add_up_and_a_metric_stands_once():
    full = replace(UP, weight=FULL)
    assert schemes.faults([full, GATE]) == []
    assert [fault.field for fault in schemes.faults([UP])] == ["weight"]
    assert "metric" in [fault.field for fault in schemes.faults([replace(UP, weight=D(50))] * 2)]
    assert schemes.faults([GATE])[0].place is None


# --- what must hold for any numbers --------------------------------------------------------------

figures = st.decimals(min_value=D(-1000), max_value=D(1000), places=4)
parts = st.decimals(min_value=D("0.01"), max_value=D(100), places=2)
marks = st.decimals(min_value=ZERO, max_value=FULL, places=2)


@st.composite
def lines(draw, shapes=tuple(Shape)):
    """A line that could be published."""
    shape = draw(st.sampled_from(shapes))
    direction = draw(st.sampled_from(["up", "down"]))
    weight = ZERO if shape == Shape.GATE else draw(parts)
    line = Line("m", direction, shape, weight)
    low, high = sorted(draw(st.lists(figures, min_size=2, max_size=2, unique=True)))
    if shape == Shape.LINEAR:
        worst, best = (low, high) if direction == "up" else (high, low)
        line = replace(line, worst=worst, best=best)
    elif shape == Shape.STEPS:
        limits = sorted(
            draw(st.lists(figures, min_size=1, max_size=5, unique=True)), reverse=direction == "up"
        )
        given = sorted(draw(st.lists(marks, min_size=len(limits), max_size=len(limits))), reverse=True)
        line = replace(line, steps=tuple(zip(limits, given, strict=True)))
    elif shape == Shape.BAND:
        end = {"low": low} if direction == "up" else {"high": high}
        line = replace(line, fall=draw(st.one_of(st.none(), parts)), **end)
    else:
        line = replace(line, target=low, cap=draw(marks.filter(lambda cap: cap < FULL)))
    return line


@given(line=lines(), values=st.lists(figures, min_size=2, max_size=2))
def test_more_of_a_better_metric_never_lowers_points(line, values):
    assert [fault for fault in schemes.faults([line]) if fault.place is not None] == []
    worse, better = sorted(values, reverse=line.direction == "down")
    assert ZERO <= points(line, worse) <= points(line, better) <= FULL


@given(weights=st.lists(parts, min_size=1, max_size=12))
def test_respread_weights_sum_to_a_hundred_in_their_proportions(weights):
    found = spread(weights)
    assert sum(found) == FULL
    whole = sum(weights)
    for share, weight in zip(found, weights, strict=True):
        assert abs(share - weight * FULL / whole) < D("0.01")


readings = st.one_of(
    st.builds(lambda value: Reading(value, D(50), State.VALUE), figures),
    st.builds(lambda value: Reading(value, D(2), State.FEW_DATA), figures),
    st.just(Reading()),
    st.just(Reading(state=State.PENDING, pending=True)),
    st.builds(
        lambda three: Reading(three[1], D(9), State.VALUE, pending=True, low=three[0], high=three[2]),
        st.lists(figures, min_size=3, max_size=3).map(sorted),
    ),
)


@given(pairs=st.lists(st.tuples(lines(), readings), min_size=1, max_size=8))
def test_a_total_stays_in_range_and_inside_its_own_span(pairs):
    found = score([line for line, _ in pairs], [reading for _, reading in pairs])
    counting = [row for row in found.rows if row.counts]
    assert (found.points is None) == (not counting)
    if counting:
        assert sum(row.weight for row in counting) == FULL
        assert ZERO <= found.points <= FULL
    if found.low is not None:
        assert ZERO <= found.low <= found.high <= FULL
        assert found.pending
        if found.points is not None:
            assert found.low <= found.points <= found.high


@given(
    pairs=st.lists(st.tuples(lines(), figures), min_size=1, max_size=6),
    place=st.integers(min_value=0, max_value=5),
    more=parts,
)
def test_more_of_one_better_metric_never_lowers_the_total(pairs, place, more):
    place %= len(pairs)
    line, value = pairs[place]
    better = value + more if line.direction == "up" else value - more
    given_lines = [line for line, _ in pairs]
    before = [Reading(value, D(50), State.VALUE) for _, value in pairs]
    after = [*before[:place], Reading(better, D(50), State.VALUE), *before[place + 1 :]]
    low, high = score(given_lines, before).points, score(given_lines, after).points
    assert (low is None and high is None) or low <= high


# --- periods -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-10", "2026-10-01", "2026-10-31"),
        ("2026-W41", "2026-10-05", "2026-10-11"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2027-02", "2027-02-01", "2027-02-28"),
        ("2026-W53", "2026-12-28", "2027-01-03"),
    ],
)
def test_a_period_is_read_and_written(text, first, last):
    period = Period.parse(text)
    assert (period.first.isoformat(), period.last.isoformat(), str(period)) == (first, last, text)


@pytest.mark.parametrize("kind", list(PeriodKind))
@given(day=st.dates(min_value=Period.parse("2001-01").first, max_value=Period.parse("2100-12").last))
def test_periods_follow_each_other(kind, day):
    period = Period.of(kind, day)
    assert period.first <= day <= period.last
    assert Period.parse(str(period)) == period
    assert period.after.before == period
    assert (period.first - period.before.last).days == 1
    assert [str(each) for each in period.back(3)] == [
        str(period.before.before),
        str(period.before),
        str(period),
    ]
