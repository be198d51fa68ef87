"""Invented figures of one agent on one day; believable in size and in how they hang together."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

PROMOTIONS = {(11, 1): 1.5, (11, 10): 1.6, (11, 11): 2.4, (6, 18): 2.0, (12, 12): 1.7}


@dataclass(frozen=True, slots=True)
class Day:
    """What one agent did on one date, in facts."""

    nick: str
    team: str
    date: dt.date
    consult: int
    noreply: int
    reception: int
    effective: int
    first_secs: int
    first_n: int
    resp_secs: int
    rounds: int
    within_30s: int
    within_3min: int
    buyer_msgs: int
    agent_msgs: int
    chars: int
    slow: int
    long: int
    inquiry: int
    ordered: int
    paid: int
    sales: float
    items: int
    orders: int
    refund: float
    sent: int
    grades: tuple[int, int, int, int, int]
    online_secs: int
    busy_secs: int

    @property
    def received(self) -> int:
        """Ratings of all five grades."""
        return sum(self.grades)


def works(person: Any, number: int, day: dt.date, rng: Random) -> bool:
    """Six days on, one off, shifted by person; a few missed days; nobody before joining or after leaving."""
    if day < person.hired_on or (person.left_on and day > person.left_on):
        return False
    if day.weekday() == 6 and person.on_duty:
        return True
    return (day.toordinal() + number) % 7 != 0 and rng.random() > 0.04


def agent_day(person: Any, day: dt.date, age_weeks: int, rng: Random) -> Day:
    """The figures; better a little from week to week by the person's own trend."""
    traits = person.traits
    lift = PROMOTIONS.get((day.month, day.day), 1.0) * (1.12 if day.weekday() >= 5 else 1.0)
    reception = max(6, round(rng.gauss(62, 9) * traits["volume"] * lift))
    noreply = sum(rng.random() < 1 - traits["care"] for _ in range(reception // 8))
    growth = 1 - traits["trend"] * max(0, 12 - age_weeks)
    first = rng.gauss(26, 4) * traits["speed"] * growth
    average = first * rng.uniform(1.15, 1.4)
    rounds = round(reception * rng.uniform(4.2, 6.0))
    buyer = round(rounds * rng.uniform(1.25, 1.5))
    inquiry = round(reception * (0.6 if person.line == "pre_sales" else 0.22))
    paid = min(inquiry, round(inquiry * traits["sell"] * rng.uniform(0.9, 1.1)))
    ordered = min(inquiry, paid + rng.randint(0, 4))
    basket = rng.uniform(118, 236)
    sent = round(reception * rng.uniform(0.72, 0.95))
    received = round(sent * rng.uniform(0.22, 0.4))
    grades = _grades(received, traits["care"], rng)
    online = round(rng.gauss(7.9, 0.35) * 3600)
    return Day(
        nick=person.nick,
        team=person.team.rsplit("/", 1)[-1],
        date=day,
        consult=reception + noreply,
        noreply=noreply,
        reception=reception,
        effective=reception - rng.randint(0, reception // 6),
        first_secs=max(1, round(first * reception)),
        first_n=reception,
        resp_secs=max(1, round(average * rounds)),
        rounds=rounds,
        within_30s=min(rounds, round(rounds * rng.uniform(0.7, 0.93))),
        within_3min=min(rounds, round(rounds * rng.uniform(0.95, 0.998))),
        buyer_msgs=buyer,
        agent_msgs=round(buyer * rng.uniform(1.1, 1.55)),
        chars=buyer * rng.randint(11, 19),
        slow=rng.randint(0, reception // 12),
        long=rng.randint(0, reception // 10),
        inquiry=inquiry,
        ordered=ordered,
        paid=paid,
        sales=round(paid * basket, 2),
        items=round(paid * rng.uniform(1.2, 1.9)),
        orders=paid + rng.randint(0, 3),
        refund=round(paid * basket * rng.uniform(0.02, 0.09), 2),
        sent=sent,
        grades=grades,
        online_secs=online,
        busy_secs=round(online * rng.uniform(0.66, 0.86)),
    )


def _grades(received: int, care: float, rng: Random) -> tuple[int, int, int, int, int]:
    """Very satisfied down to very dissatisfied."""
    counts = [0, 0, 0, 0, 0]
    for _ in range(received):
        luck = rng.random()
        if luck < care - 0.18:
            counts[0] += 1
        elif luck < care:
            counts[1] += 1
        else:
            counts[rng.choice((2, 2, 3, 4))] += 1
    return counts[0], counts[1], counts[2], counts[3], counts[4]


def calls(
    persons: list[Any], day: dt.date, rng: Random
) -> Iterator[tuple[Any, dt.datetime, bool, int, int, bool, int]]:
    """Telephone calls of one business day, 09:00 until on-duty ends at 02:00: who, when, answered, wait,
    talk, resolved, rating."""
    opening = dt.datetime.combine(day, dt.time(9))
    moments = sorted(rng.triangular(0, 17 * 3600, 9 * 3600) for _ in range(rng.randint(50, 80)))
    for moment in moments:
        answered = rng.random() < 0.955
        person = rng.choice(persons)
        yield (
            person,
            opening + dt.timedelta(seconds=round(moment)),
            answered,
            round(rng.triangular(3, 75, 12)),
            rng.randint(35, 520),
            rng.random() < 0.88,
            rng.choices((5, 4, 3, 2, 1), (66, 29, 3, 1, 1))[0],
        )
