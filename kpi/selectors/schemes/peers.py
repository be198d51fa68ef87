"""With whom a person may fairly be compared: same shift band, same store, same promotion. Nobody is named."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from cstm import formats
from kpi import rules
from kpi.metrics import METRICS, Metric
from kpi.models import Record
from kpi.rules import State
from kpi.rules.periods import Period
from kpi.selectors.schemes import readings
from kpi.selectors.schemes.specs import Spec
from kpi.selectors.schemes.sums_sql import Ask, Whom
from shifts.choices import RosterState, ShiftKind
from shifts.models import Assignment, PromotionEvent
from staff.models import Store

_BANDS = (ShiftKind.DAY, ShiftKind.EVENING, ShiftKind.ON_DUTY)
_SOUND = (State.VALUE, State.ESTIMATED)
# Who works more hours serves more and sells more: amounts are set beside others by worked hour alone.
PER_HOUR = {"reception_users": "users_per_hour", "sales_amt": "sales_per_hour"}


@dataclass(frozen=True, slots=True)
class Group:
    """Where a person worked in a period: the shift band worked most, the store, the promotions served."""

    band: str = ""
    store_id: int | None = None
    events: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Peers:
    """The people of a person's group (with the person), and the group in words."""

    agent_ids: list[int]
    words: str


@dataclass(frozen=True, slots=True)
class Band:
    """The middle half of the group for a metric, and the own value in the same terms; `by_hour` where the
    comparison is by worked hour."""

    metric: Metric
    low: Decimal
    high: Decimal
    own: Decimal | None
    by_hour: bool


def groups(period: Period) -> dict[int, Group]:
    """The group of everybody who has figures in a period; five queries at most."""
    bands = _bands(period)
    stores = _stores(period)
    events = _events(period)
    return {
        agent_id: Group(bands.get(agent_id, ""), store_id, frozenset(events.get(agent_id, ())))
        for agent_id, store_id in stores.items()
    }


def peers(agent_id: int, period: Period) -> Peers | None:
    """The people whom a person may be compared with; None where there are no figures."""
    known = groups(period)
    own = known.get(agent_id)
    if own is None:
        return None
    return Peers([pk for pk, group in known.items() if group == own], _words(own))


def bands(spec: Spec, found: Peers, period: Period, agent_id: int) -> dict[str, Band]:
    """The unnamed middle half of the group for each metric of a scheme; left out under five people.

    Amounts are compared by worked hour (metrics 64 and 65), others as they are; amounts of which there is no
    figure by hour are left out.
    """
    if len(found.agent_ids) < rules.BAND_LEAST:
        return {}
    wanted: dict[str, Ask] = {}
    for line in spec.lines:
        ask = spec.ask(line)
        if ask.metric.kind == "sum":
            if line.metric in PER_HOUR:
                wanted[line.metric] = replace(ask, metric=METRICS[PER_HOUR[line.metric]])
        else:
            wanted[line.metric] = ask
    held = readings.sums([period], wanted.values(), Whom(found.agent_ids))
    result = {}
    for code, ask in wanted.items():
        values = _values(ask, held)
        ends = rules.middle_band(values.values())
        if ends is not None:
            result[code] = Band(ask.metric, *ends, values.get(agent_id), code in PER_HOUR)
    return result


def _values(ask: Ask, held: readings.Sums) -> dict[int, Decimal]:
    """The values that say something, by person."""
    found = {}
    for (_no, agent_id), sums in held.items():
        reading = readings.reading(ask.metric, sums.get(ask), least=ask.metric.least)
        if reading.value is not None and reading.state in _SOUND:
            found[agent_id] = reading.value
    return found


def _bands(period: Period) -> dict[int, str]:
    """The kind of shift that each person was rostered for most, of published months."""
    rows = Assignment.objects.filter(
        day__range=(period.first, period.last),
        roster__state__in=(RosterState.PUBLISHED, RosterState.LOCKED),
        template__kind__in=_BANDS,
    )
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for agent_id, kind, n in (
        rows.order_by().values_list("agent_id", "template__kind").annotate(n=Count("pk"))
    ):
        counts[agent_id][kind] = n
    # Of two kinds worked equally often the earlier in the day stands.
    return {agent_id: max(_BANDS, key=_Often(held)) for agent_id, held in counts.items()}


class _Often:
    """How often a kind of shift was worked."""

    def __init__(self, held: Mapping[str, int]) -> None:
        self._held = held

    def __call__(self, kind: str) -> int:
        """The number of shifts."""
        return self._held.get(kind, 0)


def _stores(period: Period) -> dict[int, int]:
    """The store at which each person has figures of the most days."""
    rows = Record.objects.filter(
        date__range=(period.first, period.last), agent__isnull=False, store__isnull=False, scope="agent"
    )
    most: dict[int, tuple[int, int]] = {}
    for agent_id, store_id, n in (
        rows.order_by().values_list("agent_id", "store_id").annotate(n=Count("date", distinct=True))
    ):
        if agent_id not in most or (n, -store_id) > most[agent_id]:
            most[agent_id] = (n, -store_id)
    return {agent_id: -store_id for agent_id, (_n, store_id) in most.items()}


def _events(period: Period) -> Mapping[int, set[int]]:
    """The promotions on whose days, at whose stores, each person has figures."""
    found: dict[int, set[int]] = defaultdict(set)
    events = list(
        PromotionEvent.objects.filter(first__lte=period.last, last__gte=period.first).prefetch_related(
            "stores"
        )
    )
    if not events:
        return found
    spans = Q()
    for event in events:
        first, last = max(event.first, period.first), min(event.last, period.last)
        spans |= Q(date__range=(first, last))
    rows = Record.objects.filter(spans, agent__isnull=False, store__isnull=False, scope="agent")
    stores = {event.pk: {store.pk for store in event.stores.all()} for event in events}
    days = rows.order_by().values_list("agent_id", "store_id", "date").distinct()
    for agent_id, store_id, day in days:
        found[agent_id].update(_served(events, stores, store_id, day))
    return found


def _served(
    events: list[PromotionEvent], stores: Mapping[int, set[int]], store_id: int, day: dt.date
) -> list[int]:
    """The promotions that ran at a store on a day; one without stores runs at all of them."""
    return [
        event.pk
        for event in events
        if event.first <= day <= event.last and (not stores[event.pk] or store_id in stores[event.pk])
    ]


def _words(group: Group) -> str:
    """A group in words: `day shift, Lotus flagship, Double 11`."""
    parts = []
    if group.band:
        parts.append(_("mostly %(kind)s shifts") % {"kind": ShiftKind(group.band).label})
    store = Store.objects.filter(pk=group.store_id or 0).first()
    if store is not None:
        parts.append(store.name)
    parts += (
        PromotionEvent.objects.filter(pk__in=group.events).order_by("first").values_list("name", flat=True)
    )
    return formats.listed(parts)
