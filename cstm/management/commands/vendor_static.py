"""Operator door: fetch the browser files of `static/vendor/packages.json` and write their manifest."""

import base64
import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

VENDOR = Path(settings.BASE_DIR) / "static" / "vendor"
# Maps are not vendored, and a reference to a missing file stops `collectstatic`.
_SOURCE_MAP = re.compile(rb"(?m)^(?://#|/\*#)\s*sourceMappingURL=.*$\n?")
_PATH = re.compile(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*/>")


class Command(BaseCommand):
    """Vendor Tabler, its icons, htmx, ECharts and tom-select from npm packages of known checksums."""

    help = "Fetch the browser files named in static/vendor/packages.json (needs npm and a network)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Fetch each package, compare its checksum, copy its files, write the manifest."""
        wanted = json.loads((VENDOR / "packages.json").read_text("utf-8"))["packages"]
        manifest = []
        with tempfile.TemporaryDirectory() as folder:
            for package in wanted:
                archive = fetch(package, Path(folder))
                manifest.append(_entry(package, _unpack(package, archive)))
                self.stdout.write(f"{package['name']} {package['version']}")
        text = json.dumps({"packages": manifest}, indent=2, ensure_ascii=False)
        (VENDOR / "MANIFEST.json").write_text(text + "\n", "utf-8")


def fetch(package: dict[str, Any], folder: Path) -> Path:
    """The package's archive; CommandError when its checksum is another."""
    name = f"{package['name']}@{package['version']}"
    run = subprocess.run(
        ["npm", "pack", name, "--silent", "--pack-destination", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise CommandError(f"npm pack {name} failed: {run.stderr.strip()}")
    archive = folder / run.stdout.split()[-1]
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != package["integrity"]:
        raise CommandError(f"{name} has another checksum than packages.json: sha512-{digest}")
    return archive


def _unpack(package: dict[str, Any], archive: Path) -> list[Path]:
    """Write the package's files to its folder, flat; returns their paths."""
    target = VENDOR / package["dir"]
    target.mkdir(parents=True, exist_ok=True)
    files = {}
    with tarfile.open(archive) as tar:
        for name in package["files"]:
            files[Path(name).name] = _SOURCE_MAP.sub(b"", member(tar, name))
        if "sprite" in package:
            files["sprite.svg"] = _sprite(tar, package["sprite"], package["icons"]).encode()
    for name, content in files.items():
        (target / name).write_bytes(content)
    # What a package does not ship, such as the text of its licence, was written here by hand.
    return sorted(target / name for name in [*files, *package.get("own_files", [])])


def member(tar: tarfile.TarFile, name: str) -> bytes:
    """A file of the archive; CommandError when it is not there."""
    try:
        found = tar.extractfile(f"package/{name}")
    except KeyError:
        found = None
    if found is None:
        raise CommandError(f"{name} is not in {tar.name!r}")
    return found.read()


def _sprite(tar: tarfile.TarFile, folder: str, names: list[str]) -> str:
    """One SVG with a symbol for each icon."""
    symbols = []
    for name in sorted(names):
        drawing = member(tar, f"{folder}/{name}.svg").decode()
        paths = [path for path in _PATH.findall(drawing) if 'stroke="none" d="M0 0h24v24H0z"' not in path]
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(paths)}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _entry(package: dict[str, Any], paths: list[Path]) -> dict[str, Any]:
    """The manifest's row of a package."""
    return {
        "name": package["name"],
        "version": package["version"],
        "licence": package["licence"],
        "integrity": package["integrity"],
        "files": {
            str(path.relative_to(VENDOR)): "sha256-" + hashlib.sha256(path.read_bytes()).hexdigest()
            for path in paths
        },
    }
