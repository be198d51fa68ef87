"""A rollup that is killed half-way leaves the old week whole."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from cstm.weeks import Week
from kpi.models import Record, WeeklyFacts
from kpi.services import rollup, weeks
from kpi.tests.factories import MONDAY, a_record, a_store, a_team, an_account, an_agent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WEEK = Week(MONDAY)
HANGS = """
import time, django
django.setup()
from cstm.weeks import Week
from kpi.services import rollup, week_exceptions
def hang(week):
    print("written, not committed", flush=True)
    time.sleep(60)
week_exceptions.complete = hang
rollup.roll_up(Week.parse("2026-W46"))
"""


def address() -> str:
    """The test's own database as an address."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    word = f":{values['PASSWORD']}" if values["PASSWORD"] else ""
    return f"postgres://{values['USER']}{word}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"


def test_killed_half_way_leaves_the_old_week(tmp_path: Path) -> None:
    account = an_account(a_store(), an_agent("A1", team=a_team("Care")))
    a_record(account.store, account, MONDAY, consult_users=1)
    rollup.roll_up(WEEK)
    Record.objects.update(consult_users=2)
    weeks.mark_dirty([MONDAY])
    env = {
        **os.environ,
        "DATABASE_URL": address(),
        "DJANGO_SETTINGS_MODULE": "cstm.settings",
        "CSTM_VAR_DIR": str(tmp_path),
    }
    with subprocess.Popen(
        [sys.executable, "-c", HANGS], env=env, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        while "written" not in (line := process.stdout.readline()):
            assert line, "the rollup ended before it was killed"
        process.kill()
        process.wait(10)
    assert WeeklyFacts.objects.get().consult_users == 1
    assert weeks.dirty_weeks() == [WEEK]
    assert [result.done for result in rollup.roll_up_dirty()] == [True]
    assert WeeklyFacts.objects.get().consult_users == 2
