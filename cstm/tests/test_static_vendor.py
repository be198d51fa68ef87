"""Vendored browser files are what the manifest says, and pages use only what is there."""

import hashlib
import json
import re
from pathlib import Path

from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
VENDOR = STATIC / "vendor"
MANIFEST = json.loads((VENDOR / "MANIFEST.json").read_text("utf-8"))["packages"]
WANTED = json.loads((VENDOR / "packages.json").read_text("utf-8"))["packages"]


def _templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


def test_each_vendored_file_has_the_checksum_of_the_manifest() -> None:
    for package in MANIFEST:
        for name, checksum in package["files"].items():
            found = hashlib.sha256((VENDOR / name).read_bytes()).hexdigest()
            assert f"sha256-{found}" == checksum, name


def test_no_vendored_file_is_missing_from_the_manifest() -> None:
    named = {name for package in MANIFEST for name in package["files"]}
    lying = {
        str(path.relative_to(VENDOR))
        for path in VENDOR.rglob("*")
        if path.is_file() and path.parent != VENDOR
    }
    assert lying == named


def test_manifest_and_wishes_name_the_same_packages_with_version_and_licence() -> None:
    keys = ("name", "version", "licence", "integrity")
    assert [[package[key] for key in keys] for package in MANIFEST] == [
        [package[key] for key in keys] for package in WANTED
    ]
    for package in MANIFEST:
        assert any(Path(name).name == "LICENSE" for name in package["files"]), package["name"]


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    sprite = (VENDOR / "tabler-icons" / "sprite.svg").read_text("utf-8")
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    used = {
        name: str(path)
        for path in _templates()
        for name in re.findall(r'{%\s*icon "([^"]+)"', path.read_text("utf-8"))
    }
    for path in Path(settings.BASE_DIR).glob("*/portal.py"):
        used |= {name: str(path) for name in re.findall(r'icon="([^"]+)"', path.read_text("utf-8"))}
    missing = {name: where for name, where in used.items() if name not in known}
    assert missing == {}


def test_pages_hold_no_inline_script_style_or_handler() -> None:
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|<script(?![^>]*\ssrc=)(?![^>]*application/json)", re.I
    )
    for path in _templates():
        if path.parts[-2] == "emails":
            continue
        found = inline.search(path.read_text("utf-8"))
        assert found is None, f"{path}: {found.group(0) if found else ''}"


def test_pages_ask_no_other_host() -> None:
    for path in [*_templates(), *STATIC.glob("css/*.css"), *STATIC.glob("js/*.js")]:
        text = path.read_text("utf-8")
        assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", text), path


def test_own_stylesheets_and_templates_stay_short() -> None:
    for path in STATIC.glob("css/*.css"):
        assert len(path.read_text("utf-8").splitlines()) < 400, path
    for path in _templates():
        assert len(path.read_text("utf-8").splitlines()) < 200, path
