"""The engine's own command, as an operator runs it."""

import json
import os
import signal
import subprocess
import sys
import zipfile
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.rendering.patterns import EPOCH, TICKS, record, shown, steady

LAYOUT = "{camera}/%Y%m%d-%H%M%S.mp4"
ZONE = ZoneInfo("Asia/Jakarta")
# The command, but it stands still where it would render.
STANDING = """
import os, signal, sys
from footage.rendering import commands
commands.render = lambda *_, **more: os.kill(os.getpid(), signal.SIGSTOP)
commands.main(sys.argv[1:])
"""


def command(*arguments: str, **more) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "footage.rendering", *arguments], capture_output=True, text=True, timeout=120, **more
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Three files of three seconds; the second one is gone, the clock is five seconds fast."""
    root = tmp_path_factory.mktemp("archive")
    (root / "gerbang").mkdir()
    for second in (0, 6):
        named = (EPOCH + timedelta(seconds=second + 5)).astimezone(ZONE)
        path = root / "gerbang" / f"{named:%Y%m%d-%H%M%S}.mp4"
        record(path, steady(10, 3, first=second * TICKS))
        os.utime(path, (named.timestamp() + 3,) * 2)
    return root


def window(archive, first: float, last: float) -> list[str]:
    moments = [(EPOCH + timedelta(seconds=second)).astimezone(ZONE).replace(tzinfo=None) for second in (first, last)]
    return [
        *("--archive", str(archive), "--layout", LAYOUT, "--camera", "gerbang", "--clock-offset", "5"),
        *("--from", moments[0].isoformat(), "--to", moments[1].isoformat()),
    ]


def test_cut_and_verify(archive, tmp_path):
    out, manifest, original = (tmp_path / name for name in ("clip.mp4", "clip.json", "files.zip"))

    done = command(
        "cut", *window(archive, 1.5, 7.5), "--out", str(out), "--manifest", str(manifest), "--original", str(original),
        "--reference", "SKS-1", "--recipient", "K7Q2", "--progress", "json",
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    news = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["progress"] for line in news[:-1]] == sorted(line["progress"] for line in news[:-1])
    assert news[-1]["done"] == str(out)
    told = json.loads(manifest.read_text())
    (gap,) = told["gaps"]
    assert (gap["start"], gap["end"]) == ("2026-11-23T14:00:03+07:00", "2026-11-23T14:00:06+07:00")
    assert gap["reason"] == "missing"
    footage = [tick for _, tick in shown(out, top=told["output"]["picture_top"], height=96)]
    assert {*steady(10, 1.5, first=3 * TICKS // 2), *steady(10, 1.5, first=6 * TICKS)} <= set(footage)
    with zipfile.ZipFile(original) as files:
        assert [files.read(name) for name in files.namelist()] == [
            path.read_bytes() for path in sorted((archive / "gerbang").iterdir())
        ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.json", "clip.mp4", "files.zip"]
    assert command("verify", str(out), str(manifest)).returncode == 0
    out.write_bytes(out.read_bytes()[:-1])
    found = command("verify", str(out), str(manifest))
    assert found.returncode == 1
    assert "SHA-256" in found.stderr


def test_a_window_without_footage_leaves_no_file(archive, tmp_path):
    done = command("cut", *window(archive, 3.2, 5.5), "--out", str(tmp_path / "clip.mp4"))
    assert done.returncode == 1
    assert "no recording holds a picture" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("--layout", "moonfire-nvr"), "cannot be read"),
        (("--layout", "no such"), "template"),
        (("--archive", "/no/such/folder"), "no folder"),
        (("--camera", "../other"), "not the name of a camera"),
        (("--to", "2026-11-23T13:00:00"), "end after its start"),
        (("--mask", "/dev/null"), "/dev/null is not JSON"),
    ],
)
def test_wrong_wishes_are_explained(archive, tmp_path, change, said):
    done = command("cut", *window(archive, 1, 2), *change, "--out", str(tmp_path / "clip.mp4"))
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("--clear", "1,2"), "--clear: a place is X,Y,WIDTH,HEIGHT"),
        (("--from", "yesterday"), "--from: yesterday is no ISO time like"),
        (("--tz", "Asia/Batavia"), "--tz: Asia/Batavia is no time zone"),
    ],
)
def test_what_cannot_be_read_is_wrong_usage(archive, tmp_path, change, said):
    done = command("cut", *window(archive, 1, 2), *change, "--out", str(tmp_path / "clip.mp4"))

    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_locate_and_probe(archive):
    located = json.loads(command("locate", *window(archive, 1, 7)).stdout)
    assert [part["start"] for part in located["segments"]] == ["2026-11-23T14:00:00+07:00", "2026-11-23T14:00:06+07:00"]
    assert [gap["reason"] for gap in located["gaps"]] == ["missing"]
    probed = json.loads(command("probe", "--decode", located["segments"][0]["path"]).stdout)
    assert (probed["codec"], probed["frames"], probed["is_checked"]) == ("h264", [[0, 1], [9000, 29]], True)


def test_an_interrupt_leaves_no_file(archive, tmp_path):
    running = subprocess.Popen(
        [sys.executable, "-m", "footage.rendering", "cut", *window(archive, -3600, 6.5), "--out",
         str(tmp_path / "clip.mp4"), "--progress", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    running.stdout.readline()  # it renders
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    assert running.returncode == 130
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_command_left_is_cleared_away_by_the_next_one(archive, tmp_path):
    cut = ["cut", *window(archive, 1.5, 7.5), "--out", str(tmp_path / "clip.mp4")]
    killed, living = (subprocess.Popen([sys.executable, "-c", STANDING, *cut]) for _ in range(2))
    for process in (killed, living):
        os.waitid(os.P_PID, process.pid, os.WSTOPPED)
    left = set(tmp_path.glob(".saksi-*"))
    killed.kill()
    killed.wait()

    done = command(*cut)

    living.kill()
    living.wait()
    assert done.returncode == 0, done.stderr
    assert len(left) == 2
    assert len(left & set(tmp_path.glob(".saksi-*"))) == 1
