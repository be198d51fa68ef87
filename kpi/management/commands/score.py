"""Scores of a period, for eyes or for scripts."""

import json
import sys
from argparse import ArgumentParser
from decimal import Decimal
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from cstm.commands import ScriptCommand
from cstm.errors import DomainError
from kpi.selectors.schemes import asked, team_cards
from kpi.selectors.schemes.team_cards import PersonScore
from staff.models import Agent


class Command(ScriptCommand):
    """Parse the arguments, call one selector."""

    help = "Print the score of everybody who was employed in a week, month or quarter, by name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The period, and whom."""
        parser.add_argument("--period", required=True, help="2026-10, 2026-W41 or 2026-Q4")
        parser.add_argument("--agent", default="", help="only this employee number")
        parser.add_argument("--json", action="store_true", dest="as_json", help="for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each person; exit code 1 for a wrong period or an unknown number."""
        try:
            period = asked.period(options["period"], timezone.localdate())
            rows = team_cards.scores(self._people(options["agent"], period), period, trend=1)
        except DomainError as error:
            if options["as_json"]:
                self.stdout.write(json.dumps({"error": str(error)}, ensure_ascii=False))
                sys.exit(1)
            raise CommandError(str(error)) from error
        if options["as_json"]:
            answer = {"period": str(period), "scores": [_row(row) for row in rows]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(f"{row.employee_no}\t{row.name}\t{_words(row)}")
        scored = sum(row.total.points is not None for row in rows)
        self.stdout.write(f"{period}: {scored} of {len(rows)} people scored")

    def _people(self, number: str, period: asked.Period) -> list[Agent]:
        rows = Agent.objects.filter(hired_on__lte=period.last, left_on__gte=period.first)
        if number:
            rows = rows.filter(employee_no=number)
            if not rows:
                raise DomainError(f"Nobody with the number “{number}” was employed in {period}.")
        return list(rows.order_by("name", "employee_no"))


def _words(row: PersonScore) -> str:
    if row.total.points is None:
        return "not enough" if row.spec else "no scheme"
    span = f" (pending: {row.total.low:f} to {row.total.high:f})" if row.total.low is not None else ""
    return f"{row.total.points:f}{span}\t{row.total.formula}"


def _row(row: PersonScore) -> dict[str, object]:
    total = row.total
    return {
        "employee_no": row.employee_no,
        "name": row.name,
        "points": _text(total.points),
        "low": _text(total.low),
        "high": _text(total.high),
        "pending": total.pending,
        "formula": total.formula,
        "scheme": row.scheme,
        "version": row.spec.number if row.spec else None,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
