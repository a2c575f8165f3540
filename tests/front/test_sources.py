"""Rules that templates, styles and scripts keep, read from the files themselves."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

BASE = Path(settings.BASE_DIR)
STATIC, TEMPLATES = BASE / "static", BASE / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
ICON = re.compile(r'_icon\.html" with name="([a-z0-9-]+)"|icon="([a-z0-9-]+)"')


def tokens_of(selector: str) -> str:
    css = (STATIC / "css/tokens.css").read_text()
    return " ".join(css.split(selector + " {", 1)[1].split("}", 1)[0].split())


def test_dark_by_device_and_dark_by_choice_are_the_same():
    assert tokens_of(':root:not([data-theme="light"])') == tokens_of(':root[data-theme="dark"]')


def test_only_tokens_name_a_colour():
    for sheet in (STATIC / "css").glob("*.css"):
        if sheet.name != "tokens.css":
            css = re.sub(r"@media print \{.*", "", sheet.read_text(), flags=re.S)
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?!')", css), sheet.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_no_page_has_inline_style_or_script(page):
    source = page.read_text()

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|hx-on", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_every_page_compiles_and_its_icons_exist(page):
    icons = set(json.loads((STATIC / "js/bundles/icons.json").read_text()))

    get_template(str(page.relative_to(TEMPLATES)))

    asked = {name for pair in ICON.findall(page.read_text()) for name in pair if name}
    assert asked <= icons


def test_files_stay_small_enough_to_read():
    for sheet in (STATIC / "css").glob("*.css"):
        assert len(sheet.read_text().splitlines()) <= 150, sheet.name
    for module in (STATIC / "js").glob("*.js"):
        assert len(module.read_text().splitlines()) <= 80, module.name
