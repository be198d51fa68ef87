"""Writes to the rules of teams and to pairs of people."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.choices import RuleKind
from shifts.models import PairRule, ShiftTemplate, TeamRule
from shifts.rules import rule_forms
from staff.choices import EVER, STILL
from staff.models import Agent, Team, User
from staff.services import audit

_MOST_WEIGHT = 100_000
_LONGEST = 200
# A shift and what may not follow it: a template, or a sort of shifts ("evening") for all of them.
Succession = tuple[ShiftTemplate | str, ShiftTemplate | str]
_FIELDS = ("params", "hard", "weight", "sentence", "valid_from", "valid_to")


@transaction.atomic
def save_rule(
    kind: str,
    *,
    team: Team | None,
    actor: User | None,
    numbers: Mapping[str, float | int | None] | None = None,
    pairs: Sequence[Succession] = (),
    auto: bool = False,
    off: bool = False,
    hard: bool = True,
    weight: int = 0,
    sentence: str = "",
    valid_from: dt.date = EVER,
    valid_to: dt.date = STILL,
    rule: TeamRule | None = None,
) -> TeamRule:
    """Add a rule of a team (None: of everybody), or change one. Raises DomainError with what does not fit.

    `off` says that the rule does not hold for the team, whatever the teams above it say; of leave nobody can
    say so. `weight` is not asked of rules whose numbers are weights.
    """
    if kind not in rule_forms.KINDS:
        raise DomainError(_("“%(kind)s” is not a kind of rule.") % {"kind": kind}, code="kind")
    if valid_to < valid_from:
        raise DomainError(_("The end lies before the start."), code="order")
    if off and kind in rule_forms.ALWAYS:
        raise DomainError(_("Nobody works while away; this rule always holds."), code="always")
    params = _params(kind, numbers or {}, pairs, auto=auto, off=off)
    hard = (hard and kind not in rule_forms.SOFT_ONLY) or kind in rule_forms.HARD_ONLY
    if kind in rule_forms.WEIGHED:
        weight = 1 if off else rule_forms.weight_of(kind, params)
    weight = 0 if hard else weight
    if not hard and not 1 <= weight <= _MOST_WEIGHT:
        raise DomainError(_("A rule that may be broken needs a weight of 1 to 100,000."), code="weight")
    if len(sentence) > _LONGEST:
        raise DomainError(
            _("“%(text)s” is longer than %(most)d characters.") % {"text": sentence, "most": _LONGEST},
            code="too_long",
        )
    same = TeamRule.objects.filter(kind=kind, team=team, valid_from=valid_from)
    if (same.exclude(pk=rule.pk) if rule else same).exists():
        raise DomainError(
            _("There is a rule “%(rule)s” from that day on already. Change that one, or choose another day.")
            % {"rule": RuleKind(kind).label},
            code="twice",
        )
    values = {
        "params": params,
        "hard": hard,
        "weight": weight,
        "sentence": sentence.strip(),
        "valid_from": valid_from,
        "valid_to": valid_to,
    }
    if rule is None:
        row = TeamRule.objects.create(kind=kind, team=team, **values)
        said = {"kind": kind, "team": team, **values}
        audit.record(actor=actor, action="rule.add", about=row, after=said)
        return row
    before = {name: getattr(rule, name) for name in _FIELDS}
    if before != values:
        for name, value in values.items():
            setattr(rule, name, value)
        rule.save()
        audit.record(actor=actor, action="rule.change", about=rule, before=before, after=values)
    return rule


def _params(
    kind: str,
    numbers: Mapping[str, float | int | None],
    pairs: Sequence[Succession],
    *,
    auto: bool,
    off: bool,
) -> dict[str, Any]:
    if off:
        return {"off": True}
    if kind == RuleKind.SWAPS:
        return {"auto": auto}
    if kind == RuleKind.SUCCESSION:
        if not pairs:
            raise DomainError(_("Name at least one succession that is forbidden."), code="pairs")
        return {"pairs": [[_named(first), _named(then)] for first, then in pairs]}
    try:
        return rule_forms.kept(kind, numbers)
    except ValueError as fault:
        raise DomainError(str(fault), code="number") from None


def _named(shift: ShiftTemplate | str) -> int | str:
    """A template by its key, a sort by its word."""
    if isinstance(shift, ShiftTemplate):
        return int(shift.pk)
    if shift not in rule_forms.SORTS:
        raise DomainError(_("“%(sort)s” is not a sort of shift.") % {"sort": shift}, code="pairs")
    return str(shift)


@transaction.atomic
def remove_rule(rule: TeamRule, *, actor: User | None) -> None:
    """Remove a rule; the one of the team above speaks again."""
    before = {"kind": rule.kind, "team": rule.team, **{name: getattr(rule, name) for name in _FIELDS}}
    audit.record(actor=actor, action="rule.remove", about=rule, before=before)
    rule.delete()


@transaction.atomic
def add_pair(
    one: Agent,
    other: Agent,
    *,
    together: bool,
    actor: User | None,
    hard: bool = False,
    weight: int = 20,
    valid_from: dt.date = EVER,
    valid_to: dt.date = STILL,
) -> PairRule:
    """Two people should, or should not, work together. No reason is asked for, on purpose."""
    if one.pk == other.pk:
        raise DomainError(_("A pair is two people; choose somebody else."), code="same")
    if valid_to < valid_from:
        raise DomainError(_("The end lies before the start."), code="order")
    if not hard and not 1 <= weight <= _MOST_WEIGHT:
        raise DomainError(_("A rule that may be broken needs a weight of 1 to 100,000."), code="weight")
    first, second = sorted((one, other), key=lambda each: each.pk)
    list(Agent.objects.select_for_update().filter(pk__in=[first.pk, second.pk]).order_by("pk"))
    between = PairRule.objects.filter(
        first=first, second=second, valid_from__lte=valid_to, valid_to__gte=valid_from
    )
    if between.exists():
        raise DomainError(
            _("There is a rule for %(one)s and %(other)s on these days already. Remove it first.")
            % {"one": first, "other": second},
            code="twice",
        )
    values = {
        "together": together,
        "hard": hard,
        "weight": 0 if hard else weight,
        "valid_from": valid_from,
        "valid_to": valid_to,
    }
    row = PairRule.objects.create(first=first, second=second, **values)
    said = {"people": [str(first), str(second)], **values}
    audit.record(actor=actor, action="pair.add", about=row, after=said)
    return row


@transaction.atomic
def remove_pair(pair: PairRule, *, actor: User | None) -> None:
    """Remove the rule of a pair."""
    before = {
        "people": [str(pair.first), str(pair.second)],
        "together": pair.together,
        "valid_from": pair.valid_from,
        "valid_to": pair.valid_to,
    }
    audit.record(actor=actor, action="pair.remove", about=pair, before=before)
    pair.delete()
