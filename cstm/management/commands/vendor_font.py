"""Operator door: make the font of PDF files anew from the npm package named in `cstm/fonts/font.json`."""

import hashlib
import io
import json
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cstm.management.commands.vendor_static import fetch, member

FONTS = Path(settings.BASE_DIR) / "cstm" / "fonts"
_DROPPED = ("GPOS", "GSUB", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG")


class Command(BaseCommand):
    """Cut the full font down to `characters.txt`: without hints and layout tables it stays under 3 MB."""

    help = "Make cstm/fonts/*.ttf anew (needs npm, a network and the packages of requirements-dev.txt)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Fetch, compare the checksum, cut down, and note the checksum of what came out."""
        try:
            from fontTools import subset
            from fontTools.ttLib import TTFont
        except ImportError as fault:
            raise CommandError("fontTools is missing; install requirements-dev.txt.") from fault
        wanted = json.loads((FONTS / "font.json").read_text("utf-8"))
        with tempfile.TemporaryDirectory() as folder, tarfile.open(fetch(wanted, Path(folder))) as tar:
            font = TTFont(io.BytesIO(member(tar, wanted["font"])), recalcTimestamp=False)
            (FONTS / "LICENSE").write_bytes(member(tar, wanted["licence_file"]))
        options_of_cut = subset.Options(
            hinting=False, layout_features=[], name_IDs=["*"], notdef_outline=True, recommended_glyphs=True
        )
        options_of_cut.drop_tables += _DROPPED
        cut = subset.Subsetter(options_of_cut)
        cut.populate(text=(FONTS / "characters.txt").read_text("utf-8"))
        cut.subset(font)
        target = FONTS / wanted["file"]
        font.save(target)
        wanted["sha256"] = hashlib.sha256(target.read_bytes()).hexdigest()
        text = json.dumps(wanted, indent=2, ensure_ascii=False)
        (FONTS / "font.json").write_text(text + "\n", "utf-8")
        self.stdout.write(f"{target.name}: {target.stat().st_size // 1024} KiB")
