"""Values from the environment, each checked once at start and refused with a sentence."""

import os
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The text of a variable, without surrounding blanks."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """A yes or no; anything else is refused."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {raw!r}; it must be one of 1, 0, true, false, yes, no.")


def whole(name: str, default: int, *, least: int = 0) -> int:
    """A whole number of at least `least`."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        number = int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {raw!r}; it must be a whole number.") from None
    if number < least:
        raise ImproperlyConfigured(f"{name} is {number}; it must be {least} or more.")
    return number


def words(name: str, default: str = "") -> list[str]:
    """A list written with commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def time_zone(name: str, default: str) -> str:
    """The name of a zone of the IANA table."""
    zone = text(name, default) or default
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise ImproperlyConfigured(
            f"{name} is {zone!r}, which is no time zone; write it like Asia/Shanghai."
        ) from None
    return zone


def one_of(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """One of the allowed words."""
    word = text(name, default) or default
    if word not in allowed:
        raise ImproperlyConfigured(f"{name} is {word!r}; it must be one of {', '.join(allowed)}.")
    return word


def database(name: str, default: str) -> dict[str, object]:
    """Django's database setting out of a URL; SQLite and PostgreSQL are known."""
    url = text(name, default) or default
    try:
        config: dict[str, object] = dict(environ.Env.db_url_config(url))
    except Exception as error:
        raise ImproperlyConfigured(f"{name} cannot be read as a database URL: {error}.") from None
    engine = str(config.get("ENGINE", ""))
    if engine not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
        raise ImproperlyConfigured(
            f"{name} must begin with sqlite:/// or postgres://; {url.split(':')[0]!r} is not supported."
        )
    if engine.endswith("sqlite3"):
        Path(str(config["NAME"])).parent.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
        }
    else:
        config["CONN_MAX_AGE"] = whole("DATABASE_CONN_MAX_AGE", 60)
        config["CONN_HEALTH_CHECKS"] = True
    return config


def redis_url(name: str) -> str:
    """The address of Redis, or nothing where none is used."""
    url = text(name)
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured(f"{name} must begin with redis:// (or rediss://, unix://).")
    return url
