"""Fixtures for every test: the reference data, a fixed today, and the known people."""

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache

pytest_plugins = ["staff.tests.fixtures"]
PROJECT = Path(__file__).resolve().parent
TODAY = dt.date(2026, 11, 21)


# What a marked test needs; on a run that cannot give it the test is left out, and the run says so.
_SQLITE = "sqlite3" in settings.DATABASES["default"]["ENGINE"]
_CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
_BELONGS = {
    "postgres": not _SQLITE,
    "redis": bool(os.environ.get("TEST_REDIS_URL")) and not _SQLITE,
    "browser": bool(_CHROMIUM),
    "embedded": _SQLITE,
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """PostgreSQL's and Redis' own tests run in the second run, journeys in a browser where one is."""
    out = [item for item in items if any(item.get_closest_marker(m) and not _BELONGS[m] for m in _BELONGS)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say plainly what did not run, above the closing line."""
    database = "SQLite" if _SQLITE else "PostgreSQL"
    terminalreporter.write_line(f"Database: {database}")
    for sentence in filter(None, os.environ.get("CSTM_NOT_RUN", "").split("\n")):
        terminalreporter.write_line(f"NOT RUN: {sentence}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In strict mode a skipped test is a failure, unless it wants the reference data."""
    reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CSTM_TEST_STRICT", "0") in {"", "0"} or reporter is None or exitstatus:
        return
    reasons = [str(report.longrepr) for report in reporter.stats.get("skipped", [])]
    if any("no reference data" not in reason for reason in reasons):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser for journeys (marked `browser`)."""
    return _CHROMIUM


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
    """On SQLite a test that commits is cleaned up by DELETE, which guards of rows would refuse."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            for name in (
                "audit_no_removal",
                "scheme_version_no_removal",
                "scheme_line_no_removal",
                "closed_run_no_removal",
                "closed_slip_no_removal",
                "closed_line_no_removal",
                "published_plan_no_removal",
            ):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
