"""What is said of gaps that stay open and of rules that nobody can keep together."""

from django.utils.translation import gettext as _

from cstm.formats import counted, listed
from shifts.choices import RuleKind
from shifts.rules import clash
from shifts.rules.builders_values import TEAM
from shifts.rules.clash import Clash
from shifts.rules.gaps import Gap
from shifts.rules.sentences import (
    MINUTES,
    Words,
    cover_words,
    given_heads,
    hours,
    kind_of,
    reason_words,
    rule_words,
    span_words,
)

_NAMED = 3


def gap_words(words: Words, gap: Gap, *, named: bool = True) -> str:
    """A named gap: "12 May 2026, Evening, After-sales: 8 needed, 6 may work: 1 on leave, 1 rest rule.
    5 planned, 1 of them on another roster. Could still take it: Wang Min."

    All figures are the whole desk's: heads that other rosters give are needed, may work and are planned.
    Without `named` neither people nor reasons of absence are told.
    """
    reasons: dict[str, int] = {}
    for rule, count in gap.reasons.items():
        # Who serves other desks was never meant for this one.
        if kind_of(rule) in (RuleKind.DESKS, TEAM):
            continue
        reason = reason_words(rule, named=named)
        reasons[reason] = reasons.get(reason, 0) + count
    given = given_heads(words, gap.place)
    numbers = {
        "place": cover_words(words, gap.place),
        "needed": gap.needed + given,
        "may": gap.may_work + given,
        "reasons": counted(reasons),
        "planned": gap.present + given,
        "given": given,
    }
    said = [
        _("%(place)s: %(needed)s needed, %(may)s may work: %(reasons)s.") % numbers
        if reasons
        else _("%(place)s: %(needed)s needed, %(may)s may work.") % numbers
    ]
    if given:
        said.append(_("%(planned)s planned, %(given)s of them on other rosters.") % numbers)
    elif gap.may_work != gap.present:
        said.append(_("%(planned)s planned.") % numbers)
    if named and gap.free:
        said.append(_("Could still take it: %(names)s.") % {"names": _some(words, gap.free)})
    return " ".join(said)


def clash_words(words: Words, each: Clash) -> str:
    """Which rules clash, for whom, when, and with what numbers."""
    said = {
        "rules": _(" and ").join(dict.fromkeys(rule_words(rule) for rule in each.rules)),
        "when": span_words(words, each.days),
        "who": _who(words, each.people),
        **_numbers(each),
    }
    sentences = {
        clash.PINS_DIFFER: _("%(who)s, %(when)s: the cell is pinned to two values."),
        clash.PIN_BARRED: _("%(who)s, %(when)s: what is pinned is forbidden: %(rules)s."),
        clash.BOUNDS: _("%(rules)s: at least %(least)s and at most %(most)s cannot both be kept."),
        clash.TOO_LITTLE: _("%(who)s, %(when)s: %(least)s asked for, only %(possible)s possible: %(rules)s."),
        clash.TOO_MUCH: _("%(who)s, %(when)s: at most %(most)s allowed, %(forced)s are fixed: %(rules)s."),
        clash.SUCCESSION: _("%(who)s, %(when)s: what is fixed may not follow each other: %(rules)s."),
        clash.RUN_LONG: _("%(who)s, %(when)s: %(forced)s days in a row are fixed, %(most)s are allowed."),
        clash.RUN_SHORT: _("%(who)s, %(when)s: %(least)s days in a row asked for, %(possible)s possible."),
        clash.RUN_LENGTHS: _("%(rules)s: no stretch is both long enough and short enough."),
        clash.NO_ROW: _("%(who)s: whatever is planned breaks something: %(rules)s."),
        clash.PAIR: _("%(who)s, %(when)s: the rule for these two cannot be kept: %(rules)s."),
        clash.MENTOR: _("%(who)s, %(when)s: no veteran may work beside a newcomer: %(rules)s."),
        clash.COVER_PEOPLE: _("%(when)s: %(need)s needed, only %(possible)s people may work: %(rules)s."),
        clash.COVER_DAY: _("%(when)s: %(need)s needed on the whole day, only %(possible)s people may work."),
        clash.COVER_TOTAL: _("%(need)s shifts are needed, the rules allow %(possible)s: %(rules)s."),
    }
    return sentences.get(each.kind, "%(rules)s") % said


def _numbers(each: Clash) -> dict[str, str]:
    """The numbers of a clash; minutes are told as hours."""
    minutes = bool(each.rules) and kind_of(each.rules[0]) in MINUTES
    return {
        name: f"{hours(value)} h" if minutes else str(value) for name, value in dict(each.numbers).items()
    }


def _who(words: Words, people: tuple[int, ...]) -> str:
    """Everybody, or some by name."""
    if not people or len(people) == len(words.facts.people):
        return _("Everybody")
    return _some(words, people)


def _some(words: Words, people: tuple[int, ...]) -> str:
    """The first names, and how many more."""
    shown = listed(words.name(person) for person in people[:_NAMED])
    if len(people) <= _NAMED:
        return shown
    return _("%(names)s and %(count)d more") % {"names": shown, "count": len(people) - _NAMED}
