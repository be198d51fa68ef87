"""The script behind the Makefile: needs nothing but Python, and says in a sentence what it lacks."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cstm import launch

PROJECT = Path(__file__).resolve().parents[2]
SCRIPT = PROJECT / "cstm" / "launch.py"
pytestmark = pytest.mark.embedded


def script(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the script as the Makefile does."""
    command = [sys.executable, "-I", str(SCRIPT), *words]
    return subprocess.run(command, env=os.environ | env, capture_output=True, text=True, timeout=120)


def test_it_imports_the_standard_library_alone() -> None:
    names: set[str] = set()
    for node in ast.walk(ast.parse(SCRIPT.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    assert names <= set(sys.stdlib_module_names)


def test_what_is_installed_is_not_installed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(launch, "VENV", tmp_path)
    monkeypatch.setattr(launch, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(launch, "call", lambda *words, **_env: calls.append(words) or 0)
    launch.install()
    assert "requirements.txt" in calls[-1]
    launch.install()
    assert len(calls) == 1
    launch.install(dev=True)
    assert "requirements-dev.txt" in calls[-1]
    launch.install()
    assert len(calls) == 2, "what tests need holds what the site needs"
    (tmp_path / "installed").write_text("of yesterday", encoding="utf-8")
    launch.install()
    assert len(calls) == 3


def test_a_failed_installation_leaves_no_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "VENV", tmp_path)
    monkeypatch.setattr(launch, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(launch, "call", lambda *_words, **_env: 1)
    with pytest.raises(SystemExit):
        launch.install()
    assert list(tmp_path.iterdir()) == []


def test_the_development_pins_hold_the_others() -> None:
    lines = (PROJECT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "-r requirements.txt"
    for name in ("requirements.txt", "requirements-dev.txt"):
        pins = [line for line in (PROJECT / name).read_text(encoding="utf-8").splitlines() if "==" in line]
        assert pins and all(line.split("==")[0] == line.split("==")[0].strip() for line in pins)
        assert "://" not in "\n".join(pins)


@pytest.mark.parametrize("words", [("run", "--speed", "1"), ("run", "--port", "many"), ("fly",), ()])
def test_words_that_do_not_exist_are_refused(words: tuple[str, ...]) -> None:
    done = script(*words)
    assert done.returncode == 2
    assert "usage:" in done.stderr


def test_doctor_says_what_is_missing() -> None:
    done = script("doctor", TEST_REDIS_URL="redis://127.0.0.1:1/0", CHROMIUM="/nowhere")
    assert done.returncode == 0, done.stderr
    assert "Redis       does not answer" in done.stdout
    assert done.stdout.startswith("Python      3.")


def test_strict_mode_refuses_to_leave_something_out() -> None:
    done = script(
        "test",
        CSTM_TEST_STRICT="1",
        TEST_REDIS_URL="redis://127.0.0.1:1/0",
        TEST_DATABASE_URL="postgres://nobody@127.0.0.1:1/none",
    )
    assert done.returncode == 1
    assert "NOT RUN: Redis does not answer" in done.stdout
    assert "NOT RUN: PostgreSQL does not answer" in done.stdout
    assert "what cannot run is a failure" in done.stderr
