"""What if: other volumes, handling times or chats at once, people away; heads, gaps and open shifts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cstm.errors import DomainError
from shifts.staffing.heads import Staffing, Target, heads_by_interval

MOST_LIFT = 100.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How a desk is staffed as things are: seconds of handling (one, or one for each slot), the target, and
    what else `heads_by_interval` asks."""

    interval: float
    aht: float | Sequence[float | None]
    target: Target
    concurrency: float = 1.0
    patience: float | None = None
    shrinkage: float = 0.0
    least: int = 0


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is tried beside the plan.

    `lift` multiplies volumes (one, or one for each slot: a lift curve); `aht` and `concurrency` take the
    place of the plan's where given; `away` people are missing from the roster (one, or one for each slot).
    """

    lift: float | Sequence[float] = 1.0
    aht: float | None = None
    concurrency: float | None = None
    away: int | Sequence[int] = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot of the answer; None is unknown, for a slot without volume has no need that anybody could name.

    `rostered` are the heads left on the roster; `gap` is what they lack against `needed.scheduled`, below 0
    where there are more than needed.
    """

    volume: float | None
    needed: Staffing | None
    rostered: int
    gap: int | None


def whatif(
    volumes: Sequence[float | None], plan: Plan, scenario: Scenario, roster: Sequence[int]
) -> list[Slot]:
    """Heads and gaps of each slot under a scenario, against a roster's heads by slot.

    The roster's heads are people scheduled, so they stand against `scheduled`, agents after shrinkage.
    """
    if len(roster) != len(volumes):
        raise DomainError(_("The roster and the volumes must have the same slots."))
    lifts = _each(scenario.lift, len(volumes))
    away = _each(scenario.away, len(volumes))
    if any(not 0 <= lift <= MOST_LIFT for lift in lifts):
        raise DomainError(_("A lift must lie between 0 and %(most)s.") % {"most": int(MOST_LIFT)})
    if any(number < 0 for number in away):
        raise DomainError(_("People away must be 0 or more."))
    lifted = [None if volume is None else volume * lift for volume, lift in zip(volumes, lifts, strict=True)]
    heads = heads_by_interval(
        lifted,
        plan.interval,
        plan.aht if scenario.aht is None else scenario.aht,
        plan.target,
        concurrency=plan.concurrency if scenario.concurrency is None else scenario.concurrency,
        patience=plan.patience,
        shrinkage=plan.shrinkage,
        least=plan.least,
    )
    left = [max(0, present - int(gone)) for present, gone in zip(roster, away, strict=True)]
    return [
        Slot(volume, needed, present, None if needed is None else needed.scheduled - present)
        for volume, needed, present in zip(lifted, heads, left, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Sums of a scenario, to compare side by side: head-hours, and slots whose need is unknown."""

    needed_hours: float
    rostered_hours: float
    missing_hours: float
    spare_hours: float
    unknown_slots: int


def gaps(slots: Sequence[Slot], interval: float) -> Gaps:
    """What a scenario needs, has, lacks and has too much, in hours; `interval` is a slot's seconds."""
    hours = interval / 3600
    known = [slot.gap for slot in slots if slot.gap is not None]
    return Gaps(
        sum(slot.needed.scheduled for slot in slots if slot.needed is not None) * hours,
        sum(slot.rostered for slot in slots) * hours,
        sum(max(0, gap) for gap in known) * hours,
        sum(max(0, -gap) for gap in known) * hours,
        sum(1 for slot in slots if slot.gap is None),
    )


def openings(missing: Sequence[int | None], templates: Mapping[str, Sequence[bool]]) -> dict[str, int]:
    """Open shifts that close the gaps: how many of each template.

    `templates` tell by slot whether a shift of the template is at work (paid breaks out). One by one the
    template is taken that fills the most missing slots, and among those the one that adds the fewest heads
    where none are missing; it stops where no template fills more than it wastes.
    """
    for slots in templates.values():
        if len(slots) != len(missing):
            raise DomainError(_("A template and the gaps must have the same slots."))
    left = [max(0, gap or 0) for gap in missing]
    found: dict[str, int] = {}
    while any(left):
        scored = []
        for name, slots in templates.items():
            filled = sum(1 for gap, works in zip(left, slots, strict=True) if works and gap > 0)
            wasted = sum(1 for gap, works in zip(left, slots, strict=True) if works and gap == 0)
            if filled > wasted:
                scored.append((filled, -wasted, name))
        if not scored:
            break
        name = max(scored)[2]
        found[name] = found.get(name, 0) + 1
        left = [max(0, gap - bool(works)) for gap, works in zip(left, templates[name], strict=True)]
    return found


def _each(value: float | Sequence[float], count: int) -> list[float]:
    """A number for each slot."""
    if isinstance(value, (int, float)):
        return [value] * count
    if len(value) != count:
        raise DomainError(_("Give one number, or one for each slot."))
    return list(value)
