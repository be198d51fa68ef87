"""The demo's targets: samples of the field, marked as such."""

from decimal import Decimal

from cstm import demo
from kpi.selectors.registry import all_metrics
from kpi.services import targets
from staff.choices import EVER
from staff.models import User

# A value, or the two ends of a range; a percentage is a fraction.
SAMPLES: dict[str, tuple[str, ...]] = {
    "frt_avg": ("35",),
    "art": ("45",),
    "resp_3min_rate": ("0.98",),
    "reply_rate": ("0.98",),
    "csat": ("0.94",),
    "inq_conv": ("0.42",),
    "qa_ratio": ("1.2", "1.6"),
    "occupancy": ("0.75", "0.85"),
    "fcr": ("0.75",),
}


def step(plan: demo.Plan) -> None:
    """Targets that hold for every team, since ever."""
    actor = User.objects.get(username="supervisor")
    registry = all_metrics()
    for code, given in SAMPLES.items():
        ends = [Decimal(text) for text in given]
        targets.set_target(
            registry[code],
            team=None,
            valid_from=EVER,
            value=ends[0] if len(ends) == 1 else None,
            low=ends[0] if len(ends) == 2 else None,
            high=ends[1] if len(ends) == 2 else None,
            is_sample=True,
            actor=actor,
        )
    plan.say(f"{len(SAMPLES)} sample targets.")


demo.register(40, step)
