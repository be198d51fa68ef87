"""Where compiled loops are kept, and how they are compiled.

The folder carries a digest of the compiled sources: numba looks at the file of a function alone, so that a
change in a file that is compiled into another would otherwise go unseen after an upgrade.
"""

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba

# The files whose functions are compiled, and the one that says what they are given.
SOURCES = ("compiled", "kernel", "model", "moves", "rebuild", "simplex", "terms")
Compiled = TypeVar("Compiled", bound=Callable[..., Any])


def cache_folder() -> Path | None:
    """A folder that can be written: CSTM_COMPILED_DIR, or one below CSTM_VAR_DIR, the user's cache or the
    temporary folder; None where there is none, and the loops are then compiled in each process."""
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    folder = f"solver-{digest.hexdigest()[:12]}"
    places = [
        Path(os.environ["CSTM_COMPILED_DIR"]) if os.environ.get("CSTM_COMPILED_DIR") else None,
        Path(os.environ["CSTM_VAR_DIR"]) / "numba" if os.environ.get("CSTM_VAR_DIR") else None,
        Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "cstm" / "numba",
        Path(tempfile.gettempdir()) / f"cstm-numba-{os.getuid()}",
    ]
    for place in places:
        if place is None or place.parts[:1] == ("~",):  # nobody's home is known
            continue
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            (place / folder).mkdir(exist_ok=True, mode=0o700)
        except OSError:
            continue
        if os.access(place / folder, os.W_OK) and _own(place) and _own(place / folder):
            return place / folder
    return None


def _own(place: Path) -> bool:
    """Whether nobody else may put files there: what is read from it is run."""
    found = place.stat()
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


_folder = cache_folder()
if _folder is not None and not os.environ.get("NUMBA_CACHE_DIR"):
    setattr(numba.config, "CACHE_DIR", str(_folder))  # noqa: B010 - the type stubs do not know it


# Functions get their arrays and make none; counting references to arrays took two thirds of the time.
_OPTIONS: dict[str, Any] = {"cache": _folder is not None, "_nrt": False}


def compiled(function: Compiled) -> Compiled:
    """A function compiled once and kept on disk; it may make no arrays."""
    found: Compiled = numba.njit(**_OPTIONS)(function)
    return found


def inlined(function: Compiled) -> Compiled:
    """A function compiled into whatever calls it; it may make no arrays."""
    found: Compiled = numba.njit(forceinline=True, **_OPTIONS)(function)
    return found
