"""Where a request comes from, by the one rule that failed log-ins are counted by."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def address_of(request: Any) -> str:
    """The caller's address: what the outermost of our own proxies saw."""
    return str(import_string(settings.AXES_CLIENT_IP_CALLABLE)(request))
