"""A backup as one folder: the database, the files that people put in, and the key that signs."""

import gzip
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from cstm.errors import DomainError

_LITE = "database.sqlite3"
_DUMP = "database.sql.gz"


def save(folder: Path) -> list[str]:
    """Write a backup into a new or empty folder while the site runs; gives the names written.

    DomainError where the folder holds something.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise DomainError(f"{folder} is not empty; name a new folder for each backup.", code="not_empty")
    folder.chmod(0o700)
    if connection.vendor == "sqlite":
        _copy_lite(Path(str(connection.settings_dict["NAME"])), folder / _LITE)
    else:
        _dump(folder / _DUMP)
    if settings.MEDIA_ROOT.is_dir():
        shutil.copytree(settings.MEDIA_ROOT, folder / "media")
    key = settings.VAR_DIR / "secret_key"
    if key.is_file():
        shutil.copy2(key, folder / "secret_key")
    return sorted(path.name for path in folder.iterdir())


def put_back(folder: Path) -> list[str]:
    """Put a backup back in place of what is there; the site must stand still. Gives the names taken.

    DomainError where the folder is no backup of this kind of database.
    """
    lite = connection.vendor == "sqlite"
    source = folder / (_LITE if lite else _DUMP)
    if not source.is_file():
        raise DomainError(
            f"{folder} holds no {source.name}, so it is no backup of this database.", code="no_backup"
        )
    connection.close()
    if lite:
        _copy_lite(source, Path(str(connection.settings_dict["NAME"])))
    else:
        _load(source)
    if (folder / "media").is_dir():
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        shutil.copytree(folder / "media", settings.MEDIA_ROOT)
    if (folder / "secret_key").is_file():
        shutil.copy2(folder / "secret_key", settings.VAR_DIR / "secret_key")
    return sorted(path.name for path in folder.iterdir())


def _copy_lite(source: Path, target: Path) -> None:
    """Copy page by page, so that a writer at work harms neither side."""
    with sqlite3.connect(source) as from_, sqlite3.connect(target) as to:
        from_.backup(to)
    from_.close()
    to.close()
    target.chmod(0o600)


def _server() -> tuple[list[str], dict[str, str]]:
    """Where PostgreSQL is: words for its tools, and an environment with the password."""
    config: dict[str, Any] = connection.settings_dict
    words = [f"--dbname={config['NAME']}"]
    for option, name in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        if config.get(name):
            words.append(f"{option}={config[name]}")
    return words, os.environ | {"PGPASSWORD": str(config.get("PASSWORD") or "")}


def _dump(target: Path) -> None:
    words, env = _server()
    command = ["pg_dump", "--clean", "--if-exists", "--no-owner", *words]
    with gzip.open(target, "wb") as out, subprocess.Popen(command, env=env, stdout=subprocess.PIPE) as dump:
        shutil.copyfileobj(dump.stdout, out)  # type: ignore[arg-type]
    if dump.returncode:
        target.unlink()
        raise DomainError("pg_dump failed; its own lines say why.", code="dump_failed")


def _load(source: Path) -> None:
    words, env = _server()
    command = ["psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", *words]
    with (
        gzip.open(source, "rb") as dump,
        subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as load,
    ):
        shutil.copyfileobj(dump, load.stdin)  # type: ignore[arg-type]
        load.stdin.close()  # type: ignore[union-attr]
    if load.returncode:
        raise DomainError("psql failed and nothing was changed; its own lines say why.", code="load_failed")
