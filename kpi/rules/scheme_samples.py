"""Ready-made schemes to begin with, from targets that shops and the field have named.

They are samples, not a standard: a shop sets its own. Figures are in the metric's own scale (a percentage
is a fraction); amounts are for a month.
"""

from dataclasses import dataclass
from decimal import Decimal

from kpi.choices.schemes import Shape
from kpi.metrics import METRICS
from kpi.rules.scoring import Line


@dataclass(frozen=True, slots=True)
class Sample:
    """A ready-made scheme: names in both languages, whom it is for (role and line), and its lines."""

    code: str
    en: str
    zh: str
    role: str
    line: str
    lines: tuple[Line, ...]


def _line(
    metric: str, weight: int, shape: str, steps: tuple[tuple[str, int], ...] = (), **numbers: str | int
) -> Line:
    return Line(
        metric=metric,
        direction=METRICS[metric].direction,
        shape=shape,
        weight=Decimal(weight),
        steps=tuple((Decimal(limit), Decimal(given)) for limit, given in steps),
        least=METRICS[metric].least,
        **{name: Decimal(value) for name, value in numbers.items()},
    )


def _steps(metric: str, weight: int, *steps: tuple[str, int]) -> Line:
    return _line(metric, weight, Shape.STEPS, steps=steps, target=steps[0][0])


def _linear(metric: str, weight: int, *, worst: str, best: str) -> Line:
    return _line(metric, weight, Shape.LINEAR, worst=worst, best=best, target=best)


def _first(weight: int) -> Line:
    return _linear("frt_avg", weight, worst="40", best="8")


def _answer(weight: int) -> Line:
    return _steps("art", weight, ("35", 100), ("45", 80), ("55", 60))


def _three(weight: int) -> Line:
    return _linear("resp_3min_rate", weight, worst="0.95", best="1")


def _conversion(weight: int) -> Line:
    return _steps("inq_conv", weight, ("0.45", 100), ("0.40", 80), ("0.35", 60))


def _satisfied(weight: int) -> Line:
    return _steps("csat", weight, ("0.98", 100), ("0.94", 80), ("0.90", 60))


def _solved(weight: int) -> Line:
    return _steps("fcr", weight, ("0.80", 100), ("0.70", 80), ("0.60", 60))


def _in_time(weight: int) -> Line:
    return _linear("case_sla", weight, worst="0.85", best="0.95")


def _on_roster(weight: int) -> Line:
    return _steps("adherence", weight, ("0.95", 100), ("0.90", 80), ("0.85", 60))


_RED = _line("redline_n", 0, Shape.GATE, target=0, cap=60)

SAMPLES: dict[str, Sample] = {
    sample.code: sample
    for sample in (
        Sample(
            "pre_sales",
            "Pre-sales",
            "售前",
            "agent",
            "pre_sales",
            (
                _first(15),
                _answer(10),
                _three(15),
                _steps("reply_rate", 10, ("0.98", 100), ("0.95", 80), ("0.92", 60)),
                _conversion(25),
                _satisfied(15),
                _on_roster(10),
                _RED,
            ),
        ),
        Sample(
            "after_sales",
            "After-sales",
            "售后",
            "agent",
            "after_sales",
            (
                _answer(15),
                _three(15),
                _linear("slow_share", 10, worst="0.10", best="0"),
                _satisfied(20),
                _solved(15),
                _in_time(15),
                _on_roster(10),
                _RED,
            ),
        ),
        Sample(
            "mixed",
            "Pre-sales and after-sales",
            "售前兼售后",
            "agent",
            "both",
            (
                _first(15),
                _three(15),
                _linear("effective_rate", 10, worst="0.40", best="0.85"),
                _line("qa_ratio", 10, Shape.BAND, low="1.2", high="1.6", fall="0.6"),
                _conversion(15),
                _satisfied(15),
                _solved(10),
                _on_roster(10),
                _RED,
            ),
        ),
        Sample(
            "team_leader",
            "Team leader",
            "组长",
            "leader",
            "",
            (
                _three(20),
                _satisfied(20),
                _conversion(15),
                _in_time(15),
                _on_roster(15),
                _steps("qa_score", 15, ("0.90", 100), ("0.85", 80), ("0.80", 60)),
            ),
        ),
    )
}
