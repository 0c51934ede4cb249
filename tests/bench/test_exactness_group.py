"""One group of the bench from end to end: it makes its sources, measures, and writes the page and the JSON."""

import json
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import exactness


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Keeps the sources from one test for the next, as from one bench for the next."""
    return tmp_path_factory.mktemp("bench")


@pytest.fixture
def small(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("SAKSI_STATE_DIR", str(folder))
    monkeypatch.setattr(exactness, "LENGTH", 50)
    monkeypatch.setattr(exactness, "SEGMENTS", (10,))
    monkeypatch.setattr(exactness, "QUICK_WINDOWS", 2)  # one whole, one in chunks
    monkeypatch.setattr(exactness, "KINDS", exactness.KINDS[-1:])  # the one with the fewest pictures
    return ["--quick", "--only", "exactness", "--seed", "5", "--page", str(tmp_path / "page.md")]


def test_the_engine_is_found_exact(small, folder, tmp_path):
    assert bench.main(small) == 0

    group = json.loads((folder / "quick.json").read_text())["groups"]["exactness"]
    assert [figure["verdict"] for figure in group["figures"]] == ["pass"]
    assert group["conditions"]["seed"] == 5
    assert "| Windows exact to the frame | 100 % | ≥ 100 % | pass |" in (tmp_path / "page.md").read_text()
    assert not (folder / "work").exists()


def test_an_inexact_engine_is_found_out(small, tmp_path, monkeypatch):
    gather = exactness.engine.gather

    def late(archive, starts_at, ends_at, *, folder):
        return gather(archive, starts_at + (ends_at - starts_at) / 10, ends_at, folder=folder)

    monkeypatch.setattr(exactness.engine, "gather", late)
    monkeypatch.setattr(exactness, "QUICK_WINDOWS", 1)

    assert bench.main(small) == 0

    assert "| Windows exact to the frame | 0 % | ≥ 100 % | MISS |" in (tmp_path / "page.md").read_text()
