"""How to read the signs of running work; they stand in the cache, where no long transaction hides them."""

import datetime as dt
import logging
from typing import Any

from django.core.cache import cache

log = logging.getLogger(__name__)
WORKER = "worker-sign"


def key(job_id: int, part: str) -> str:
    """Under which name a sign stands."""
    return f"job:{job_id}:{part}"


def _get(name: str) -> Any:
    """Read; a silent cache says nothing."""
    try:
        return cache.get(name)
    except Exception as error:
        log.warning("the cache gave no sign of work: %s", error)
        return None


def progress_of(job_id: int, attempt: int) -> dict[str, Any] | None:
    """How far that attempt said it is."""
    values = _get(key(job_id, "progress"))
    return values if values and values.get("attempt") == attempt else None


def cancel_asked(job_id: int) -> bool:
    """Does somebody wish that it stops?"""
    return bool(_get(key(job_id, "cancel")))


def last_sign(job_id: int, attempt: int) -> dt.datetime | None:
    """When the attempt last gave a sign of life."""
    sign = _get(key(job_id, "pulse"))
    return sign[1] if sign and sign[0] == attempt else None


def worker_sign() -> dt.datetime | None:
    """When any worker last gave a sign out of its work."""
    sign: dt.datetime | None = _get(WORKER)
    return sign
