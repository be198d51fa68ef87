"""A scratch database that is made for a measurement and removed after it."""

import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit


@contextmanager
def database(url: str) -> Iterator[str]:
    """Make an empty, migrated database beside the one that `url` names (or in a file), and remove it.

    Yields `postgresql` or `sqlite`. Django is set up inside.
    """
    folder = Path(tempfile.mkdtemp(prefix="cstm-bench-"))
    os.environ["CSTM_VAR_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "cstm.settings"
    os.environ["CSTM_LOG_LEVEL"] = "ERROR"
    name = f"cstm_bench_{os.getpid()}"
    if url.startswith("sqlite"):
        os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'bench.sqlite3'}"
        try:
            _migrate()
            yield "sqlite"
        finally:
            shutil.rmtree(folder)
        return
    _on_server(url, f'CREATE DATABASE "{name}"')
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    try:
        _migrate()
        yield "postgresql"
    finally:
        from django.db import connections

        connections.close_all()
        _on_server(url, f'DROP DATABASE "{name}"')
        shutil.rmtree(folder)


def _on_server(url: str, sql: str) -> None:
    import psycopg2

    link = psycopg2.connect(url)
    link.autocommit = True
    try:
        with link.cursor() as cursor:
            cursor.execute(sql)
    finally:
        link.close()


def _migrate() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def timed(work: Callable[[], object]) -> float:
    """How many seconds the work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def peak_mb() -> float:
    """The most memory that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
