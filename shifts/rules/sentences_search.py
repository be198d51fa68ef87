"""What a search says of itself while it runs, for whoever waits for the plan."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cstm.formats import number


def search_words(figures: Mapping[str, float]) -> str:
    """The best plan so far in words: rules broken, heads missing, and how far both could still fall.

    `figures` are those of the program: `broken`, `missing`, `cost` of the best plan; `least_missing` and
    `bound` are the fewest heads missing and the least cost of any plan.
    """
    broken, missing = int(figures["broken"]), int(figures["missing"])
    least, cost, bound = (int(figures.get(name, 0)) for name in ("least_missing", "cost", "bound"))
    said = [
        ngettext(
            "Best plan so far: %(n)s rule that must be kept is still broken.",
            "Best plan so far: %(n)s rules that must be kept are still broken.",
            broken,
        )
        % {"n": number(broken, 0)}
        if broken
        else _("Best plan so far: every rule that must be kept is kept.")
    ]
    said.append(
        ngettext("%(n)s head is missing.", "%(n)s heads are missing.", missing) % {"n": number(missing, 0)}
        if missing
        else _("No head is missing.")
    )
    if missing and least:
        said.append(
            ngettext(
                "%(n)s of them stays missing in any plan, since too few people may work.",
                "%(n)s of them stay missing in any plan, since too few people may work.",
                least,
            )
            % {"n": number(least, 0)}
        )
    if not broken and cost > bound:
        weigh = _("Wishes, fairness and heads missing weigh %(cost)s points.")
        if bound:
            weigh = _(
                "Wishes, fairness and heads missing weigh %(cost)s points; no plan weighs less than"
                " %(bound)s."
            )
        said.append(weigh % {"cost": number(cost, 0), "bound": number(bound, 0)})
    return " ".join(said)
