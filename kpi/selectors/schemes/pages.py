"""What the pages of schemes show: the list, one version, two versions side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from cstm import formats
from kpi.choices.schemes import Shape, VersionState
from kpi.metrics import METRICS, Metric
from kpi.models import Scheme, SchemeLine, SchemeVersion
from kpi.rules import schemes as rules
from kpi.rules.scheme_samples import SAMPLES, Sample
from kpi.rules.scoring import Line
from kpi.selectors import definitions
from kpi.selectors.registry import all_metrics
from kpi.selectors.schemes import specs, words
from kpi.selectors.schemes.specs import Spec
from kpi.selectors.schemes.trial import Month, Tried
from staff.choices import Line as Work
from staff.choices import Role


@dataclass(frozen=True, slots=True)
class LineWords:
    """A line of a version in words."""

    place: int
    code: str
    name: str
    weight: str
    target: str
    shape: str
    least: str
    is_gate: bool


@dataclass(frozen=True, slots=True)
class SchemeWords:
    """A scheme of the list with the version in force, the next one, and drafts."""

    scheme: Scheme
    whom: str
    now: SchemeVersion | None
    coming: SchemeVersion | None
    drafts: list[SchemeVersion]


@dataclass(frozen=True, slots=True)
class SampleWords:
    """A ready-made scheme of the list."""

    code: str
    name: str
    whom: str
    lines: list[LineWords]


@dataclass(frozen=True, slots=True)
class Pair:
    """One metric of two versions side by side; None where one of them lacks it."""

    name: str
    a: LineWords | None
    b: LineWords | None

    @property
    def same(self) -> bool:
        """Do both say the same?"""
        return (
            self.a is not None
            and self.b is not None
            and (self.a.weight, self.a.shape, self.a.target, self.a.least)
            == (self.b.weight, self.b.shape, self.b.target, self.b.least)
        )


def schemes(today: Any, *, drafts: bool) -> list[SchemeWords]:
    """Every scheme by role, line and grade; without `drafts` only those with a published version."""
    rows = Scheme.objects.select_related("grade").prefetch_related("versions")
    found = []
    for scheme in rows:
        versions = sorted(scheme.versions.all(), key=lambda each: each.number)
        public = [each for each in versions if each.state == VersionState.PUBLISHED]
        if not public and not drafts:
            continue
        found.append(
            SchemeWords(
                scheme,
                words.whom(scheme),
                next((each for each in public if each.valid_from <= today <= each.valid_to), None),
                next((each for each in public if each.valid_from and each.valid_from > today), None),
                [each for each in versions if each.state == VersionState.DRAFT] if drafts else [],
            )
        )
    return found


def samples() -> list[SampleWords]:
    """The ready-made schemes, in words."""
    return [
        SampleWords(sample.code, sample_name(sample), _sample_whom(sample), lines_of(sample.lines, METRICS))
        for sample in SAMPLES.values()
    ]


def sample_name(sample: Sample) -> str:
    """A ready-made scheme's name in the reader's language."""
    return sample.zh if formats.is_chinese() else sample.en


def _sample_whom(sample: Sample) -> str:
    parts = [str(Role(sample.role).label)]
    if sample.line:
        parts.append(str(Work(sample.line).label))
    return formats.listed(parts)


def lines_of(lines: Sequence[Line], registry: Any) -> list[LineWords]:
    """Lines in words, in the scheme's order."""
    return [
        LineWords(
            place=place,
            code=line.metric,
            name=definitions.name(registry[line.metric]),
            weight="" if line.is_gate else formats.number(line.weight),
            target=words.target_sign(line, registry[line.metric]),
            shape=words.shape_words(line, registry[line.metric]),
            least=words.least_words(line),
            is_gate=line.is_gate,
        )
        for place, line in enumerate(lines)
    ]


def version_page(version: SchemeVersion) -> dict[str, Any]:
    """What the page of a version shows."""
    spec = specs.spec(version)
    found = rules.faults(spec.lines)
    weights = sum((line.weight for line in spec.lines), Decimal(0))
    return {
        "version": version,
        "scheme": version.scheme,
        "whom": words.whom(version.scheme),
        "of_team": spec.of_team,
        "lines": lines_of(spec.lines, spec.metrics),
        "weights": formats.number(weights),
        "faults": [_said(fault, spec) for fault in found],
        "rule": words.rule_name(version.attribution),
        "has_sales": any(spec.metrics[line.metric].is_sales for line in spec.lines),
        "has_amounts": any(
            spec.metrics[line.metric].kind == "sum" and line.shape != Shape.GATE for line in spec.lines
        ),
        "shapes": Shape.choices,
        "others": list(version.scheme.versions.exclude(pk=version.pk).order_by("-number")),
        "sample": sample_name(SAMPLES[version.sample]) if version.sample in SAMPLES else "",
    }


def _said(fault: rules.Fault, spec: Spec) -> str:
    if fault.place is None:
        return fault.words
    metric = spec.metrics[spec.lines[fault.place].metric]
    return _("%(name)s: %(words)s") % {"name": definitions.name(metric), "words": fault.words}


def compared(a: SchemeVersion, b: SchemeVersion) -> list[Pair]:
    """The lines of two versions side by side: the first's in its order, then what only the second has."""
    first, second = specs.spec(a), specs.spec(b)
    left = {(line.code, line.is_gate): line for line in lines_of(first.lines, first.metrics)}
    right = {(line.code, line.is_gate): line for line in lines_of(second.lines, second.metrics)}
    pairs = []
    for key in [*left, *(key for key in right if key not in left)]:
        one, other = left.get(key), right.get(key)
        shown = one or other
        assert shown is not None
        pairs.append(Pair(shown.name, one, other))
    return pairs


def versions() -> list[SchemeVersion]:
    """Every version to choose from, by scheme and number."""
    return list(version_rows(drafts=True))


def version_rows(*, drafts: bool) -> QuerySet[SchemeVersion]:
    """Versions with scheme and lines, by scheme, the newest first; only published ones without `drafts`."""
    rows = SchemeVersion.objects.select_related("scheme__grade").prefetch_related(
        Prefetch("lines", SchemeLine.objects.order_by("position"))
    )
    if not drafts:
        rows = rows.filter(state=VersionState.PUBLISHED)
    return rows.order_by("scheme__role", "scheme__line", "scheme_id", "-number")


def sample_start(code: str) -> dict[str, str]:
    """What a new scheme from a ready-made one begins with: names, role and line."""
    sample = SAMPLES.get(code)
    if sample is None:
        return {}
    return {"name_en": sample.en, "name_zh": sample.zh, "role": sample.role, "line": sample.line}


def metrics_for(shape: str) -> dict[str, Metric]:
    """The metrics that a person can be scored by in a shape; only a range does without a better side."""
    return {
        code: metric
        for code, metric in all_metrics().items()
        if metric.kind in ("sum", "ratio", "percentile")
        and not metric.store_only
        and (shape == Shape.BAND or metric.direction in ("up", "down"))
    }


def metric_names(metrics: Mapping[str, Metric]) -> list[tuple[str, str]]:
    """Metrics to choose from, with their unit."""
    return [
        (code, f"{definitions.name(metric)} ({definitions.unit_name(metric.unit)})")
        for code, metric in metrics.items()
    ]


def tried(months: Sequence[Month]) -> list[dict[str, Any]]:
    """Months of a trial in words; people stand by name."""
    return [
        {
            "month": month,
            "name": words.period_name(month.period),
            "cost": _cost(month),
            "rows": [
                {
                    "name": row.name,
                    "agent_id": row.agent_id,
                    "now": formats.number(row.now),
                    "then": formats.number(row.then),
                    "change": _change(row),
                }
                for row in month.named
            ],
        }
        for month in months
    ]


def _cost(month: Month) -> str:
    """What the month would have cost, in words."""
    if month.cost is None:
        return ""
    if not month.cost:
        return _("Pay of the month: the same.")
    text = _("Pay of the month: %(n)s more.") if month.cost > 0 else _("Pay of the month: %(n)s less.")
    return text % {"n": formats.number(abs(month.cost), 2)}


def _change(row: Tried) -> str:
    """By how many points, in words."""
    if row.change is None:
        return _("newly scored") if row.now is None else _("not enough data")
    if not row.change:
        return _("as before")
    words_of = _("%(n)s more") if row.change > 0 else _("%(n)s less")
    return words_of % {"n": formats.number(abs(row.change))}
