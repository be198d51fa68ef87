"""Shapes of what is said about chats, forms, hints, plans, calibrations and problems."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi.choices.quality import Cause, HintKind

Choices = list[tuple[Any, Any]]
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_SEARCHED = {"data-cs-select": ""}


class ChatFileForm(forms.Form):
    """A file of chats, and what holds for the whole of it."""

    upload = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, XLSX, XLS or JSON. Each row is a turn: conversation, role, text; the rest may be missing."
        ),
        widget=forms.FileInput(attrs={"data-cs-drop": "", "accept": ".csv,.tsv,.txt,.xlsx,.xls,.json"}),
    )
    store = forms.ChoiceField(label=_("Store"))
    account = forms.CharField(label=_("Account, where the file names none"), required=False, max_length=160)
    day = forms.DateField(label=_("Day, where the file names none"), required=False, widget=_DAY)

    def __init__(self, *args: Any, stores: Choices, max_bytes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["store"].choices = stores  # type: ignore[attr-defined]
        self.max_bytes = max_bytes

    def clean_upload(self) -> Any:
        """A file within the limit."""
        upload = self.cleaned_data["upload"]
        if upload.size > self.max_bytes:
            raise forms.ValidationError(
                _("%(name)s has %(size)d MB; at most %(limit)d MB are taken.")
                % {
                    "name": upload.name,
                    "size": -(-upload.size // 1_000_000),
                    "limit": self.max_bytes // 1_000_000,
                }
            )
        return upload


class NewFormForm(forms.Form):
    """A form of one's own."""

    name_en = forms.CharField(label=_("English name"), max_length=120)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)


class ItemForm(forms.Form):
    """An item of a draft."""

    section_en = forms.CharField(label=_("Heading in English"), max_length=120)
    section_zh = forms.CharField(label=_("Heading in Chinese"), max_length=120)
    en = forms.CharField(label=_("Item in English"), max_length=160)
    zh = forms.CharField(label=_("Item in Chinese"), max_length=160)
    hint_en = forms.CharField(
        label=_("Help in English"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    hint_zh = forms.CharField(
        label=_("Help in Chinese"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    options = forms.CharField(
        label=_("Answers"),
        max_length=2000,
        help_text=_("One in a line: English | Chinese | points. The best one gives the item its weight."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    critical = forms.BooleanField(
        label=_("Critical: not met in full, the review has no points"), required=False
    )
    skippable = forms.BooleanField(
        label=_("May be left out as not applicable; the others take its weight"), required=False
    )
    skill = forms.ChoiceField(label=_("Skill it speaks of"), required=False)

    def __init__(self, *args: Any, skills: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].choices = [("", _("none")), *skills]  # type: ignore[attr-defined]


class HintForm(forms.Form):
    """A rule of hints."""

    kind = forms.ChoiceField(label=_("What it looks for"), choices=HintKind.choices)
    name = forms.CharField(label=_("Name"), max_length=80)
    words = forms.CharField(
        label=_("Words, one in a line"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    seconds = forms.IntegerField(
        label=_("Late after so many seconds"), required=False, min_value=1, max_value=86_400
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class PlanForm(forms.Form):
    """A sampling plan."""

    name = forms.CharField(label=_("Name"), max_length=80)
    team = forms.ChoiceField(label=_("Part of the tree"), required=False)
    form = forms.ChoiceField(label=_("Form"))
    per_agent = forms.IntegerField(
        label=_("Chats of each agent a week"), min_value=1, max_value=50, initial=2
    )
    reviewers = forms.MultipleChoiceField(label=_("Reviewers"), widget=forms.CheckboxSelectMultiple)
    active = forms.BooleanField(label=_("Draw each week by itself"), required=False, initial=True)

    def __init__(self, *args: Any, teams: Choices, versions: Choices, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = teams  # type: ignore[attr-defined]
        self.fields["form"].choices = versions  # type: ignore[attr-defined]
        self.fields["reviewers"].choices = people  # type: ignore[attr-defined]


class RoundForm(forms.Form):
    """A calibration."""

    name = forms.CharField(label=_("Name"), max_length=80)
    version = forms.ChoiceField(label=_("Form"))
    reviewers = forms.MultipleChoiceField(label=_("Reviewers"), widget=forms.CheckboxSelectMultiple)
    count = forms.IntegerField(label=_("Chats"), min_value=1, max_value=50, initial=5)

    def __init__(self, *args: Any, versions: Choices, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].choices = versions  # type: ignore[attr-defined]
        self.fields["reviewers"].choices = people  # type: ignore[attr-defined]


class ProblemForm(forms.Form):
    """Cause, fix, owner and day of a problem."""

    root = forms.ChoiceField(label=_("Root cause"), choices=[("", "–"), *Cause.choices], required=False)
    cause = forms.CharField(label=_("Cause"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    fix = forms.CharField(label=_("Fix"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    owner = forms.ChoiceField(label=_("Owner"), widget=forms.Select(attrs=_SEARCHED))
    check_on = forms.DateField(label=_("Look again on"), widget=_DAY)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = people  # type: ignore[attr-defined]
