"""The sketch of response times: its stated error, zero, and merging."""

import random
from decimal import Decimal

import pytest

from kpi import sketch


def exact(values, q):
    """Linear between the two neighbouring ranks."""
    ordered = sorted(values)
    place = q * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def counts(values):
    found = {}
    for value in values:
        bucket = sketch.bucket_of(value)
        found[bucket] = found.get(bucket, 0) + 1
    return found


@pytest.mark.parametrize("value", [0.001, 0.5, 1, 2, 3, 10, 35.5, 100, 86_400, 10_000_000])
def test_a_value_stands_within_one_per_cent(value):
    assert sketch.value_of(sketch.bucket_of(value)) == pytest.approx(value, rel=sketch.ERROR * 1.0001)


def test_nought_has_a_bucket_of_its_own():
    assert sketch.bucket_of(0) == sketch.bucket_of(Decimal(-1)) == sketch.ZERO
    assert sketch.quantile(counts([0, 0, 0]), 0.9) == 0


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("q", [0, 0.5, 0.9, 0.99, 1])
def test_quantiles_are_within_the_error(seed, q):
    chance = random.Random(seed)
    values = [0] * 20 + [chance.lognormvariate(3, 1) for _ in range(chance.randint(1, 500))]
    found = float(sketch.quantile(counts(values), q))
    assert found == pytest.approx(exact(values, q), rel=0.011, abs=1e-6)


def test_merging_is_adding_counts():
    one, two = [1.0, 5.0, 9.0], [2.0, 70.0]
    merged = counts(one)
    for bucket, n in counts(two).items():
        merged[bucket] = merged.get(bucket, 0) + n
    assert merged == counts(one + two)


def test_no_events_no_quantile():
    assert sketch.quantile({}, 0.5) is None


def test_every_bucket_fits_its_column():
    assert -32768 <= sketch.bucket_of(1e-9) <= sketch.bucket_of(1e15) <= 32767
