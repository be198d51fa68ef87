"""Cases as daily records of source `cstm`, made equal to the register before a week is summed."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone

from cstm.weeks import Week
from kpi.choices import OWN_SOURCE, Scope
from kpi.facts import FACTS
from kpi.models import Record
from kpi.rules import case_facts
from kpi.selectors.cases import counted
from kpi.services import settle, weeks

OF_OWNER = (
    "cases", "cases_fcr", "cases_reopened", "case_secs", "cases_sla", "neg_followed", "neg_fixed",
    "complaint_rated_n", "complaint_sat_n", "refund_cases", "refund_secs", "svc_tickets",
    "svc_tickets_20min",
)  # fmt: skip
OF_STORE = ("neg_reviews", "complaints", "disputes", "platform_help", "quality_refunds")
ALL = (*OF_OWNER, *OF_STORE)
Key = tuple[str, int, int, int, dt.date]  # scope, store, account, person (0: none), date
_NOBODY = 0


class _Wanted:
    """What records there should be: facts, pending codes and the ripe date by key."""

    def __init__(self) -> None:
        self.rows: dict[Key, tuple[dict[str, Decimal], str, dt.date | None]] = {}

    def put(
        self, key: Key, facts: dict[str, Decimal], pending: Iterable[str] = (), ripe: dt.date | None = None
    ) -> None:
        codes = ",".join(sorted(pending))
        self.rows[key] = (facts, f",{codes}," if codes else "", ripe)


def copy_week(week: Week, *, now: dt.datetime | None = None) -> int:
    """Make the records of cases of a week equal to the register; returns how many there are.

    Three kinds of record: of owners (their cases, without an account), of people whom complaints concern
    (with the account through which they serve), and of whole stores (reviews, complaints, disputes). Runs
    inside the transaction of the rollup; where no store has a register it reads and writes nothing more.
    """
    moment = now or timezone.now()
    registers = counted.registers()
    standing = {
        _key(record): record
        for record in Record.objects.filter(
            source=OWN_SOURCE, store__isnull=False, date__range=(week.monday, week.sunday)
        )
    }
    wanted = _wanted(week, registers, moment) if registers else _Wanted()
    stores = _write(wanted, standing)
    if stores:
        settle.settle(stores, week.monday, week.sunday)
    return len(wanted.rows)


def _wanted(week: Week, registers: dict[int, dict[str, dt.date | None]], now: dt.datetime) -> _Wanted:
    found = counted.cohorts(week.monday, week.sunday)
    wanted = _Wanted()
    for (owner, store, day), rows in found.by_owner.items():
        got = case_facts.of_owner(rows, now=now)
        wanted.put((Scope.AGENT, store, 0, owner, day), got.facts, got.pending, got.ripe_on)
    today = timezone.localdate(now)
    for store, firsts in registers.items():
        for day in week.days:
            kept = case_facts.kept_since(firsts, day)
            if day <= today and kept:
                facts = case_facts.of_store(found.by_store.get((store, day), []), kept)
                if facts:
                    wanted.put((Scope.SHOP, store, 0, _NOBODY, day), facts)
    _concerning(wanted, week, registers, found.about)
    return wanted


def _concerning(
    wanted: _Wanted,
    week: Week,
    registers: dict[int, dict[str, dt.date | None]],
    about: dict[tuple[int, int, dt.date], int],
) -> None:
    """Complaints by whom they concern, and none for whoever served buyers on a date without one."""
    stores = {store: firsts["concerning"] for store, firsts in registers.items() if firsts["concerning"]}
    if not stores:
        return
    served = counted.served(list(stores), week.monday, week.sunday)
    for (agent, store, day), account in served.items():
        first = stores[store]
        if first is not None and first <= day:
            number = Decimal(about.get((agent, store, day), 0))
            wanted.put((Scope.AGENT, store, account, agent, day), {"complaints": number})
    missing = {key: number for key, number in about.items() if key not in served}
    held = counted.account_on({key[0] for key in missing}, {key[1] for key in missing}) if missing else {}
    for (agent, store, day), complaints in missing.items():
        account = next(
            (one.account_id for one in held.get((agent, store), []) if one.valid_from <= day <= one.valid_to),
            0,
        )
        if account:  # Without an account there is nothing it could be set against; the store counts it.
            wanted.put((Scope.AGENT, store, account, agent, day), {"complaints": Decimal(complaints)})


def _key(record: Record) -> Key:
    return (
        record.scope,
        record.store_id or 0,
        record.account_id or 0,
        record.agent_id or _NOBODY,
        record.date,
    )


def _write(wanted: _Wanted, standing: dict[Key, Record]) -> set[int]:
    """Bring the records to what is wanted; returns the stores whose shop figures have to be settled."""
    fresh, changed, touched = [], [], set()
    for key, (facts, pending, ripe) in wanted.rows.items():
        record = standing.get(key)
        if record is None:
            fresh.append(_record(key, facts, pending, ripe))
            touched.add(key[1])
        elif _apply(record, facts, pending, ripe):
            changed.append(record)
            touched.add(key[1])
    gone = [record for key, record in standing.items() if key not in wanted.rows]
    touched |= {record.store_id for record in gone if record.store_id}
    Record.objects.filter(pk__in=[record.pk for record in gone]).delete()
    Record.objects.bulk_create(fresh, batch_size=500)
    if changed:
        Record.objects.bulk_update(changed, [*ALL, "pending", "ripe_on", "given"], batch_size=200)
    return touched


def _record(key: Key, facts: dict[str, Decimal], pending: str, ripe: dt.date | None) -> Record:
    scope, store, account, agent, day = key
    return Record(
        scope=scope,
        store_id=store,
        account_id=account or None,
        agent_id=agent or None,
        date=day,
        last_date=day,
        source=OWN_SOURCE,
        pending=pending,
        ripe_on=ripe,
        **facts,
    )


def _apply(record: Record, facts: dict[str, Decimal], pending: str, ripe: dt.date | None) -> bool:
    """Set a record's figures; says whether what it tells has changed.

    What counts of a store's figure may be less than it tells (its people's rows stand below it), so the
    telling is compared with `given` too.
    """
    told = {code: getattr(record, code) for code in ALL if getattr(record, code) is not None}
    told |= {code: Decimal(text) for code, text in (record.given or {}).items() if code in FACTS}
    if told == facts and (record.pending, record.ripe_on) == (pending, ripe):
        return False
    for code in ALL:
        setattr(record, code, facts.get(code))
    record.given, record.pending, record.ripe_on = None, pending, ripe
    return True


def ripen(now: dt.datetime) -> int:
    """Mark the weeks in which a figure of cases waits for time to pass; returns how many weeks."""
    days = (
        Record.objects.filter(source=OWN_SOURCE, store__isnull=False)
        .exclude(pending="")
        .order_by()
        .values_list("date", flat=True)
        .distinct()
    )
    return len(weeks.mark_dirty(list(days)))
