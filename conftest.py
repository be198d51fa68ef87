"""Fixtures for every test: the reference data, a fixed today, and the known people."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache

pytest_plugins = ["staff.tests.fixtures"]
PROJECT = Path(__file__).resolve().parent
TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of reference data; the test is skipped where it does not lie beside the project."""
    folder = Path(os.environ.get("CSTM_REFERENCE_DATA") or PROJECT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no reference data at {folder}; set CSTM_REFERENCE_DATA")
    return folder


@pytest.fixture
def today() -> Iterator[dt.date]:
    """A Saturday on which the clock of the test stands still: 21 November 2026, noon in Shanghai."""
    with time_machine.travel(dt.datetime(2026, 11, 21, 4, 0, tzinfo=dt.UTC), tick=False):
        yield TODAY


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """No test sees what another left in the cache."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """On SQLite a test that commits is cleaned up by DELETE, which the audit trail's guard would refuse."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_removal")
