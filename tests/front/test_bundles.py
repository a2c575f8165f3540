"""What is committed under static/vendor is what vendor.json says, with its licences."""

import hashlib
import json
import re
from pathlib import Path

from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
VENDOR = STATIC / "vendor"
LIST = json.loads((VENDOR / "vendor.json").read_text())


def test_every_bundle_has_the_hash_it_was_listed_with():
    for file in LIST["files"]:
        assert hashlib.sha256((VENDOR / file["path"]).read_bytes()).hexdigest() == file["sha256"], file["path"]


def test_nothing_is_vendored_without_being_listed():
    listed = {file["path"] for file in LIST["files"]} | {package["text"] for package in LIST["packages"]}

    found = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}

    assert found - {"vendor.json"} == listed


def test_every_package_in_a_bundle_is_named_with_version_and_licence():
    packages = {package["name"]: package for package in LIST["packages"]}
    inside = {name for file in LIST["files"] for name in file["packages"]}

    assert set(packages) == inside
    assert all(package["version"] and package["licence"] for package in packages.values())


def test_versions_are_those_of_the_lock():
    lock = json.loads((Path(settings.BASE_DIR) / "package-lock.json").read_text())["packages"]

    for package in LIST["packages"]:
        assert lock[f"node_modules/{package['name']}"]["version"] == package["version"]


def test_the_lock_names_no_host():
    assert "resolved" not in (Path(settings.BASE_DIR) / "package-lock.json").read_text()


def test_bundles_need_no_eval():
    assert not re.search(r"\beval\(|new Function\(", (VENDOR / "openlayers/ol.js").read_text())
