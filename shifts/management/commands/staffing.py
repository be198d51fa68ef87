"""Heads for one interval by Erlang C, or by Erlang A where patience is named."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cstm.errors import DomainError
from shifts.services.staffing import Asked, heads

ASKED = (
    *("volume", "interval", "aht", "target", "agents", "threshold", "patience", "concurrency"),
    *("max_occupancy", "shrinkage"),
)


class Command(BaseCommand):
    """Parse the arguments, call one service."""

    help = "How many agents an interval needs, or what its contacts meet with a number of agents."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The load, then a target or a number of agents."""
        parser.add_argument("--volume", type=float, required=True, help="contacts in the interval")
        parser.add_argument("--interval", type=float, required=True, help="length of the interval, minutes")
        parser.add_argument("--aht", type=float, required=True, help="handling time of a contact, seconds")
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--target", default="", help="share answered / within seconds, 0.8/20; or average wait, asa/20"
        )
        choice.add_argument("--agents", type=int, help="show the figures of so many agents")
        parser.add_argument("--threshold", type=float, help="seconds of the service level, with --agents")
        parser.add_argument("--patience", type=float, help="mean seconds until a contact leaves (Erlang A)")
        parser.add_argument(
            "--concurrency", type=float, default=1.0, help="what divides the handling time (2 chats: 1.7)"
        )
        parser.add_argument("--max-occupancy", type=float, help="busy share to stay under, such as 0.9")
        parser.add_argument(
            "--shrinkage", type=float, default=0.0, help="share of paid time away from work, such as 0.3"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="figures for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the figures; a sentence and exit code 2 where the question cannot be answered."""
        try:
            found = asdict(heads(Asked(**{name: options[name] for name in ASKED})))
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(json.dumps(found) if options["as_json"] else _text(found))


def _text(found: dict[str, Any]) -> str:
    """The figures as lines."""
    wait = "without end" if found["asa"] is None else f"{found['asa']:.1f} s"
    lines = [
        ("agents on duty", str(found["agents"])),
        ("agents to schedule", str(found["scheduled"])),
        ("answered in time", f"{found['service_level']:.1%}"),
        ("average wait", wait),
        ("occupancy", f"{found['occupancy']:.1%}"),
        ("must wait", f"{found['p_wait']:.1%}"),
        ("give up", f"{found['p_abandon']:.1%}"),
    ]
    return "\n".join(f"{name:20}{value}" for name, value in lines)
