"""How far several reviewers agree: exact agreement, Cohen's kappa for two, Fleiss' kappa for more. Pure.

Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960)
37.
Fleiss, "Measuring nominal scale agreement among many raters", Psychological Bulletin 76 (1971) 378.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Agreement:
    """What came of comparing reviewers; `kappa` is None where it has no value (everybody said one thing)."""

    subjects: int
    raters: int
    exact: Decimal | None
    kappa: Decimal | None
    method: str


def cohen(first: Sequence[str], second: Sequence[str]) -> Fraction | None:
    """Cohen's kappa of two raters over the same subjects, unweighted.

    (p_o - p_e) / (1 - p_e), p_o the share of equal answers and p_e the share that chance alone would give.
    None without subjects, and where chance alone explains everything (p_e is 1). Raises ValueError where the
    two did not answer for the same number of subjects.
    """
    if len(first) != len(second):
        raise ValueError("both raters answer for every subject")
    n = len(first)
    if not n:
        return None
    observed = Fraction(sum(a == b for a, b in zip(first, second, strict=True)), n)
    left, right = Counter(first), Counter(second)
    chance = Fraction(sum(left[word] * right[word] for word in left), n * n)
    return None if chance == 1 else (observed - chance) / (1 - chance)


def fleiss(subjects: Sequence[Sequence[str]]) -> Fraction | None:
    """Fleiss' kappa: each subject with the answers of its raters, the same number for all.

    None without subjects, with fewer than two raters, and where one answer is all there is. Raises ValueError
    for subjects with different numbers of answers.
    """
    if not subjects:
        return None
    raters = len(subjects[0])
    if any(len(answers) != raters for answers in subjects):
        raise ValueError("every subject has the same number of answers")
    if raters < 2:
        return None
    n = len(subjects)
    counts = [Counter(answers) for answers in subjects]
    pairs = sum(number * number for count in counts for number in count.values()) - n * raters
    observed = Fraction(pairs, n * raters * (raters - 1))
    totals: Counter[str] = sum(counts, Counter())
    chance = sum((Fraction(number, n * raters) ** 2 for number in totals.values()), Fraction(0))
    return None if chance == 1 else (observed - chance) / (1 - chance)


def exact(subjects: Sequence[Sequence[str]]) -> Fraction | None:
    """The share of subjects for which all raters gave one answer; None without subjects."""
    if not subjects:
        return None
    return Fraction(sum(len(set(answers)) == 1 for answers in subjects), len(subjects))


def agreement(subjects: Sequence[Sequence[str]]) -> Agreement:
    """All figures: Cohen's kappa for two raters, Fleiss' for more."""
    raters = len(subjects[0]) if subjects else 0
    if raters == 2:
        first, second = zip(*subjects, strict=True)
        found, method = cohen(first, second), "cohen"
    else:
        found, method = fleiss(subjects), "fleiss"
    return Agreement(len(subjects), raters, _rounded(exact(subjects)), _rounded(found), method)


def _rounded(value: Fraction | None) -> Decimal | None:
    """Half up to four places."""
    if value is None:
        return None
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(PLACES, ROUND_HALF_UP)
