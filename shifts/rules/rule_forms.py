"""Which numbers each kind of rule asks for, what they may be, and what the rule says in a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from cstm.formats import number
from shifts.choices import RuleKind, ShiftKind

HOURS, DAYS, COUNT, PERCENT, MINUTES = "hours", "days", "count", "price", "minutes"
ROUND = 60


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a rule: its name in `params`, label, unit, bounds in that unit, and what is usual.

    Hours are shown, minutes are kept.
    """

    name: str
    label: Any
    unit: str
    least: int
    most: int
    usual: int | None = None
    needed: bool = False


_LEAST, _MOST = _("At least"), _("At most")
NUMBERS: dict[str, tuple[Number, ...]] = {
    RuleKind.REST_BETWEEN: (Number("minutes", _("Hours of rest"), HOURS, 1, 48, 11, needed=True),),
    RuleKind.CONSECUTIVE_DAYS: (
        Number("most", _MOST, DAYS, 1, 31, 6, needed=True),
        Number("least", _LEAST, DAYS, 1, 14),
    ),
    RuleKind.CONSECUTIVE_NIGHTS: (
        Number("most", _MOST, DAYS, 1, 31, 3, needed=True),
        Number("least", _LEAST, DAYS, 1, 14),
        Number("night_minutes", _("Minutes between 22:00 and 06:00 that make a night"), MINUTES, 1, 480),
    ),
    RuleKind.REST_DAYS_MONTH: (Number("least", _LEAST, DAYS, 0, 31, 4, needed=True),),
    RuleKind.REST_DAYS_WEEK: (Number("least", _LEAST, DAYS, 0, 7, 1, needed=True),),
    RuleKind.WEEKLY_MINUTES: (
        Number("least", _LEAST, HOURS, 0, 168),
        Number("most", _MOST, HOURS, 1, 168, 44),
    ),
    RuleKind.MONTHLY_MINUTES: (
        Number("least", _LEAST, HOURS, 0, 744),
        Number("most", _MOST, HOURS, 1, 744, 184),
    ),
    RuleKind.OVERTIME_MONTH: (Number("most", _MOST, HOURS, 0, 744, 36, needed=True),),
    RuleKind.WEEKENDS: (Number("most", _MOST, COUNT, 0, 6, 3, needed=True),),
    RuleKind.HOLIDAYS: (Number("most", _MOST, COUNT, 0, 31, 1, needed=True),),
    RuleKind.SKILLS: (Number("level", _("Level, 1 to 5"), COUNT, 1, 5, 1),),
    RuleKind.NEWCOMERS: (Number("days", _("Days from the first one"), DAYS, 1, 366, 90, needed=True),),
    RuleKind.COVER: (
        Number("under", _("Price of a head too few"), PERCENT, 1, 100000, 100, needed=True),
        Number("over", _("Price of a head too many"), PERCENT, 0, 100000, 5, needed=True),
    ),
    RuleKind.REQUESTS: (
        Number("weight1", _("Weight of a small wish"), PERCENT, 1, 100000, 5, needed=True),
        Number("weight2", _("Weight of a wish"), PERCENT, 1, 100000, 15, needed=True),
        Number("weight3", _("Weight of a pressing wish"), PERCENT, 1, 100000, 40, needed=True),
    ),
}
# Rules whose numbers stand with the pairs of people.
ELSEWHERE = frozenset({RuleKind.TOGETHER, RuleKind.APART})
# Rules that are a price by nature, and those that no weight can stand for.
SOFT_ONLY = frozenset({RuleKind.COVER, RuleKind.REQUESTS, RuleKind.FAIRNESS, RuleKind.STABLE})
HARD_ONLY = frozenset({RuleKind.LEAVE, RuleKind.SWAPS})
# Rules whose numbers are their weights, and the one of them that stands for all.
WEIGHED: dict[str, str] = {RuleKind.COVER: "under", RuleKind.REQUESTS: "weight2"}
# Nobody works while away: no team switches that off.
ALWAYS = frozenset({RuleKind.LEAVE})
# The sorts of shifts that a forbidden succession may name in place of one shift.
SORTS = (ShiftKind.DAY, ShiftKind.EVENING, ShiftKind.ON_DUTY, ShiftKind.TRAINING)
KINDS = tuple(kind for kind in RuleKind if kind not in ELSEWHERE)


def shown(kind: str, params: Mapping[str, Any]) -> dict[str, float | int | None]:
    """A rule's numbers as the form shows them."""
    found: dict[str, float | int | None] = {}
    for each in NUMBERS.get(kind, ()):
        value = _kept(params, each.name)
        if isinstance(value, int) and not isinstance(value, bool):
            found[each.name] = round(value / ROUND, 2) if each.unit == HOURS else value
    return found


def _kept(params: Mapping[str, Any], name: str) -> Any:
    if name.startswith("weight"):
        weights = params.get("weights")
        place = int(name[-1]) - 1
        return weights[place] if isinstance(weights, list) and len(weights) > place else None
    return params.get(name)


def kept(kind: str, values: Mapping[str, float | int | None]) -> dict[str, Any]:
    """The numbers of a form as `params` keep them; raises ValueError with a sentence."""
    found: dict[str, Any] = {}
    strange = sorted(set(values) - {each.name for each in NUMBERS.get(kind, ())})
    if strange:
        raise ValueError(gettext("This rule has no number “%(name)s”.") % {"name": strange[0]})
    for each in NUMBERS.get(kind, ()):
        value = values.get(each.name)
        if value is None:
            if each.needed:
                raise ValueError(gettext("“%(label)s” is missing.") % {"label": each.label})
            continue
        if not each.least <= value <= each.most:
            raise ValueError(
                gettext("“%(label)s” must be %(least)s to %(most)s, not %(value)s.")
                % {"label": each.label, "least": each.least, "most": each.most, "value": number(value)}
            )
        if each.unit != HOURS and value != int(value):
            raise ValueError(
                gettext("“%(label)s” must be a whole number, not %(value)s.")
                % {"label": each.label, "value": number(value)}
            )
        found[each.name] = round(value * ROUND) if each.unit == HOURS else int(value)
    if "least" in found and "most" in found and found["least"] > found["most"]:
        raise ValueError(gettext("The least is more than the most: nobody could keep that."))
    if kind in (RuleKind.WEEKLY_MINUTES, RuleKind.MONTHLY_MINUTES) and not found:
        raise ValueError(gettext("Give a least, a most, or both."))
    if kind == RuleKind.REQUESTS:
        return {"weights": [found["weight1"], found["weight2"], found["weight3"]]}
    return found


def weight_of(kind: str, params: Mapping[str, Any]) -> int:
    """The weight of a rule of weights as a whole: of a head too few, of a wish of middling importance."""
    value = _kept(params, WEIGHED[kind])
    return value if isinstance(value, int) else 1


def sentence(kind: str, params: Mapping[str, Any], successions: str = "") -> str:
    """What a rule asks, in the reader's language; `successions` are the forbidden ones in words."""
    if params.get("off"):
        return gettext("Does not hold here.")
    if kind == RuleKind.SUCCESSION:
        return successions or gettext("No succession is named.")
    if kind == RuleKind.SWAPS:
        automatic = bool(params.get("auto"))
        return (
            gettext("A swap that keeps all rules is approved at once.")
            if automatic
            else gettext("A leader approves swaps.")
        )
    known = shown(kind, params)
    values: dict[str, Any] = {name: number(value) for name, value in known.items()}
    # By these a sentence chooses its plural; figures that are no whole number take the plural.
    values |= {f"{name}_n": 1 if value == 1 else 2 for name, value in known.items()}
    if kind in PLAIN:
        return str(PLAIN[kind])
    words = _SENTENCES.get((kind, "least" in values, "most" in values)) or _SENTENCES.get((kind,))
    try:
        return str(words % values) if words else ""
    except KeyError:
        return gettext("Its numbers are missing; open it and give them.")


PLAIN: dict[str, Any] = {
    RuleKind.CERTIFICATES: _("Only who holds the certificates of a shift and desk works there."),
    RuleKind.DESKS: _("People work at the desks that they serve."),
    RuleKind.EXEMPTION: _("Exempt people work no nights and no overtime."),
    RuleKind.LEAVE: _("Nobody works on days of leave."),
    RuleKind.FAIRNESS: _("Burdens are shared as the ledger says."),
    RuleKind.STABLE: _("What is published stays where it can."),
}
_SENTENCES: dict[tuple[Any, ...], Any] = {
    (RuleKind.REST_BETWEEN,): _("%(minutes)s h of rest between two shifts, at least."),
    (RuleKind.CONSECUTIVE_DAYS,): ngettext_lazy(
        "At most %(most)s day in a row.", "At most %(most)s days in a row.", "most_n"
    ),
    (RuleKind.CONSECUTIVE_DAYS, True, True): _("%(least)s to %(most)s days in a row."),
    (RuleKind.CONSECUTIVE_NIGHTS,): ngettext_lazy(
        "At most %(most)s night in a row.", "At most %(most)s nights in a row.", "most_n"
    ),
    (RuleKind.CONSECUTIVE_NIGHTS, True, True): _("%(least)s to %(most)s nights in a row."),
    (RuleKind.REST_DAYS_MONTH,): ngettext_lazy(
        "At least %(least)s rest day a month.", "At least %(least)s rest days a month.", "least_n"
    ),
    (RuleKind.REST_DAYS_WEEK,): ngettext_lazy(
        "At least %(least)s rest day a week.", "At least %(least)s rest days a week.", "least_n"
    ),
    (RuleKind.WEEKLY_MINUTES, False, True): _("At most %(most)s h a week."),
    (RuleKind.WEEKLY_MINUTES, True, False): _("At least %(least)s h a week for full time."),
    (RuleKind.WEEKLY_MINUTES, True, True): _("%(least)s to %(most)s h a week."),
    (RuleKind.MONTHLY_MINUTES, False, True): _("At most %(most)s h a month."),
    (RuleKind.MONTHLY_MINUTES, True, False): _("At least %(least)s h a month for full time."),
    (RuleKind.MONTHLY_MINUTES, True, True): _("%(least)s to %(most)s h a month."),
    (RuleKind.OVERTIME_MONTH,): _("At most %(most)s h of overtime a month."),
    (RuleKind.WEEKENDS,): ngettext_lazy(
        "At most %(most)s weekend with work a month.",
        "At most %(most)s weekends with work a month.",
        "most_n",
    ),
    (RuleKind.HOLIDAYS,): ngettext_lazy(
        "At most %(most)s public holiday with work a month.",
        "At most %(most)s public holidays with work a month.",
        "most_n",
    ),
    (RuleKind.SKILLS,): _("Only who has the skills of a shift and desk works there."),
    (RuleKind.NEWCOMERS,): ngettext_lazy(
        "For %(days)s day newcomers sit beside a veteran for half the shift.",
        "For %(days)s days newcomers sit beside a veteran for half the shift.",
        "days_n",
    ),
    (RuleKind.COVER,): _("A head too few costs %(under)s, one too many %(over)s."),
    (RuleKind.REQUESTS,): _("A wish that is not met costs %(weight1)s, %(weight2)s or %(weight3)s."),
}
