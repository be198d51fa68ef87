"""Cases read for daily facts: by owner, by store, and by the account of whom a complaint concerns."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Min, Q

from kpi.choices.cases import CaseKind
from kpi.models import Case, CaseRating, Record
from kpi.rules.case_facts import CaseRow
from kpi.selectors.cases.clocks import zone
from staff.models import AccountHolding

_COLUMNS = (
    "id", "kind", "state", "store_id", "owner_id", "about_id", "day", "opened_at", "due_at", "answered_at",
    "first_closed_at", "closed_at", "in_time", "open_secs", "first_contact", "reopened", "fields",
    "refund_amount", "category__quality", "platform_help", "dispute",
)  # fmt: skip
Place = tuple[int, dt.date]  # store, business date


@dataclass(slots=True)
class Cohorts:
    """The cases of some dates: by owner and store, by store, and complaints by person concerned."""

    by_owner: dict[tuple[int, int, dt.date], list[CaseRow]] = field(default_factory=dict)
    by_store: dict[Place, list[CaseRow]] = field(default_factory=dict)
    about: dict[tuple[int, int, dt.date], int] = field(default_factory=dict)


def cohorts(first: dt.date, last: dt.date) -> Cohorts:
    """Cases that were opened on these business dates; two queries."""
    scores: dict[int, list[int]] = defaultdict(list)
    rated = CaseRating.objects.filter(case__day__range=(first, last), score__isnull=False)
    for case_id, score in rated.values_list("case_id", "score"):
        scores[case_id].append(int(score or 0))
    found = Cohorts()
    here = zone()
    for row in Case.objects.filter(day__range=(first, last)).order_by("pk").values(*_COLUMNS):
        case = _row(row, tuple(scores.get(row["id"], ())), here)
        store, day = row["store_id"], row["day"]
        found.by_owner.setdefault((row["owner_id"], store, day), []).append(case)
        found.by_store.setdefault((store, day), []).append(case)
        if row["kind"] == CaseKind.COMPLAINT and row["about_id"]:
            key = (row["about_id"], store, day)
            found.about[key] = found.about.get(key, 0) + 1
    return found


def _row(row: dict[str, Any], scores: tuple[int, ...], here: dt.tzinfo) -> CaseRow:
    return CaseRow(
        kind=row["kind"],
        state=row["state"],
        opened_at=row["opened_at"],
        opened_wall=row["opened_at"].astimezone(here).time(),
        due_at=row["due_at"],
        answered_at=row["answered_at"],
        first_closed_at=row["first_closed_at"],
        closed_at=row["closed_at"],
        in_time=row["in_time"],
        open_secs=row["open_secs"],
        first_contact=row["first_contact"],
        reopened=row["reopened"],
        review_changed=str((row["fields"] or {}).get("review_changed", "")),
        refund_amount=row["refund_amount"],
        quality=bool(row["category__quality"]),
        platform_help=row["platform_help"],
        dispute=row["dispute"],
        scores=scores,
    )


def registers() -> dict[int, dict[str, dt.date | None]]:
    """For each store the date of the first case that counts for each fact of its register; one query."""
    rows = (
        Case.objects.order_by()
        .values("store_id")
        .annotate(
            neg_reviews=Min("day", filter=Q(kind=CaseKind.REVIEW)),
            complaints=Min("day", filter=Q(kind=CaseKind.COMPLAINT)),
            disputes=Min("day", filter=Q(dispute=True)),
            platform_help=Min("day", filter=Q(platform_help=True)),
            quality_refunds=Min("day", filter=Q(category__quality=True, refund_amount__gt=0)),
            concerning=Min("day", filter=Q(kind=CaseKind.COMPLAINT, about__isnull=False)),
        )
    )
    found: dict[int, dict[str, Any]] = {row["store_id"]: {**row} for row in rows}
    for each in found.values():
        del each["store_id"]
    return found


def served(store_ids: list[int], first: dt.date, last: dt.date) -> dict[tuple[int, int, dt.date], int]:
    """Accounts with buyers served at these stores, by person, store and date: where a complaint may count.

    Of several accounts of a person the first one stands for the date.
    """
    rows = Record.objects.filter(
        store_id__in=store_ids,
        date__range=(first, last),
        agent__isnull=False,
        account__isnull=False,
        reception_users__isnull=False,
    )
    found: dict[tuple[int, int, dt.date], int] = {}
    named = rows.order_by("account_id").values_list("agent_id", "store_id", "date", "account_id").distinct()
    for agent_id, store_id, day, account_id in named:
        found.setdefault((agent_id, store_id, day), account_id)
    return found


def account_on(agent_ids: set[int], store_ids: set[int]) -> dict[tuple[int, int], list[AccountHolding]]:
    """The accounts that people held at stores, the first first."""
    rows = AccountHolding.objects.filter(agent_id__in=agent_ids, account__store_id__in=store_ids)
    found: dict[tuple[int, int], list[AccountHolding]] = defaultdict(list)
    for row in rows.select_related("account").order_by("account_id", "valid_from"):
        found[(row.agent_id, row.account.store_id)].append(row)
    return found
