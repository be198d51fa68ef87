"""Show the log-ins of the demo team."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

from cstm import demo


class Command(BaseCommand):
    """Prints those that exist, in demo mode alone."""

    help = "Print the demo log-ins."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """One line of names and one for their password."""
        if not settings.DEMO:
            return
        there = set(
            get_user_model()
            ._default_manager.filter(username__in=demo.ACCOUNTS)
            .values_list("username", flat=True)
        )
        if there:
            self.stdout.write("Sign in as: " + "  ".join(n for n in demo.ACCOUNTS if n in there))
            self.stdout.write(f"Password:   {demo.PASSWORD}")
