"""Commands that scripts rely on: exit code 1 for whatever stops them, 2 only for refused rows."""

import json

import pytest
from django.core.management import ManagementUtility
from django.db import OperationalError

from cstm.commands import ScriptCommand

NAMES = ["import_people", "import_accounts", "import_kpi", "rollup", "export_kpi", "demo", "import_times"]


def ended(*words: str) -> int:
    """The exit code of a command line."""
    with pytest.raises(SystemExit) as stop:
        ManagementUtility(["manage.py", *words]).execute()
    return int(stop.value.code or 0)


@pytest.mark.parametrize("name", NAMES)
def test_an_argument_that_is_not_understood_ends_with_1(name, capsys):
    assert ended(name, "--no-such-word") == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "usage" in told.err
    assert ended(name, "--help") == 0


def test_a_date_that_is_none_ends_with_1_and_a_sentence(capsys):
    assert ended("import_kpi", "x.csv", "--store", "Lotus", "--date", "3 August") == 1
    assert "write it like 2026-08-03" in capsys.readouterr().err


def test_a_database_that_does_not_answer_is_a_sentence(capsys):
    class Down(ScriptCommand):
        requires_system_checks = ()

        def add_arguments(self, parser):
            parser.add_argument("--json", action="store_true")

        def handle(self, *args, **options):
            raise OperationalError("connection refused\nIs the server running?")

    with pytest.raises(SystemExit) as stop:
        Down().run_from_argv(["manage.py", "down", "--json"])
    told = capsys.readouterr()
    assert stop.value.code == 1
    assert json.loads(told.out)["why"] == "no_database"
    assert "connection refused" in told.err
    assert "Traceback" not in told.err
    with pytest.raises(OperationalError):
        Down().run_from_argv(["manage.py", "down", "--traceback"])
