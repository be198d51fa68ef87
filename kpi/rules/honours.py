"""Does a person meet the counted criteria of an honour? Pure functions; nobody is compared with anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kpi.choices.praise import CriterionKind

Criterion = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """One criterion: what is asked for, what the records show, and whether that is enough.

    `have` and `met` are None where the records do not say.
    """

    kind: str
    least: int
    have: int | None
    metric: str = ""
    of: int = 0

    @property
    def met(self) -> bool | None:
        """Enough, not yet, or not known."""
        return None if self.have is None else self.have >= self.least


def check(criteria: Sequence[Criterion], shown: Mapping[str, int | None]) -> list[Checked]:
    """Each criterion beside what the records show, by `key_of`."""
    return [
        Checked(
            kind=str(one["kind"]),
            least=int(one["least"]),
            have=shown.get(key_of(one)),
            metric=str(one.get("metric", "")),
            of=int(one.get("of", 0)),
        )
        for one in criteria
    ]


def key_of(criterion: Criterion) -> str:
    """Under which name the records' figure stands: the kind, for weeks at target with its metric."""
    if criterion["kind"] == CriterionKind.TARGET_WEEKS:
        return f"{criterion['kind']}:{criterion.get('metric', '')}:{criterion.get('of', 0)}"
    return str(criterion["kind"])


def may_award(checked: Sequence[Checked]) -> bool:
    """May the honour be given: no criterion is known to be missed. What records do not say is the giver's
    to judge."""
    return all(one.met is not False for one in checked)
