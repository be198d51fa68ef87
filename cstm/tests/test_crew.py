"""The one command for real: everything starts, mends itself, stops, and keeps what was queued."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from cstm import crew

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.embedded]


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(check: Callable[[], bool], seconds: float = 90) -> bool:
    """Ask until it holds or time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if check():
            return True
        time.sleep(0.2)
    return False


class House:
    """A state folder and a port, and the crew that runs on them."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = free_port()
        gone = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL"}
        self.env = {name: value for name, value in os.environ.items() if name not in gone}
        self.env |= {"CSTM_VAR_DIR": str(var), "CSTM_DEMO": "0"}
        self.crew: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Start the crew and wait for its pages."""
        with (self.var.parent / "output.txt").open("ab") as output:
            self.crew = subprocess.Popen(
                [sys.executable, "-m", "cstm.crew", "--port", str(self.port)],
                cwd=PROJECT,
                env=self.env,
                stdout=output,
                stderr=output,
            )
        assert eventually(lambda: self.get("healthz")[0] == 200), self.output()
        return self.crew

    def get(self, path: str) -> tuple[int, dict[str, object]]:
        """Status and JSON of a page; 0 where nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=5) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.load(refusal)
        except OSError:
            return 0, {}

    def second(self, port: int) -> subprocess.CompletedProcess[str]:
        """Try to start another crew on the same state."""
        words = [sys.executable, "-m", "cstm.crew", "--port", str(port)]
        return subprocess.run(words, cwd=PROJECT, env=self.env, capture_output=True, text=True, timeout=90)

    def queued(self) -> int:
        """How many messages wait."""
        return len(list((self.var / "queue" / "messages").iterdir()))

    def output(self) -> str:
        """What the terminal showed."""
        return (self.var.parent / "output.txt").read_text(encoding="utf-8")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house whose crew is gone at the end, whatever happened."""
    made = House(tmp_path / "var")
    yield made
    if made.crew and made.crew.poll() is None:
        for process in psutil.Process(made.crew.pid).children(recursive=True):
            process.kill()
        made.crew.kill()
        made.crew.wait()


def test_it_runs_mends_itself_stops_and_keeps_what_was_queued(house: House) -> None:
    running = house.start()
    assert eventually(lambda: house.get("readyz")[0] == 200), (house.get("readyz"), house.output())
    assert f"CSTM is open at http://127.0.0.1:{house.port}" in house.output() or eventually(
        lambda: f"CSTM is open at http://127.0.0.1:{house.port}" in house.output(), 20
    )

    assert "is taken" in house.second(house.port).stderr
    other = house.second(free_port())
    assert other.returncode == 1
    assert "already runs from" in other.stderr

    children = psutil.Process(running.pid).children()
    worker = next(child for child in children if "celery" in " ".join(child.cmdline()))
    worker.kill()
    assert eventually(lambda: "the worker stopped (exit -9); starting it again" in house.output())
    assert eventually(lambda: len(psutil.Process(running.pid).children()) == 2)

    everyone = psutil.Process(running.pid).children(recursive=True)
    started = time.monotonic()
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=20) == 0, house.output()
    assert time.monotonic() - started < 10
    assert not [process for process in everyone if process.is_running() and process.status() != "zombie"]
    assert "CSTM has stopped." in house.output()

    ask = "from cstm.celery import app; app.send_task('staff.tasks.heartbeat')"
    before = house.queued()
    subprocess.run([sys.executable, "-c", ask], cwd=PROJECT, env=house.env, check=True, timeout=90)
    assert house.queued() == before + 1
    again = house.start()
    assert eventually(lambda: house.queued() == 0), "what was queued runs after the next start"
    again.send_signal(signal.SIGTERM)
    assert again.wait(timeout=20) == 0


def test_a_program_that_keeps_falling_ends_the_crew(tmp_path: Path) -> None:
    ask = (
        "import sys; from cstm.crew import Crew;"
        "sys.exit(Crew({'web': [sys.executable, '-c', 'raise SystemExit(3)']}, {}).work(lambda: None))"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=PROJECT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 1
    assert "the web keeps stopping (exit 3); giving up." in done.stdout


def test_a_taken_port_is_refused_with_a_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit) as end:
            crew.refuse_taken(port)
    assert end.value.code == 1
    assert f"port {port} is taken or not allowed; try: make run PORT=" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        crew.refuse_taken(99999)
