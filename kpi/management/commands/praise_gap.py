"""Who worked in the last seven days and heard no praise; for operators."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from cstm.commands import ScriptCommand
from cstm.weeks import Week
from kpi.selectors.praise import due
from kpi.services.praise import reminders
from staff.selectors import people


class Command(ScriptCommand):
    """Parse the arguments, ask, print."""

    help = "People who worked in the last seven days and heard no praise; with --remind tell their leaders."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A team, and how to say it."""
        parser.add_argument("--team", help="a team's path such as Care/Pre-sales; else everybody")
        parser.add_argument("--remind", action="store_true", help="also do what the daily job does")
        parser.add_argument("--json", action="store_true", dest="as_json", help="an answer for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the gap by team and name; exit code 1 for an unknown team."""
        now = timezone.now()
        team_ids = None
        if path := options["team"]:
            team = people.team_by_path(path)
            if team is None:
                raise CommandError(f"There is no team {path!r}.")
            team_ids = people.team_subtree_ids(team.pk)
        rows = sorted(due.gap(team_ids, now=now), key=lambda row: (row.team, row.agent.name))
        week = due.week_cover(team_ids, Week.of(timezone.localdate(now)), now=now)
        told = reminders.compute(now) if options["remind"] else 0
        if options["as_json"]:
            self.stdout.write(json.dumps(self._answer(rows, week, told, now), ensure_ascii=False))
            return
        for row in rows:
            days = ", ".join(day.isoformat() for day in sorted(row.worked))
            self.stdout.write(f"{row.team}  {row.agent.name} ({row.agent.employee_no}): worked {days}")
        self.stdout.write(f"{len(rows)} wait; this week {week.praised} of {week.worked} were praised.")
        if options["remind"]:
            self.stdout.write(f"{told} notices written.")

    @staticmethod
    def _answer(rows: list[due.Standing], week: Any, told: int, now: Any) -> dict[str, Any]:
        """The same for machines."""
        return {
            "day": timezone.localdate(now).isoformat(),
            "days": 7,
            "due": [
                {
                    "employee_no": row.agent.employee_no,
                    "name": row.agent.name,
                    "team": row.team,
                    "worked": {day.isoformat(): how for day, how in sorted(row.worked.items())},
                }
                for row in rows
            ],
            "week": {"worked": week.worked, "praised": week.praised, "cover": week.share},
            "notices": told,
        }
