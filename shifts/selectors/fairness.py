"""The fairness ledger as it stands: what each person carries of each burden."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import F, IntegerField, Sum, Value
from django.db.models.functions import Cast

from shifts.models import FairnessAdjustment, FairnessMonth


def balances(agent_ids: Iterable[int], before: dt.date) -> dict[int, dict[str, int]]:
    """Hundredths that each person owes (above 0) or worked beyond the share, by burden, of the months before
    a date; one query."""
    wanted = list(agent_ids)
    months = (
        FairnessMonth.objects.filter(agent_id__in=wanted, month__lt=before)
        .order_by()
        .values("agent_id", "burden")
        .annotate(owed=Cast(Sum(F("share_hundredths") - 100 * F("worked")), IntegerField()), sort=Value("m"))
    )
    set_right = (
        FairnessAdjustment.objects.filter(agent_id__in=wanted, month__lt=before)
        .order_by()
        .values("agent_id", "burden")
        .annotate(owed=Cast(Sum("hundredths"), IntegerField()), sort=Value("a"))
    )
    found: dict[int, dict[str, int]] = {}
    names = ("agent_id", "burden", "owed", "sort")
    for agent_id, burden, owed, _sort in months.values_list(*names).union(
        set_right.values_list(*names), all=True
    ):
        of_agent = found.setdefault(agent_id, {})
        of_agent[burden] = of_agent.get(burden, 0) + owed
    return found
