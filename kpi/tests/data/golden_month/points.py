"""Reckons the scores of the worked month by the rules as docs/guide/schemes.md says them; see reckon.py.

Standard library only. All reckoning is in fractions; a figure is rounded only where the rules say that it is.
"""

import csv
import datetime as dt
import json
import math
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).parent
F = Fraction
OCTOBER = dt.date(2026, 10, 1), dt.date(2026, 10, 31)
NOVEMBER = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
# Numerator, denominator, which way is better, and under which count a value is few data.
METRICS = {
    "frt_avg": ("first_resp_secs", "first_resp_n", "down", 20),
    "resp_3min_rate": ("rounds_3min", "resp_rounds", "up", 20),
    "inq_conv": ("inq_pay_users", "inquiry_users", "up", 20),
    "qa_ratio": ("agent_msgs", "buyer_msgs", "band", 20),
    "csat": ("rate_good", "rate_recv", "up", 10),
    "sales_amt": ("sales_amt", None, "up", 0),
    "redline_n": ("redline_n", None, "down", 0),
}


def rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def kept(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def half_up(value, unit=100):
    """To a hundredth, halves away from zero."""
    whole = math.floor(abs(value) * unit + F(1, 2))
    return F(whole if value >= 0 else -whole, unit)


def down(value):
    return F(math.floor(value * 100), 100)


def cents(value):
    return None if value is None else f"{Decimal(int(value * 100)) / 100:.2f}"


def short(value):
    text = cents(value)
    return text.rstrip("0").rstrip(".")


def date(text, other):
    return dt.date.fromisoformat(text) if text else other


class House:
    """The inputs; `late` takes in what was known only after October was closed."""

    def __init__(self, late):
        self.people = {row["number"]: row for row in rows("people.csv")}
        self.facts = {}
        for row in rows("facts.csv"):
            if late or row["when"] == "month":
                self.facts[row["number"], row["day"], row["attribution"]] = row
        self.appeals = [row for row in rows("appeals.csv") if late or row["when"] == "month"]
        gone = {row["against"] for row in self.appeals if row["granted"] == "yes" and row["against"]}
        self.deductions = [
            row for row in rows("deductions.csv") if row["decision"] == "approved" and row["id"] not in gone
        ]
        self.shifts = [row for row in rows("roster.csv") if self.there(row["number"], row["day"])]
        self.plans = kept("plans.json")

    def first(self, number):
        return date(self.people[number]["hired"], dt.date.min)

    def last(self, number):
        return date(self.people[number]["left"], dt.date.max)

    def there(self, number, day):
        return self.first(number) <= dt.date.fromisoformat(day) <= self.last(number)

    def team(self, number, day):
        team = self.people[number]["team"]
        for row in rows("moves.csv"):
            if row["number"] == number and row["from"] <= day:
                team = row["team"]
        return team


def known(house, who, metric, attribution, span):
    """Sums over the days that hold all facts of a metric, and what waits."""
    top, under, _way, _least = METRICS[metric]
    days = defaultdict(lambda: defaultdict(F))
    waits, waiting = False, F(0)
    for (number, day, rule), row in house.facts.items():
        if not who(number, day) or not (span[0] <= dt.date.fromisoformat(day) <= span[1]):
            continue
        if metric == "sales_amt" and rule != attribution:
            continue
        for code in filter(None, (top, under)):
            if row["pending"] == code:
                waits = True
                waiting += F(row[under] or 0) if under else 0
            elif row[code] != "":
                days[number, day][code] += F(row[code])
    full = [held for held in days.values() if top in held and (not under or under in held)]
    return (
        sum((held[top] for held in full), F(0)),
        sum((held[under] for held in full), F(0)) if under else None,
        len(full),
        waits,
        waiting,
    )


def points(line, value):
    """0 to 100, two places, half up."""
    way = METRICS[line["metric"]][2]
    if line["shape"] == "linear":
        worst, best = F(line["worst"]), F(line["best"])
        found = (value - worst) / (best - worst) * 100
    elif line["shape"] == "steps":
        reached = [F(got) for limit, got in line["steps"] if good(way, value, F(limit))]
        found = max(reached, default=F(0))
    else:
        away = max(F(line["low"]) - value, value - F(line["high"]) if "high" in line else F(0), F(0))
        found = 100 - away / F(line["fall"]) * 100
    return half_up(min(F(100), max(F(0), found)))


def good(way, value, limit):
    return value <= limit if way == "down" else value >= limit


def spread(weights):
    """To exactly 100; what rounding down leaves goes to the largest remainders, the first of equals first."""
    exact = [weight * 100 / sum(weights) for weight in weights]
    found = [down(each) for each in exact]
    left = int((100 - sum(found)) * 100)
    for place in sorted(range(len(exact)), key=lambda at: (found[at] - exact[at], at))[:left]:
        found[place] += F(1, 100)
    return found


def total(pairs):
    return half_up(sum(got * weight for (got, _), weight in zip(pairs, weights_of(pairs), strict=True)) / 100)


def weights_of(pairs):
    return spread([weight for _, weight in pairs])


def score(house, number, span):
    """Points, the range while something is pending, and the working."""
    person = house.people[number]
    role = "leader" if person["leads"] else "agent"
    fit = [each for each in kept("schemes.json") if (each["role"], each["line"]) == (role, person["line"])]
    if not fit:
        return {"points": None, "low": None, "high": None, "pending": False, "formula": ""}

    def who(other, day):
        return house.team(other, day) == person["leads"] if person["leads"] else other == number

    counted, low_end, high_end, caps, pending = [], [], [], [], False
    for line in fit[0]["lines"]:
        top, under, days, waits, waiting = known(house, who, line["metric"], fit[0]["attribution"], span)
        count = days if under is None else under
        value = (top if under is None else (top / under if under else None)) if days else None
        if value is not None and count < line.get("least", METRICS[line["metric"]][3]):
            value = None
        if line["shape"] == "gate":
            if value is not None and not good(METRICS[line["metric"]][2], value, F(line["target"])):
                caps.append(F(line["cap"]))
            continue
        weight, got = F(line["weight"]), None if value is None else points(line, value)
        if got is not None:
            counted.append((got, weight))
        if waits:
            pending = True
            ends = [F(0), F(100)]
            if under and under + waiting:
                whole = under + waiting
                ends = [points(line, top / whole), points(line, (top + waiting) / whole)]
            low_end.append((ends[0], weight))
            high_end.append((ends[1], weight))
        elif got is not None:
            low_end.append((got, weight))
            high_end.append((got, weight))
    now = total(counted) if counted else None
    least = most = None
    if pending:
        both = [total(low_end), total(high_end), *([] if now is None else [now])]
        least, most = min([min(both), *caps]), min([max(both), *caps])
    formula, paid = "", now
    if now is not None:
        pairs = zip(counted, weights_of(counted), strict=True)
        terms = " + ".join(f"{short(got)} × {short(weight)}" for (got, _), weight in pairs)
        formula = f"({terms}) ÷ 100 = {short(now)}"
        paid = min([now, *caps])
        if paid != now:
            formula = f"min({short(min(caps))}; {formula}) = {short(paid)}"
    return {"points": paid, "low": least, "high": most, "pending": pending, "formula": formula}
