"""How a desk is staffed: what is assumed beside the volumes, as forms say it and rows keep it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cstm.errors import DomainError

if TYPE_CHECKING:
    from shifts.staffing import Target


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Shares from 0 to 1, times in seconds, begin and end in minutes of a date.

    `share` of the stores' contacts reach the desk; `aht` is one handling time for all slots, None takes each
    slot's from the logs; `factor` divides it (chats side by side); of `level` within `within`, `wait` and
    `occupancy` at least one is the target.
    """

    share: float = 1.0
    aht: float | None = None
    factor: float = 1.0
    level: float | None = 0.8
    within: float = 20.0
    wait: float | None = None
    occupancy: float | None = None
    patience: float | None = None
    shrinkage: float = 0.0
    least: int = 0
    begin: int = 480
    end: int = 1560

    def __post_init__(self) -> None:
        """Refuse what no desk is; times and targets are checked where they are used."""
        if not 0 < self.share <= 1:
            raise DomainError(_("The desk's share of the contacts must lie above 0 and be at most 100 %."))
        if not 0 <= self.begin < self.end <= 2880 or self.end - self.begin > 1440:
            raise DomainError(_("The hours of the desk begin on a date and end within 24 hours."))
        if not 0 <= self.least <= 500:
            raise DomainError(_("The least number of agents must lie between 0 and 500."))

    @property
    def target(self) -> "Target":
        """What must hold."""
        from shifts.staffing import Target

        return Target(self.level, self.within, self.wait, self.occupancy)

    def handling(self, from_logs: float | None) -> float | None:
        """A slot's handling time: the one typed, else the logs'; to a tenth of a second."""
        seconds = self.aht if self.aht is not None else from_logs
        return None if seconds is None else round(seconds, 1)

    def kept(self) -> dict[str, Any]:
        """The same for a row."""
        return asdict(self)

    def basis(self) -> dict[str, Any]:
        """What a figure that rests on it must tell."""
        names = ("factor", "level", "within", "wait", "occupancy", "patience", "shrinkage", "share")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


def from_kept(said: Mapping[str, Any]) -> Assumptions:
    """Out of a row."""
    names = Assumptions.__dataclass_fields__
    return replace(Assumptions(), **{name: value for name, value in said.items() if name in names})
