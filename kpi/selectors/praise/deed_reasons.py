"""Reasons that deeds of the last seven days give: handover kept, on time, stepped in, passed, thanked."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cstm import formats
from kpi.choices import Scope
from kpi.choices.cases import CaseState
from kpi.choices.praise import ReasonKind
from kpi.models import Case, Record
from kpi.rules.praise_reasons import BUYERS_LEAST, ON_TIME_LEAST
from kpi.selectors.praise.reason import Reason
from shifts.choices import AttendanceState, HandoverState, RequestState, SwapKind
from shifts.models import AttendanceDay, HandoverItem, SwapRequest
from staff.models import Qualification

Reasons = dict[int, list[Reason]]
_WORKED = (
    AttendanceState.ON_TIME,
    AttendanceState.LATE,
    AttendanceState.EARLY,
    AttendanceState.LATE_EARLY,
)


def handovers_kept(agent_ids: Collection[int], first: dt.date, last: dt.date) -> Reasons:
    """Whoever accepted handed-over items and accepted every one in time; those closed are counted too."""
    rows = HandoverItem.objects.filter(accepted_by_id__in=agent_ids, accepted_at__date__range=(first, last))
    items: dict[int, list[tuple[bool, bool]]] = defaultdict(list)
    names = ("accepted_by_id", "accepted_at", "accept_by", "state")
    for agent_id, accepted, until, state in rows.order_by().values_list(*names):
        items[agent_id].append((accepted <= until, state == HandoverState.CLOSED))
    found: Reasons = {}
    for agent_id, kept in items.items():
        if not all(in_time for in_time, _closed in kept):
            continue
        closed = sum(was_closed for _in_time, was_closed in kept)
        text = ngettext(
            "Kept the handover: %(n)s item accepted in time, %(closed)s closed.",
            "Kept the handover: all %(n)s items accepted in time, %(closed)s closed.",
            len(kept),
        ) % {"n": len(kept), "closed": closed}
        url, link = reverse("shifts:handover_list"), _("see items")
        found[agent_id] = [Reason(ReasonKind.HANDOVER, ReasonKind.HANDOVER, text, "reliability", url, link)]
    return found


def on_time(agent_ids: Collection[int], first: dt.date, last: dt.date) -> Reasons:
    """Whoever came and went as planned on every shift of the span, two shifts or more."""
    rows = AttendanceDay.objects.filter(agent_id__in=agent_ids, day__range=(first, last))
    states: dict[int, list[str]] = defaultdict(list)
    for agent_id, state in rows.order_by().values_list("agent_id", "state"):
        if state in _WORKED or state == AttendanceState.ABSENT:
            states[agent_id].append(state)
    found: Reasons = {}
    for agent_id, held in states.items():
        if len(held) < ON_TIME_LEAST or any(state != AttendanceState.ON_TIME for state in held):
            continue
        text = _("Worked %(n)s shifts in the last seven days; on time at every one.") % {"n": len(held)}
        found[agent_id] = [Reason(ReasonKind.ON_TIME, ReasonKind.ON_TIME, text, "reliability")]
    return found


def stepped_in(agent_ids: Collection[int], first: dt.date, last: dt.date) -> Reasons:
    """Whoever took over a colleague's shift."""
    rows = SwapRequest.objects.filter(
        kind=SwapKind.COVER, state=RequestState.APPROVED, partner_id__in=agent_ids, day__range=(first, last)
    ).select_related("asker")
    found: Reasons = defaultdict(list)
    for row in rows.order_by("day", "pk"):
        assert row.partner_id is not None
        text = _("Took over a shift for %(name)s on %(day)s.")
        words = {"name": str(row.asker), "day": formats.long_day(row.day)}
        key = f"{ReasonKind.STEPPED_IN}:{row.pk}"
        found[row.partner_id].append(Reason(ReasonKind.STEPPED_IN, key, text % words, "helping"))
    return found


def passed(agent_ids: Collection[int], first: dt.date, last: dt.date) -> Reasons:
    """Whoever earned a certificate."""
    rows = Qualification.objects.filter(agent_id__in=agent_ids, valid_from__range=(first, last))
    found: Reasons = defaultdict(list)
    for row in rows.select_related("certificate").order_by("valid_from", "pk"):
        text = _("Passed “%(name)s” on %(day)s.")
        words = {"name": str(row.certificate), "day": formats.long_day(row.valid_from)}
        key = f"{ReasonKind.PASSED}:{row.pk}"
        found[row.agent_id].append(Reason(ReasonKind.PASSED, key, text % words, "learning"))
    return found


def cases_solved(agent_ids: Collection[int], first: dt.date, last: dt.date) -> Reasons:
    """Whoever closed cases in time, and none of them late; those settled at the first contact are named."""
    rows = Case.objects.filter(
        owner_id__in=agent_ids, state=CaseState.CLOSED, closed_at__date__range=(first, last)
    )
    closed: dict[int, list[tuple[bool | None, bool]]] = defaultdict(list)
    for agent_id, in_time, at_once in rows.order_by().values_list("owner_id", "in_time", "first_contact"):
        closed[agent_id].append((in_time, at_once))
    found: Reasons = {}
    for agent_id, held in closed.items():
        if any(in_time is False for in_time, _at_once in held):
            continue
        first_contacts = sum(settled for _in_time, settled in held)
        words = {"n": len(held), "first": first_contacts}
        if first_contacts:
            text = ngettext(
                "Solved %(n)s case in time, at the first contact.",
                "Solved %(n)s cases in time, %(first)s of them at the first contact.",
                len(held),
            )
        else:
            text = ngettext("Solved %(n)s case in time.", "Solved %(n)s cases in time.", len(held))
        found[agent_id] = [Reason(ReasonKind.CASE, ReasonKind.CASE, text % words, "care")]
    return found


def thanked_by_buyers(agent_ids: Collection[int], first: dt.date, last: dt.date) -> Reasons:
    """Whoever buyers rated "very satisfied", two of them or more; the count of all ratings stands beside."""
    rows = Record.objects.filter(
        agent_id__in=agent_ids, scope=Scope.AGENT, date__gte=first, last_date__lte=last, rate_5__isnull=False
    )
    sums = rows.order_by().values("agent_id").annotate(best=Sum("rate_5"), n=Sum("rate_recv"))
    found: Reasons = {}
    for row in sums:
        best = int(row["best"] or 0)
        if best < BUYERS_LEAST:
            continue
        words = {"n": formats.number(best), "of": formats.number(row["n"])}
        if row["n"]:
            text = _("%(n)s buyers were very satisfied, of %(of)s ratings in the last seven days.") % words
        else:
            text = _("%(n)s buyers were very satisfied in the last seven days.") % words
        found[row["agent_id"]] = [Reason(ReasonKind.BUYER, ReasonKind.BUYER, text, "care")]
    return found


SOURCES = (cases_solved, handovers_kept, stepped_in, passed, thanked_by_buyers, on_time)
