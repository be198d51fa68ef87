"""Chinese is complete: nothing missing, nothing fuzzy, nothing in English, and the field's own words."""

import csv
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

from cstm.locales import read_po

CATALOGUES = ("django",)
FOLDER = Path(django_settings.BASE_DIR) / "locale"
HAN = re.compile(r"[\u3400-\u9fff]")
# Words that are the same in both languages: names, formats, formulas.
SAME = {
    "CSTM",
    "API",
    "CSV",
    "XLSX",
    "English",
    "JSON",
    "TOTP",
    "n",
    "DSR",
    "OK",
    "p50",
    "p90",
    "URL",
    "eNPS",
    "ID",
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")
FORBIDDEN_ZH = ("坐席", "夜班", "末位", "垫底", "警告名单", "排名", "请稍后再试！")
FORBIDDEN_EN = re.compile(
    r"\b(please|oops|user|users|rank|ranking|bottom|last place|loser|warning list|night shift)\b|!", re.I
)


def catalogue(name: str) -> Path:
    return FOLDER / "zh_Hans" / "LC_MESSAGES" / f"{name}.po"


def blocks(name: str) -> list[str]:
    path = catalogue(name)
    return path.read_text(encoding="utf-8").split("\n\n")[1:] if path.exists() else []


def entries(name: str) -> dict[str, str]:
    path = catalogue(name)
    found = read_po(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {key: text for key, text in found.items() if key}


def msgids(block: str) -> str:
    return re.sub(r'"\s*\n\s*"', "", block)


@pytest.mark.parametrize("name", CATALOGUES)
def test_no_entry_is_missing_or_fuzzy(name: str) -> None:
    faults = []
    for block in blocks(name):
        flat = msgids(block)
        if not re.search(r"^msgid ", flat, re.M) or flat.lstrip().startswith("#~"):
            continue
        if re.search(r"^#,.*\bfuzzy\b", flat, re.M) or re.search(r'^msgstr(\[\d\])? ""\s*$', flat, re.M):
            faults.append(re.search(r'^msgid "(.*)"$', flat, re.M)[1])  # type: ignore[index]
    assert not faults


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_translation_is_chinese(name: str) -> None:
    english = [
        key
        for key, text in entries(name).items()
        if not HAN.search(text)
        and key.split("\x04")[-1].split("\0")[0] not in SAME
        and re.search("[A-Za-z]{2}", PLACEHOLDER.sub("", key))
    ]
    assert not english


@pytest.mark.parametrize("name", CATALOGUES)
def test_placeholders_are_kept(name: str) -> None:
    def of(text: str) -> set[str]:
        return {match[0] for match in PLACEHOLDER.finditer(text)}

    broken = []
    for key, text in entries(name).items():
        originals = key.split("\x04")[-1].split("\0")
        allowed = set().union(*map(of, originals))
        if any(of(part) - allowed for part in text.split("\0")) or (
            len(originals) == 1 and of(text) != allowed
        ):
            broken.append(key)
    assert not broken


def test_glossary_terms_are_translated_as_the_glossary_says() -> None:
    with (FOLDER / "glossary.csv").open(encoding="utf-8", newline="") as file:
        glossary = {row["english"].lower(): row["chinese"].split(" / ") for row in csv.DictReader(file)}
    wrong = {
        key: text
        for key, text in entries("django").items()
        if (terms := glossary.get(key.split("\x04")[-1].lower())) and text not in terms
    }
    assert len(glossary) > 100
    assert not wrong


def test_no_word_that_shames_or_that_this_field_does_not_use() -> None:
    assert not [
        key
        for name in CATALOGUES
        for key, text in entries(name).items()
        if any(word in text for word in FORBIDDEN_ZH)
        or FORBIDDEN_EN.search(PLACEHOLDER.sub("", key.split("\x04")[-1]))
    ]


def test_texts_are_marked_by_names_that_collecting_knows() -> None:
    """Texts marked by a name of one's own are never collected, and stay English without anybody seeing it."""
    sources = [
        path
        for part in ("cstm", "staff", "shifts", "training", "surveys", "kpi")
        for path in (FOLDER.parent / part).rglob("*.py")
    ]
    assert len(sources) > 300
    assert not [
        path.name
        for path in sources
        if re.search(r"gettext\w* as (?!_$)", path.read_text(encoding="utf-8"), re.M)
    ]


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not on this machine")
def test_every_text_on_screen_is_collected(tmp_path: Path, settings: Any, monkeypatch: Any) -> None:
    """Collecting anew, in a copy of the sources, finds no text that the catalogue lacks."""
    for part in ("cstm", "staff", "shifts", "training", "surveys", "kpi", "templates"):
        shutil.copytree(
            FOLDER.parent / part, tmp_path / part, ignore=shutil.ignore_patterns("tests", "__pycache__")
        )
    target = tmp_path / "locale"
    (target / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)
    settings.LOCALE_PATHS = [str(target)]
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", locale=["zh_Hans"], no_location=True, no_obsolete=True, verbosity=0)
    collected = (target / "zh_Hans" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    found = re.findall(r'^msgid "(.+)"$', msgids(collected), re.M)
    known = {key.split("\x04")[-1].split("\0")[0] for key in entries("django")}
    heads = {key.replace("\n", "\\n").replace('"', '\\"') for key in known}
    assert len(found) > 500
    assert not [text for text in found if text not in heads]
