"""The rostering problem as plain values: who may work what on which day, and what each thing costs.

Days count from 0 (`first` is day 0), people and kinds of shift are numbered by their place in the tuple,
and OFF stands for a day without work. Every constraint names the rule that it comes from, so that whoever
reads a finding can show that rule's sentence. A hard constraint counts its units as broken; a soft one
costs `weight` for each unit.
"""

import datetime as dt
from dataclasses import dataclass, field

OFF = -1
NO_CAP = 10**9


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: one shift template at one desk.

    `minutes` are paid minutes; `start` and `end` are minutes after the midnight that begins its date, so an
    end beyond 1440 runs into the next day.
    """

    key: str
    minutes: int
    start: int = 0
    end: int = 0
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """Kinds that people may not work on these days: leave, a missing certificate, a foreign desk. Always
    hard."""

    rule: str
    people: tuple[int, ...]
    days: tuple[int, ...]
    kinds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pin:
    """A cell that stays as it is; `kind` may be OFF."""

    person: int
    day: int
    kind: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A cell that costs `weight` when its value is one of `kinds` (OFF may be among them).

    A wish to work a kind lists all the other values; a wish to be off lists all kinds.
    """

    rule: str
    person: int
    day: int
    kinds: tuple[int, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Follow:
    """None of `then` on the day after one of `first`: short rest, forbidden succession. One unit for each
    time.

    `days` are the days of `first` (-1 is the day before the horizon); empty means all.
    """

    rule: str
    first: tuple[int, ...]
    then: tuple[int, ...]
    people: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    hard: bool = True
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """The length of stretches of days whose value is one of `kinds`; units are the days beyond `most` or
    short of `least`.

    The days before the horizon (`Problem.before`) lengthen a stretch that touches day 0. `least` is not
    asked of a stretch that touches the first day without known days before, or the last day: it may go on
    outside.
    """

    rule: str
    kinds: tuple[int, ...]
    people: tuple[int, ...] = ()
    least: int = 0
    most: int = NO_CAP
    hard: bool = True
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """The sum of `values` (one for each kind; OFF counts 0) over `days`, for each person by itself, beside
    bounds.

    `already` is what each person brings along from outside the horizon (a week that began before it, a
    fairness debt), by the place in `people`; empty means 0 for all. Units are what lies outside
    `least`..`most`, divided by `per` and rounded up; `square` costs weight x units², which shares a burden
    more evenly than one long straw.
    """

    rule: str
    values: tuple[int, ...]
    days: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    already: tuple[int, ...] = ()
    least: int = -NO_CAP
    most: int = NO_CAP
    per: int = 1
    square: bool = False
    hard: bool = True
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Blocks:
    """How many blocks of days (weekends) hold at least one of `kinds`; units are the blocks beyond `most`."""

    rule: str
    blocks: tuple[tuple[int, ...], ...]
    kinds: tuple[int, ...]
    people: tuple[int, ...] = ()
    already: tuple[int, ...] = ()
    most: int = NO_CAP
    hard: bool = True
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Cover:
    """Heads wanted: people working one of `cells` (day, kind), of all or of `people` alone, beside `need`.

    Somebody who works two of the cells, on two days, counts twice. Always soft: what nobody may work stays
    open as a named gap. `under` and `over` are the costs of each head missing and each head too many. `label`
    names the place for words ("12 May, evening, after-sales"); `day` is its day.
    """

    rule: str
    cells: tuple[tuple[int, int], ...]
    need: int
    under: int
    over: int = 0
    people: tuple[int, ...] = ()
    day: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who should (`together`) or should not work at the same time; `kinds` are the meeting pairs
    of kinds, in either order.

    Apart: one unit for each day on which they work a meeting pair. Together: one unit for each day on which
    one of the two works and they do not meet. Only `days` count; empty means all.
    """

    rule: str
    first: int
    second: int
    kinds: tuple[tuple[int, int], ...]
    together: bool = False
    hard: bool = True
    weight: int = 0
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Mentor:
    """A newcomer works beside a veteran: one unit for each newcomer's shift without one.

    `beside[k]` are the kinds whose worker sits beside somebody on kind k for at least half of that shift,
    the same day; an empty tuple asks for nobody.
    """

    rule: str
    newcomers: tuple[int, ...]
    veterans: tuple[int, ...]
    beside: tuple[tuple[int, ...], ...]
    days: tuple[int, ...] = ()
    hard: bool = False
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything the solver and the checker know. Empty `people` or `days` in a constraint means all of
    them."""

    first: dt.date
    days: int
    kinds: tuple[Kind, ...]
    people: tuple[str, ...]
    # The last days before the horizon, by person, the newest last; empty where nothing is known.
    before: tuple[tuple[int, ...], ...] = ()
    bars: tuple[Bar, ...] = ()
    pins: tuple[Pin, ...] = ()
    wishes: tuple[Wish, ...] = ()
    follows: tuple[Follow, ...] = ()
    runs: tuple[Run, ...] = ()
    tallies: tuple[Tally, ...] = ()
    blocks: tuple[Blocks, ...] = ()
    covers: tuple[Cover, ...] = ()
    pairs: tuple[Pair, ...] = ()
    mentors: tuple[Mentor, ...] = ()


# A plan: for each person the kind of each day, or OFF.
Plan = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a plan breaks or pays for.

    `part` is the constraint's place ("follow", 3); `units` how much; `cost` 0 where it is hard. `person`
    and `day` are None where it concerns all of them.
    """

    rule: str
    part: tuple[str, int]
    hard: bool
    units: int
    cost: int
    person: int | None = None
    day: int | None = None
    numbers: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a plan breaks and costs: units of hard rules, the sum of soft costs, missing heads, and each
    finding."""

    broken: int
    cost: int
    missing: int
    findings: tuple[Finding, ...]
