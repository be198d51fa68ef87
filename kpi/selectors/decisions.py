"""What the shop has decided: own facts and metrics, targets, order of reports, ripe days, typed-in values."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from kpi.facts import FACTS
from kpi.layouts import ATTRIBUTION_RULES
from kpi.layouts import BY_CODE as LAYOUTS
from kpi.models import (
    CustomFact,
    CustomMetric,
    FactPrecedence,
    Record,
    RipeSetting,
    SavedLayout,
    StoreValue,
    Target,
)
from staff.choices import Platform

RIPE_DAYS = 3


def in_language(en: str, zh: str) -> str:
    """The one of two names that the reader's language asks for."""
    return zh if (get_language() or "").startswith("zh") else en


def registered_names() -> dict[str, str]:
    """The facts that every shop has, by name in the reader's language."""
    return {code: in_language(fact.en, fact.zh) for code, fact in FACTS.items()}


def fact_names() -> dict[str, str]:
    """Every fact with its name in the reader's language, the shop's own included."""
    names = registered_names()
    names.update({fact.code: in_language(fact.name_en, fact.name_zh) for fact in CustomFact.objects.all()})
    return names


def custom_facts() -> list[CustomFact]:
    """The facts that the shop added, by code."""
    return list(CustomFact.objects.order_by("code"))


def custom_metric(code: str) -> CustomMetric | None:
    """A metric of the shop's own by its code."""
    return CustomMetric.objects.filter(code=code).first()


def targets(team_ids: Iterable[int] | None) -> QuerySet[Target]:
    """Targets of these teams (None: of every team) and those that hold for all, newest first."""
    rows = Target.objects.select_related("team").order_by("metric", "team__path", "-valid_from", "pk")
    return rows if team_ids is None else rows.filter(Q(team=None) | Q(team_id__in=list(team_ids)))


def precedences() -> list[FactPrecedence]:
    """The orders of reports that the shop has set, those for all stores first."""
    rows = FactPrecedence.objects.select_related("store")
    return sorted(rows, key=lambda row: (row.store.name if row.store else "", row.fact))


def ripe_days() -> list[tuple[str, str, int]]:
    """Platform, its name, and after how many days its late figures are ripe."""
    known = dict(RipeSetting.objects.values_list("platform", "days"))
    return [(code, str(label), known.get(code, RIPE_DAYS)) for code, label in Platform.choices]


def source_names() -> dict[str, str]:
    """Reports by code with their names: those that are known, mapped here, or that records came from."""
    names = {code: in_language(layout.name, layout.name_zh) for code, layout in LAYOUTS.items()}
    names.update(SavedLayout.objects.values_list("code", "name"))
    for code in Record.objects.order_by().values_list("source", flat=True).distinct():
        names.setdefault(code, code)
    return names


def rule_words(code: str) -> str:
    """An attribution rule's name in the reader's language; one that only records know stays as written."""
    return in_language(*ATTRIBUTION_RULES[code]) if code in ATTRIBUTION_RULES else code


def attributions_in_use(store_id: int | None = None) -> list[tuple[str, str]]:
    """The attribution rules that records were made under, by code, each with its name."""
    rows = Record.objects.exclude(attribution="")
    if store_id is not None:
        rows = rows.filter(store_id=store_id)
    codes = sorted(rows.order_by().values_list("attribution", flat=True).distinct())
    return [(code, rule_words(code)) for code in codes]


def store_values(store_ids: Iterable[int] | None = None) -> QuerySet[StoreValue]:
    """Values as the platforms gave them, newest first within each."""
    rows = StoreValue.objects.select_related("store", "entered_by__agent", "batch")
    rows = rows.order_by("store__name", "code", "-date")
    return rows if store_ids is None else rows.filter(store_id__in=list(store_ids))
