"""Reckons the worked month from the inputs beside this file, by the rules as docs/guide says them.

    python kpi/tests/data/golden_month/reckon.py [TARGET]

Standard library only (and points.py beside it, for the scores): nothing of the product is imported, so that
neither can repeat the other's mistake. All reckoning is in fractions; a figure is rounded only where the
rules say that it is.
"""

import datetime as dt
import json
import sys
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

from points import HERE, NOVEMBER, OCTOBER, House, cents, down, half_up, kept, rows, score

F = Fraction


def plan(house, number, month):
    held = [each for each in house.plans["versions"] if each["valid_from"] <= month.isoformat()]
    own = [each for each in held if each["grade"] == house.people[number]["grade"]]
    return max(own or [each for each in held if not each["grade"]], key=lambda each: each["valid_from"])


def factor(terms, got):
    """By score: in steps, or with a line between two rows."""
    if got is None:
        return F(terms["no_score"])
    table = [(F(start), F(value)) for start, value in terms["coefficients"]]
    at = max(place for place, (start, _) in enumerate(table) if start <= got)
    start, value = table[at]
    if terms["between"] and at + 1 < len(table):
        end, above = table[at + 1]
        return value + (above - value) * (got - start) / (end - start)
    return value


def service(hired, last):
    """Full months of service on a last day."""
    end, months = last + dt.timedelta(days=1), 0
    while True:
        year, month = divmod(hired.year * 12 + hired.month - 1 + months + 1, 12)
        # A day that the month does not have is reached with the first of the next.
        if (end.year, end.month, end.day) < (year, month + 1, hired.day):
            return months
        months += 1


def commission(terms, net):
    net = max(net, F(0))
    table = [(F(start), F(percent)) for start, percent in terms["tiers"]]
    if terms["whole_amount"]:
        return net * max(percent for start, percent in table if net >= start) / 100
    ends = [start for start, _ in table[1:]] + [max(net, table[-1][0])]
    parts = [
        (max(F(0), min(net, end) - start), percent) for (start, percent), end in zip(table, ends, strict=True)
    ]
    return sum(part * percent for part, percent in parts) / 100


def net_sales(house, number, first, last, rule):
    """(settled net sales, net sales at best or None where nobody can tell, days that wait)."""
    settled, best, waits, unknown = F(0), F(0), 0, False
    for (who, day, attribution), row in house.facts.items():
        if who != number or attribution != rule or not first.isoformat() <= day <= last.isoformat():
            continue
        if row["pending"] in ("sales_amt", "refund_amt"):
            waits += 1
            unknown |= row["pending"] == "sales_amt"
            best += F(row["sales_amt"] or 0)
        elif row["sales_amt"] and row["refund_amt"]:
            settled += F(row["sales_amt"]) - F(row["refund_amt"])
    return settled, None if unknown else settled + best, waits


def part(house, number, span):
    """Own rostered days over those of a full month: the middle one (of two the lower) in the own team."""
    first, last = max(house.first(number), span[0]), min(house.last(number), span[1])
    if (first, last) == span:
        return F(1)
    days = defaultdict(set)
    for row in house.shifts:
        days[row["number"]].add(row["day"])
    worked = kept("calendar.json")[f"{span[0]:%Y-%m}"]
    for row in rows("leave.csv"):
        free = {day for day in worked if row["first"] <= day <= row["last"]}
        days[row["number"]] |= {day for day in free if house.there(row["number"], day)}
    team = house.team(number, last.isoformat())
    full = sorted(
        len(held)
        for other, held in days.items()
        if house.first(other) <= span[0]
        and house.last(other) >= span[1]
        and house.team(other, span[1].isoformat()) == team
    )
    if full and days.get(number):
        return min(F(1), F(len(days[number]), full[(len(full) - 1) // 2]))
    here = [day for day in worked if first.isoformat() <= day <= last.isoformat()]
    return F(len(here), len(worked))


def shares(house):
    """Of each pot by person: rounded down, the rest stays in the pot."""
    found = defaultdict(dict)
    for pot in kept("pots.json"):
        own = defaultdict(F)
        if pot["rule"] == "sales":
            first, last = dt.date.fromisoformat(pot["first"]), dt.date.fromisoformat(pot["last"])
            for number in house.people:
                own[number] = max(F(0), net_sales(house, number, first, last, "paid")[0])
        for row in house.shifts:
            if pot["rule"] != "sales" and pot["first"] <= row["day"] <= pot["last"]:
                minutes = own[row["number"]] + F(row["minutes"])
                own[row["number"]] = F(1) if pot["rule"] == "equal" else minutes
        if pot["team"]:
            own = {who: size for who, size in own.items() if house.team(who, pot["last"]) == pot["team"]}
        for who, size in own.items():
            if size:
                found[who]["bonus:" + pot["id"]] = down(F(pot["pot"]) * size / sum(own.values()))
    return found


def slip(house, number, span, pots, most=None):
    """The lines of a month as (code, ref, amount, low, high), but for overtime and differences.

    `most` is what a closed month took of each deduction: nothing is taken later.
    """
    terms, here, got = plan(house, number, span[0]), part(house, number, span), score(house, number, span)
    lines = [("base", "", half_up(F(terms["base"]) * here), None, None)]
    if terms["experience"]:
        months = service(house.first(number), min(house.last(number), span[1]))
        step = max((F(amount) for since, amount in terms["experience"] if months >= int(since)), default=F(0))
        lines.append(("experience", "", half_up(step * here), None, None))
    whole = F(terms["performance_base"]) * here
    # Pending facts are never paid: the low end of the range is.
    performance = half_up(whole * factor(terms, got["low"] if got["pending"] else got["points"]))
    ends = (performance, half_up(whole * factor(terms, got["high"]))) if got["pending"] else (None, None)
    lines.append(("performance", "", performance, *ends))
    if terms["tiers"]:
        net, best, waits = net_sales(house, number, *span, terms["attribution"])
        pays = half_up(commission(terms, net))
        above = pays if best is None else half_up(commission(terms, best))
        lines.append(("commission", "", pays, *((pays, above) if waits else (None, None))))
    if span == OCTOBER:
        lines += [("event_bonus", ref, amount, None, None) for ref, amount in pots[number].items()]
        left = down(performance * F(house.plans["settings"]["cap_percent"]) / 100)
        for row in house.deductions:
            if row["number"] == number:
                ref = "deduction:" + row["id"]
                taken = min(F(row["amount"]), left, *([most[ref]] if most and ref in most else []))
                left -= taken
                lines.append(("deduction", ref, -taken, None, None))
        for row in house.appeals:
            if row["number"] == number and row["granted"] == "yes" and F(row["amount"]):
                lines.append(("adjustment", "appeal:" + row["id"], half_up(F(row["amount"])), None, None))
    return lines


def overtime(house, number, when, code):
    settings = house.plans["settings"]
    return [
        (
            code,
            "overtime:" + row["id"],
            half_up(
                F(plan(house, number, OCTOBER[0])["base"])
                / F(settings["hours_a_month"])
                * F(int(row["minutes"]), 60)
                * F(settings[row["kind"]])
                / 100
            ),
            None,
            None,
        )
        for row in rows("overtime.csv")
        if row["number"] == number and row["when"] == when and row["fate"] == "paid"
    ]


def by_code(lines):
    sums = defaultdict(F)
    for code, _ref, amount, _low, _high in lines:
        if code not in ("overtime", "difference"):
            sums[code] += amount
    return sums


def differences(paid, owed):
    then, now = by_code(paid), by_code(owed)
    gaps = {code: now[code] - then[code] for code in {*then, *now}}
    return [("difference", f"2026-10:{code}", gap, None, None) for code, gap in gaps.items() if gap]


def written(lines):
    return {
        "total": cents(sum(amount for _, _, amount, _, _ in lines)),
        "lines": sorted([code, ref, *map(cents, money)] for code, ref, *money in lines),
    }


def main(target):
    before, after = House(late=False), House(late=True)
    scores, late_scores, october, november, supplementary = {}, {}, {}, {}, {}
    pots, late_pots = shares(before), shares(after)
    for number in before.people:
        got, late = score(before, number, OCTOBER), score(after, number, OCTOBER)
        for found, book in ((got, scores), (late, late_scores)):
            book[number] = found | {name: cents(found[name]) for name in ("points", "low", "high")}
        paid = slip(before, number, OCTOBER, pots) + overtime(before, number, "month", "overtime")
        october[number] = written(paid)
        took = {ref: -amount for code, ref, amount, _, _ in paid if code == "deduction"}
        owed = slip(after, number, OCTOBER, late_pots, took)
        extra = overtime(after, number, "late", "difference") + differences(paid, owed)
        if after.last(number) >= NOVEMBER[0]:
            november[number] = written(slip(after, number, NOVEMBER, {}) + extra)
        elif extra:
            supplementary[number] = written(extra)
    parts = {
        "scores": scores,
        "late_scores": late_scores,
        "october": october,
        "november": november,
        "supplementary": supplementary,
    }
    texts = [
        f'"{name}": {{\n'
        + ",\n".join(f'"{who}": {json.dumps(each, ensure_ascii=False)}' for who, each in sorted(book.items()))
        + "\n}"
        for name, book in parts.items()
    ]
    target.write_text("{\n" + ",\n".join(texts) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "expected.json")
