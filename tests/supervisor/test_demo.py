"""The life of `./run demo`: it answers, survives kills, and goes without a trace of a process."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from supervisor import places
from supervisor.demo import answers
from supervisor.places import CHECKOUT, Instance
from supervisor.processes import kill_marked, marked

MADE_BY_RUN = (".git", ".venv", ".saksi", "node_modules", "__pycache__", ".*_cache", ".hypothesis")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A second checkout with its own data, which borrows what was installed and built for this one."""
    copy = tmp_path / "saksi"
    shutil.copytree(CHECKOUT, copy, ignore=shutil.ignore_patterns(*MADE_BY_RUN))
    (copy / ".saksi").mkdir()
    for name in (".venv", "node_modules", ".saksi/installer"):
        (copy / name).symlink_to(CHECKOUT / name)
    for stamp in (CHECKOUT / ".saksi").glob("*.sha256"):
        shutil.copy(stamp, copy / ".saksi")
    monkeypatch.setattr(places, "CHECKOUT", copy)
    monkeypatch.setattr(places, "STATE", copy / ".saksi")
    yield copy
    kill_marked(Instance("demo"))
    shutil.rmtree(Instance("demo").services, ignore_errors=True)


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    """An archive of one camera; the demo looks at its names."""
    folder = tmp_path / "recordings"
    (folder / "2026-11-23/07/gerbang").mkdir(parents=True)
    (folder / "2026-11-23/07/gerbang/00.00.mp4").write_bytes(b"\0" * 1000)
    return folder


def start(checkout: Path, *options: str | Path) -> tuple[subprocess.Popen[str], int]:
    """A demo that is ready, and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    demo = subprocess.Popen(
        [checkout / "run", "demo", "--port", port, *options], env=environment, stdout=subprocess.PIPE, text=True
    )
    told = ""
    for line in demo.stdout or ():
        told += line
        if "Ctrl-C" in line:
            break
    assert f"Saksi is at http://127.0.0.1:{port}/" in told, told
    return demo, int(port)


def test_a_demo_answers_survives_its_supervisor_and_stops_without_a_trace(checkout, recordings, eventually):
    instance = Instance("demo")
    options = ["--recordings", recordings, "--layout", "frigate"]
    demo, port = start(checkout, *options)
    assert answers(port)

    demo.kill()
    demo.communicate()
    demo, port = start(checkout, *options)

    assert answers(port)
    began = time.monotonic()
    demo.send_signal(signal.SIGINT)
    demo.communicate()
    assert time.monotonic() - began < 5
    assert demo.returncode == 130
    assert marked(instance) == []
