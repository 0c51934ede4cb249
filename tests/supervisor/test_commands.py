"""What `./run` answers before it starts anything."""

import socket
import subprocess

import pytest

from supervisor.demo import listening
from supervisor.places import CHECKOUT
from supervisor.terminal import Failure


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([CHECKOUT / "run", *arguments], capture_output=True, text=True)


def test_help_lists_every_command():
    result = run("help")

    assert result.returncode == 0
    for command in ("demo", "test", "check", "manage", "bench"):
        assert f"./run {command} " in result.stdout


def test_an_unknown_command_is_named():
    result = run("dmeo")

    assert result.returncode == 2
    assert "'dmeo'" in result.stderr


def test_a_taken_port_is_said_with_a_way_out():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(Failure, match=f"./run demo --port {port + 1}"):
            listening(port)


def test_recordings_need_their_layout():
    result = run("demo", "--recordings", "/")

    assert result.returncode == 2
    assert "belong together" in result.stderr


def test_recordings_that_are_not_there_are_named(tmp_path):
    result = subprocess.run(
        [CHECKOUT / "run", "demo", "--recordings", "missing", "--layout", "frigate"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    assert result.returncode == 2
    assert f"{tmp_path}/missing is not a folder" in result.stderr
