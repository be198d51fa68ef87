"""Shapes of input about people, teams, roles, stores and accounts."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.choices import AgentState, Line, Platform, Role, Theme
from staff.models import Agent, Grade, Skill, Store, Team, Webhook


def day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    """A date with the browser's own picker."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


class Searchable(forms.Select):
    """A select that the page makes searchable."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-cs-select": "", **(attrs or {})})


class OneOf(forms.ModelChoiceField):
    """A choice among the rows that the view lets this person choose."""

    widget = Searchable

    def __init__(self, queryset: Any, *, label: Any, required: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", _("choose one") if required else _("none"))
        super().__init__(queryset, label=label, required=required, **kwargs)


class DirectoryFilter(forms.Form):
    """What the directory is searched by."""

    q = forms.CharField(label=_("Name, number or account"), required=False, max_length=120)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), required=False)
    line = forms.ChoiceField(label=_("Line"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    store = forms.ModelChoiceField(Store.objects.none(), label=_("Store"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, teams: Any, stores: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["team"].queryset = teams
        fields["store"].queryset = stores
        fields["line"].choices = [("", _("every line")), *Line.choices]
        fields["role"].choices = [("", _("every role")), *Role.choices]
        fields["state"].choices = [("", _("all who are here")), *AgentState.choices]
        fields["team"].empty_label = _("every team")
        fields["store"].empty_label = _("every store")
        for field in fields.values():
            field.widget.attrs["class"] = (
                "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            )


class AgentForm(forms.Form):
    """The facts of a person."""

    employee_no = forms.CharField(label=_("Employee number"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=120)
    display_name = forms.CharField(
        label=_("Display name"), max_length=120, required=False, help_text=_("Shown instead of the name.")
    )
    line = forms.ChoiceField(label=_("Line"), required=False, choices=[("", _("none")), *Line.choices])
    grade = forms.ModelChoiceField(
        Grade.objects.all(), label=_("Grade"), required=False, empty_label=_("none")
    )
    grade_since = day_field(_("In grade since"))
    hired_on = day_field(_("First day"), help_text=_("Empty means since ever."))
    state = forms.ChoiceField(
        label=_("State"), choices=[choice for choice in AgentState.choices if choice[0] != AgentState.LEFT]
    )
    email = forms.EmailField(label=_("Mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("as the browser")), *settings.LANGUAGES]
    )


class NewAgentForm(AgentForm):
    """A new person, with a team from the first day on."""

    field_order = ["employee_no", "name", "team"]
    team = OneOf(Team.objects.none(), label=_("Team"))

    def __init__(self, *args: Any, teams: Any, may_be_without: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team: Any = self.fields["team"]
        team.queryset, team.required = teams, not may_be_without


class MoveForm(forms.Form):
    """To which team, from when, until when."""

    team = OneOf(Team.objects.none(), label=_("New team"))
    on = day_field(
        _("First day in the new team"), required=True, help_text=_("The days before it stay as they were.")
    )
    until = day_field(_("Last day there"), help_text=_("Only for a time; empty means for good."))

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["team"]
        field.queryset = teams


class LeaveForm(forms.Form):
    """The last day and why."""

    on = day_field(_("Last day"), required=True)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, help_text=_("Kept in the audit trail.")
    )


class ReturnForm(forms.Form):
    """The new first day and the team."""

    on = day_field(_("First day"), required=True)
    team = OneOf(Team.objects.none(), label=_("Team"))

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["team"]
        field.queryset = teams


class SkillForm(forms.Form):
    """A skill, its level, and the day on which it was found."""

    skill = OneOf(Skill.objects.all(), label=_("Skill"))
    level = forms.IntegerField(label=_("Level, 1 to 5"), min_value=1, max_value=5)
    on = day_field(_("Assessed on"), required=True)


class ServeForm(forms.Form):
    """A store that a person serves, with dates."""

    store = OneOf(Store.objects.none(), label=_("Store"))
    valid_from = day_field(_("From"), help_text=_("Empty means since ever."))
    valid_to = day_field(_("To"), help_text=_("Empty means still."))

    def __init__(self, *args: Any, stores: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["store"]
        field.queryset = stores


class TeamForm(forms.Form):
    """A team's name, place and leader."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=80)
    parent = OneOf(Team.objects.none(), label=_("Belongs to"), required=False)
    leader = OneOf(Agent.objects.none(), label=_("Leader"), required=False)

    def __init__(self, *args: Any, parents: Any, people: Any, top: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["parent"].queryset, fields["leader"].queryset = parents, people
        fields["parent"].required = not top


class GrantForm(forms.Form):
    """A role for a part of the tree, with dates."""

    role = forms.ChoiceField(label=_("Role"))
    team = OneOf(
        Team.objects.none(),
        label=_("Part of the tree"),
        required=False,
        empty_label=_("whole organisation"),
        help_text=_("Empty means the whole organisation."),
    )
    valid_from = day_field(_("From"), required=True)
    valid_to = day_field(_("To"), help_text=_("Empty means still."))

    def __init__(self, *args: Any, roles: Iterable[str], teams: Any, whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        allowed = set(roles)
        fields["role"].choices = [choice for choice in Role.choices if choice[0] in allowed]
        fields["team"].queryset, fields["team"].required = teams, not whole


class StoreForm(forms.Form):
    """A store's facts."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    platform = forms.ChoiceField(label=_("Platform"), choices=Platform.choices)
    business_day_start = forms.TimeField(
        label=_("Business day begins at"),
        initial=dt.time(0, 0),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_(
            "A store with an on-duty shift to 02:00 sets 04:00, so that its chats and hours meet on one date."
        ),
    )
    currency = forms.RegexField(r"^[A-Z]{3}$", label=_("Currency"), initial="CNY")
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class BindForm(forms.Form):
    """Who holds an account, with dates."""

    agent = OneOf(Agent.objects.none(), label=_("Person"))
    valid_from = day_field(
        _("From"), help_text=_("Empty means since ever. Days before it stay with who held it.")
    )
    valid_to = day_field(_("To"), help_text=_("Empty means still."))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agent"]
        field.queryset = people


class SheetForm(forms.Form):
    """A sheet of people."""

    file = forms.FileField(
        label=_("Sheet of people"),
        help_text=_("CSV, TSV, XLSX or XLS with the columns employee_no and name."),
        widget=forms.ClearableFileInput(attrs={"data-cs-drop": "", "accept": ".csv,.tsv,.txt,.xlsx,.xls"}),
    )


class PreferencesForm(forms.Form):
    """Language and look."""

    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("as the browser")), *settings.LANGUAGES]
    )
    theme = forms.ChoiceField(label=_("Look"), required=False, choices=Theme.choices)


class MailForm(forms.Form):
    """Another mail address; the password shows that it is the person who asks."""

    email = forms.EmailField(label=_("Mail address"), required=False, max_length=254)
    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
        max_length=200,
    )


class AuditFilter(forms.Form):
    """What the trail is searched by."""

    who = forms.CharField(label=_("Who"), required=False, max_length=80)
    action = forms.CharField(label=_("What was done"), required=False, max_length=60)
    about = forms.CharField(label=_("To what"), required=False, max_length=80)
    first = day_field(_("From"))
    last = day_field(_("To"))


class WebhookForm(forms.ModelForm):
    """A group robot's address; an empty secret keeps the one before."""

    url = forms.URLField(label=_("Address"), max_length=500, assume_scheme="https")
    secret = forms.CharField(
        label=_("Secret"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("The signing secret that the robot's page shows. Left empty, the one before stays."),
    )

    class Meta:
        model = Webhook
        fields = ["name", "format", "url", "secret", "kinds", "active"]

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["active"].label = _("In use")
        self.fields["kinds"] = forms.MultipleChoiceField(
            label=_("Tells of"), required=False, widget=forms.CheckboxSelectMultiple, choices=list(kinds)
        )
        self._secret = self.instance.secret

    def clean_secret(self) -> str:
        """The new one, else the one before."""
        return self.cleaned_data["secret"] or self._secret
