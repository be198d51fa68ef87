"""Is the whole of it working: database, migrations, broker, and the worker's last sign of life."""

import datetime as dt
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.module_loading import import_string

from cstm.celery import app

log = logging.getLogger(__name__)
HEARTBEAT_LIMIT = dt.timedelta(seconds=90)


def report() -> dict[str, dict[str, Any]]:
    """Each check with `ok` and a short `detail`; no address and no password is told."""
    checks = {"database": _database, "migrations": _migrations, "broker": _broker, "worker": _worker}
    return {name: _ask(name, check) for name, check in checks.items()}


def _ask(name: str, check: Callable[[], str]) -> dict[str, Any]:
    """Run one check; what it raises goes to the log, not to the caller."""
    try:
        complaint = check()
    except Exception as error:
        log.warning("health check %s failed: %s", name, error)
        complaint = "does not answer"
    return {"ok": not complaint, "detail": complaint or "ok"}


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} not applied" if missing else ""


def _broker() -> str:
    if not settings.REDIS_URL:
        folder = Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]))
        return "" if folder.is_dir() else "the queue folder is missing"
    with app.connection_for_write() as queue:
        queue.ensure_connection(max_retries=1, timeout=2)
    return ""


def _worker() -> str:
    last: dt.datetime | None = import_string(settings.CSTM_HEARTBEAT)()
    if last is None:
        return "no worker has reported yet"
    age = timezone.now() - last
    return "" if age <= HEARTBEAT_LIMIT else f"last seen {int(age.total_seconds())} seconds ago"
