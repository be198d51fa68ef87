"""Settings of the tests: only what they need otherwise than in embedded mode."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path
from types import FrameType
from typing import Any

# Each run, and each process of a run, has a state folder of its own.
if "CSTM_TEST_VAR_DIR" not in os.environ:
    os.environ["CSTM_TEST_VAR_DIR"] = tempfile.mkdtemp(prefix="cstm-test-")
    atexit.register(shutil.rmtree, os.environ["CSTM_TEST_VAR_DIR"], ignore_errors=True)
_base = os.environ["CSTM_TEST_VAR_DIR"]
os.environ["CSTM_VAR_DIR"] = str(Path(_base) / os.environ.get("PYTEST_XDIST_WORKER", "main"))
# Compiled loops outlive a run: they are kept by a digest of their sources.
os.environ.setdefault("CSTM_COMPILED_DIR", str(Path.home() / ".cache" / "cstm" / "numba"))
for _name in ("CSTM_MODE", "CSTM_DEMO", "REDIS_URL", "MEDIA_ROOT", "STATIC_ROOT", "EMAIL_HOST", "DEBUG"):
    os.environ.pop(_name, None)

from cstm.settings import *  # noqa: E402, F403
from cstm.settings import BASE_DIR, DATABASES, TEMPLATES, VAR_DIR  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
_database: dict[str, Any] = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    _database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;"
else:
    _database["CONN_MAX_AGE"] = 0


class UndefinedVariableError(AssertionError):
    """A template of ours names a value that the view did not give."""


class _Undefined(str):
    """What stands for an undefined variable: an error in our templates, nothing in a library's."""

    def __contains__(self, key: object) -> bool:
        return key == "%s" or super().__contains__(str(key))

    def __mod__(self, variable: Any) -> str:
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            origin = getattr(frame.f_locals.get("self"), "origin", None)
            if origin is not None:
                if str(origin.name).startswith(str(BASE_DIR / "templates")):
                    raise UndefinedVariableError(f"{variable} is undefined in {origin.name}")
                return ""
            frame = frame.f_back
        return ""


_options: dict[str, Any] = TEMPLATES[0]["OPTIONS"]  # type: ignore[assignment]
_options["string_if_invalid"] = _Undefined("undefined")
