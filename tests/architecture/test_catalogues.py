"""Two languages: every sentence of the sources is in the Chinese catalogue, translated, and compiled as committed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "govgrid" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
SOURCES = ("cases", "departments", "grids", "govgrid", "templates")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every translatable sentence of the sources, as gettext extracts them."""
    place = tmp_path_factory.mktemp("extracted")
    (place / "locale").mkdir()
    for name in SOURCES:
        (place / name).symlink_to(ROOT / name)
    command = [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "--symlinks", "--no-location"]
    command += ["--ignore", "govgrid/locale"]  # or it would write into the catalogue of the tree itself
    settings_free = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=place, env=settings_free, check=True, capture_output=True)
    return {entry.msgid for path in place.rglob("django.po") for entry in polib.pofile(str(path))}


def test_every_sentence_is_in_the_catalogue(catalogue: polib.POFile, sentences: set[str]) -> None:
    known = {entry.msgid for entry in catalogue if not entry.obsolete}

    assert sentences > set()
    assert sentences - known == set(), "run: make messages, then translate"


def test_every_sentence_is_translated(catalogue: polib.POFile) -> None:
    open_ones = [e.msgid for e in catalogue if not e.obsolete and (not e.translated() or e.fuzzy)]

    assert open_ones == []


def test_a_translation_keeps_the_places_for_names_and_numbers(catalogue: polib.POFile) -> None:
    for entry in catalogue.translated_entries():
        for text in [entry.msgstr] if entry.msgstr else entry.msgstr_plural.values():
            assert set(PLACEHOLDER.findall(text)) <= set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
            if entry.msgstr:
                assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(entry.msgid)), entry.msgid


def test_the_compiled_catalogue_is_the_written_one(catalogue: polib.POFile) -> None:
    assert CATALOGUE.with_suffix(".mo").read_bytes() == catalogue.to_binary()


def test_no_sentence_hides_from_gettext_behind_another_name() -> None:
    """xgettext knows `_`, `gettext`, `gettext_lazy` and `ngettext` only; an alias would leave words untranslated."""
    alias = re.compile(r"import n?gettext(?:_lazy)? as (?!_$)\w+", re.MULTILINE)
    sources = [path for name in SOURCES[:-1] for path in (ROOT / name).rglob("*.py")]

    assert sources
    assert [str(path) for path in sources if alias.search(path.read_text(encoding="utf-8"))] == []
