"""Shape of a promotion event."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import Store

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LiftsField(forms.CharField):
    """Factors: a line for each day, one or 24 numbers."""

    widget = forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})

    def clean(self, value: Any) -> list[float | list[float]]:
        """A factor or a list of them for each line; the line and the word that is no number are named."""
        found: list[float | list[float]] = []
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        for number, line in enumerate(lines, 1):
            factors = []
            for word in re.split(r"[\s,;，、×]+", line.strip(" ×")):
                try:
                    factors.append(float(word))
                except ValueError:
                    text = _("Line %(line)s: “%(word)s” is not a number. Write factors such as 1.5.")
                    raise forms.ValidationError(text % {"line": number, "word": word[:20]}) from None
            found.append(factors[0] if len(factors) == 1 else factors)
        return found


class EventForm(forms.Form):
    """A promotion event."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=80)
    kind = forms.CharField(
        label=_("Kind"), max_length=40,
        help_text=_("Events of one kind teach each other, such as Double 11 or Member day."),
    )  # fmt: skip
    first = forms.DateField(label=_("First day"), widget=_DAY)
    last = forms.DateField(label=_("Last day"), widget=_DAY)
    stores = forms.ModelMultipleChoiceField(
        label=_("Stores"), queryset=Store.objects.none(), required=False,
        help_text=_("None chosen: all stores."),
    )  # fmt: skip
    lifts = LiftsField(
        label=_("Factors"), required=False,
        help_text=_(
            "A line for each day: one factor, or 24 by hour from 00:00. The last line goes on. They count"
            " until a past event of the kind has volumes."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, stores: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["stores"]
        field.queryset = stores
