"""The words of the Makefile: set up, run everything, test. Standard library only; run with `python3 -I`."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
POSTGRES = "postgres://root@127.0.0.1:5432/test postgres://postgres@127.0.0.1:5432/test"
REDIS = "redis://127.0.0.1:6379/9"
STRICT_KEY = "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyzABCD"


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, flush=True)


def stop(sentence: str, code: int = 1) -> SystemExit:
    """The error to raise: a sentence, and no trace."""
    print(f"cstm: {sentence}", file=sys.stderr, flush=True)
    return SystemExit(code)


def call(*words: object, env: dict[str, str] | None = None) -> int:
    """Run a program in the project's folder and give its exit code."""
    return subprocess.run([str(word) for word in words], cwd=ROOT, env=os.environ | (env or {})).returncode


# --- set-up ----------------------------------------------------------------------------------
def install(*, dev: bool = False) -> None:
    """Make .venv and install what the requirement files pin, when they changed since the last time."""
    if sys.version_info < (3, 11):  # noqa: UP036 - an older one must hear it in a sentence
        raise stop(f"Python 3.11 or newer is needed, not {sys.version.split()[0]}; try PYTHON=python3.11.")
    names = ["requirements.txt", "requirements-dev.txt"] if dev else ["requirements.txt"]
    wanted = _digest("requirements.txt"), _digest(*names)
    stamps = VENV / "installed", VENV / "installed-dev"
    if PYTHON.exists() and _read(stamps[dev]) == wanted[dev]:
        return
    if not PYTHON.exists():
        say("Making .venv ...")
        if call(sys.executable, "-m", "venv", VENV):
            raise stop("the virtual environment could not be made; on Debian install python3-venv.")
    say(f"Installing {names[-1]} ...")
    uv = shutil.which("uv")
    done = bool(uv) and call(uv, "pip", "install", "-q", "--python", PYTHON, "-r", names[-1]) == 0
    pip = (PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", names[-1])
    if not done and call(*pip):
        raise stop("the packages could not be installed; the lines above say why.")
    for stamp, digest in list(zip(stamps, wanted, strict=True))[: 1 + dev]:
        stamp.write_text(digest, encoding="utf-8")


def _digest(*names: str) -> str:
    text = b"".join((ROOT / name).read_bytes() for name in names)
    return hashlib.sha256(sys.version.encode() + text).hexdigest()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def manage(*words: object, env: dict[str, str] | None = None) -> int:
    """Run one of manage.py's commands."""
    return call(PYTHON, "manage.py", *words, env=env)


# --- the words -------------------------------------------------------------------------------
def run(options: argparse.Namespace) -> int:
    """Web, worker and clock together, until Ctrl-C; from here on it is cstm/crew.py that runs."""
    install()
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "cstm.crew", "--port", str(options.port)])


def lint(_options: argparse.Namespace) -> int:
    """Everything that reads the code without running it; each step runs, whatever the others say."""
    install(dev=True)
    production = {
        "CSTM_MODE": "production",
        "SECRET_KEY": STRICT_KEY,
        "ALLOWED_HOSTS": "cstm.example.com",
        "DATABASE_URL": "sqlite:///:memory:",
        "REDIS_URL": REDIS,
    }
    steps: dict[str, Callable[[], int]] = {
        "ruff check": lambda: call(PYTHON, "-m", "ruff", "check", "."),
        "ruff format": lambda: call(PYTHON, "-m", "ruff", "format", "--check", "."),
        "mypy": lambda: call(PYTHON, "-m", "mypy", "."),
        "djlint": lambda: call(PYTHON, "-m", "djlint", "templates", "--lint", "--quiet"),
        "manage.py check": lambda: manage("check", "--fail-level", "WARNING"),
        "check --deploy": lambda: manage("check", "--deploy", "--fail-level", "WARNING", env=production),
        "migrations": lambda: manage("makemigrations", "--check", "--dry-run"),
    }
    wrong = []
    for name, step in steps.items():
        say(f"-- {name}")
        if step():
            wrong.append(name)
    say(f"lint: {'wrong: ' + ', '.join(wrong) if wrong else 'all well'}")
    return 1 if wrong else 0


def test(options: argparse.Namespace) -> int:
    """The suite on SQLite, and again on PostgreSQL with Redis where they answer."""
    install(dev=True)
    strict = os.environ.get("CSTM_TEST_STRICT", "0") not in {"", "0"}
    postgres, redis, chromium = _found_postgres(), _found_redis(), _found_chromium()
    left_out = [
        sentence
        for sentence, found in (
            ("PostgreSQL does not answer (TEST_DATABASE_URL): the second run is left out.", postgres),
            ("Redis does not answer (TEST_REDIS_URL): the tests of its broker are left out.", redis),
            ("Chromium is not here (CHROMIUM): the journeys in a browser are left out.", chromium),
        )
        if not found
    ]
    for sentence in left_out:
        say(f"NOT RUN: {sentence}")
    if left_out and strict:
        raise stop("CSTM_TEST_STRICT is set, so what cannot run is a failure.")
    env = {"CHROMIUM": chromium, "TEST_REDIS_URL": redis, "CSTM_NOT_RUN": "\n".join(left_out)}
    manage("compile_locale")
    parallel = [] if any(word.startswith("-n") for word in options.words) else ["-n", "2"]
    runs = {"SQLite": env | {"DATABASE_URL": ""}}
    if postgres:
        runs["PostgreSQL"] = env | {"DATABASE_URL": postgres}
    wrong = []
    for name, settings in runs.items():
        say(f"== The suite on {name}")
        if call(PYTHON, "-m", "pytest", "-q", *parallel, *options.words, env=settings):
            wrong.append(name)
            if name == "SQLite" and strict:
                break
    return 1 if wrong else 0


def _found_postgres() -> str:
    ask = "import sys, psycopg2; psycopg2.connect(sys.argv[1], connect_timeout=3).close()"
    for url in os.environ.get("TEST_DATABASE_URL", POSTGRES).split():
        server = urlsplit(url)._replace(path="/postgres").geturl()
        if subprocess.run([PYTHON, "-c", ask, server], capture_output=True).returncode == 0:
            return url
    return ""


def _found_redis() -> str:
    url = os.environ.get("TEST_REDIS_URL", REDIS)
    ask = "import sys, redis; redis.Redis.from_url(sys.argv[1], socket_timeout=3).ping()"
    return url if subprocess.run([PYTHON, "-c", ask, url], capture_output=True).returncode == 0 else ""


def _found_chromium() -> str:
    named = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    return next((path for name in named if name and (path := shutil.which(name))), "")


def ci(options: argparse.Namespace) -> int:
    """Lint, then test; the suite's own closing line stands last."""
    wrong = lint(options)
    return test(options) or wrong


def doctor(_options: argparse.Namespace) -> int:
    """What this machine has and lacks."""
    say(f"Python      {sys.version.split()[0]} at {sys.executable}")
    ready = _read(VENV / "installed") == _digest("requirements.txt")
    say(f".venv       {'ready' if ready else 'not ready: make install'}")
    if PYTHON.exists():
        say(f"PostgreSQL  {_found_postgres() or 'does not answer (only needed for tests and production)'}")
        say(f"Redis       {_found_redis() or 'does not answer (only needed for tests and production)'}")
    say(f"Chromium    {_found_chromium() or 'not found (only needed for tests)'}")
    say(f"uv          {shutil.which('uv') or 'not found (pip does the same, slower)'}")
    return 0


def _installed(_options: argparse.Namespace) -> int:
    install(dev=_options.dev)
    return 0


def _through_manage(word: str) -> Callable[[argparse.Namespace], int]:
    def go(options: argparse.Namespace) -> int:
        install()
        return manage(word, *options.words)

    return go


def main() -> int:
    """Read the word and do it."""
    parser = argparse.ArgumentParser(prog="cstm/launch.py", description=__doc__)
    words = parser.add_subparsers(dest="word", required=True)
    table = {"run": run, "test": test, "lint": lint, "ci": ci, "install": _installed, "doctor": doctor}
    table |= {word: _through_manage(word) for word in ("backup", "restore")}
    for word, function in table.items():
        sub = words.add_parser(word)
        sub.set_defaults(function=function, words=[])
        if word == "run":
            sub.add_argument("--port", type=int, default=8000)
        if word == "install":
            sub.add_argument("--dev", action="store_true")
    options, rest = parser.parse_known_args()
    if rest and options.word not in {"test", "ci", "backup", "restore"}:
        parser.error(f"{options.word} takes no {' '.join(rest)}")
    options.words = rest
    result: int = options.function(options)
    return result


if __name__ == "__main__":
    sys.exit(main())
