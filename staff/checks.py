"""What must not be so when the site starts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from cstm.demo import ACCOUNTS, PASSWORD
from staff.selectors.logins import demo_log_ins


@register(Tags.security)
def no_demo_log_ins(app_configs: Any, **_more: Any) -> list[CheckMessage]:
    """In production no demo log-in with its well-known password may exist."""
    if not settings.PRODUCTION:
        return []
    try:
        names = demo_log_ins(ACCOUNTS, PASSWORD)
    except DatabaseError:
        return []  # Before the first migration there is nobody.
    if not names:
        return []
    return [
        Error(
            f"Demo log-ins exist in production: {', '.join(names)}.",
            hint="Remove them or give them other passwords; the demo belongs in a database of its own.",
            id="staff.E001",
        )
    ]
