"""Heads for a load, against reference tables, against slower ways to the same figure, and at the ends."""

import csv
import math
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cstm.errors import DomainError
from shifts.staffing import Load, Target, concurrency_factor, figures, heads_by_interval, needed, scheduled
from shifts.staffing.erlang import blocked_at

VOLUMES = st.one_of(st.just(0.0), st.floats(0.01, 30_000))
HANDLING = st.floats(5, 1800)
PATIENCE = st.one_of(st.none(), st.floats(2, 7200))
CLOSE = 1e-6


# Contacts, interval, handling time, factor, patience, threshold, target and agents; then must wait, answered
# in time, average wait, give up, occupancy, and the fewest agents that meet the target.
KNOWN = [
    (100, 1800, 180, 1, None, 20, 0.8, 11,
     0.6821182047, 0.3896138117, 122.7812768, 0, 0.9090909091, 14),
    (100, 1800, 180, 1, None, 19.8, 0.8, 14,
     0.1741319336, 0.8878526927, 7.835937012, 0, 0.7142857143, 14),
    (820, 3600, 360, 1, None, 20, 0.8, 89,
     0.3439029425, 0.7668992917, 17.68643704, 0, 0.9213483146, 90),
    (600, 3600, 120, 1, None, 20, None, 30,
     0.0249504581, 0.9952874672, 0.2994054973, 0, 0.6666666667, None),
    (2880, 3600, 60, 1, 120, 20, None, 50,
     0.4677740686, 0.9430189547, 3.709469899, 0.03091224916, 0.9303242408, None),
    (2880, 3600, 60, 1, None, 20, None, 50,
     0.6944556112, 0.6434546008, 20.83366834, 0, 0.96, None),
    (400, 1800, 240, 1, None, 20, 0.8, 60,
     0.278719808, 0.8400835567, 10.03391309, 0, 0.8888888889, 60),
    (100, 1800, 180, 1, 60, 20, 0.8, 12,
     0.2404261084, 0.8603006596, 4.554107816, 0.07590179693, 0.7700818359, 12),
    (400, 1800, 240, 1, 180, 20, 0.8, 50,
     0.6507531115, 0.5912193039, 17.08534435, 0.09491857974, 0.9654201816, 55),
    (1500, 1800, 360, 1, 240, 20, 0.9, 303,
     0.3962170354, 0.9017370063, 4.936866642, 0.02057027768, 0.9697323983, 303),
    (60, 1800, 600, 1.7, None, 60, 0.8, 15,
     0.2846707265, 0.8357592784, 31.05498834, 0, 0.7843137255, 15),
    (30, 1800, 900, 1.7, None, 60, 0.9, 13,
     0.1400101709, 0.9127845289, 17.74776814, 0, 0.6787330317, 13),
]  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_of(row: dict[str, str]) -> Load:
    patience = float(row["patience_s"]) if row["patience_s"] else None
    factor = float(row["concurrency_factor"] or 1)
    return Load(float(row["arrivals"]), float(row["interval_s"]), float(row["aht_s"]), factor, patience)


@pytest.mark.reference
def test_every_row_of_the_reference_table(reference_data: Path) -> None:
    table = rows(reference_data / "staffing/erlang_reference.csv")
    assert len(table) > 20
    for row in table:
        load, threshold = load_of(row), float(row["sl_threshold_s"])
        found = figures(load, int(row["agents"]), threshold=threshold)
        wanted = [float(row[k]) for k in ("p_wait", "service_level", "asa_s", "p_abandon", "occupancy")]
        given = [found.p_wait, found.service_level, found.asa, found.p_abandon, found.occupancy]
        assert given == pytest.approx(wanted, rel=CLOSE, abs=1e-12), row["id"]
        assert load.erlangs == pytest.approx(float(row["offered_load_erl"]), rel=CLOSE)
        if row["min_agents"]:
            target = Target(float(row["sl_target"]), threshold)
            assert needed(load, target).agents == int(row["min_agents"]), row["id"]


@pytest.mark.parametrize("row", KNOWN)
def test_rows_known_to_ten_digits(row: tuple[float, ...]) -> None:
    *load, threshold, target, agents, waits, level, wait, gone, busy, least = row
    found = figures(Load(*load), int(agents), threshold=threshold)
    wanted = [waits, level, wait, gone, busy]
    given = [found.p_wait, found.service_level, found.asa, found.p_abandon, found.occupancy]
    assert given == pytest.approx(wanted, rel=CLOSE, abs=1e-12)
    if least is not None:
        assert needed(Load(*load), Target(target, threshold)).agents == least


@pytest.mark.reference
def test_every_half_hour_of_a_banks_week(reference_data: Path) -> None:
    table = rows(reference_data / "real/bank_calls_5min_dev/reference/erlang_c.csv")
    target = Target(0.8, 20, max_occupancy=0.9)
    for row in table:
        found = needed(Load(float(row["calls"]), 1800, 210), target, shrinkage=0.3)
        assert found.agents == int(row["agents"]), row
        assert found.scheduled == int(row["agents_with_shrinkage_30"]), row
        assert found.service_level == pytest.approx(float(row["service_level"]), abs=2e-6)


@pytest.mark.parametrize(("volume", "agents"), [(10, 2), (100, 11), (100, 30), (437, 45)])
def test_erlang_c_equals_exact_fractions(volume: int, agents: int) -> None:
    load = Fraction(volume * 180, 1800)
    terms = [load**k / math.factorial(k) for k in range(agents)]
    last = load**agents / math.factorial(agents) * Fraction(agents) / (agents - load)
    exact = float(last / (sum(terms) + last))
    found = figures(Load(volume, 1800, 180), agents, threshold=20)
    assert found.p_wait == pytest.approx(exact, rel=1e-12)
    assert found.asa == pytest.approx(exact * 180 / (agents - float(load)), rel=1e-12)


@pytest.mark.parametrize(
    ("load", "agents"), [(0.4, 7), (9.5, 40), (900, 850), (12_000, 12_300), (40_000, 39_000)]
)
def test_blocking_equals_its_recursion(load: float, agents: int) -> None:
    blocked = 1.0
    for number in range(1, agents + 1):
        blocked = load * blocked / (number + load * blocked)
    assert blocked_at(load, agents) == pytest.approx(blocked, rel=1e-10)


def test_a_million_contacts_are_answered_and_more_is_refused() -> None:
    endless = needed(Load(1e6, 1800, 180), Target(0.8, 20))
    assert endless.service_level >= 0.8 > figures(Load(1e6, 1800, 180), endless.agents - 1).service_level
    patient = needed(Load(1e6, 1800, 180, 1, 120), Target(0.8, 20))
    assert 80_000 < patient.agents < endless.agents < 101_000
    # With far too few agents all but those who reach one leave: 100 agents x 1800/180 of a million.
    lost = figures(Load(1e6, 1800, 180, 1, 86_400), 100, threshold=86_400)
    assert (lost.p_abandon, lost.occupancy) == (pytest.approx(0.999), pytest.approx(1))
    with pytest.raises(DomainError, match="Check the units"):
        Load(1e9, 1800, 180)


def tagged(ahead: int, agents: int, handle: float, patience: float, threshold: float) -> float:
    """The chance that a contact with so many ahead is answered in time, by small steps of time."""
    steps = 4000
    step = threshold / steps
    chances = [0.0] * (ahead + 1)
    chances[ahead] = 1.0
    served = 0.0

    def slope(now: list[float]) -> tuple[list[float], float]:
        moving = [now[j] * (agents / handle + j / patience) for j in range(ahead + 1)]
        change = [-moving[j] - now[j] / patience for j in range(ahead + 1)]
        for j in range(ahead):
            change[j] += moving[j + 1]
        return change, moving[0]

    for _step in range(steps):
        first, _into = slope(chances)
        half = [a + step / 2 * b for a, b in zip(chances, first, strict=True)]
        second, into_half = slope(half)
        chances = [a + step * b for a, b in zip(chances, second, strict=True)]
        served += step * into_half
    return served


@pytest.mark.parametrize(("volume", "agents", "patience"), [(12, 2, 60.0), (60, 7, 90.0), (60, 4, 30.0)])
def test_erlang_a_equals_its_chain_step_by_step(volume: int, agents: int, patience: float) -> None:
    handle, threshold, most = 180.0, 25.0, 60
    rate = volume / 1800
    weights = [1.0]
    for busy in range(1, agents + most):
        leaves = min(busy, agents) / handle + max(0, busy - agents) / patience
        weights.append(weights[-1] * rate / leaves)
    whole = sum(weights)
    chances = [weight / whole for weight in weights]
    level = sum(chances[:agents])
    level += sum(
        chance * tagged(ahead, agents, handle, patience, threshold)
        for ahead, chance in enumerate(chances[agents:])
        if chance > 1e-9
    )
    gone = sum(chance * ahead for ahead, chance in enumerate(chances[agents:])) / patience / rate
    found = figures(Load(volume, 1800, handle, 1, patience), agents, threshold=threshold)
    assert found.service_level == pytest.approx(level, rel=1e-5)
    assert found.p_wait == pytest.approx(sum(chances[agents:]), rel=1e-9)
    assert found.p_abandon == pytest.approx(gone, rel=1e-9)
    assert found.asa == pytest.approx(gone * patience, rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(volume=VOLUMES, aht=HANDLING, patience=PATIENCE, level=st.floats(0.05, 0.99))
def test_the_number_needed_is_the_least(volume, aht, patience, level) -> None:
    load = Load(volume, 1800, aht, 1, patience)
    found = needed(load, Target(level, 20), shrinkage=0.3)
    assert found.service_level >= level
    assert figures(load, found.agents, threshold=20, shrinkage=0.3) == found
    if found.agents:
        assert figures(load, found.agents - 1, threshold=20).service_level < level
    assert found.scheduled * 0.7 >= found.agents - 1e-6


@settings(max_examples=60, deadline=None)
@given(volume=VOLUMES, aht=HANDLING, patience=PATIENCE, share=st.floats(0, 1.5), wait=st.floats(0, 3600))
def test_figures_stay_within_their_bounds_and_more_agents_never_harm(
    volume, aht, patience, share, wait
) -> None:
    load = Load(volume, 1800, aht, 1, patience)
    agents = int(load.erlangs * share)
    fewer, more = (figures(load, agents + extra, threshold=wait) for extra in (0, 1))
    for found in (fewer, more):
        for part in (found.service_level, found.occupancy, found.p_wait, found.p_abandon):
            assert 0 <= part <= 1
        assert found.asa is None or found.asa >= 0
    assert more.service_level >= fewer.service_level - 1e-9
    assert (more.asa or 0) <= (math.inf if fewer.asa is None else fewer.asa + 1e-6)


def test_great_patience_is_erlang_c() -> None:
    endless = figures(Load(100, 1800, 180), 13)
    patient = figures(Load(100, 1800, 180, 1, 2_500_000), 13)
    assert patient.service_level == pytest.approx(endless.service_level, rel=1e-3)
    assert patient.asa == pytest.approx(endless.asa, rel=1e-2)


def test_nobody_calls_and_nobody_answers() -> None:
    quiet = figures(Load(0, 1800, 180), 0)
    assert (quiet.service_level, quiet.asa, quiet.occupancy, quiet.p_wait) == (1, 0, 0, 0)
    assert needed(Load(0, 1800, 180), Target(0.8)).agents == 0
    assert needed(Load(0, 1800, 180), Target(0.8), least=2).agents == 2
    alone = figures(Load(10, 1800, 180), 0)
    assert (alone.service_level, alone.asa, alone.occupancy, alone.p_wait) == (0, None, 1, 1)
    left = figures(Load(10, 1800, 180, 1, 60), 0)
    assert (left.service_level, left.asa, left.p_abandon) == (0, 60, 1)


def test_a_queue_with_no_more_agents_than_load_grows_without_end() -> None:
    found = figures(Load(100, 1800, 180), 10)
    assert (found.service_level, found.asa, found.p_wait, found.occupancy) == (0, None, 1, 1)


def test_targets_by_wait_and_by_occupancy_hold_together() -> None:
    load = Load(100, 1800, 180)
    assert needed(load, Target(wait=20)).agents == 13
    assert needed(load, Target(max_occupancy=0.5)).agents == 20
    assert needed(load, Target(0.8, 20, max_occupancy=0.5)).agents == 20
    assert needed(load, Target(max_occupancy=1)).agents == 11


def test_chats_side_by_side_divide_the_handling_time() -> None:
    assert [concurrency_factor(n) for n in range(1, 6)] == [1, 1.7, 2.5, 2.9, 3.5]
    chat = figures(Load(60, 1800, 600, concurrency_factor(2)), 15, threshold=60)
    assert chat == figures(Load(60, 1800, 600 / 1.7), 15, threshold=60)


def test_shrinkage_rounds_up_and_not_beyond() -> None:
    assert [scheduled(n, 0.3) for n in (0, 7, 14, 15)] == [0, 10, 20, 22]
    assert scheduled(33, 0.35) == 51


def test_intervals_keep_what_is_unknown_unknown() -> None:
    found = heads_by_interval([100, None, 0, 20.5], 1800, [180, 180, None, None], Target(0.8))
    assert [each and each.agents for each in found] == [14, None, 0, None]
    assert found[0] == heads_by_interval([100], 1800, 180, Target(0.8))[0]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Load(-1, 1800, 180),
        lambda: Load(math.nan, 1800, 180),
        lambda: Load(math.inf, 1800, 180),
        lambda: Load(1, 0, 180),
        lambda: Load(1, 1800, 0),
        lambda: Load(1, 1800, 180, 0.5),
        lambda: Load(1, 1800, 180, 1, 0),
        lambda: Load(1e9, 1800, 180),
        lambda: Load(1e8, 60, 0.1, 1, 2_500_000),
        lambda: Target(),
        lambda: Target(1.0),
        lambda: Target(0.8, -1),
        lambda: Target(wait=0),
        lambda: Target(max_occupancy=1.1),
        lambda: figures(Load(1, 1800, 180), -1),
        lambda: scheduled(1, 1),
        lambda: concurrency_factor(6),
        lambda: heads_by_interval([1, 2], 1800, [180], Target(0.8)),
    ],
)
def test_what_no_queue_can_be_is_refused_with_a_sentence(wrong) -> None:
    with pytest.raises(DomainError, match=r"\w+ \w+.*\."):
        wrong()
