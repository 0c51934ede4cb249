"""What `npm run build` made, and the lock it is made from."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, StaticFilesStorage

ROOT = Path(settings.BASE_DIR)


def built(name: str) -> Path:
    found = finders.find(name)
    if not found:
        pytest.fail("static/build is missing: run `npm ci && npm run build`, or ./run test, which does")
    return Path(found)


def test_the_lock_names_no_host():
    lock = (ROOT / "package-lock.json").read_text()

    assert '"resolved"' not in lock
    assert "registry" not in lock


def test_the_lock_covers_what_is_declared():
    declared = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert {name: locked[f"node_modules/{name}"]["version"] for name in declared} == declared
    assert all("integrity" in package for path, package in locked.items() if path)


@pytest.mark.parametrize("name", ["resident.css", "resident.js", "console.css", "console.js", "map.css", "map.js"])
def test_text_lies_there_compressed_too(name):
    path = built(name)

    assert gzip.decompress(path.with_name(f"{name}.gz").read_bytes()) == path.read_bytes()


def test_the_map_asks_for_nothing():
    assert "url(" not in built("map.css").read_text()


@pytest.mark.parametrize("name", ["resident.css", "console.css"])
def test_a_style_sheet_asks_for_our_font_and_nothing_else(name):
    css = built(name).read_text()

    assert set(re.findall(r"url\(([^)]*)\)", css)) == {"fonts/plus-jakarta-sans.woff2"}
    assert "GDS Transport" not in css
    assert "@import" not in css


def test_production_finds_every_file_a_style_sheet_names(tmp_path):
    names = ["resident.css", "console.css", "fonts/plus-jakarta-sans.woff2"]
    source = StaticFilesStorage(location=built("resident.css").parent)
    collected = ManifestStaticFilesStorage(location=tmp_path)
    for name in names:
        with source.open(name) as file:
            collected.save(name, file)

    results = list(collected.post_process({name: (collected, name) for name in names}))

    assert [failure for _name, _hashed, failure in results if isinstance(failure, Exception)] == []
    css = (tmp_path / collected.stored_name("resident.css")).read_text()
    assert re.search(r"url\(\"?fonts/plus-jakarta-sans\.[0-9a-f]{12}\.woff2\"?\)", css)
