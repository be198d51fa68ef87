"""What the pages of the settings read: templates in words, rotations ahead, which rule speaks to a team."""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from shifts.choices import ShiftKind
from shifts.models import PairRule, Rotation, RotationMember, ShiftTemplate, TeamRule
from shifts.rules import patterns, rule_forms, template_times
from shifts.rules.calendar import CalendarDate, is_published
from shifts.rules.template_times import DAY, clock
from shifts.selectors import calendar as dates_of
from shifts.selectors import team_rules
from staff.models import Team

AHEAD = 28


@dataclass(frozen=True, slots=True)
class RuleLine:
    """The rule of a kind that speaks to a team today, if any; `own` are the team's own of that kind."""

    kind: str
    label: str
    rule: TeamRule | None
    words: str
    where: str
    own: Sequence[TeamRule]


@dataclass(frozen=True, slots=True)
class Follower:
    """Who follows a rotation, with the chips of the days ahead; None is a letter that no template has."""

    member: RotationMember
    chips: Sequence[tuple[dt.date, ShiftTemplate | None, str]]


def span_words(start: int | None, end: int | None) -> str:
    """17:00-02:00 next day; nothing for what has no times."""
    if start is None or end is None:
        return ""
    text = f"{clock(start)}-{clock(end)}"
    return _("%(times)s next day") % {"times": text} if end > DAY else text


_INNER = ("break_start", "break_end", "meal_start", "meal_end")
_OTHERS = ("name_en", "name_zh", "code_en", "code_zh", "kind", "look", "meal_minutes", "paid_minutes")


def template_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """A template's wall times as minutes of the shift's date, as the services want them."""
    start = data["start"]
    values = {name: data[name] for name in _OTHERS}
    values["start"] = None if start is None else template_times.minute_of(start)
    for name in ("end", "curfew"):
        time = data[name]
        values[name] = None if time is None else template_times.minute_of(time, start)
    for name in _INNER:
        time = data[name]
        values[name] = None if time is None or start is None else template_times.inner_minute_of(time, start)
    return values


def template_facts(row: ShiftTemplate) -> dict[str, Any]:
    """The same the other way: a template as a form shows it."""
    times = ("start", "end", *_INNER, "curfew")
    return {
        **{name: getattr(row, name) for name in _OTHERS},
        **{name: template_times.time_of(getattr(row, name)) for name in times},
        "skills": row.skills.all(),
        "certificates": row.certificates.all(),
    }


def wall_clock(minute: int | None) -> str:
    """The wall time of a minute, or nothing."""
    return "" if minute is None else clock(minute)


def template_rows() -> QuerySet[ShiftTemplate]:
    """Every template with what it requires, those in use first."""
    return ShiftTemplate.objects.prefetch_related("skills", "certificates").order_by(
        "-active", "order", "code_en"
    )


def letters() -> dict[str, ShiftTemplate]:
    """Templates by English letter."""
    return {row.code_en: row for row in ShiftTemplate.objects.all()}


def rotation_rows() -> QuerySet[Rotation]:
    """Rotations by name, with who follows them."""
    members = RotationMember.objects.select_related("agent").order_by("offset", "agent__name", "valid_from")
    return Rotation.objects.prefetch_related(Prefetch("members", queryset=members))


def cycle_chips(
    rotation: Rotation, known: dict[str, ShiftTemplate]
) -> list[tuple[ShiftTemplate | None, str]]:
    """The cycle's letters with their templates."""
    return [(known.get(letter), letter) for letter in rotation.cycle]


def followers(
    rotation: Rotation, agent_ids: Iterable[int] | None, first: dt.date, known: dict[str, ShiftTemplate]
) -> list[Follower]:
    """Who of these people (None: of all) follows a rotation, with four weeks from a date on."""
    pattern = patterns.Pattern(tuple(rotation.cycle), rotation.anchor)
    wanted = None if agent_ids is None else set(agent_ids)
    days = [first + dt.timedelta(days=number) for number in range(AHEAD)]
    found = []
    for member in rotation.members.all():
        if (wanted is not None and member.agent_id not in wanted) or member.valid_to < first:
            continue
        chips = []
        for day in days:
            inside = member.valid_from <= day <= member.valid_to
            letter = patterns.code_on(pattern, day, member.offset) if inside else ""
            chips.append((day, known.get(letter), letter))
        found.append(Follower(member, chips))
    return found


def rule_words(rule: TeamRule, known: Mapping[int, ShiftTemplate]) -> str:
    """A rule's own sentence, else that of its kind with its numbers."""
    if rule.sentence:
        return rule.sentence
    named = [
        _("no %(then)s after %(first)s") % {"first": _shift_words(first), "then": _shift_words(then)}
        for first, then in succession(rule.params, known)
    ]
    return rule_forms.sentence(rule.kind, rule.params, "; ".join(named))


def _shift_words(shift: ShiftTemplate | str) -> str:
    return str(shift) if isinstance(shift, ShiftTemplate) else str(ShiftKind(shift).label)


def succession(
    params: Mapping[str, Any], known: Mapping[int, ShiftTemplate]
) -> list[tuple[ShiftTemplate | str, ShiftTemplate | str]]:
    """The forbidden successions of a rule as templates, or as sorts where it names them; what is no more is
    left out."""
    by_letter = {row.code_en: row for row in known.values()}

    def named(word: Any) -> ShiftTemplate | str | None:
        if isinstance(word, str) and word in rule_forms.SORTS:
            return word
        return known.get(word) if isinstance(word, int) else by_letter.get(str(word))

    pairs = params.get("pairs")
    found = []
    for pair in pairs if isinstance(pairs, list) else []:
        if isinstance(pair, list) and len(pair) == 2:
            first, then = named(pair[0]), named(pair[1])
            if first is not None and then is not None:
                found.append((first, then))
    return found


def named_pairs(pairs: Iterable[Sequence[str]]) -> list[tuple[ShiftTemplate | str, ShiftTemplate | str]]:
    """Pairs of English letters, or of sorts, as templates and sorts; an unknown word stays as it is."""
    known = letters()
    return [(known.get(first, first), known.get(then, then)) for first, then in pairs]


def succession_keys(rule: TeamRule) -> list[str]:
    """The forbidden successions of a rule as the form's choices."""
    known = ShiftTemplate.objects.in_bulk() if rule.params.get("pairs") else {}

    def key(shift: ShiftTemplate | str) -> str:
        return str(shift.pk) if isinstance(shift, ShiftTemplate) else shift

    return [f"{key(first)}>{key(then)}" for first, then in succession(rule.params, known)]


def rule_lines(team: Team | None, day: dt.date) -> list[RuleLine]:
    """For each kind of rule which one speaks to a team (None: to everybody) on a date, and from where."""
    rows = team_rules.rules_between(day, dt.date.max)
    known = ShiftTemplate.objects.in_bulk()
    speaking = team_rules.speaking(
        [row for row in rows if team is not None or row.team_id is None], team.path if team else "", day
    )
    team_id = team.pk if team else None
    found = []
    for kind in rule_forms.KINDS:
        rule = speaking.get(kind)
        own = [row for row in rows if row.kind == kind and row.team_id == team_id]
        where = "" if rule is None else (rule.team.path if rule.team else _("everybody"))
        words = _("No rule.") if rule is None else rule_words(rule, known)
        found.append(RuleLine(kind, str(kind.label), rule, words, where, own))
    return found


def pair_rows(agent_ids: Iterable[int] | None) -> QuerySet[PairRule]:
    """Pairs of which both are among these people (None: all), by name."""
    rows = PairRule.objects.select_related("first", "second").order_by("first__name", "second__name")
    if agent_ids is None:
        return rows
    wanted = list(agent_ids)
    return rows.filter(first_id__in=wanted, second_id__in=wanted)


def month_weeks(month: dt.date) -> list[list[CalendarDate | None]]:
    """The dates of a month in weeks from Monday; None where a week lies outside."""
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    days: list[CalendarDate | None] = [None] * month.weekday()
    days += dates_of.dates(month, last)
    days += [None] * (-len(days) % 7)
    return [days[number : number + 7] for number in range(0, len(days), 7)]


def published(month: dt.date) -> bool:
    """Whether the public notice of the month's year is known."""
    return is_published(month.year)


def span_dates(first: dt.date, last: dt.date) -> tuple[CalendarDate, ...]:
    """What the dates of a span are, with the house's edits."""
    return dates_of.dates(first, last)
