"""An instance of the services that no person uses, in a folder of the test's own."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from supervisor import places
from supervisor.places import Instance
from supervisor.processes import kill_marked


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Instance]:
    monkeypatch.setattr(places, "STATE", tmp_path)
    made = Instance(f"self-test-{uuid.uuid4().hex[:8]}")
    yield made
    kill_marked(made)
    shutil.rmtree(made.services, ignore_errors=True)
