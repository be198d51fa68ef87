"""Making an embedded site ready: once, and again after a first start that was cut off."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from pytest_django.fixtures import Settings

from staff.models import Agent

PROJECT = Path(__file__).resolve().parents[2]
LOADED: list[str] = []


class LoadDemo(BaseCommand):
    """Stands for the demo: one agent, at once."""

    def add_arguments(self, parser: CommandParser) -> None:
        """As large as asked for, like the real one."""
        parser.add_argument("--agents", type=int)

    def handle(self, *args: object, **options: object) -> None:
        """Make the agent."""
        LOADED.append("demo")
        Agent.objects.create(employee_no="D-1", name="Demo")


@pytest.fixture
def site(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site in demo mode whose demo is small, and whose tables and translations stand already."""
    from cstm.management.commands import prepare

    def call(name: str, **options: object) -> None:
        if name == "demo":
            call_command(LoadDemo(), **options)

    monkeypatch.setattr(prepare, "call_command", call)
    settings.VAR_DIR = tmp_path
    settings.DEMO = True
    LOADED.clear()
    return tmp_path


@pytest.mark.django_db
def test_the_demo_is_loaded_into_an_empty_house_alone(site: Path) -> None:
    call_command("prepare")
    call_command("prepare")
    assert LOADED == ["demo"]
    assert list(site.iterdir()) == []


HALF = """
import django; django.setup()
from django.core.management import call_command
from cstm.management.commands import prepare
from cstm.tests.test_prepare import LoadDemo
from staff.models import Agent
call_command("prepare")
Agent.objects.create(employee_no="HALF", name="Half a team")
prepare.settings.DEMO = True
(prepare.settings.VAR_DIR / "demo-is-loading").touch()
prepare.call_command = lambda name, **more: call_command(LoadDemo() if name == "demo" else name, **more)
call_command("prepare")
left = sorted(path.name for path in prepare.settings.VAR_DIR.glob("demo*"))
print(list(Agent.objects.values_list("employee_no", flat=True)), left)
"""


@pytest.mark.embedded
def test_a_load_that_was_cut_off_begins_anew(tmp_path: Path) -> None:
    gone = {"DATABASE_URL", "REDIS_URL", "CSTM_DEMO"}
    env = {name: value for name, value in os.environ.items() if name not in gone}
    env |= {"CSTM_VAR_DIR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "cstm.settings"}
    done = subprocess.run(
        [sys.executable, "-c", HALF], cwd=PROJECT, env=env, capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "['D-1'] []"


@pytest.mark.django_db
def test_without_demo_mode_nobody_is_made(site: Path, settings: Settings) -> None:
    settings.DEMO = False
    call_command("prepare")
    assert LOADED == []
