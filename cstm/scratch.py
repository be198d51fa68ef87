"""Working copies that a killed process left in the folder for temporary files."""

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path

OLD_SECONDS = 6 * 3600
_OURS = ("cstm-table-", "cstm-import-", "cstm-upload-", "cstm-export-", "cstm-refused-", "cstm-people-")


def clear(*, older_than: float = OLD_SECONDS) -> int:
    """Remove our own working copies that are older than so many seconds; no work takes that long.

    Returns how many there were. What belongs to another account, and links, are left alone.
    """
    gone, now = 0, time.time()
    for path in Path(tempfile.gettempdir()).iterdir():
        if not path.name.startswith(_OURS) or path.is_symlink():
            continue
        with contextlib.suppress(OSError):
            about = path.stat()
            if about.st_uid != os.getuid() or now - about.st_mtime < older_than:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()
            gone += 1
    return gone
