"""Values from the environment, each checked once at start and refused with a sentence."""

import ipaddress
import os
import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}
_HOST = re.compile(r"^(\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])$")


def text(name: str, default: str = "") -> str:
    """The text of a variable, without surrounding blanks."""
    return os.environ.get(name, default).strip()


def secret(name: str) -> str:
    """A secret, out of the variable or out of the file that `<name>_FILE` names."""
    path = text(f"{name}_FILE")
    if not path:
        return text(name)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE is {path!r}, which cannot be read: {error}.") from None


def kept_secret(path: Path) -> str:
    """A random key that this machine makes once and keeps in a file for its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(60), encoding="utf-8")
        try:
            os.link(draft, path)  # Two processes that start at once agree on the first one's key.
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8").strip()


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


def port(name: str, default: int) -> int:
    """A port number; 0 stands for none where the default says so."""
    number = whole(name, default)
    if number > 65535:
        raise ImproperlyConfigured(f"{name} is {number}; a port is at most 65535.")
    return number


def words(name: str, default: str = "") -> list[str]:
    """A list written with commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def hosts(name: str, default: str = "") -> list[str]:
    """Host names with commas; a star or an address with a scheme is refused."""
    names = words(name, default)
    for host in names:
        if not _HOST.match(host):
            raise ImproperlyConfigured(
                f"{name} holds {host!r}; write host names alone, like cstm.example.com, with commas (no *)."
            )
    return names


def address(name: str, default: str) -> str:
    """A web address with its scheme, without a slash at the end."""
    url = (text(name, default) or default).rstrip("/")
    try:
        parts = urlsplit(url)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits:
        raise ImproperlyConfigured(f"{name} is {url!r}; write it like https://cstm.example.com.")
    return url


def addresses(name: str) -> list[str]:
    """Web addresses with commas."""
    for url in words(name):
        if not url.startswith(("http://", "https://")):
            raise ImproperlyConfigured(
                f"{name} holds {url!r}; write addresses like https://cstm.example.com."
            )
    return words(name)


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Addresses and networks with commas, like 10.0.0.0/8, 203.0.113.7."""
    found = []
    for word in words(name):
        try:
            found.append(ipaddress.ip_network(word, strict=False))
        except ValueError:
            raise ImproperlyConfigured(
                f"{name} holds {word!r}; write addresses like 203.0.113.7 or networks like 10.0.0.0/8."
            ) from None
    return found


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
    url = secret(name) or default
    if not url:
        raise ImproperlyConfigured(f"{name} must be set in production, like postgres://cstm@127.0.0.1/cstm.")
    scheme = url.split(":", 1)[0]
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"{name} must begin with sqlite:/// or postgres://; {scheme!r} is not supported."
        )
    try:
        config: dict[str, object] = dict(environ.Env.db_url_config(url))
    except Exception:  # The URL itself is not shown: it may hold a password.
        raise ImproperlyConfigured(
            f"{name} cannot be read; write it like postgres://name:password@host:5432/cstm."
        ) from None
    if not config.get("NAME"):
        raise ImproperlyConfigured(f"{name} names no database; write it like postgres://host:5432/cstm.")
    if scheme == "sqlite":
        return _sqlite(config)
    config["CONN_MAX_AGE"] = whole("DATABASE_CONN_MAX_AGE", 60)
    config["CONN_HEALTH_CHECKS"] = True
    return config


def _sqlite(config: dict[str, object]) -> dict[str, object]:
    """SQLite so that several processes may write: a log beside the file, and a place in the queue at once."""
    Path(str(config["NAME"])).parent.mkdir(parents=True, exist_ok=True)
    config["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
    return config


def redis_url(name: str) -> str:
    """The address of Redis, or nothing where none is used."""
    url = secret(name)
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in {"redis", "rediss", "unix"} and (parts.port is None or parts.port > 0)
        fits = fits and bool(parts.hostname or parts.path)
    except ValueError:
        fits = False
    if not fits:
        raise ImproperlyConfigured(f"{name} must be written like redis://127.0.0.1:6379/0.")
    return url


def cache(url: str, folder: Path) -> dict[str, object]:
    """Redis where there is one, else files."""
    if url:
        return {"BACKEND": "cstm.caches.MayBeGone", "LOCATION": url}
    return {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": folder}


def redis_queue() -> dict[str, object]:
    """A task whose worker died comes back: at once where it was known, after six hours at the latest."""
    return {
        "visibility_timeout": 6 * 3600,
        "unacked_restore_throttle": 1,
        "unacked_restore_interval": 10,
    }


def file_queue(folder: Path) -> dict[str, object]:
    """A broker of plain files: it needs no server and keeps what is queued over a restart."""
    for name in ("messages", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }
