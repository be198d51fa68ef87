"""Where compiled loops are kept: a folder of one's own, wherever the sources lie, or nowhere."""

import os
import tempfile
from pathlib import Path

import pytest

from shifts.solver.compiled import cache_folder

NAMES = ("CSTM_COMPILED_DIR", "CSTM_VAR_DIR", "XDG_CACHE_HOME")


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """A folder for each place that is asked, the best first; the temporary folder last."""
    found = {name: tmp_path / name for name in NAMES}
    for name, place in found.items():
        monkeypatch.setenv(name, str(place))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return found | {"temporary": tmp_path / "temporary"}


def test_the_first_place_that_can_be_written_is_taken(places: dict[str, Path]) -> None:
    for place in places.values():
        found = cache_folder()
        assert found is not None
        assert found.is_relative_to(place)
        assert not found.stat().st_mode & 0o077
        for folder in (found, *found.parents):
            if folder == place.parent:
                break
            folder.rename(folder.with_name(f"{folder.name}-away"))
        place.write_text("A file stands where the folder was.", encoding="utf-8")
    assert cache_folder() is None


def test_a_folder_that_others_may_write_is_not_trusted(places: dict[str, Path]) -> None:
    first = places["CSTM_COMPILED_DIR"]
    first.mkdir()
    os.chmod(first, 0o777)
    found = cache_folder()
    assert found is not None
    assert found.is_relative_to(places["CSTM_VAR_DIR"])


def test_who_has_no_home_still_gets_a_folder(
    places: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NAMES:
        monkeypatch.delenv(name)
    monkeypatch.setattr(os.path, "expanduser", lambda text: text)
    found = cache_folder()
    assert found is not None
    assert found.is_relative_to(places["temporary"])
