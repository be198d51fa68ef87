"""The fields that each kind of case has of its own: names, what may stand in them, and reading them. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi.choices.cases import CaseKind

Shape = Literal["text", "money", "date", "choice"]
LONGEST = 300
MOST_MONEY = Decimal("9999999.99")

YES_NO = (("yes", gettext_lazy("yes")), ("no", gettext_lazy("no")))
CHANGED = (
    ("waiting", gettext_lazy("not yet")),
    ("yes", gettext_lazy("changed or taken back")),
    ("no", gettext_lazy("stays as it is")),
)
WAYS = (
    ("return", gettext_lazy("goods back, money back")),
    ("exchange", gettext_lazy("exchange")),
    ("refund", gettext_lazy("money back only")),
    ("resend", gettext_lazy("sent again")),
)
CLAIMS = (
    ("waiting", gettext_lazy("not answered yet")),
    ("paid", gettext_lazy("paid")),
    ("refused", gettext_lazy("refused")),
)
REACHED = (
    ("yes", gettext_lazy("reached")),
    ("no", gettext_lazy("not reached")),
    ("later", gettext_lazy("wants a later call")),
)
GRADES = (("negative", gettext_lazy("negative")), ("middling", gettext_lazy("middling")))
FAULTS = (("product", gettext_lazy("product")), ("listing", gettext_lazy("listing")))


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in the row, its words, its shape, and the choices where it is one of several."""

    code: str
    label: Promise
    shape: Shape = "text"
    choices: tuple[tuple[str, Promise], ...] = ()


PROMISE = Field("promise", gettext_lazy("Promise to the buyer"))
_COURIER = Field("courier", gettext_lazy("Courier"))
_TRACKING = Field("tracking", gettext_lazy("Tracking number"))
_WAY = Field("way", gettext_lazy("Way"), "choice", WAYS)

FIELDS: Mapping[str, tuple[Field, ...]] = {
    CaseKind.COMPLAINT: (Field("wish", gettext_lazy("What the buyer asks for")), PROMISE),
    CaseKind.ESCALATION: (
        Field("tried", gettext_lazy("What was tried so far")),
        Field("wish", gettext_lazy("What the buyer asks for")),
        PROMISE,
    ),
    CaseKind.DAMAGED: (_COURIER, _TRACKING, Field("damage", gettext_lazy("What is damaged")), _WAY, PROMISE),
    CaseKind.RETURN: (
        _WAY,
        Field("reason", gettext_lazy("Why the buyer returns it")),
        _COURIER,
        _TRACKING,
        PROMISE,
    ),
    CaseKind.COURIER: (
        _COURIER,
        _TRACKING,
        Field("claimed", gettext_lazy("Amount claimed"), "money"),
        Field("claim", gettext_lazy("Answer of the courier"), "choice", CLAIMS),
        Field("paid", gettext_lazy("Amount paid"), "money"),
        PROMISE,
    ),
    CaseKind.REVIEW: (
        Field("grade", gettext_lazy("Review"), "choice", GRADES),
        Field("review_changed", gettext_lazy("Review changed"), "choice", CHANGED),
        Field("logistics", gettext_lazy("Note about the delivery")),
        PROMISE,
    ),
    CaseKind.CALL_BACK: (
        Field("call_on", gettext_lazy("Call on"), "date"),
        Field("reached", gettext_lazy("Buyer"), "choice", REACHED),
        Field("logistics", gettext_lazy("Note about the delivery")),
        PROMISE,
    ),
    CaseKind.FAULT: (
        Field("fault", gettext_lazy("Fault of"), "choice", FAULTS),
        Field("merchant_says", gettext_lazy("Answer of the merchant")),
        Field("mended", gettext_lazy("Mended"), "choice", YES_NO),
    ),
}

# Facts that are usually checked first; the list of a case begins with them.
CHECKS: Mapping[str, tuple[Promise, ...]] = {
    CaseKind.COMPLAINT: (
        gettext_lazy("The chat was read from the start"),
        gettext_lazy("The order and its delivery were looked up"),
    ),
    CaseKind.ESCALATION: (gettext_lazy("The chat was read from the start"),),
    CaseKind.DAMAGED: (
        gettext_lazy("There are photos of the damage"),
        gettext_lazy("There are photos of the parcel"),
    ),
    CaseKind.RETURN: (
        gettext_lazy("It is within the time for returns"),
        gettext_lazy("The goods arrived back"),
    ),
    CaseKind.COURIER: (gettext_lazy("The courier's record was asked for"),),
    CaseKind.REVIEW: (gettext_lazy("What the review says is so"),),
    CaseKind.CALL_BACK: (),
    CaseKind.FAULT: (gettext_lazy("The fault was seen on more than one piece"),),
}


class BadFieldError(ValueError):
    """A field holds what cannot stand there; the message is a sentence, `code` names the field."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def clean(kind: str, said: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a kind as a row keeps them; empty ones are left out.

    Money is kept with two places, dates in ISO form. Raises BadFieldError for the first field that cannot be
    read, and for one that the kind does not have.
    """
    known = {field.code: field for field in FIELDS[kind]}
    if unknown := sorted(set(said) - set(known)):
        raise BadFieldError(
            unknown[0], _("A case of this kind has no field %(field)s.") % {"field": unknown[0]}
        )
    found = {code: _clean(field, said.get(code)) for code, field in known.items()}
    return {code: value for code, value in found.items() if value}


def _clean(field: Field, value: Any) -> str:
    """One field's value as text."""
    if value is None or value == "":
        return ""
    if field.shape == "money":
        return _money(field, value)
    if field.shape == "date":
        return _date(field, value)
    text = " ".join(str(value).split())
    if field.shape == "choice" and text not in {code for code, _label in field.choices}:
        words = _("%(field)s: choose one of %(choices)s.")
        raise BadFieldError(
            field.code,
            words
            % {"field": field.label, "choices": ", ".join(str(label) for _code, label in field.choices)},
        )
    if len(text) > LONGEST:
        raise BadFieldError(
            field.code, _("%(field)s: at most %(n)s signs.") % {"field": field.label, "n": LONGEST}
        )
    return text


def _money(field: Field, value: Any) -> str:
    """An amount, not below nothing, with two places."""
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount <= MOST_MONEY:
        raise BadFieldError(
            field.code, _("%(field)s: give an amount such as 25.00.") % {"field": field.label}
        )
    return f"{amount.quantize(Decimal('0.01'))}"


def _date(field: Field, value: Any) -> str:
    """A date in ISO form."""
    try:
        day = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value).strip())
    except ValueError:
        raise BadFieldError(
            field.code, _("%(field)s: give a date such as 2026-11-30.") % {"field": field.label}
        ) from None
    return day.isoformat()[:10]


def words(kind: str, kept: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and value of each field that is filled, in the reader's language."""
    rows = []
    for field in FIELDS[kind]:
        value = kept.get(field.code, "")
        if value:
            rows.append((str(field.label), str(dict(field.choices).get(value, value))))
    return rows
