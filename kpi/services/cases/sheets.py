"""Sheets of cases and of script use: read through the gate, looked at, taken in whole, and undone."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.spreadsheets import Limits, open_table
from kpi.choices.cases import CaseBatchState, CaseState, SheetKind
from kpi.importers import case_sheet
from kpi.importers.case_sheet import Draft, SheetFault
from kpi.models import Case, CaseBatch, CaseNote, ScriptUse
from kpi.rules.case_fields import FIELDS
from kpi.selectors.cases import cases as reads
from kpi.selectors.cases import clocks
from kpi.services import weeks
from kpi.services.cases import cases, shared
from staff.models import Agent, Store, User
from staff.services import audit

MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Names:
    """What names in a sheet stand for, of what the sender may write for."""

    stores: dict[str, Store]
    people: dict[str, Agent]
    categories: dict[str, int]


@transaction.atomic
def read_sheet(
    path: Path,
    *,
    name: str,
    sheet: str,
    agent_ids: Iterable[int] | None,
    store_ids: Iterable[int],
    actor: User | None,
    now: dt.datetime | None = None,
) -> CaseBatch:
    """Read a sheet and keep what it says, to be looked at; nothing else is written.

    `agent_ids` are the people whom the sender may write for (None: everybody), `store_ids` the stores.
    Raises FileRefused at the gate, and DomainError where no sheet has the columns.
    """
    moment = now or timezone.now()
    drafts, faults, rows = _read(path, sheet)
    names = _names(agent_ids, store_ids)
    clean: list[Draft] = []
    for draft in drafts:
        wrong = _look_up(draft, names, moment)
        if wrong:
            faults += wrong
        else:
            clean.append(draft)
    if sheet == SheetKind.SCRIPTS:
        clean, doubled = _single(clean)
        faults += doubled
    faults.sort(key=lambda fault: fault.row)
    batch = CaseBatch.objects.create(
        sheet=sheet,
        file_name=name[:200],
        uploaded_by=actor,
        rows=rows,
        drafts=clean,
        faults=[fault.plain() for fault in faults],
    )
    audit.record(actor=actor, action="case_import.add", about=batch, after={"rows": rows})
    return batch


def _read(path: Path, sheet: str) -> tuple[list[Draft], list[SheetFault], int]:
    """Clean rows and faults of the first sheet that has the columns, and how many rows there were."""
    is_cases = sheet == SheetKind.CASES
    known, needed, make = (
        (case_sheet.CASES, case_sheet.CASES_NEEDED, case_sheet.case)
        if is_cases
        else (case_sheet.SCRIPTS, case_sheet.SCRIPTS_NEEDED, case_sheet.script)
    )
    limits = Limits(
        max_bytes=settings.IMPORT_MAX_BYTES,
        max_rows=MOST_ROWS + case_sheet.HEADER_WITHIN,
        max_columns=settings.IMPORT_MAX_COLUMNS,
        max_unpacked_bytes=settings.IMPORT_MAX_UNPACKED_BYTES,
    )
    drafts: list[Draft] = []
    faults: list[SheetFault] = []
    with open_table(path, limits=limits) as book:
        for each in book.sheets:
            places: dict[str, int] | None = None
            rows = 0
            for seen, row in enumerate(book.rows(each)):
                if places is None:
                    if seen >= case_sheet.HEADER_WITHIN:
                        break
                    places = case_sheet.columns_of(row.cells, known, needed)
                    continue
                if all(case_sheet.text(cell) == "" for cell in row.cells):
                    continue
                rows += 1
                found = make(row.number, row.cells, places)
                if isinstance(found, list):
                    faults += found
                else:
                    drafts.append(found)
            if places is not None:
                return drafts, faults, rows
    titles = ", ".join(f"{column} ({known[column][-1]})" for column in needed)
    raise DomainError(_("No sheet has the columns %(columns)s.") % {"columns": titles}, code="no_header")


def _names(agent_ids: Iterable[int] | None, store_ids: Iterable[int]) -> Names:
    people = Agent.objects.all()
    if agent_ids is not None:
        people = people.filter(pk__in=list(agent_ids))
    categories: dict[str, int] = {}
    for node in reads.category_tree(only_active=True):
        row = node["row"]
        for word in (row.name_en, row.name_zh, node["path"]):
            categories.setdefault(word.lower(), row.pk)
    return Names(
        {store.name: store for store in Store.objects.filter(pk__in=list(store_ids))},
        {agent.employee_no: agent for agent in people},
        categories,
    )


def _look_up(draft: Draft, names: Names, now: dt.datetime) -> list[SheetFault]:
    """Put keys where names stand; what is not known is a fault of its cell."""
    faults: list[SheetFault] = []

    def refuse(column: str, why: str, message: str) -> None:
        faults.append(SheetFault(draft["row"], column, str(draft[column])[:80], why, message))

    store, agent = names.stores.get(draft["store"]), names.people.get(draft["owner"])
    if store is None:
        refuse("store", "unknown", _("You have no store of this name. Write it as the list of stores does."))
    if agent is None:
        refuse("owner", "unknown", _("Nobody in your part of the tree has this employee number."))
    if draft.get("category"):
        pk = names.categories.get(draft["category"].lower())
        if pk is None:
            refuse("category", "unknown", _("There is no category of this name. See the settings of cases."))
        draft["category_id"] = pk
    if "opened" in draft:
        for column in ("opened", "closed"):
            if draft[column] and _moment(draft[column]) > now:
                refuse(column, "future", _("This time has not come yet."))
    elif draft["day"] > timezone.localdate(now).isoformat():
        refuse("day", "future", _("This date has not come yet."))
    if not faults and store is not None and agent is not None:
        draft["store_id"], draft["owner_id"] = store.pk, agent.pk
        if "opened" in draft:
            try:
                _row(draft, store, agent, None)
            except DomainError as wrong:
                column = wrong.code.removeprefix("field_")
                faults.append(SheetFault(draft["row"], column, "", wrong.code, str(wrong)))
    return faults


def _single(drafts: list[Draft]) -> tuple[list[Draft], list[SheetFault]]:
    """Of two rows of a person, store and date the second is a fault."""
    seen: dict[tuple[Any, ...], int] = {}
    clean, faults = [], []
    for draft in drafts:
        key = (draft["owner_id"], draft["store_id"], draft["day"])
        if key in seen:
            words = _("Row %(row)s says the same person, store and date.") % {"row": seen[key]}
            faults.append(SheetFault(draft["row"], "day", draft["day"], "twice", words))
        else:
            seen[key] = draft["row"]
            clean.append(draft)
    return clean, faults


def _moment(text: str) -> dt.datetime:
    """Wall time of a sheet where the organisation is."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=clocks.zone())


@transaction.atomic
def take(batch_id: int, *, actor: User | None, now: dt.datetime | None = None) -> CaseBatch:
    """Take a sheet's clean rows in, all in one go; pressed twice is once. Raises DomainError without any."""
    moment = now or timezone.now()
    batch = CaseBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if batch.state == CaseBatchState.TAKEN:
        return batch
    if batch.state != CaseBatchState.STAGED:
        raise DomainError(_("This sheet was put aside. Send it again."), code="state")
    if not batch.drafts:
        raise DomainError(_("No row of the sheet can be taken in."), code="empty")
    batch.taken = _cases(batch, actor) if batch.sheet == SheetKind.CASES else _scripts(batch)
    batch.state, batch.taken_at = CaseBatchState.TAKEN, moment
    batch.save()
    audit.record(actor=actor, action="case_import.commit", about=batch, after={"rows": batch.taken})
    return batch


def _cases(batch: CaseBatch, actor: User | None) -> int:
    """Write the cases of a sheet, in a fixed number of questions."""
    stores = Store.objects.in_bulk({draft["store_id"] for draft in batch.drafts})
    people = Agent.objects.in_bulk({draft["owner_id"] for draft in batch.drafts})
    hours, limits = clocks.hours_of(stores), clocks.own_limits()
    maker = getattr(actor, "agent", None)
    rows = []
    for draft in batch.drafts:
        case = _row(draft, stores[draft["store_id"]], people[draft["owner_id"]], maker)
        case.batch, case.row = batch, draft["row"]
        times = hours[case.store_id]
        case.due_at, case.leader_due_at = clocks.due(case.kind, case.priority, case.opened_at, times, limits)
        if draft["closed"]:
            cases.settle(
                case,
                outcome=draft["outcome"],
                first_contact=False,
                at=_moment(draft["closed"]),
                hours=times,
            )
        rows.append(case)
    made = Case.objects.bulk_create(rows, batch_size=200)
    notes = []
    for case in made:
        notes.append(CaseNote(case=case, agent=maker, at=case.opened_at, step=shared.OPENED))
        if case.closed_at is not None:
            notes.append(
                CaseNote(case=case, agent=maker, at=case.closed_at, step=shared.CLOSED, text=case.outcome)
            )
    CaseNote.objects.bulk_create(notes, batch_size=500)
    weeks.mark_dirty({case.day for case in made})
    return len(made)


def _row(draft: Draft, store: Store, owner: Agent, by: Agent | None) -> Case:
    """A case of a row. Of fields that the kind does not have, nothing is kept. Raises DomainError."""
    known = {field.code for field in FIELDS[draft["kind"]]}
    values = {
        **{name: draft[name] for name in ("text", "buyer", "order_no", "product_no", "product", "source")},
        "priority": draft["priority"],
        "category_id": draft.get("category_id"),
        "refund_amount": Decimal(draft["refund"]) if draft["refund"] else None,
        "fields": {code: value for code, value in draft["fields"].items() if code in known},
    }
    return cases.drafted(
        store,
        kind=draft["kind"],
        title=draft["title"],
        owner=owner,
        by=by,
        values=values,
        opened_at=_moment(draft["opened"]),
    )


def _scripts(batch: CaseBatch) -> int:
    """Write the script use of a sheet; raises DomainError where another sheet brought a date already."""
    days = {(draft["owner_id"], draft["store_id"], draft["day"]) for draft in batch.drafts}
    known = ScriptUse.objects.filter(
        agent_id__in={key[0] for key in days}, store_id__in={key[1] for key in days}
    ).values_list("agent_id", "store_id", "day")
    standing = {(agent, store, day.isoformat()) for agent, store, day in known}
    if taken := sorted(days & standing):
        raise DomainError(
            _("%(n)s rows are of dates that another sheet brought. Undo that sheet first.")
            % {"n": len(taken)},
            code="taken",
        )
    rows = [
        ScriptUse(
            agent_id=draft["owner_id"],
            store_id=draft["store_id"],
            day=dt.date.fromisoformat(draft["day"]),
            used=draft["used"],
            edited=draft["edited"],
            messages=draft["messages"],
            batch=batch,
        )
        for draft in batch.drafts
    ]
    return len(ScriptUse.objects.bulk_create(rows, batch_size=500))


@transaction.atomic
def leave(batch_id: int, *, actor: User | None) -> CaseBatch:
    """Put a sheet aside that was not taken in."""
    batch = CaseBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if batch.state == CaseBatchState.STAGED:
        batch.state, batch.drafts = CaseBatchState.LEFT, []
        batch.save()
        audit.record(actor=actor, action="case_import.discard", about=batch)
    return batch


@transaction.atomic
def undo(batch_id: int, *, actor: User | None, now: dt.datetime | None = None) -> int:
    """Take a sheet's rows out again; returns how many cases stay because somebody worked on them since.

    Raises DomainError for a sheet that is not taken in.
    """
    batch = CaseBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if batch.state != CaseBatchState.TAKEN:
        raise DomainError(_("This sheet is not taken in."), code="state")
    stay = 0
    if batch.sheet == SheetKind.SCRIPTS:
        ScriptUse.objects.filter(batch=batch).delete()
    else:
        mine = Case.objects.filter(batch=batch)
        worked = CaseNote.objects.filter(case__batch=batch).exclude(
            step__in=(shared.OPENED, shared.CLOSED, shared.REMINDED)
        )
        touched = {
            *worked.values_list("case_id", flat=True),
            *mine.filter(row__in=_still_open(batch), state=CaseState.CLOSED).values_list("pk", flat=True),
        }
        gone = mine.exclude(pk__in=touched)
        weeks.mark_dirty(list(gone.order_by().values_list("day", flat=True).distinct()))
        gone.delete()
        mine.update(batch=None, row=None)
        stay = len(touched)
    batch.state, batch.undone_at = CaseBatchState.UNDONE, now or timezone.now()
    batch.save()
    audit.record(actor=actor, action="case_import.undo", about=batch, after={"kept": stay})
    return stay


def _still_open(batch: CaseBatch) -> list[int]:
    """Rows that the sheet brought open: closed since, they were worked on."""
    return [draft["row"] for draft in batch.drafts if not draft["closed"]]
