"""Invented instances in the form of the public benchmark, for sizes whose files do not lie at hand.

Nothing is known of the best value of these: they show whether a plan without a broken rule comes, how soon,
and in how much memory. The bounds of minutes, stretches and weekends are those usual in the public files.
"""

import random
import string
from collections.abc import Iterator

WEEKS_OF_MINUTES = 2160  # a full-time person's most a week: 18 shifts of eight hours in four weeks


def text(people: int, days: int, kinds: int, seed: int = 1) -> str:
    """An instance file; `days` are whole weeks."""
    if days % 7 or min(people, days, kinds) < 1:
        raise ValueError("An instance has whole weeks, people and kinds.")
    draw = random.Random(seed)
    names = list(_names(people))
    groups = min(4, kinds)
    group = [place * groups // kinds for place in range(kinds)]
    shifts = [f"{string.ascii_uppercase[group[place]]}{place}" for place in range(kinds)]
    minutes = [600 if place == kinds - 1 and draw.random() < 0.3 else 480 for place in range(kinds)]
    lines = ["SECTION_HORIZON", str(days), "", "SECTION_SHIFTS"]
    for place in range(kinds):
        earlier = "|".join(shifts[each] for each in range(kinds) if group[each] < group[place])
        lines.append(f"{shifts[place]},{minutes[place]},{earlier}")
    lines += ["", "SECTION_STAFF"]
    able, shares = [], []
    for name in names:
        part = draw.random() < 0.18
        caps = [
            days if place == kinds // 3 else 0 if draw.random() < 0.35 else days for place in range(kinds)
        ]
        if kinds > 2:
            caps[-1] = 0 if draw.random() < 0.4 else max(1, days // 8)
        most = WEEKS_OF_MINUTES * days // 7 * (60 if part else 100) // 100 // 480 * 480
        least = most - 480 * (max(1, days // 14) + draw.randint(0, 1))
        row, short, rest = draw.choice(((5, 2, 2), (5, 2, 2), (6, 2, 3)) if not part else ((5, 1, 2),))
        bounds = "|".join(f"{shift}={cap}" for shift, cap in zip(shifts, caps, strict=True))
        weekends = max(1, days // 14) + (1 if part else 0)
        lines.append(f"{name},{bounds},{most},{least},{row},{short},{rest},{weekends}")
        able.append(caps)
        shares.append(most / 480)
    lines += ["", "SECTION_DAYS_OFF"]
    away = [_away(draw, days) for _ in names]
    lines += [",".join([name, *map(str, sorted(off))]) for name, off in zip(names, away, strict=True)]
    for section, chance in (("SECTION_SHIFT_ON_REQUESTS", 0.06), ("SECTION_SHIFT_OFF_REQUESTS", 0.02)):
        lines += ["", section, *_wishes(draw, names, able, away, shifts, days, chance)]
    lines += ["", "SECTION_COVER", *_cover(draw, able, shares, shifts, days)]
    return "\n".join(lines) + "\n"


def _names(count: int) -> Iterator[str]:
    for number in range(count):
        yield f"P{number}"


def _away(draw: random.Random, days: int) -> set[int]:
    """A tenth of the days, in pieces of two to four."""
    found: set[int] = set()
    while len(found) < days // 10:
        first = draw.randrange(days)
        found |= set(range(first, min(days, first + draw.choice((2, 2, 4)))))
    return found


def _wishes(
    draw: random.Random,
    names: list[str],
    able: list[list[int]],
    away: list[set[int]],
    shifts: list[str],
    days: int,
    chance: float,
) -> list[str]:
    """Wishes for some days in a row, never for a day off."""
    found = []
    for name, caps, off in zip(names, able, away, strict=True):
        day = 0
        while day < days:
            if draw.random() > chance:
                day += 1
                continue
            shift = draw.choice([place for place, cap in enumerate(caps) if cap])
            weight = draw.randint(1, 3)
            for each in range(day, min(days, day + draw.randint(1, 5))):
                if each not in off:
                    found.append(f"{name},{each},{shifts[shift]},{weight}")
                day = each + 2
            day += 1
    return found


def _cover(
    draw: random.Random, able: list[list[int]], shares: list[float], shifts: list[str], days: int
) -> list[str]:
    """Heads that ask for almost all that the staff may work, shared by who may work what."""
    weight = [
        sum(share * min(1.0, caps[place] / days) for caps, share in zip(able, shares, strict=True))
        for place in range(len(shifts))
    ]
    daily = 0.97 * sum(shares) / days
    rows = []
    for day in range(days):
        for place, shift in enumerate(shifts):
            usual = daily * weight[place] / sum(weight)
            heads = max(0, int(usual * draw.uniform(0.75, 1.25) + draw.random()))
            rows.append(f"{day},{shift},{heads},100,1")
    return rows
