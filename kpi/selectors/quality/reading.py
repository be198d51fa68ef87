"""A transcript and a filled form, ready to be shown side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from cstm.formats import duration, told
from kpi.choices.quality import Cause, TurnRole
from kpi.models import Chat, FormVersion, HintRule, ReviewMark
from kpi.rules import quality_hints, quality_scores
from kpi.rules.masking import Part, parts
from kpi.rules.quality_hints import Hint, Rule, Spoken
from kpi.rules.quality_scores import SKIPPED, Form, Item


class Told(Protocol):
    """What is being said of an item, not kept yet."""

    @property
    def answer(self) -> str: ...
    @property
    def turn(self) -> int | None: ...
    @property
    def cause(self) -> str: ...
    @property
    def note(self) -> str: ...


@dataclass(slots=True)
class Line:
    """One turn as it is shown."""

    number: int
    role: str
    role_words: str
    at: datetime | None
    parts: list[Part]
    hints: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Answer:
    """One option of an item as it is shown."""

    code: str
    name: str
    points: Decimal | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One item as it is shown, with what was said of it."""

    code: str
    name: str
    hint: str
    critical: bool
    answers: list[Answer]
    chosen: str
    missed: bool = False
    crossed: bool = False
    turn: int | None = None
    cause: str = ""
    cause_words: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A section of a form as it is shown."""

    name: str
    items: list[Asked]


def form_of(version: FormVersion) -> Form:
    """What a version asks."""
    return quality_scores.form_of(version.content)


def codes_of(version: FormVersion) -> list[str]:
    """The codes of its items in order."""
    return [item.code for item in form_of(version).items]


def name_of(thing: Any) -> str:
    """The name of a section, item or option in the reader's language."""
    return str(told({"en": thing.en, "zh": thing.zh}))


def transcript(
    chat: Chat | None, marks: Iterable[ReviewMark] = (), version: FormVersion | None = None
) -> list[Line]:
    """The turns of a chat with hints of the rules in force and the items marked on them; two queries."""
    if chat is None:
        return []
    turns = list(chat.turns.all())
    lines = {
        turn.number: Line(turn.number, turn.role, str(TurnRole(turn.role).label), turn.at, parts(turn.text))
        for turn in turns
    }
    spoken = [Spoken(turn.number, turn.role, turn.text, turn.at) for turn in turns]
    for hint in quality_hints.hints(spoken, rules_in_force()):
        lines[hint.turn].hints.append(hint_words(hint))
    if version is not None:
        form = form_of(version)
        for mark in marks:
            item = form.item(mark.item)
            if mark.turn in lines and item is not None:
                lines[mark.turn].marks.append(name_of(item))
    return list(lines.values())


def rules_in_force() -> list[Rule]:
    """The rules of hints that are in use."""
    return [
        Rule(row.kind, row.name, tuple(row.words), row.seconds)
        for row in HintRule.objects.filter(active=True)
    ]


def hint_words(hint: Hint) -> str:
    """A hint in words."""
    if hint.kind == quality_hints.WORDS:
        return _("says “%(word)s” (%(rule)s)") % {"word": hint.word, "rule": hint.rule}
    return _("reply after %(time)s (%(rule)s)") % {"time": duration(hint.seconds), "rule": hint.rule}


def asked(
    version: FormVersion, marks: Iterable[ReviewMark] = (), said: Mapping[str, Told] | None = None
) -> list[Heading]:
    """A form by its headings, with the marks that were kept or what is being said of its items."""
    known = {mark.item: mark for mark in marks}
    return [
        Heading(
            name_of(section),
            [_asked(item, known.get(item.code), (said or {}).get(item.code)) for item in section.items],
        )
        for section in form_of(version).sections
    ]


def _asked(item: Item, mark: ReviewMark | None, said: Told | None) -> Asked:
    answer = mark.option if mark else said.answer if said else ""
    answers = [
        Answer(option.code, name_of(option), option.points, option.code == answer) for option in item.options
    ]
    if item.skippable:
        answers.append(Answer(SKIPPED, _("does not apply"), None, answer == SKIPPED))
    told_of: ReviewMark | Told | None = mark or said
    return Asked(
        item.code,
        name_of(item),
        str(told({"en": item.hint_en, "zh": item.hint_zh})),
        item.critical,
        answers,
        next((one.name for one in answers if one.chosen), ""),
        missed=bool(mark and mark.missed),
        crossed=bool(mark and mark.crossed),
        turn=told_of.turn if told_of else None,
        cause=told_of.cause if told_of else "",
        cause_words=str(Cause(mark.cause).label) if mark and mark.cause else "",
        note=told_of.note if told_of else "",
    )
