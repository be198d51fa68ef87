"""Fair shares of a burden: in proportion to time present, in hundredths that sum to the whole."""

from collections.abc import Sequence


def shares(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Hundredths of `total` for each weight (contracted minutes present); their sum is 100 x total.

    What division leaves over goes to the largest remainders, then in order. Where nobody has a weight
    nobody has a share.
    """
    whole = sum(weights)
    if whole <= 0:
        return (0,) * len(weights)
    found = [100 * total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-(100 * total * weights[place] % whole), place))
    for place in order[: 100 * total - sum(found)]:
        found[place] += 1
    return tuple(found)


def ideal(share: int, owed: int) -> int:
    """What somebody should work this time, in hundredths: the share and what is owed, but never less than
    nothing nor more than double the share at once, so that a long absence is paid back over months."""
    return min(max(0, share + owed), 2 * share)
