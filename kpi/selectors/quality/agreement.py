"""What came of a calibration: how far its reviewers agree, over all and item by item."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kpi.models import CalibrationRound, CalibrationSheet
from kpi.rules import kappa, quality_scores
from kpi.rules.kappa import Agreement
from kpi.selectors.quality.reading import form_of, name_of


@dataclass(frozen=True, slots=True)
class ItemAgreement:
    """An item with its figures."""

    code: str
    name: str
    found: Agreement


@dataclass(frozen=True, slots=True)
class Outcome:
    """A round's figures; `left_out` counts chats that not every reviewer filled."""

    overall: Agreement
    items: list[ItemAgreement]
    left_out: int


def outcome(round_: CalibrationRound) -> Outcome:
    """The agreement over the chats that every reviewer who took part has filled; one query.

    What is compared is how an item was judged (full, part, none, does not apply), so that items with
    different
    answers can be counted together.
    """
    sheets: dict[int, dict[int, dict[str, str]]] = defaultdict(dict)
    for sheet in CalibrationSheet.objects.filter(round=round_).order_by("chat_number", "reviewer_id"):
        sheets[sheet.chat_number][sheet.reviewer_id] = sheet.answers
    people = sorted({reviewer for filled in sheets.values() for reviewer in filled})
    whole = [[filled[one] for one in people] for filled in sheets.values() if len(filled) == len(people)]
    form = form_of(round_.version)
    by_item: dict[str, list[list[str]]] = {
        item.code: [quality_scores.subjects(form, each, [item.code])[0] for each in whole]
        for item in form.items
    }
    everything = [row for rows in by_item.values() for row in rows]
    return Outcome(
        kappa.agreement(everything),
        [ItemAgreement(item.code, name_of(item), kappa.agreement(by_item[item.code])) for item in form.items],
        len(sheets) - len(whole),
    )


def method_words(found: Agreement) -> str:
    """The name of the figure."""
    return _("Cohen's kappa") if found.method == "cohen" else _("Fleiss' kappa")
