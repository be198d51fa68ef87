"""Heads for one interval, for whoever asks by command or page; writes nothing.

The numeric library is imported on the first call, so that no page pays for it at the start.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cstm.errors import DomainError

if TYPE_CHECKING:
    from shifts.staffing import Staffing, Target

ASA = "asa"


@dataclass(frozen=True, slots=True)
class Asked:
    """One interval: `interval` in minutes, every other time in seconds.

    Either `agents` with `threshold`, or a target (`target` as text, "0.8/20" or "asa/20") or an occupancy to
    stay under (`max_occupancy`), or both of these.
    """

    volume: float
    interval: float
    aht: float
    target: str = ""
    agents: int | None = None
    threshold: float | None = None
    patience: float | None = None
    concurrency: float = 1.0
    max_occupancy: float | None = None
    shrinkage: float = 0.0


def heads(asked: Asked) -> "Staffing":
    """The fewest agents that meet the target, or the figures of the agents named."""
    from shifts.staffing import Load, figures, needed

    load = Load(asked.volume, asked.interval * 60, asked.aht, asked.concurrency, asked.patience)
    if asked.agents is None:
        return needed(load, _target(asked), shrinkage=asked.shrinkage)
    if asked.target:
        raise DomainError(_("Name a target or a number of agents, not both."))
    if asked.threshold is None:
        raise DomainError(_("Name the threshold in seconds beside the number of agents."))
    return figures(load, asked.agents, threshold=asked.threshold, shrinkage=asked.shrinkage)


def _target(asked: Asked) -> "Target":
    """The target out of its text."""
    from shifts.staffing import Target

    if not asked.target:
        if asked.max_occupancy is None:
            raise DomainError(_("Name a target such as 0.8/20, or a number of agents."))
        return Target(max_occupancy=asked.max_occupancy, **_threshold(asked.threshold))
    first, slash, second = (part.strip() for part in asked.target.partition("/"))
    try:
        seconds = float(second)
        level = None if first.lower() == ASA else float(first)
    except ValueError:
        slash = ""
    if not slash:
        text = _(
            "%(text)s is no target: write the share answered and the seconds, such as 0.8/20, or asa/20."
        )
        raise DomainError(text % {"text": asked.target})
    if level is None:
        more = _threshold(asked.threshold)
        return Target(wait=seconds, max_occupancy=asked.max_occupancy, **more)
    if asked.threshold is not None and asked.threshold != seconds:
        raise DomainError(_("The target names its own threshold; leave the other away."))
    return Target(level=level, threshold=seconds, max_occupancy=asked.max_occupancy)


def _threshold(seconds: float | None) -> dict[str, float]:
    """The threshold of the service level that is told, where one was named."""
    return {} if seconds is None else {"threshold": seconds}
