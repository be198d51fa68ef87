"""The case report as a workbook: by store and category, by kind, and by product."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cstm.spreadsheets import XlsxWriter
from cstm.spreadsheets.write import Value
from kpi.selectors.cases.report import CaseReport, Sums
from staff.models import User
from staff.services import audit

_KINDS = (
    "integer", "integer", "integer", "integer", "integer", "integer", "percent", "integer", "integer",
    "percent", "integer", "percent", "money", "integer", "integer", "percent",
)  # fmt: skip


def write(found: CaseReport, products: Any, *, target: Path, actor: User | None) -> int:
    """Write a report; returns its lines. What is missing is an empty cell; the audit trail has each file."""
    titles = [*_titles()]
    with XlsxWriter(target) as book:
        book.sheet(_("By store and category"), [_("Store"), _("Case category"), *titles], ["", "", *_KINDS])
        for line in found.lines:
            book.row([line.store, line.category, *_values(line.sums)])
        book.row([_("Total"), "", *_values(found.whole)])
        book.sheet(_("By kind"), [_("Kind"), *titles], ["", *_KINDS])
        for name, sums in found.kinds:
            book.row([name, *_values(sums)])
        heads = (
            _("Product"), _("Product number"), _("Store"), _("Cases"), _("Faults"), _("Faults that wait"),
            _("Returns and exchanges"), _("Damaged orders"), _("Refunds"),
        )  # fmt: skip
        book.sheet(_("By product"), heads, ("", "", "", *["integer"] * 5, "money"))
        for row in products:
            book.row(
                [
                    row["name"], row["product_no"], row["store__name"], row["n"], row["faults"],
                    row["waiting"], row["returns"], row["damaged"], row["refund"],
                ]
            )  # fmt: skip
    audit.record(
        actor=actor,
        action="report.export",
        about=target.name,
        after={"first": found.first, "last": found.last, "rows": len(found.lines)},
    )
    return len(found.lines)


def _titles() -> tuple[str, ...]:
    return (
        _("Cases"), _("In the period before"), _("Not closed"), _("Past their time"), _("In time"),
        _("Closed or past their time"), _("In time, share"), _("Closed"), _("Settled at the first contact"),
        _("First contact, share"), _("Reopened"), _("Reopened, share"), _("Refunds"), _("Answers of buyers"),
        _("Satisfied"), _("Satisfied, share"),
    )  # fmt: skip


def _values(sums: Sums) -> list[Value]:
    return [
        sums.cases, sums.before, sums.standing, sums.late, sums.in_time, sums.decided,
        _plain(sums.in_time_rate), sums.closed, sums.first_contact, _plain(sums.first_rate), sums.reopened,
        _plain(sums.reopen_rate), sums.refund, sums.rated, sums.satisfied, _plain(sums.satisfied_rate),
    ]  # fmt: skip


def _plain(share: Decimal | None) -> Decimal | None:
    return None if share is None else share.quantize(Decimal("0.0001"))
