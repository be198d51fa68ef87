"""Scores of many people in one or more periods: which scheme, what is known, what it gives."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpi.rules import scoring
from kpi.rules.periods import Period
from kpi.rules.scoring import Line, Score
from kpi.selectors.schemes import readings, specs
from kpi.selectors.schemes.specs import Person, Posts, Spec
from kpi.selectors.schemes.sums_sql import Ask, Whom


@dataclass(frozen=True, slots=True)
class ScoreTotal:
    """A person's score of a period.

    `points` lie between 0 and 100; None is "not enough". While facts are pending they count only what is
    settled, and `low` and `high` hold the total that can come of it. `formula` has the person's own numbers.
    """

    points: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    formula: str = ""
    scheme_id: int | None = None
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Scored:
    """A person's whole scorecard in one period."""

    spec: Spec
    score: Score


Chosen = dict[int, Spec]


def score_totals(agent_ids: Iterable[int], period: Period) -> dict[int, ScoreTotal]:
    """The total of each of these people who were employed in the period; a constant number of queries.

    Who has no scheme has a total without points and without `scheme_id`.
    """
    people = specs.people(agent_ids)
    found = scorecards(people, [period])
    totals = {}
    for agent_id, person in people.items():
        if not person.there(period):
            continue
        card = found.get((0, agent_id))
        totals[agent_id] = ScoreTotal() if card is None else total_of(card)
    return totals


def total_of(card: Scored) -> ScoreTotal:
    """The total of a scorecard."""
    score = card.score
    return ScoreTotal(score.points, score.low, score.high, formula(score), card.spec.scheme_id, score.pending)


def scorecards(
    people: Mapping[int, Person], periods: Sequence[Period], *, instead: Spec | None = None
) -> dict[tuple[int, int], Scored]:
    """The scorecards of these people in periods in a row (oldest first), by number of the period and
    person. `instead` is a version that is tried in place of its scheme's own: only those whom it would judge
    have a scorecard then.
    """
    if not people:
        return {}
    posts = Posts(list(people), periods[0].first, periods[-1].last)
    known = specs.published(periods[0].first, periods[-1].last)
    chosen: dict[int, Chosen] = {}
    for no, period in enumerate(periods):
        held = specs.in_force(known, period)
        if instead is not None:
            held = [instead, *(each for each in held if each.scheme_id != instead.scheme_id)]
        chosen[no] = choose(held, people, posts, period)
        if instead is not None:
            chosen[no] = {who: spec for who, spec in chosen[no].items() if spec is instead}
    found = read(chosen, people, posts, periods)
    cards = {}
    for no, judged in chosen.items():
        lines = {spec.version_id: spec.lines_of(periods[no]) for spec in judged.values()}
        for agent_id, spec in judged.items():
            score = _score(spec, lines[spec.version_id], found[(no, agent_id)])
            cards[(no, agent_id)] = Scored(spec, score)
    return cards


def choose(held: Sequence[Spec], people: Mapping[int, Person], posts: Posts, period: Period) -> Chosen:
    """Which of these versions judges whom."""
    found: Chosen = {}
    for person in people.values():
        if held and person.there(period):
            spec = specs.choose(held, person, posts.roles(person.id, specs.day_of(period, person)))
            if spec is not None:
                found[person.id] = spec
    return found


def read(
    chosen: Mapping[int, Chosen], people: Mapping[int, Person], posts: Posts, periods: Sequence[Period]
) -> dict[tuple[int, int], Mapping[Ask, readings.Sum]]:
    """What is known of everybody: own facts in one question, the sums of led teams in another."""
    own: dict[int, None] = {}
    own_asks: dict[Ask, None] = {}
    team_asks: dict[Ask, None] = {}
    # Who answers for other teams than a period before is another subject there.
    subjects: dict[tuple[int, tuple[int, ...]], int] = {}
    led: dict[tuple[int, int], int] = {}
    for no, held in chosen.items():
        for agent_id, spec in held.items():
            if not spec.of_team:
                own_asks.update(dict.fromkeys(spec.asks))
                own[agent_id] = None
                continue
            team_asks.update(dict.fromkeys(spec.asks))
            day = specs.day_of(periods[no], people[agent_id])
            key = (agent_id, tuple(posts.teams(agent_id, spec.role, day)))
            led[(no, agent_id)] = subjects.setdefault(key, len(subjects))
    of_own = readings.sums(periods, own_asks, Whom(list(own)))
    teams = {subject: pks for (_agent, pks), subject in subjects.items()}
    of_teams = readings.sums(periods, team_asks, Whom(teams=teams)) if teams else {}
    return {
        (no, agent_id): (
            of_teams.get((no, led[(no, agent_id)]), {})
            if (no, agent_id) in led
            else of_own.get((no, agent_id), {})
        )
        for no, held in chosen.items()
        for agent_id in held
    }


def score_of(spec: Spec, period: Period, found: Mapping[Ask, readings.Sum]) -> Score:
    """The scorecard that a version gives for these sums."""
    return _score(spec, spec.lines_of(period), found)


def _score(spec: Spec, lines: Sequence[Line], found: Mapping[Ask, readings.Sum]) -> Score:
    known = []
    for line in lines:
        ask = spec.ask(line)
        known.append(readings.reading(ask.metric, found.get(ask), least=line.least))
    return scoring.score(lines, known)


def formula(score: Score) -> str:
    """The total with the person's own numbers: `(100 × 60 + 88 × 40) ÷ 100 = 95.2`; empty without a total."""
    if score.sum is None:
        return ""
    terms = [f"{_short(row.points)} × {_short(row.weight)}" for row in score.rows if row.counts]
    text = f"({' + '.join(terms)}) ÷ 100 = {_short(score.sum)}"
    if score.cap is not None and score.points != score.sum:
        return f"min({_short(score.cap)}; {text}) = {_short(score.points)}"
    return text


def _short(value: Decimal | None) -> str:
    """A figure of two places up to 100, without empty ones; the same in every language."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
