"""Values of the environment: what fits is taken, what does not is named in a sentence."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from cstm import env


@pytest.mark.parametrize(("raw", "value"), [("1", True), ("Yes", True), ("off", False), ("", False)])
def test_a_flag(monkeypatch: pytest.MonkeyPatch, raw: str, value: bool) -> None:
    monkeypatch.setenv("X", raw)
    assert env.flag("X") is value


def test_a_missing_value_takes_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("X", raising=False)
    assert env.flag("X", True) is True
    assert env.whole("X", 7) == 7
    assert env.text("X", "word") == "word"
    assert env.time_zone("X", "Asia/Shanghai") == "Asia/Shanghai"
    assert env.redis_url("X") == ""


@pytest.mark.parametrize(
    ("read", "raw", "says"),
    [
        (lambda: env.flag("X"), "maybe", "must be one of"),
        (lambda: env.whole("X", 1), "ten", "whole number"),
        (lambda: env.whole("X", 1, least=1), "0", "1 or more"),
        (lambda: env.port("X", 25), "70000", "at most 65535"),
        (lambda: env.time_zone("X", "UTC"), "Mars/Base", "no time zone"),
        (lambda: env.time_zone("X", "UTC"), "../etc/passwd", "no time zone"),
        (lambda: env.one_of("X", "a", ("a", "b")), "c", "one of a, b"),
        (lambda: env.hosts("X"), "*", "no [*]"),
        (lambda: env.hosts("X"), "https://cstm.example.com", "host names alone"),
        (lambda: env.address("X", ""), "cstm.example.com", "write it like https"),
        (lambda: env.address("X", ""), "https://a:b:c", "write it like https"),
        (lambda: env.addresses("X"), "cstm.example.com", "https://"),
        (lambda: env.redis_url("X"), "http://127.0.0.1", "redis://"),
        (lambda: env.redis_url("X"), "redis://127.0.0.1:port", "redis://"),
        (lambda: env.database("X", ""), "mysql://u:hush@h/d", "'mysql' is not supported"),
        (lambda: env.database("X", ""), "postgres://u:hush@h:port/d", "cannot be read"),
        (lambda: env.database("X", ""), "postgres://u:hush@h", "names no database"),
        (lambda: env.database("X", ""), "", "must be set"),
        (lambda: env.secret("X"), "", "cannot be read"),
    ],
)
def test_what_cannot_work_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, read: object, raw: str, says: str
) -> None:
    monkeypatch.setenv("X", raw)
    if says == "cannot be read" and not raw:
        monkeypatch.setenv("X_FILE", "/nowhere/at/all")
    with pytest.raises(ImproperlyConfigured, match=says) as refusal:
        read()  # type: ignore[operator]
    assert "X" in str(refusal.value)
    assert "hush" not in str(refusal.value), "a password is never shown"


def test_hosts_and_addresses_that_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "cstm.example.com, .example.org,127.0.0.1,[::1]")
    assert env.hosts("X") == ["cstm.example.com", ".example.org", "127.0.0.1", "[::1]"]
    monkeypatch.setenv("X", "https://cstm.example.com:8443/")
    assert env.address("X", "") == "https://cstm.example.com:8443"


def test_databases(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("X", f"sqlite:///{tmp_path}/deep/cstm.sqlite3")
    lite = env.database("X", "")
    assert (tmp_path / "deep").is_dir()
    assert lite["OPTIONS"]["transaction_mode"] == "IMMEDIATE"  # type: ignore[index]
    assert "journal_mode=WAL" in lite["OPTIONS"]["init_command"]  # type: ignore[index]
    monkeypatch.setenv("X", "postgres://cstm:hush@db:5433/team")
    config = env.database("X", "")
    assert (config["NAME"], config["HOST"], config["PORT"]) == ("team", "db", 5433)
    assert config["CONN_HEALTH_CHECKS"] is True


def test_a_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from the file\n", encoding="utf-8")
    monkeypatch.setenv("X", "from the variable")
    assert env.secret("X") == "from the variable"
    monkeypatch.setenv("X_FILE", str(tmp_path / "key"))
    assert env.secret("X") == "from the file"


def test_the_kept_secret_stays_and_is_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    first = env.kept_secret(path)
    assert len(first) >= 60
    assert env.kept_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["secret_key"]
