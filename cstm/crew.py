"""Web, worker and clock together on one machine: `python -m cstm.crew`, which is what `make run` runs."""

import argparse
import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
MOST_FALLS = 5


class Crew:
    """Programs that live and end together; one that falls over is started again."""

    def __init__(self, programs: dict[str, list[str]], env: dict[str, str]) -> None:
        self.programs = programs
        self.env = os.environ | env
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.falls: list[float] = []
        self.leaving = False

    def work(self, ready: Callable[[], None]) -> int:
        """Start all, watch them, end them at a signal: 0 when asked to, 1 when one keeps falling over."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._leave)
        for name in self.programs:
            self._start(name)
        try:
            ready()
            while not self.leaving:
                self._look()
                time.sleep(0.2)
        finally:
            self._stop()
        return 0 if len(self.falls) < MOST_FALLS else 1

    def _leave(self, *_args: object) -> None:
        self.leaving = True

    def _start(self, name: str) -> None:
        # A session of its own, so that Ctrl-C reaches this process alone and the rest ends in order.
        self.running[name] = subprocess.Popen(
            self.programs[name],
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )

    def _look(self) -> None:
        for name, process in list(self.running.items()):
            if process.poll() is None:
                continue
            _end_group(process)
            now = time.monotonic()
            self.falls = [*(fall for fall in self.falls if now - fall < 60), now]
            if len(self.falls) >= MOST_FALLS:
                _say(f"cstm: the {name} keeps stopping (exit {process.returncode}); giving up.")
                self.leaving = True
                return
            _say(f"cstm: the {name} stopped (exit {process.returncode}); starting it again.")
            self._start(name)
            time.sleep(1)

    def _stop(self) -> None:
        """Ask; ask again after three seconds; end what is left. What is queued stays in the queue."""
        for number, patience in ((signal.SIGTERM, 3.0), (signal.SIGQUIT, 2.0)):
            for process in self.running.values():
                if process.poll() is None:
                    process.send_signal(number)
            until = time.monotonic() + patience
            while time.monotonic() < until and any(each.poll() is None for each in self.running.values()):
                time.sleep(0.05)
        for process in self.running.values():
            _end_group(process)
            process.wait()
        _say("CSTM has stopped.")


def _end_with_parent() -> None:
    """Linux: be told to end when the parent was killed without a chance to say so."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _refuse(sentence: str) -> SystemExit:
    sys.stderr.write(f"cstm: {sentence}\n")
    return SystemExit(1)


def refuse_taken(port: int) -> None:
    """End with a sentence where something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            other = port + 1 if 1024 <= port < 65535 else 8001
            raise _refuse(f"port {port} is taken or not allowed; try: make run PORT={other}") from None


def hold(var: Path) -> IO[str]:
    """Keep a second crew away from the same state; end with a sentence where one is at work."""
    var.mkdir(parents=True, exist_ok=True)
    lock = (var / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise _refuse(f"CSTM already runs from {var}; stop it first, or set CSTM_VAR_DIR.") from None
    return lock


def programs(port: int, var: Path) -> dict[str, list[str]]:
    """The command lines: one web process of eight threads, one worker of two with the clock inside."""
    web = f"gunicorn cstm.wsgi --bind 127.0.0.1:{port} --worker-class gthread --workers 1 --threads 8"
    web += " --no-control-socket --graceful-timeout 2 --log-level warning"
    worker = "celery --quiet -A cstm worker -B --pool prefork --concurrency 2 --loglevel WARNING"
    worker += " --without-gossip --without-mingle --without-heartbeat"
    return {
        "web": [sys.executable, "-m", *web.split()],
        "worker": [sys.executable, "-m", *worker.split(), "--schedule", str(var / "beat")],
    }


def _manage(word: str, env: dict[str, str]) -> int:
    return subprocess.run([sys.executable, "manage.py", word], cwd=ROOT, env=os.environ | env).returncode


def _greet(address: str, env: dict[str, str]) -> None:
    """Wait until pages are served, then tell where and for whom."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                break
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    else:
        _say("The pages do not answer yet; the lines above may say why.")
    _say(f"\nCSTM is open at {address}")
    _manage("demo_logins", env)
    _say("Ctrl-C stops it; what was entered stays.\n")


def main() -> int:
    """Make the database ready, start everything, and stay until asked to stop."""
    parser = argparse.ArgumentParser(prog="cstm.crew", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    port: int = parser.parse_args().port
    refuse_taken(port)
    var = Path(os.environ.get("CSTM_VAR_DIR") or ROOT / "var").resolve()
    lock = hold(var)
    address = f"http://127.0.0.1:{port}"
    env = {
        "CSTM_VAR_DIR": str(var),
        "CSTM_DEMO": os.environ.get("CSTM_DEMO", "1"),
        "SITE_URL": os.environ.get("SITE_URL", address),
        # Celery warns whoever runs as root, as in a container of one's own.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }
    try:
        if _manage("prepare", env):
            raise _refuse("the database could not be made ready; the lines above say why.")
        refuse_taken(port)
        return Crew(programs(port, var), env).work(lambda: _greet(address, env))
    except KeyboardInterrupt:
        return 130
    finally:
        lock.close()


if __name__ == "__main__":
    sys.exit(main())
