"""Files of pay: the sheet with a row for each person, its reconciliation, and a slip as PDF."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cstm import formats, pdf
from cstm.spreadsheets import XlsxWriter
from kpi.choices.pay import LineCode, RunKind, RunState
from kpi.models import PayLine, PayRun, PaySlip
from kpi.rules.pay import ZERO
from kpi.selectors.pay import lists, words
from staff.models import User
from staff.services import audit

_AT_ONCE = 500


def write_sheet(run: PayRun, slips: Iterable[PaySlip], *, target: Path, actor: User | None) -> int:
    """Write the pay sheet: one row for each person, one column for each line, and a sheet that reconciles.

    Sums stand under the columns; the second sheet adds the same lines by kind and by team and names every
    difference to an earlier month. Each file is in the audit trail. Returns the number of people.
    """
    rows = list(slips)
    lines = _lines(rows)
    codes = [code for code in LineCode.values if any(code in found for found in _sums(lines).values())]
    with XlsxWriter(target) as book:
        _people(book, run, rows, lines, codes)
        _reconcile(book, run, rows, lines, codes)
        _differences(book, rows, lines)
    after = {"run": str(run), "people": len(rows)}
    audit.record(actor=actor, action="pay_run.export", about=run, after=after)
    return len(rows)


def _lines(rows: list[PaySlip]) -> dict[int, list[PayLine]]:
    found: dict[int, list[PayLine]] = {}
    for start in range(0, len(rows), _AT_ONCE):
        found |= lists.lines_of(rows[start : start + _AT_ONCE])
    return found


def _sums(lines: dict[int, list[PayLine]]) -> dict[int, dict[str, Decimal]]:
    found: dict[int, dict[str, Decimal]] = {}
    for pk, rows in lines.items():
        own = found.setdefault(pk, {})
        for row in rows:
            own[row.code] = own.get(row.code, ZERO) + row.amount
    return found


def _people(
    book: XlsxWriter, run: PayRun, rows: list[PaySlip], lines: dict[int, list[PayLine]], codes: list[str]
) -> None:
    titles = [
        _("Employee number"),
        _("Name"),
        _("Team"),
        *(str(LineCode(code).label) for code in codes),
        _("Total"),
        _("Currency"),
        _("At least"),
        _("At most"),
    ]
    kinds = ["", "", "", *["number"] * len(codes), "number", "", "number", "number"]
    book.sheet(_("Pay sheet"), titles, kinds)
    sums = _sums(lines)
    for row in rows:
        own = sums[row.pk]
        amounts = [own.get(code, ZERO) for code in codes]
        team = row.team.path if row.team else ""
        ends = [row.low, row.high]
        book.row([row.employee_no, row.name, team, *amounts, row.total, run.currency, *ends])
    totals = [sum((own.get(code, ZERO) for own in sums.values()), ZERO) for code in codes]
    whole = sum((row.total for row in rows), ZERO)
    book.row([_("Sum"), "", "", *totals, whole, run.currency, None, None])


def _reconcile(
    book: XlsxWriter, run: PayRun, rows: list[PaySlip], lines: dict[int, list[PayLine]], codes: list[str]
) -> None:
    """Lines by kind and by team against the slips' totals: the last column is 0 or something is wrong."""
    titles = [_("What"), _("People"), _("Lines"), _("Sum of lines"), _("Sum of totals"), _("Gap")]
    book.sheet(_("Reconciliation"), titles, ["", "integer", "integer", "number", "number", "number"])
    every = [line for each in lines.values() for line in each]
    for code in codes:
        own = [line for line in every if line.code == code]
        total = sum((line.amount for line in own), ZERO)
        people = len({line.slip_id for line in own})
        book.row([str(LineCode(code).label), people, len(own), total, None, None])
    teams = sorted({row.team.path if row.team else "" for row in rows})
    for team in teams:
        here = [row for row in rows if (row.team.path if row.team else "") == team]
        _check(book, team or _("no team"), here, lines)
    _check(book, _("Everybody in this file"), rows, lines)
    if run.kind == RunKind.REGULAR:
        before = PayRun.objects.filter(
            kind=RunKind.REGULAR, state=RunState.CLOSED, month__lt=run.month
        ).order_by("-month")
        last = before.first()
        if last is not None:
            total = sum(last.slips.values_list("total", flat=True), ZERO)
            name = _("The run before: %(run)s") % {"run": last}
            book.row([name, last.slips.count(), last.lines.count(), None, total, None])


def _check(book: XlsxWriter, name: str, rows: list[PaySlip], lines: dict[int, list[PayLine]]) -> None:
    own = [line for row in rows for line in lines[row.pk]]
    added, total = sum((line.amount for line in own), ZERO), sum((row.total for row in rows), ZERO)
    book.row([name, len(rows), len(own), added, total, added - total])


def _differences(book: XlsxWriter, rows: list[PaySlip], lines: dict[int, list[PayLine]]) -> None:
    titles = [_("Employee number"), _("Name"), _("Month"), _("Line"), _("Paid"), _("Now"), _("Difference")]
    book.sheet(_("Differences"), titles, ["", "", "", "", "number", "number", "number"])
    for row in rows:
        for line in lines[row.pk]:
            if line.code == LineCode.DIFFERENCE:
                paid, now = (line.inputs.get(name) for name in ("paid", "now"))
                about = str(LineCode(line.about).label)
                values = [row.employee_no, row.name, f"{line.month:%Y-%m}", about]
                numbers = [None if value is None else Decimal(value) for value in (paid, now)]
                book.row([*values, *numbers, line.amount])


def slip_file(slip: PaySlip, lines: list[PayLine], *, actor: User | None) -> bytes:
    """A slip as PDF in the reader's language. Each file is in the audit trail."""
    run = slip.run
    month = formats.month(run.month)
    shown = lists.in_words(lines, run.currency)
    title = _("Pay slip %(month)s") % {"month": month}
    facts = [
        (_("Name"), slip.name),
        (_("Employee number"), slip.employee_no),
        (_("Team"), slip.team.path if slip.team else "–"),
        (_("Month"), month),
        (_("Pay plan"), str(slip.version.plan) if slip.version else "–"),
        (_("Currency"), run.currency),
    ]
    rows = [[each.label, each.formula, words.amount(each.amount, run.currency)] for each in shown]
    rows.append([_("Total"), "", words.amount(slip.total, run.currency)])
    blocks: list[pdf.Block] = [
        pdf.Facts(facts),
        pdf.Heading(_("How it was computed")),
        pdf.Table([_("Line"), _("Formula"), _("Amount")], rows, right=[2], widths=[3, 6, 2], total=True),
        *(pdf.Para(f"{each.label}: {note}", quiet=True) for each in shown for note in each.notes),
    ]
    if run.state != RunState.CLOSED:
        blocks.append(pdf.Para(_("This run is not closed yet; numbers may change.")))
    elif run.closed_at is not None:
        words_of_close = _("Closed on %(day)s. What is found later becomes a difference in a later month.")
        blocks.append(pdf.Para(words_of_close % {"day": formats.day(localdate(run.closed_at))}, quiet=True))
    audit.record(actor=actor, action="pay_run.export", about=slip, after={"run": str(run), "people": 1})
    return pdf.document(title, blocks, get_language() or "en")


def file_name(run: PayRun, kind: str, number: str = "") -> str:
    """A name for a file: pay-2026-10.xlsx, pay-2026-10-A17.pdf."""
    parts = ["pay", str(run).replace("/", "-"), *([number] if number else [])]
    return f"{'-'.join(parts)}.{kind}"
