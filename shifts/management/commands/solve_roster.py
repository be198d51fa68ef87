"""Fill a month with the solver: as the watcher of a job, or by hand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cstm.errors import DomainError
from shifts.selectors.rosters import rosters_of
from shifts.services import solve
from staff.services import jobs


class Command(BaseCommand):
    """`solve_roster --job 12 --attempt 1` goes on with a job; `solve_roster --roster 3` starts one."""

    help = "Fill a roster's month with the solver."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which job, or which roster."""
        parser.add_argument("--job", type=int)
        parser.add_argument("--attempt", type=int, default=1)
        parser.add_argument("--roster", type=int)
        parser.add_argument("--seconds", type=int, default=solve.SECONDS)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if options["job"]:
            jobs.carry_on(options["job"], options["attempt"], solve.watch)
            return
        roster = rosters_of(None).filter(pk=options["roster"] or 0).first()
        if roster is None:
            raise CommandError("Name a roster that there is: --roster NUMBER.")
        try:
            job = solve.request(roster, actor=None, seconds=options["seconds"], seed=options["seed"])
        except DomainError as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Job {job.pk} waits for a worker.")
