"""What an inspection form is, and what a filled one is worth. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")
MOST_ITEMS, MOST_OPTIONS = 60, 8
SKIPPED = "na"
# A miss of the same item so often within so many days becomes a tracked problem.
REPEAT_TIMES, REPEAT_DAYS = 2, 28


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to an item, and its points."""

    code: str
    en: str
    zh: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """One criterion. A `critical` one that is not met in full takes all points of the review."""

    code: str
    en: str
    zh: str
    options: tuple[Option, ...]
    hint_en: str = ""
    hint_zh: str = ""
    critical: bool = False
    skippable: bool = False
    skill: str = ""

    @property
    def most(self) -> Decimal:
        """The most points that it can give."""
        return max((option.points for option in self.options), default=Decimal(0))

    def option(self, code: str) -> Option | None:
        """The option of a code."""
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class Section:
    """Items under one heading."""

    en: str
    zh: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Sections in order."""

    sections: tuple[Section, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def most(self) -> Decimal:
        """The most points that the whole form can give."""
        return sum((item.most for item in self.items), Decimal(0))

    def item(self, code: str) -> Item | None:
        """The item of a code."""
        return next((item for item in self.items if item.code == code), None)


@dataclass(frozen=True, slots=True)
class Mark:
    """An item as it was judged; `points` and `most` before any re-weighting."""

    item: str
    option: str
    points: Decimal
    most: Decimal
    skipped: bool
    missed: bool
    crossed: bool


@dataclass(frozen=True, slots=True)
class Score:
    """What a filled form is worth, in points of the whole form."""

    points: Decimal
    most: Decimal
    crossed: int
    marks: tuple[Mark, ...]

    @property
    def missed(self) -> tuple[str, ...]:
        """Codes of the items that were not met in full."""
        return tuple(mark.item for mark in self.marks if mark.missed)


def form_of(content: Mapping[str, Any]) -> Form:
    """A form as its stored content says; raises KeyError or ValueError for content of another shape."""
    return Form(
        tuple(
            Section(
                section["en"],
                section["zh"],
                tuple(_item_of(item) for item in section["items"]),
            )
            for section in content.get("sections", [])
        )
    )


def _item_of(item: Mapping[str, Any]) -> Item:
    options = tuple(
        Option(one["code"], one["en"], one["zh"], Decimal(str(one["points"]))) for one in item["options"]
    )
    return Item(
        item["code"],
        item["en"],
        item["zh"],
        options,
        item.get("hint_en", ""),
        item.get("hint_zh", ""),
        bool(item.get("critical")),
        bool(item.get("skippable")),
        item.get("skill", ""),
    )


def content_of(form: Form) -> dict[str, Any]:
    """A form as it is stored; `form_of` reads it back."""
    return {
        "sections": [
            {"en": section.en, "zh": section.zh, "items": [_item_content(item) for item in section.items]}
            for section in form.sections
        ]
    }


def _item_content(item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "en": item.en,
        "zh": item.zh,
        "hint_en": item.hint_en,
        "hint_zh": item.hint_zh,
        "critical": item.critical,
        "skippable": item.skippable,
        "skill": item.skill,
        "options": [
            {"code": one.code, "en": one.en, "zh": one.zh, "points": format(one.points, "f")}
            for one in item.options
        ],
    }


def faults_of(form: Form) -> list[tuple[str, str]]:
    """What keeps a form from being published: (code of the fault, item it speaks of or "")."""
    found = [] if form.items else [("no_items", "")]
    if len(form.items) > MOST_ITEMS:
        found.append(("too_many_items", ""))
    seen: set[str] = set()
    for item in form.items:
        if item.code in seen:
            found.append(("item_twice", item.en))
        seen.add(item.code)
        points = {option.points for option in item.options}
        if not 2 <= len(item.options) <= MOST_OPTIONS:
            found.append(("few_options", item.en))
        elif len(points) < 2 or min(points) < 0 or max(points) <= 0:
            found.append(("no_points", item.en))
        if len({option.code for option in item.options}) < len(item.options):
            found.append(("option_twice", item.en))
    return found


def unanswered(form: Form, answers: Mapping[str, str]) -> list[str]:
    """Codes of items without an answer that the form knows."""
    return [item.code for item in form.items if not _known(item, answers.get(item.code, ""))]


def _known(item: Item, answer: str) -> bool:
    return item.option(answer) is not None or (answer == SKIPPED and item.skippable)


def score(form: Form, answers: Mapping[str, str]) -> Score | None:
    """What a filled form is worth; None where every item was left out as not applicable.

    Items that do not apply give their weight to the others: points = whole form × given / possible, half up
    to
    a cent, so that every review weighs the same. A critical item that is not met in full makes it 0.
    Raises KeyError where an item lacks its answer.
    """
    marks = tuple(_mark(item, answers[item.code]) for item in form.items)
    counted = [mark for mark in marks if not mark.skipped]
    possible = sum((mark.most for mark in counted), Decimal(0))
    if not possible:
        return None
    given = sum((mark.points for mark in counted), Decimal(0))
    crossed = sum(mark.crossed for mark in counted)
    points = (form.most * given / possible).quantize(CENT, ROUND_HALF_UP)
    return Score(Decimal(0) if crossed else points, form.most, crossed, marks)


def _mark(item: Item, answer: str) -> Mark:
    option = item.option(answer)
    if option is None:
        if answer != SKIPPED or not item.skippable:
            raise KeyError(item.code)
        return Mark(item.code, SKIPPED, Decimal(0), item.most, skipped=True, missed=False, crossed=False)
    missed = option.points < item.most
    return Mark(
        item.code,
        option.code,
        option.points,
        item.most,
        skipped=False,
        missed=missed,
        crossed=missed and item.critical,
    )


def level(form: Form, item_code: str, answer: str) -> str:
    """How an item was judged, in words that all items share: full, part, none, na."""
    item = form.item(item_code)
    option = item.option(answer) if item else None
    if item is None or option is None:
        return SKIPPED
    if option.points >= item.most:
        return "full"
    return "part" if option.points > 0 else "none"


def subjects(form: Form, sheets: Sequence[Mapping[str, str]], codes: Iterable[str]) -> list[list[str]]:
    """For one chat: each item's levels by all reviewers who filled a sheet."""
    return [[level(form, code, sheet.get(code, SKIPPED)) for sheet in sheets] for code in codes]
