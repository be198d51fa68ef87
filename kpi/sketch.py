"""A mergeable sketch of response times: logarithmic buckets with a relative error of 1 %.

Buckets are merged by adding their counts, so a quantile of a month is a true quantile of its events.
Zero has a bucket of its own. Pure functions.
"""

import math
from collections.abc import Mapping
from decimal import Decimal

ERROR = 0.01
ZERO = -32768
_GAMMA = (1 + ERROR) / (1 - ERROR)
_LOG_GAMMA = math.log(_GAMMA)


def bucket_of(value: Decimal | float) -> int:
    """The bucket of a value; values of zero and below share one."""
    number = float(value)
    if number <= 0:
        return ZERO
    return math.ceil(math.log(number) / _LOG_GAMMA - 1e-9)


def value_of(bucket: int) -> float:
    """The value that stands for all of a bucket, at most 1 % away from each."""
    if bucket == ZERO:
        return 0.0
    return 2 * math.pow(_GAMMA, bucket) / (_GAMMA + 1)


def quantile(counts: Mapping[int, int], q: Decimal | float) -> Decimal | None:
    """The quantile of all events, linear between the two neighbouring ranks; None without events."""
    total = sum(counts.values())
    if not total:
        return None
    place = float(q) * (total - 1)
    below = math.floor(place)
    low, high = _value_at(counts, below), _value_at(counts, min(below + 1, total - 1))
    return Decimal(low + (high - low) * (place - below)).quantize(Decimal("0.000001"))


def _value_at(counts: Mapping[int, int], rank: int) -> float:
    """The value of the event with a rank, counted from 0."""
    seen = 0
    for bucket in sorted(counts):
        seen += counts[bucket]
        if rank < seen:
            return value_of(bucket)
    raise ValueError(f"rank {rank} of {seen}")
