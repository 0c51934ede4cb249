"""The locks pin and hash everything, name no host, and are what this very environment was installed from."""

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).resolve().parents[1]
LOCKS = sorted((CHECKOUT / "requirements").glob("*.txt"))
EXTRAS = {
    "production": [],
    "demo": ["embedded"],
    "test": ["embedded", "dev"],
    "node": ["node"],
    "bench": ["embedded", "dev", "bench"],
}


def pins(name: str) -> dict[str, Requirement]:
    text = (CHECKOUT / "requirements" / f"{name}.txt").read_text().replace("\\\n", "")
    lines = [line.split("--hash")[0] for line in text.splitlines() if line.strip()]
    return {canonicalize_name(requirement.name): requirement for requirement in map(Requirement, lines)}


def wanted(extras: list[str]) -> list[Requirement]:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    texts = project["dependencies"] + [text for extra in extras for text in project["optional-dependencies"][extra]]
    return [Requirement(text) for text in texts]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_pin_is_exact_and_hashed(lock):
    text = lock.read_text()
    blocks = [block for block in re.split(r"\n(?=\S)", text) if block.strip()]

    assert blocks
    for block in blocks:
        assert re.match(r"[\w.-]+==\S+", block), block
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block


def test_no_lock_names_a_host():
    for lock in LOCKS:
        assert "://" not in lock.read_text(), lock.name
    # npm's own key for where a file was fetched from; the addresses that remain are of sponsors.
    assert '"resolved"' not in (CHECKOUT / "package-lock.json").read_text()


@pytest.mark.parametrize("name", EXTRAS)
def test_a_lock_holds_what_the_project_asks_for(name):
    locked = pins(name)
    for requirement in wanted(EXTRAS[name]):
        assert canonicalize_name(requirement.name) in locked, requirement


def test_this_environment_was_installed_from_the_lock():
    for name, requirement in pins("test").items():
        if requirement.marker is None or requirement.marker.evaluate():
            assert requirement.specifier.contains(version(name)), name
