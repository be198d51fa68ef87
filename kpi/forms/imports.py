"""Shape of what a person says about files, names and columns."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kpi.layouts import ATTRIBUTION_RULES
from kpi.selectors.decisions import in_language

Choices = Iterable[tuple[str, str]]


class ManyFilesInput(forms.FileInput):
    """A file field that takes several."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files as a list."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Each file on its own."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in given]


def day_field(label: Any) -> forms.DateField:
    """A date that may be left out."""
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class SpanForm(forms.Form):
    """One date, or a period with both ends."""

    date = day_field(_("Date"))
    first = day_field(_("or from"))
    last = day_field(_("to"))

    def clean(self) -> dict[str, Any]:
        """Both ends or none, and not a date beside them."""
        said = super().clean() or {}
        if bool(said.get("first")) != bool(said.get("last")):
            raise forms.ValidationError(_("A period needs both ends."))
        if said.get("date") and said.get("first"):
            raise forms.ValidationError(_("Give one date or a period, not both."))
        if said.get("first") and said["last"] < said["first"]:
            raise forms.ValidationError(_("The period ends before it begins."))
        return said

    def options(self) -> dict[str, Any]:
        """What the import keeps of it."""
        said = self.cleaned_data

        def text(name: str) -> str:
            day: dt.date | None = said.get(name)
            return day.isoformat() if day else ""

        return {"date": text("date"), "from": text("first"), "to": text("last")}


class UploadForm(SpanForm):
    """Files of one store."""

    field_order = ["upload", "store", "date", "first", "last", "layout", "attribution", "create_agents"]
    upload = ManyFilesField(
        label=_("Files"),
        help_text=_("CSV, TSV, XLSX, XLS, or a ZIP of them."),
        widget=ManyFilesInput(
            attrs={"data-cs-drop": "", "accept": ".csv,.tsv,.txt,.xlsx,.xls,.htm,.html,.zip"}
        ),
    )
    store = forms.ChoiceField(label=_("Store"))
    layout = forms.ChoiceField(label=_("Report"), required=False)
    attribution = forms.ChoiceField(label=_("Attribution rule"), required=False)
    create_agents = forms.BooleanField(
        label=_("Make a new person for every unknown name"),
        required=False,
        help_text=_("Without it unknown names wait until somebody binds them."),
    )

    def __init__(
        self,
        *args: Any,
        stores: Choices,
        layouts: Choices,
        may_make_people: bool,
        max_bytes: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.max_bytes = max_bytes
        known = list(stores)
        ask = [("", _("choose one"))] if len(known) > 1 else []
        self.fields["store"].choices = [*ask, *known]  # type: ignore[attr-defined]
        self.fields["layout"].choices = [("", _("found by its header")), *layouts]  # type: ignore[attr-defined]
        rules = [(code, in_language(en, zh)) for code, (en, zh) in ATTRIBUTION_RULES.items()]
        self.fields["attribution"].choices = [("", _("as the file says")), *rules]  # type: ignore[attr-defined]
        if not may_make_people:
            del self.fields["create_agents"]

    def clean_upload(self) -> list[UploadedFile]:
        """None over the limit."""
        files: list[UploadedFile] = self.cleaned_data["upload"]
        for one in files:
            if (one.size or 0) > self.max_bytes:
                raise forms.ValidationError(
                    _("%(name)s is larger than %(limit)d MB. Split it, or let an administrator import it."),
                    code="too_large",
                    params={"name": one.name, "limit": self.max_bytes // 1_000_000},
                )
        return files

    @property
    def too_large(self) -> bool:
        """Whether a file was refused for its size."""
        return any(fault.code == "too_large" for fault in self.errors.as_data().get("upload", []))

    def options(self) -> dict[str, Any]:
        """What the import keeps of it."""
        said = self.cleaned_data
        chosen = {name: said.get(name) or "" for name in ("layout", "attribution")}
        return {**super().options(), **chosen, "create_agents": bool(said.get("create_agents"))}


class AnswerForm(SpanForm):
    """What a file asked: the day, the report, or that its columns are right after all."""

    layout = forms.ChoiceField(label=_("Report"), required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    trust = forms.BooleanField(label=_("The columns are right"), required=False)

    def __init__(self, *args: Any, layouts: Choices, sheets: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["layout"].choices = [("", _("found by its header")), *layouts]  # type: ignore[attr-defined]
        self.fields["sheet"].choices = [  # type: ignore[attr-defined]
            ("", _("the first that fits")),
            *((name, name) for name in sheets if name),
        ]

    def options(self) -> dict[str, Any]:
        """What the import keeps of it; what was left empty keeps its former answer."""
        said = self.cleaned_data
        found = {**super().options(), "layout": said.get("layout"), "sheet": said.get("sheet")}
        return {key: value for key, value in {**found, "trust": said.get("trust")}.items() if value}


class BindForm(forms.Form):
    """Who stands behind a name: a person since ever or from a date, or nobody."""

    store = forms.IntegerField()
    name = forms.CharField(max_length=160, strip=False)
    who = forms.CharField(max_length=300, required=False)
    nobody = forms.BooleanField(required=False)
    valid_from = day_field(_("from"))
    valid_to = day_field(_("to"))

    @property
    def is_nobody(self) -> bool:
        """Whether the name is said to be no person."""
        return bool(self.cleaned_data["nobody"]) or self.cleaned_data["who"] == "nobody"

    @property
    def number(self) -> str:
        """The employee number out of "name · number", or what was typed."""
        return str(self.cleaned_data["who"]).rpartition("·")[2].strip()


class LayoutForm(forms.Form):
    """A mapping of columns; its fields follow the header of the file."""

    name = forms.CharField(label=_("Name of the report"), max_length=120, required=False)
    date_order = forms.ChoiceField(
        label=_("Dates are written"),
        choices=[("ymd", _("year first")), ("dmy", _("day first")), ("mdy", _("month first"))],
        required=False,
    )

    def __init__(self, *args: Any, headers: Sequence[str], targets: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headers = list(headers)
        choices = [("", _("not used")), *targets]
        for index, head in enumerate(self.headers):
            self.fields[f"column_{index}"] = forms.ChoiceField(label=head, choices=choices, required=False)

    def mapping(self) -> dict[str, Any]:
        """The mapping as layouts keep it."""
        said = self.cleaned_data
        return {
            "name": said.get("name", ""),
            "date_order": said.get("date_order") or "ymd",
            "columns": [
                {"header": head, "target": said.get(f"column_{index}", "")}
                for index, head in enumerate(self.headers)
                if head and said.get(f"column_{index}")
            ],
        }
