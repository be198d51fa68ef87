"""A backup holds what was there, and putting it back brings just that."""

import sqlite3
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from cstm import backups
from cstm.errors import DomainError


@pytest.fixture
def site(settings: Settings, tmp_path: Path) -> Path:
    """A site with a file of a person and a key."""
    settings.VAR_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = tmp_path / "var" / "media"
    settings.MEDIA_ROOT.mkdir(parents=True)
    (settings.MEDIA_ROOT / "report.csv").write_text("figures", encoding="utf-8")
    (settings.VAR_DIR / "secret_key").write_text("key", encoding="utf-8")
    return tmp_path


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_database_files_and_key(site: Path) -> None:
    get_user_model().objects.create_user("Mei", "mei@example.com", "a-long-true-password")
    names = backups.save(site / "copy")
    assert set(names) >= {"media", "secret_key"}
    assert (site / "copy" / "media" / "report.csv").read_text(encoding="utf-8") == "figures"
    assert (site / "copy").stat().st_mode & 0o077 == 0
    with pytest.raises(DomainError, match="not empty"):
        backups.save(site / "copy")


@pytest.mark.django_db
def test_a_folder_that_is_no_backup_is_refused(site: Path) -> None:
    (site / "empty").mkdir()
    with pytest.raises(CommandError, match="no backup of this database"):
        call_command("restore", str(site / "empty"))


@pytest.mark.embedded
def test_a_copy_while_another_writes_is_whole(tmp_path: Path) -> None:
    source, target = tmp_path / "a.sqlite3", tmp_path / "b.sqlite3"
    with sqlite3.connect(source) as writer:
        writer.execute("CREATE TABLE t (n)")
        writer.execute("INSERT INTO t VALUES (1)")
        writer.commit()
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("INSERT INTO t VALUES (2)")
        backups._copy_lite(source, target)
        assert sqlite3.connect(target).execute("SELECT n FROM t").fetchall() == [(1,)]
        writer.commit()
        backups._copy_lite(source, target)
    assert sqlite3.connect(target).execute("SELECT n FROM t").fetchall() == [(1,), (2,)]
