"""A person's scorecard as pages and the API show it: each line with its working, own past, and the group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from cstm import formats
from kpi.metrics import Metric
from kpi.rules import State
from kpi.rules.periods import Period
from kpi.rules.scoring import FULL, Line, Reading, Row, Score
from kpi.selectors import decisions, definitions, shown
from kpi.selectors.schemes import peers, readings, specs, totals, words
from kpi.selectors.schemes.specs import Person, Posts, Spec
from kpi.selectors.schemes.sums_sql import Ask

PAST = 6
_SOUND = (State.VALUE, State.ESTIMATED)
Found = Mapping[Ask, readings.Sum]


@dataclass(frozen=True, slots=True)
class CardLine:
    """One metric of a scorecard in words."""

    row: Row
    code: str
    name: str
    value: str
    n: str
    state: str
    target: str
    gap: str
    met: bool
    why_not: str
    points: str
    weight: str
    was: str
    adds: str
    shape: str
    working: str
    source: str
    remarks: list[str]
    past: str
    best: str
    band: str
    trend: list[float | None] = field(default_factory=list)
    target_value: float | None = None
    meaning: str = ""

    @property
    def why_id(self) -> str:
        """The name of the line's popover; a metric may stand with a weight and as a gate."""
        return f"why-{self.code}-{self.row.line.shape}"


@dataclass(frozen=True, slots=True)
class Card:
    """A whole scorecard."""

    spec: Spec
    score: Score
    lines: list[CardLine]
    formula: str
    total: str
    low: str
    high: str
    before: str
    best: str
    helps: str
    group: str
    group_size_ok: bool
    totals: list[float | None]
    periods: list[str]
    parts: str


def card(person: Person, period: Period, *, past: int = PAST) -> Card | None:
    """The scorecard of a person in a period; None where no scheme holds for the person.

    `past` is how many periods, this one included, stand behind trend and own best.
    """
    span = period.back(past)
    posts = Posts([person.id], span[0].first, period.last)
    known = specs.published(span[0].first, period.last)
    people = {person.id: person}
    chosen = {
        no: totals.choose(specs.in_force(known, each), people, posts, each) for no, each in enumerate(span)
    }
    spec = chosen[past - 1].get(person.id)
    if spec is None:
        return None
    found = totals.read(chosen, people, posts, span)
    scores = [
        totals.score_of(held[person.id], span[no], found[(no, person.id)]) if person.id in held else None
        for no, held in chosen.items()
    ]
    # Trend and own best are of the metrics of today's scheme, where the past was read for the same subject.
    sums = [
        found[(no, person.id)] if person.id in held and held[person.id].of_team == spec.of_team else {}
        for no, held in chosen.items()
    ]
    group = None if spec.of_team else peers.peers(person.id, period)
    return _card(spec, span, scores, sums, group, person.id)


def _card(
    spec: Spec,
    span: Sequence[Period],
    scores: Sequence[Score | None],
    sums: Sequence[Found],
    group: peers.Peers | None,
    agent_id: int,
) -> Card:
    period, score = span[-1], scores[-1]
    assert score is not None
    bands = peers.bands(spec, group, period, agent_id) if group else {}
    facts = decisions.registered_names()
    lines = []
    for row, line in zip(score.rows, spec.lines, strict=True):
        metric = spec.metrics[line.metric]
        past = [readings.reading(metric, held.get(spec.ask(line)), least=line.least) for held in sums]
        lines.append(
            _line(row, metric, past, span, sums[-1].get(spec.ask(line)), bands.get(line.metric), facts)
        )
    return Card(
        spec=spec,
        score=score,
        lines=lines,
        formula=totals.formula(score),
        total=formats.number(score.points),
        low=formats.number(score.low),
        high=formats.number(score.high),
        before=_before(span, scores),
        best=_best_total(span, scores),
        helps=_helps(score, spec),
        group=group.words if group else "",
        group_size_ok=bool(bands),
        totals=[None if each is None or each.points is None else float(each.points) for each in scores],
        periods=[words.short_name(each) for each in span],
        parts=_parts(score),
    )


def _line(
    row: Row,
    metric: Metric,
    past: Sequence[Reading],
    span: Sequence[Period],
    found: readings.Sum | None,
    band: peers.Band | None,
    facts: Mapping[str, str],
) -> CardLine:
    reading, line = row.reading, row.line
    counts = row.points is not None
    goal = words.goal_of(line)
    gap, met = shown.gap_words(metric, reading.value, goal) if counts else ("", False)
    values = [each.value if each.state in _SOUND else None for each in past]
    return CardLine(
        row=row,
        code=metric.code,
        name=definitions.name(metric),
        value=definitions.figure_with_unit(reading.value, metric.unit) if counts else "",
        n=words.count_words(reading, metric),
        state="" if counts else _state(reading),
        target=words.target_sign(line, metric),
        gap=gap,
        met=met,
        why_not=words.why_not(row),
        points=formats.number(row.points) if not line.is_gate else _gate(row),
        weight="" if line.is_gate else formats.number(row.weight),
        was=formats.number(line.weight) if row.is_spread else "",
        adds=formats.number(row.adds),
        shape=words.shape_words(line, metric),
        working=words.working(row, metric),
        source=_source(metric, reading, found, facts) if counts else "",
        remarks=words.remarks(reading, metric),
        past=_past(metric, values, span),
        best=_best(line, metric, values, span),
        band=_band_words(band),
        trend=[shown.scaled(metric, value) for value in values],
        target_value=shown.scaled(metric, goal.value if goal else None),
        meaning=definitions.formula(metric, facts),
    )


def _state(reading: Reading) -> str:
    names = {
        State.FEW_DATA: _("few data"),
        State.PENDING: _("pending"),
        State.REFUSED: _("mixed rules"),
    }
    return names.get(reading.state, _("no figures"))


def _gate(row: Row) -> str:
    if row.points is None:
        return ""
    return _("not held") if row.fallen else _("held")


def _source(metric: Metric, reading: Reading, found: readings.Sum | None, facts: Mapping[str, str]) -> str:
    """The value out of its facts, with the numbers: `97.4 % = 4,395 turns … ÷ 4,512 answered turns`."""
    if found is None or found.parts is None:
        return ""
    value = definitions.figure_with_unit(reading.value, metric.unit)
    num, den = formats.number(found.parts.num), formats.number(found.parts.den)
    text = definitions.formula(metric, facts)
    top, sign, under = text.partition(" ÷ ")
    if not sign or not den:
        return f"{value} = {text}" if not den else ""
    return f"{value} = {num} ({top.strip('()')}) ÷ {den} ({under.strip('()')})"


def _past(metric: Metric, values: Sequence[Decimal | None], span: Sequence[Period]) -> str:
    """The value of the period before."""
    if len(values) < 2 or values[-2] is None:
        return ""
    return _("%(period)s: %(value)s") % {
        "period": words.period_name(span[-2]),
        "value": definitions.figure_with_unit(values[-2], metric.unit),
    }


def _best(line: Line, metric: Metric, values: Sequence[Decimal | None], span: Sequence[Period]) -> str:
    """The best of the own periods; nothing where only one has a figure or no direction is better."""
    known = [(value, no) for no, value in enumerate(values) if value is not None]
    if len(known) < 2 or line.direction not in ("up", "down"):
        return ""
    sign = -1 if line.direction == "down" else 1
    value, no = max(known, key=lambda each: (sign * each[0], each[1]))
    if no == len(values) - 1:
        return _("own best of %(n)s periods") % {"n": len(known)}
    return _("own best %(value)s, %(period)s") % {
        "value": definitions.figure_with_unit(value, metric.unit),
        "period": words.period_name(span[no]),
    }


def _band_words(band: peers.Band | None) -> str:
    """Where the unnamed middle half lies, and the own value in the same terms where it is another one."""
    if band is None:
        return ""
    low, high = (definitions.figure_with_unit(end, band.metric.unit) for end in (band.low, band.high))
    if not band.by_hour:
        return _("middle half %(low)s to %(high)s") % {"low": low, "high": high}
    if band.own is None:
        return _("by worked hour: middle half %(low)s to %(high)s") % {"low": low, "high": high}
    return _("by worked hour: own %(own)s, middle half %(low)s to %(high)s") % {
        "own": definitions.figure_with_unit(band.own, band.metric.unit),
        "low": low,
        "high": high,
    }


def _before(span: Sequence[Period], scores: Sequence[Score | None]) -> str:
    last = scores[-2] if len(scores) > 1 else None
    if last is None or last.points is None:
        return ""
    return _("%(period)s: %(points)s.") % {
        "period": words.period_name(span[-2]),
        "points": formats.number(last.points),
    }


def _best_total(span: Sequence[Period], scores: Sequence[Score | None]) -> str:
    """The best own total of the periods shown."""
    known = [
        (each.points, no) for no, each in enumerate(scores) if each is not None and each.points is not None
    ]
    if len(known) < 2:
        return ""
    points, no = max(known)
    if no == len(scores) - 1:
        return _("Your own best of %(n)s periods.") % {"n": len(known)}
    return _("Own best: %(points)s, %(period)s.") % {
        "points": formats.number(points),
        "period": words.period_name(span[no]),
    }


def _helps(score: Score, spec: Spec) -> str:
    """The line with the most left to gain, and what one more point there adds; a fallen gate first."""
    fallen = next((row for row in score.rows if row.fallen), None)
    if fallen is not None:
        name = definitions.name(spec.metrics[fallen.line.metric])
        return _("%(name)s: the total is capped at %(cap)s until the gate holds again.") % {
            "name": name,
            "cap": formats.number(fallen.line.cap),
        }
    open_rows = [row for row in score.rows if row.counts and row.points is not None and row.points < FULL]
    if not open_rows:
        return ""
    row = max(open_rows, key=lambda each: (FULL - (each.points or FULL)) * each.weight)
    return _("%(name)s: one more point there adds %(adds)s to the score.") % {
        "name": definitions.name(spec.metrics[row.line.metric]),
        "adds": formats.number(row.weight / FULL),
    }


def _parts(score: Score) -> str:
    """Which weight was spread, in a sentence; empty where all lines count."""
    missing = [row for row in score.rows if not row.line.is_gate and not row.counts]
    if not missing or score.points is None:
        return ""
    weight = sum((row.line.weight for row in missing), Decimal(0))
    return _("A weight of %(weight)s has no sound figure and is spread over the other lines.") % {
        "weight": formats.number(weight)
    }
