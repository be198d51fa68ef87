"""SQL text of a scorecard's sums: daily facts over the dates of some periods in a row, for many people.

The same stairs as a report (facts of a day by person, store and account; a metric's two sums over the days
that hold all its facts; then the period), but for any length of period, over all teams, with pending facts
apart.
Every name and number in the text comes from the registries or is made here; attribution rules travel as
parameters.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kpi.facts import SALES_FACTS
from kpi.metrics import Metric
from kpi.rules.periods import Period
from kpi.selectors.sums import Params, column, fact_sql, is_postgres, line_sql, pair_sql

HOURS = "worked_secs"
PER_ASK = 6  # numerator, denominator, days, guessed, waits, denominator of the days that wait


@dataclass(frozen=True, slots=True)
class Ask:
    """A metric, and the attribution rule under which its sales count ("": the only one there is)."""

    metric: Metric
    attribution: str = ""

    def __hash__(self) -> int:
        # A metric's own hash reads all that it consists of, and an ask is looked up very often.
        return hash((self.metric.code, self.attribution))

    @property
    def rule(self) -> str:
        """The rule, where the metric depends on one."""
        return self.attribution if self.metric.is_sales else ""


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose facts are summed: people by id, or subjects with the teams (of the day) that they answer for."""

    agent_ids: Collection[int] = ()
    teams: Mapping[int, Collection[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and its parameters."""

    sql: str
    params: Params


@dataclass(frozen=True, slots=True)
class Question:
    """What is summed: periods in a row (oldest first), metrics, people; and what is known beforehand.

    `waiting` and `guessed` are the facts that some record of the span marks as pending or estimated;
    `long_records` whether there are records over several days.
    """

    periods: Sequence[Period]
    asks: Sequence[Ask]
    whom: Whom
    waiting: frozenset[str] = frozenset()
    guessed: frozenset[str] = frozenset()
    long_records: bool = False


def sums(question: Question) -> Statement:
    """A row for each period and subject: number of the period, subject, lowest and highest attribution rule,
    then `PER_ASK` columns for each ask."""
    asks = question.asks
    facts = _facts(asks)
    columns, params = _unit_columns(question, facts)
    day, total, outputs = [], [], []
    for number, ask in enumerate(asks):
        day += _day_columns(number, ask, question)
        total += [
            f"SUM(num{number}) AS num{number}",
            f"SUM(den{number}) AS den{number}",
            f"COUNT(num{number}) AS n{number}",
            f"MAX(g{number}) AS g{number}",
            f"MAX(w{number}) AS w{number}",
            f"SUM(p{number}) AS p{number}",
        ]
        outputs += [f"{name}{number}" for name in ("num", "den", "n", "g", "w", "p")]
    joins, subject = _subject(question.whom)
    no = _number(question.periods, "r.date")
    if len(question.periods) == 1:
        no = "0"
    keys = [*([no] if no != "0" else []), subject, "r.store_id", "r.account_id", "r.date"]
    keys += ["r.agent_id"] if subject != "r.agent_id" else []
    sql = f"""
WITH {_led(question.whom)}unit AS (
  SELECT {no} AS no, {subject} AS subject, r.agent_id, r.date AS d{_list(columns)}
  FROM kpi_record r {joins}
  WHERE {where(question)}
  GROUP BY {", ".join(keys)}
),
day AS (
  SELECT no, subject, unit.agent_id, d, MIN(low) AS low, MAX(high) AS high{_list(day)}
  FROM unit {_hours_join(question)}
  GROUP BY no, subject, unit.agent_id, d
)
SELECT no, subject, MIN(low), MAX(high){_list(total)} FROM day GROUP BY no, subject
"""
    return Statement(sql, params)


def remarks(question: Question) -> Statement:
    """The distinct lists of estimated and pending facts among the records."""
    joins, _subject_name = _subject(question.whom)
    led = _led(question.whom).rstrip().rstrip(",")
    return Statement(
        f"{f'WITH {led} ' if led else ''}SELECT DISTINCT r.estimated, r.pending FROM kpi_record r {joins}"
        f" WHERE {where(question)} AND (r.estimated <> '' OR r.pending <> '')",
        [],
    )


def buckets(question: Question) -> Statement:
    """Response-time buckets: number of the period, subject, bucket, count."""
    joins, subject = _subject(question.whom)
    no = _number(question.periods, "r.date")
    led = _led(question.whom).rstrip().rstrip(",")
    return Statement(
        f"{f'WITH {led} ' if led else ''}SELECT {no}, {subject}, b.bucket, SUM(b.n) FROM kpi_record r {joins}"
        " JOIN kpi_factbucket b ON b.record_id = r.id AND b.fact = 'first_resp'"
        f" WHERE {where(question)} AND r.first_resp_n IS NOT NULL GROUP BY {no}, {subject}, b.bucket",
        [],
    )


def where(question: Question) -> str:
    """Which records count: agents' own of the span, of several days only where they lie inside one period
    and no longer record of the same report lies around them there."""
    first, last = question.periods[0].first, question.periods[-1].last
    text = f"r.date BETWEEN {day_sql(first)} AND {day_sql(last)}"
    text += " AND r.scope = 'agent' AND r.agent_id IS NOT NULL"
    if not question.whom.teams:
        text += f" AND r.agent_id IN ({ids_sql(question.whom.agent_ids)})"
    if not question.long_records:
        return text
    no = _number(question.periods, "r.date")
    inside = f"r.last_date <= {day_sql(last)} AND {no} = {_number(question.periods, 'r.last_date')}"
    covered = (
        "SELECT 1 FROM kpi_record o WHERE o.store_id = r.store_id AND o.date <= r.date"
        f" AND o.date >= {day_sql(first)} AND o.last_date <= {day_sql(last)}"
        " AND o.last_date >= r.last_date AND o.last_date > o.date"
        " AND (o.date < r.date OR o.last_date > r.last_date) AND o.scope = r.scope AND o.source = r.source"
        " AND o.attribution = r.attribution AND COALESCE(o.account_id, 0) = COALESCE(r.account_id, 0)"
        f" AND {_number(question.periods, 'o.date')} = {no}"
        f" AND {_number(question.periods, 'o.last_date')} = {no}"
    )
    return f"{text} AND (r.last_date = r.date OR ({inside} AND NOT EXISTS ({covered})))"


def day_sql(day: dt.date) -> str:
    """A date as a literal."""
    return f"DATE '{day.isoformat()}'" if is_postgres() else f"'{day.isoformat()}'"


def ids_sql(ids: Iterable[int]) -> str:
    """A list of keys; one that nothing has where it is empty."""
    return ", ".join(str(int(pk)) for pk in ids) or "-1"


def _number(periods: Sequence[Period], col: str) -> str:
    """Which of the periods holds a date, counted from 0."""
    whens = " ".join(f"WHEN {col} <= {day_sql(each.last)} THEN {no}" for no, each in enumerate(periods))
    return f"(CASE {whens} END)"


def _subject(whom: Whom) -> tuple[str, str]:
    """Joins that lead to the subject, and its name."""
    if not whom.teams:
        return "", "r.agent_id"
    return (
        "JOIN staff_membership m ON m.agent_id = r.agent_id"
        " AND m.valid_from <= r.date AND m.valid_to >= r.date JOIN led ON led.team_id = m.team_id",
        "led.subject",
    )


def _led(whom: Whom) -> str:
    """The teams of each subject as a table."""
    if not whom.teams:
        return ""
    pairs = [f"({int(who)}, {int(team)})" for who, teams in whom.teams.items() for team in sorted(set(teams))]
    return f"led(subject, team_id) AS (VALUES {', '.join(pairs) or '(-1, -1)'}), "


def _facts(asks: Sequence[Ask]) -> list[tuple[str, str]]:
    """Every fact to sum, with the rule of sales under which it counts."""
    found: dict[tuple[str, str], None] = {}
    for ask in asks:
        codes = [*ask.metric.facts, *([ask.metric.instead] if ask.metric.instead else [])]
        for code in codes:
            found[(code, ask.rule if code in SALES_FACTS else "")] = None
    return list(found)


def _name(code: str, rule: str, rules: Sequence[str]) -> str:
    """The column of a fact under a rule."""
    if not rule or code not in SALES_FACTS:
        return column(code)
    return f"{column(code)}_rule{rules.index(rule)}"


def _rules(asks: Sequence[Ask]) -> list[str]:
    return sorted({ask.rule for ask in asks if ask.rule})


def _unit_columns(question: Question, facts: Sequence[tuple[str, str]]) -> tuple[list[str], Params]:
    """The facts of one person, store, account and date, and what is known of them."""
    rules = _rules(question.asks)
    columns, params = [], []
    sales = [fact_sql(code) for code, rule in facts if code in SALES_FACTS and not rule]
    if sales:
        holds = " OR ".join(f"{each} IS NOT NULL" for each in sales)
        flag = f"CASE WHEN {holds} THEN r.attribution END"
        columns += [f"MIN({flag}) AS low", f"MAX({flag}) AS high"]
    else:
        columns += ["CAST(NULL AS TEXT) AS low", "CAST(NULL AS TEXT) AS high"]
    for code, rule in facts:
        tests = []
        if rule:
            tests.append("r.attribution = %s")
            params.append(rule)
        if code in question.waiting:
            tests.append(f"NOT {_says('r.pending', code)}")
        plain = fact_sql(code)
        text = f"CASE WHEN {' AND '.join(tests)} THEN {plain} END" if tests else plain
        columns.append(f"SUM({text}) AS {_name(code, rule, rules)}")
    codes = {code for code, _rule in facts}
    for name, known, source in (
        ("w", question.waiting, "r.pending"),
        ("e", question.guessed, "r.estimated"),
    ):
        columns += [
            f"MAX(CASE WHEN {_says(source, code)} THEN 1 ELSE 0 END) AS {name}_{column(code)}"
            for code in sorted(known & codes)
        ]
    return columns, params


def _says(col: str, code: str) -> str:
    """Does a list of facts of a record name this one?"""
    finder = "strpos" if is_postgres() else "instr"
    return f"{finder}({col}, ',{code},') > 0"


def _day_columns(number: int, ask: Ask, question: Question) -> list[str]:
    """One metric's sums of one person's date."""
    metric, rules = ask.metric, _rules(question.asks)

    def name(code: str) -> str:
        return _name(code, ask.rule, rules)

    def whole(code: str) -> str:
        if code == HOURS and _needs_hours(ask):
            return f"COALESCE(SUM({name(code)}), MAX(hours.secs))"
        return f"SUM({name(code)})"

    if metric.crosses_stores:
        pair = pair_sql(metric, whole)
        num, den, guess = pair.num, pair.den, pair.guess or "0"
        if _needs_hours(ask):
            guess = f"CASE WHEN SUM({name(HOURS)}) IS NULL THEN 1 ELSE 0 END"
    else:
        pair = pair_sql(metric, name)
        num = f"SUM({pair.num})"
        den = f"SUM({pair.den})" if pair.den else None
        guess = f"MAX({pair.guess})" if pair.guess else "0"
    codes = [*metric.facts, *([metric.instead] if metric.instead else [])]
    guesses = [f"MAX(e_{column(code)})" for code in codes if code in question.guessed]
    waits = [f"w_{column(code)}" for code in metric.facts if code in question.waiting]
    if guesses:
        guess = " + ".join([f"({guess})", *guesses])
    waiting, waiting_den = "0", "CAST(NULL AS NUMERIC)"
    if waits:
        waiting = f"MAX({' + '.join(waits)})"
        if metric.denominator and not metric.crosses_stores:
            under = line_sql(metric.denominator, name)
            waiting_den = f"SUM(CASE WHEN {' + '.join(waits)} > 0 AND {pair.num} IS NULL THEN {under} END)"
    return [
        f"{num} AS num{number}",
        f"{den or 'CAST(NULL AS NUMERIC)'} AS den{number}",
        f"{guess} AS g{number}",
        f"{waiting} AS w{number}",
        f"{waiting_den} AS p{number}",
    ]


def _needs_hours(ask: Ask) -> bool:
    """Is it a figure by worked hour, for which the published roster stands in where attendance is silent?"""
    return ask.metric.crosses_stores and any(code == HOURS for _size, code in ask.metric.denominator)


def _hours_join(question: Question) -> str:
    """Paid seconds of published shifts by person and date, where a metric asks for hours."""
    if not any(_needs_hours(ask) for ask in question.asks):
        return ""
    first, last = question.periods[0].first, question.periods[-1].last
    return (
        "LEFT JOIN (SELECT a.agent_id, a.day, a.paid_minutes * 60 AS secs FROM shifts_assignment a"
        " JOIN shifts_roster ro ON ro.id = a.roster_id AND ro.state IN ('published', 'locked')"
        f" WHERE a.start_at IS NOT NULL AND a.day BETWEEN {day_sql(first)} AND {day_sql(last)}) hours"
        " ON hours.agent_id = unit.agent_id AND hours.day = unit.d"
    )


def _list(columns: Sequence[str]) -> str:
    return "".join(f",\n    {each}" for each in columns)
