"""Working copies of killed processes go; those of running ones, and what is not ours, stay."""

import os
import tempfile
import time

from cstm import scratch


def test_only_old_copies_of_ours_go(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old = time.time() - scratch.OLD_SECONDS - 60
    for name in ("cstm-table-old", "cstm-import-new", "somebody-old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "copy.xlsx").write_bytes(b"x")
    (tmp_path / "cstm-upload-old").write_bytes(b"x")
    (tmp_path / "cstm-table-link").symlink_to(tmp_path / "somebody-old")
    for name in ("cstm-table-old", "somebody-old", "cstm-upload-old"):
        os.utime(tmp_path / name, (old, old))
    assert scratch.clear() == 2
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"cstm-import-new", "somebody-old", "cstm-table-link"}
    assert (tmp_path / "somebody-old" / "copy.xlsx").exists()
