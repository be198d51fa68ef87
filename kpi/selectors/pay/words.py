"""Lines of a slip in the reader's language: what each is called, and its formula with one's own numbers."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cstm import formats
from kpi.choices.pay import DeductionReason, LineCode, Share
from kpi.rules import pay
from shifts.choices import DayKind

Inputs = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as pages, files and the API show it."""

    code: str
    ref: str
    label: str
    formula: str
    notes: tuple[str, ...]
    amount: Decimal
    low: Decimal | None
    high: Decimal | None
    open_end: bool = False


def amount(value: Decimal | str, currency: str) -> str:
    """Money without its unit: `1,204.50`; the currency decides the digits."""
    return formats.number(Decimal(str(value)), pay.places(currency))


def short(value: Decimal | str | None) -> str:
    """A figure with at most four digits after the point."""
    if value is None:
        return "–"
    figure = Decimal(str(value)).quantize(Decimal("0.0001"))
    digits = max(0, -int(figure.normalize().as_tuple().exponent))
    return formats.number(figure, digits)


def shown(
    code: str,
    ref: str,
    inputs: Inputs,
    paid: Decimal,
    low: Decimal | None,
    high: Decimal | None,
    currency: str,
) -> Shown:
    """A line in words."""
    return Shown(
        code,
        ref,
        label(code, ref, inputs),
        formula(code, inputs, paid, currency),
        tuple(notes(code, inputs)),
        paid,
        low,
        high,
        bool(inputs.get("open_end")),
    )


def label(code: str, ref: str, inputs: Inputs) -> str:
    """What a line is called."""
    name = str(LineCode(code).label)
    if code == LineCode.EVENT_BONUS:
        return f"{name}: {inputs.get('name', '')}"
    if code == LineCode.DEDUCTION:
        return f"{name}: {DeductionReason(inputs['reason']).label}" if inputs.get("reason") else name
    if code == LineCode.DIFFERENCE and inputs.get("code"):
        what = LineCode(inputs["code"]).label
        return _("Difference to %(month)s: %(what)s") % {"month": _month(inputs["month"]), "what": what}
    if code == LineCode.DIFFERENCE:
        return _("Overtime of an earlier month")
    return name


def formula(code: str, inputs: Inputs, paid: Decimal, currency: str) -> str:
    """The formula of a line with the person's own numbers."""
    if code == LineCode.DIFFERENCE and not inputs.get("code"):
        code = LineCode.OVERTIME
    return _FORMULAS[LineCode(code)](inputs, amount(paid, currency), currency)


def notes(code: str, inputs: Inputs) -> list[str]:
    """What has to be said beside the formula."""
    found = []
    if inputs.get("score_formula"):
        found.append(_("Score: %(formula)s") % {"formula": inputs["score_formula"]})
    if code == LineCode.PERFORMANCE and inputs.get("points") is None:
        found.append(_("There is no score for this month yet; the plan's own factor counts."))
    if inputs.get("pending"):
        words = _(
            "Some facts are pending. Only the certain part, %(low)s points, is paid; it may become %(high)s."
        )
        found.append(words % {"low": short(inputs["low_points"]), "high": short(inputs["high_points"])})
    if inputs.get("pending_days"):
        n = inputs["pending_days"]
        words = ngettext(
            "%(n)s record of sales is pending and not paid yet.",
            "%(n)s records of sales are pending and not paid yet.",
            n,
        )
        found.append(words % {"n": n})
    if inputs.get("lacking_days"):
        n = inputs["lacking_days"]
        words = ngettext(
            "%(n)s record names sales but no refunds; it is not counted.",
            "%(n)s records name sales but no refunds; they are not counted.",
            n,
        )
        found.append(words % {"n": n})
    if inputs.get("basis") == "calendar":
        found.append(_("No published roster tells the days; workdays of the calendar are counted."))
    return found


def _month(text: str) -> str:
    return formats.month(dt.date.fromisoformat(f"{text}-01"))


def _part(inputs: Inputs) -> str:
    """` × 4 of 20 days`, or nothing for a whole month."""
    if "own_days" not in inputs:
        return ""
    return " × " + _("%(own)s of %(full)s days") % {"own": inputs["own_days"], "full": inputs["full_days"]}


def _base(inputs: Inputs, paid: str, currency: str) -> str:
    part = _part(inputs)
    return f"{amount(inputs['base'], currency)}{part} = {paid}" if part else _("a whole month")


def _experience(inputs: Inputs, paid: str, currency: str) -> str:
    months = inputs.get("months")
    if months is None:
        return _("nobody has entered since when you are here")
    words = ngettext("%(n)s month of service", "%(n)s months of service", months) % {"n": months}
    step = amount(inputs["step"], currency)
    return f"{words}: {step}{_part(inputs)}" + (f" = {paid}" if _part(inputs) else "")


def _performance(inputs: Inputs, paid: str, currency: str) -> str:
    words = {
        "base": amount(inputs["performance_base"], currency),
        "part": _part(inputs),
        "factor": short(inputs["coefficient"]),
        "points": short(inputs["points"]),
        "paid": paid,
    }
    if inputs["points"] is None:
        return _("%(base)s%(part)s × factor %(factor)s = %(paid)s") % words
    return _("%(base)s%(part)s × factor %(factor)s for %(points)s points = %(paid)s") % words


def _commission(inputs: Inputs, paid: str, currency: str) -> str:
    net = _("net sales %(sales)s − %(refunds)s = %(net)s") % {
        "sales": amount(inputs["sales"], currency),
        "refunds": amount(inputs["refunds"], currency),
        "net": amount(inputs["net"], currency),
    }
    parts = [f"{amount(each['part'], currency)} × {short(each['percent'])} %" for each in inputs["parts"]]
    if not parts:
        return net
    how = _("whole amount") if inputs["whole_amount"] else _("each tier on its own part")
    return f"{net}; {how}: {' + '.join(parts)} = {paid}"


def _bonus(inputs: Inputs, paid: str, currency: str) -> str:
    words = {
        "pot": amount(inputs["pot"], currency),
        "own": short(inputs["own"]),
        "all": short(inputs["total"]),
    }
    rule = Share(inputs["rule"]).label
    return _("pot %(pot)s × %(own)s ÷ %(all)s") % words + f" = {paid} ({rule})"


def _overtime(inputs: Inputs, paid: str, currency: str) -> str:
    hours = Decimal(inputs["minutes"]) / 60
    text = _("%(day)s, %(kind)s: %(base)s ÷ %(month)s h × %(hours)s h × %(factor)s %% = %(paid)s")
    return text % {
        "day": formats.day(dt.date.fromisoformat(inputs["day"])),
        "kind": DayKind(inputs["kind"]).label,
        "base": amount(inputs["base"], currency),
        "month": short(inputs["hours_a_month"]),
        "hours": short(hours),
        "factor": short(inputs["factor"]),
        "paid": paid,
    }


def _deduction(inputs: Inputs, paid: str, currency: str) -> str:
    return _("proposed %(wanted)s; at most %(cap)s %% of performance pay %(performance)s") % {
        "wanted": amount(inputs["wanted"], currency),
        "cap": short(inputs["cap_percent"]),
        "performance": amount(inputs["performance"], currency),
    }


def _adjustment(inputs: Inputs, paid: str, currency: str) -> str:
    what = LineCode(inputs["code"]).label if inputs.get("code") else ""
    return _("%(what)s: %(answer)s") % {"what": what, "answer": inputs.get("answer", "")}


def _difference(inputs: Inputs, paid: str, currency: str) -> str:
    now, was = amount(inputs["now"], currency), amount(inputs["paid"], currency)
    text = _("%(now)s by what is known now − %(paid)s paid = %(gap)s") % {
        "now": now,
        "paid": was,
        "gap": paid,
    }
    lines = [
        formula(each["code"], each["inputs"], Decimal(each["amount"]), currency) for each in inputs["lines"]
    ]
    return text + (f" ({'; '.join(lines)})" if lines else "")


_FORMULAS: dict[LineCode, Callable[[Inputs, str, str], str]] = {
    LineCode.BASE: _base,
    LineCode.EXPERIENCE: _experience,
    LineCode.PERFORMANCE: _performance,
    LineCode.COMMISSION: _commission,
    LineCode.EVENT_BONUS: _bonus,
    LineCode.OVERTIME: _overtime,
    LineCode.DEDUCTION: _deduction,
    LineCode.ADJUSTMENT: _adjustment,
    LineCode.DIFFERENCE: _difference,
}


def remark(kept: Mapping[str, Any]) -> str:
    """A remark of a run in words; an unknown one by its code."""
    n, name = kept.get("count", 0), kept.get("name", "")
    texts = {
        "no_plan": _("%(name)s has no pay plan for this month and is not paid. Give the grade a plan."),
        "below_zero": _("The total of %(name)s lies below 0. Agree how it is settled."),
        "pending": ngettext(
            "%(n)s person has pending facts; the certain part is paid, the rest comes as a difference.",
            "%(n)s people have pending facts; the certain part is paid, the rest comes as a difference.",
            n,
        ),
        "no_score": ngettext(
            "%(n)s person has no score; the plan's factor without a score counts.",
            "%(n)s people have no score; the plan's factor without a score counts.",
            n,
        ),
        "lacking": ngettext(
            "%(n)s person has sales from reports without refunds; they are not counted.",
            "%(n)s people have sales from reports without refunds; they are not counted.",
            n,
        ),
        "calendar": ngettext(
            "%(n)s joiner or leaver stands on no published roster; workdays of the calendar are counted.",
            "%(n)s joiners or leavers stand on no published roster; workdays of the calendar are counted.",
            n,
        ),
        "leavers": ngettext(
            "%(n)s person who left has a difference. Open a supplementary run.",
            "%(n)s people who left have differences. Open a supplementary run.",
            n,
        ),
    }
    return str(texts.get(kept["code"], kept["code"])) % {"n": n, "name": name}
