"""Words for what an import says: why a row was not taken, and as what a column was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi import layouts
from kpi.facts import FACTS
from kpi.importers import sentence as reader_sentence
from kpi.metrics import Metric
from kpi.models import SavedLayout
from kpi.selectors import decisions
from kpi.selectors.registry import all_metrics

ROW_SENTENCES: dict[str, Any] = {
    "totals": gettext_lazy("“%(value)s” is a total, not a person: left out of sums, kept as benchmark."),
    "footnote": gettext_lazy("A note below the table."),
    "not_a_person": gettext_lazy("“%(value)s” is known to be no person; the row is left out."),
    "not_an_interaction": gettext_lazy("“%(value)s” is no chat or call; the row is left out."),
    "day_cleared": gettext_lazy(
        "The single rows of this day were cleared after the time set; its sums stay as they are."
    ),
    "replaced_below": gettext_lazy("A later row of the file has the same number and replaces this one."),
    "undone": gettext_lazy("The import was undone before the name was bound."),
    "long_account": gettext_lazy("The account name is longer than 160 signs."),
    "unknown_agent": gettext_lazy("“%(value)s” is not bound to a person yet."),
}
ROLES: dict[str, Any] = {
    "account": gettext_lazy("platform account"),
    "team": gettext_lazy("team; used when new people are made"),
    "date": gettext_lazy("date"),
    "row_id": gettext_lazy("number of the row"),
    "row_id_2": gettext_lazy("number of the row, second part"),
    "start": gettext_lazy("start"),
    "start_date": gettext_lazy("date of the start"),
    "start_clock": gettext_lazy("time of the start"),
    "responded": gettext_lazy("time of the answer"),
    "served": gettext_lazy("start of the service"),
    "buyer": gettext_lazy("buyer; not kept unless a setting asks for it"),
    "wait": gettext_lazy("seconds until the answer"),
    "handle": gettext_lazy("handling seconds"),
    "outcome": gettext_lazy("answered or not"),
    "rating": gettext_lazy("rating, 1 to 5"),
    "resolved": gettext_lazy("solved or not"),
    "product": gettext_lazy("product"),
    "product_no": gettext_lazy("number of the product"),
}


def row_sentence(code: str, params: Mapping[str, str]) -> str:
    """Why a row was not taken."""
    words = ROW_SENTENCES.get(code)
    if words is None:
        return reader_sentence(code, params)
    return str(words) % {"value": "", **params}


@dataclass(frozen=True, slots=True)
class Words:
    """Names of facts, metrics and reports in the reader's language, read once for a page."""

    facts: dict[str, str]
    metrics: dict[str, Metric]
    reports: dict[str, str]

    def fact(self, code: str) -> str:
        """A fact."""
        return self.facts.get(code, code)

    def report(self, code: str) -> str:
        """A report, the shop's own included."""
        return self.reports.get(code, code)

    def report_choices(self) -> list[tuple[str, str]]:
        """Every report by name, for a list to choose from."""
        return sorted(self.reports.items(), key=lambda pair: pair[1])

    def read_as(self, target: str, estimated: Mapping[str, str]) -> str:
        """As what a column is read; a ratio says what is rebuilt from it and by which weight."""
        if not target:
            return _("kept, not used")
        if target in ROLES:
            return str(ROLES[target])
        if target.startswith("hour:"):
            return _("hour %(hour)s") % {"hour": target[5:]}
        if target.startswith("~"):
            return _("shown, not summed")
        if target in self.facts:
            return self.facts[target]
        metric = self.metrics.get(target)
        name = decisions.in_language(metric.en, metric.zh) if metric else target
        parts = metric.facts if metric else ()
        weight = next((estimated[code] for code in parts if code in estimated), "")
        if not weight:
            return name
        return _("%(name)s; weighted by %(weight)s, marked estimated") % {
            "name": name,
            "weight": self.fact(weight),
        }

    def target_choices(self) -> list[tuple[str, str]]:
        """Everything a column may be read as."""
        own = [code for code in self.facts if code not in FACTS]
        found = []
        for target in layouts.targets(own):
            if target in self.metrics and target not in self.facts:
                words = _("%(name)s (ratio or average)") % {"name": self.read_as(target, {})}
                found.append((target, words))
            else:
                found.append((target, self.read_as(target, {})))
        return found


def words() -> Words:
    """The names in force: three queries."""
    reports = {one.code: decisions.in_language(one.name, one.name_zh) for one in layouts.ALL}
    reports.update(SavedLayout.objects.values_list("code", "name"))
    return Words(facts=decisions.fact_names(), metrics=all_metrics(), reports=reports)
