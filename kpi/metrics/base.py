"""What a metric is: a line of facts over a line of facts, with names, unit and direction."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from kpi.facts import FACTS, OWN_FACTS, SALES_FACTS

Linear = tuple[tuple[Decimal, str], ...]
Kind = Literal["sum", "ratio", "percentile", "given", "elsewhere", "people", "not_collected"]
Per = Literal["events", "persons", "secs", "money", "points", "days"]

# Apps whose figures nobody keeps yet: their metrics are `not yet collected` until facts are there.
COLLECTED_HOMES = frozenset({"cases", "kpi", "quality", "staff", "store_values"})
_TERM = re.compile(r"([+-]?)\s*(?:(\d+)\s*\*\s*)?([a-z][a-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class Metric:
    """A number that pages and files may show.

    `numerator` and `denominator` are sums of facts with coefficients; `factor` brings the quotient into
    the unit ("%" stays a fraction). `instead` is the fact that stands in for an absent denominator, which
    makes the value an estimate. `store_only` metrics mean nothing for one agent or team. `least` is the
    count under which a value is "few data". `windowed`: some platforms count only part of the day.
    """

    code: str
    no: int
    en: str
    zh: str
    kind: Kind
    unit: str
    direction: str
    numerator: Linear = ()
    denominator: Linear = ()
    factor: Decimal = Decimal(1)
    home: str = "kpi"
    instead: str = ""
    store_only: bool = False
    least: int = 0
    windowed: bool = False
    ripens: bool = False
    quantile: Decimal | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact that must be there, each once."""
        return tuple(dict.fromkeys(code for _, code in (*self.numerator, *self.denominator)))

    @property
    def is_sales(self) -> bool:
        """Does an attribution rule decide the figure?"""
        return any(code in SALES_FACTS for code in self.facts)

    @property
    def crosses_stores(self) -> bool:
        """Does it set a store's facts against the hours of a whole day (which belong to no store)?"""
        own = [code in OWN_FACTS for code in self.facts]
        return any(own) and not all(own)

    @property
    def per(self) -> Per:
        """What the denominator counts; `days` where there is none."""
        if self.kind == "percentile":
            return "events"
        if not self.denominator:
            return "days"
        code = self.denominator[0][1]
        kind = FACTS[code].kind if code in FACTS else "count"
        if kind == "count":
            return "persons" if code.endswith(("_users", "_buyers")) else "events"
        return kind

    @property
    def summable(self) -> bool:
        """Is it computed from sums of facts?"""
        return self.kind in ("sum", "ratio")


def linear(text: str) -> Linear:
    """Read `5*rate_5 + 4*rate_4 - rate_1`."""
    terms = []
    for sign, times, code in _TERM.findall(text):
        size = Decimal(times or 1)
        terms.append((-size if sign == "-" else size, code))
    return tuple(terms)


def table(text: str, **common: object) -> list[Metric]:
    """Read `no | code | English | 中文 | numerator | denominator | unit | direction | options` lines."""
    metrics = []
    for line in text.strip().splitlines():
        no, code, en, zh, top, under, unit, direction, *rest = [part.strip() for part in line.split("|")]
        options = {**common, **_options(rest[0] if rest else "")}
        kind = options.pop("kind", None) or ("ratio" if under else "sum")
        metrics.append(
            Metric(
                code,
                int(no),
                en,
                zh,
                kind,  # type: ignore[arg-type]
                unit,
                direction,
                linear(top),
                linear(under),
                **options,  # type: ignore[arg-type]
            )
        )
    return metrics


def _options(text: str) -> dict[str, object]:
    """Read `least=10 windowed factor=1/3600`."""
    options: dict[str, object] = {}
    for word in text.split():
        name, _, value = word.partition("=")
        if name == "factor":
            over, _, under = value.partition("/")
            options[name] = Decimal(over) / Decimal(under or 1)
        elif name == "quantile":
            options[name] = Decimal(value)
        elif name == "least":
            options[name] = int(value)
        else:
            options[name] = value or True
    return options


def own_metric(
    code: str, *, en: str, zh: str, numerator: str, denominator: str, unit: str, direction: str
) -> Metric:
    """A metric that a shop defined itself: fact over fact, or one fact."""
    return Metric(
        code=code,
        no=0,
        en=en,
        zh=zh,
        kind="ratio" if denominator else "sum",
        unit=unit,
        direction=direction,
        numerator=linear(numerator),
        denominator=linear(denominator),
    )


def by_code(metrics: list[Metric]) -> dict[str, Metric]:
    """The registry; a code may stand in it once and its facts must be known."""
    registry: dict[str, Metric] = {}
    for metric in metrics:
        if metric.code in registry:
            raise ValueError(f"metric {metric.code} twice")
        if metric.kind not in get_args(Kind):
            raise ValueError(f"metric {metric.code}: kind {metric.kind}")
        if unknown := [code for code in metric.facts if code not in FACTS]:
            raise ValueError(f"metric {metric.code}: unknown facts {unknown}")
        registry[metric.code] = metric
    return registry


Registry = Mapping[str, Metric]
