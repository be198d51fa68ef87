"""Translations are compiled as gettext would, without it."""

import gettext
import io
import os
from pathlib import Path

from cstm import locales

PO = """
# A comment.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

#: somewhere.py:1
msgid "agent"
msgstr "客服"

msgctxt "month"
msgid "May"
msgstr "五月"

#, python-format
msgid "%(n)d row"
msgid_plural "%(n)d rows"
msgstr[0] "%(n)d 行"

#, fuzzy
msgid "guess"
msgstr "猜"

msgid "not yet"
msgstr ""

msgid ""
"A long "
"sentence with \\"quotes\\"."
msgstr ""
"一个"
"长句。\\n"

#~ msgid "old"
#~ msgstr "旧"
"""


def test_every_kind_of_entry_is_read_back_by_gettext() -> None:
    catalog = gettext.GNUTranslations(io.BytesIO(locales.mo_bytes(locales.read_po(PO))))
    assert catalog.gettext("agent") == "客服"
    assert catalog.pgettext("month", "May") == "五月"
    assert catalog.ngettext("%(n)d row", "%(n)d rows", 3) == "%(n)d 行"
    assert catalog.gettext('A long sentence with "quotes".') == "一个长句。\n"
    assert [catalog.gettext(word) for word in ("guess", "not yet", "old")] == ["guess", "not yet", "old"]
    assert catalog.charset() == "UTF-8"


def test_only_what_is_older_than_its_source_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(PO, encoding="utf-8")
    assert locales.compile_all(tmp_path) == [folder / "django.mo"]
    assert locales.compile_all(tmp_path) == []
    later = source.stat().st_mtime + 10
    os.utime(source, (later, later))
    assert locales.compile_all(tmp_path) == [folder / "django.mo"]
