"""Shapes of what is said about cases, actions, process waste and categories."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi.choices.cases import (
    ActionKind,
    CaseKind,
    CasePriority,
    CaseSource,
    Helped,
    UsedFor,
    WasteState,
)
from kpi.selectors.cases.shapes import FIELDS


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A date with the browser's own picker."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class _Searchable(forms.Select):
    def __init__(self) -> None:
        super().__init__({"data-cs-select": ""})


def _one(label: Any, *, required: bool = True, empty: Any = None) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        None, label=label, required=required, widget=_Searchable, empty_label=empty or _("choose one")
    )


class CaseForm(forms.Form):
    """A case: what has to be said first, and the rest behind a fold; fields of the kind where it is known."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CaseKind.choices)
    title = forms.CharField(label=_("What it is about"), max_length=160)
    store = _one(_("Store"))
    order_no = forms.CharField(label=_("Order number"), max_length=60, required=False)
    priority = forms.ChoiceField(
        label=_("Priority"), choices=CasePriority.choices, initial=CasePriority.NORMAL
    )
    buyer = forms.CharField(
        label=_("Buyer"),
        max_length=80,
        required=False,
        help_text=_("The name at the shop, no phone or address."),
    )
    text = forms.CharField(
        label=_("Details"), max_length=4000, required=False, widget=forms.Textarea({"rows": 3})
    )
    category = forms.TypedChoiceField(
        label=_("Case category"), required=False, coerce=int, empty_value=None, widget=_Searchable
    )
    source = forms.ChoiceField(label=_("Came in by"), choices=CaseSource.choices, initial=CaseSource.CHAT)
    product_no = forms.CharField(label=_("Product number"), max_length=60, required=False)
    product = forms.CharField(label=_("Product"), max_length=200, required=False)
    owner = _one(_("Owner"))
    about = _one(_("Whom it concerns"), required=False, empty=_("nobody in particular"))
    refund_amount = forms.DecimalField(
        label=_("Refund"), required=False, min_value=Decimal(0), max_digits=12, decimal_places=2
    )
    platform_help = forms.BooleanField(label=_("The platform stepped in"), required=False)
    dispute = forms.BooleanField(label=_("The refund is in dispute"), required=False)

    FIRST = ("title", "store", "order_no", "priority")
    REST = (
        "text", "buyer", "category", "source", "product_no", "product", "owner", "about", "refund_amount",
        "platform_help", "dispute",
    )  # fmt: skip

    def __init__(self, *args: Any, choices: dict[str, Any], of_kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["category"].choices = [("", _("none")), *choices["categories"]]
        for name in ("store", "owner", "about"):
            if name in choices:
                fields[name].queryset = choices[name]
            else:
                del fields[name]
        self.own: list[str] = []
        for field in FIELDS.get(of_kind, ()):
            name = f"field_{field.code}"
            fields[name] = _field(field)
            self.own.append(name)

    def part(self, names: Any) -> list[forms.BoundField]:
        """The fields of a part of the page that the form has."""
        return [self[name] for name in names if name in self.fields]

    @property
    def first_part(self) -> list[forms.BoundField]:
        """What is asked first."""
        return self.part(self.FIRST)

    @property
    def own_part(self) -> list[forms.BoundField]:
        """Fields of the kind."""
        return self.part(self.own)

    @property
    def rest(self) -> list[forms.BoundField]:
        """What may wait."""
        return self.part(self.REST)

    @property
    def rest_wrong(self) -> bool:
        """Is something behind the fold refused?"""
        return any(field.errors for field in self.rest)

    def values(self) -> dict[str, Any]:
        """What was said, as the service takes it."""
        said = dict(self.cleaned_data)
        own = {name.removeprefix("field_"): said.pop(name) for name in self.own}
        for name in ("kind", "store", "owner"):
            said.pop(name, None)
        if "category" in said:
            said["category_id"] = said.pop("category")
        return {**said, "fields": own}


def _field(field: Any) -> forms.Field:
    """The input of one field of a kind."""
    if field.shape == "choice":
        return forms.ChoiceField(label=field.label, required=False, choices=[("", "–"), *field.choices])
    if field.shape == "money":
        return forms.DecimalField(label=field.label, required=False, min_value=Decimal(0), decimal_places=2)
    if field.shape == "date":
        return day_field(field.label, required=False)
    return forms.CharField(label=field.label, required=False, max_length=300)


class ActionForm(forms.Form):
    """A corrective or preventive action."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ActionKind.choices)
    title = forms.CharField(label=_("What is done"), max_length=160)
    cause = forms.CharField(
        label=_("Cause"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2})
    )
    owner = _one(_("Owner"))
    due = day_field(_("Due"))

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = owners


class ActionCheckForm(forms.Form):
    """What the check of an action found."""

    helped = forms.ChoiceField(label=_("Did it help?"), choices=Helped.choices)
    found = forms.CharField(label=_("What the check found"), max_length=1000)


class WasteForm(forms.Form):
    """A step that costs time."""

    step = forms.CharField(label=_("Step"), max_length=160)
    minutes_lost = forms.DecimalField(
        label=_("Minutes lost a case"), min_value=Decimal("0.1"), max_digits=6, decimal_places=1
    )
    cases_a_week = forms.IntegerField(
        label=_("Cases a week"), required=False, min_value=0, max_value=1_000_000,
        help_text=_("Empty where nobody counted."),
    )  # fmt: skip
    proposal = forms.CharField(label=_("Proposal"), max_length=1000, widget=forms.Textarea({"rows": 3}))
    store = _one(_("Store"), required=False, empty=_("every store"))

    def __init__(self, *args: Any, stores: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["store"]
        field.queryset = stores


class WasteDecideForm(forms.Form):
    """What became of a proposal."""

    state = forms.ChoiceField(label=_("What became of it"), choices=WasteState.choices)
    minutes_saved = forms.DecimalField(
        label=_("Minutes saved a case"), required=False, min_value=Decimal(0), max_digits=6, decimal_places=1
    )
    used_for = forms.ChoiceField(
        label=_("The time is now used for"), required=False, choices=[("", "–"), *UsedFor.choices]
    )
    used_words = forms.CharField(label=_("In words"), required=False, max_length=300)
    answer = forms.CharField(label=_("Answer to who wrote it"), required=False, max_length=500)


class CategoryForm(forms.Form):
    """A category in both languages."""

    name_en = forms.CharField(label=_("English name"), max_length=80)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=80)
    parent = forms.TypedChoiceField(label=_("Lies below"), required=False, coerce=int, empty_value=None)
    quality = forms.BooleanField(
        label=_("The goods failed"),
        required=False,
        help_text=_("Refunds of such cases count as quality refunds."),
    )
    place = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=9999, initial=0)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, parents: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["parent"]
        field.choices = [("", _("the top")), *parents]


class SheetForm(forms.Form):
    """A sheet of cases or of script use."""

    sheet = forms.ChoiceField(
        label=_("Rows are"), choices=[("cases", _("cases")), ("scripts", _("use of scripts"))]
    )
    file = forms.FileField(label=_("Sheet (CSV or XLSX)"), widget=forms.FileInput({"data-cs-drop": ""}))


SCORES = [
    (5, _("very satisfied")),
    (4, _("satisfied")),
    (3, _("neither")),
    (2, _("not satisfied")),
    (1, _("not at all satisfied")),
]


class RateForm(forms.Form):
    """The buyer's answer."""

    score = forms.TypedChoiceField(
        label=_("How satisfied are you with how it was settled?"),
        choices=SCORES,
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("A word, if you like"), required=False, max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text=_("Leave out names, phone numbers and addresses."),
    )  # fmt: skip
