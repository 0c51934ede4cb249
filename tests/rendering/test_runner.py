"""One ffmpeg process: what ends it, and that it is gone then."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from footage.rendering.errors import RenderError
from footage.rendering.runner import Limits, run

ENDLESS = ["-re", "-f", "lavfi", "-i", "color=s=64x64:r=10", "-f", "null", "-"]


def children() -> set[int]:
    """The process ids of our children that are alive."""
    found = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return {int(number) for number in found}


def test_cancelling_ends_it(tmp_path):
    before = children()
    asked = []

    def should_cancel() -> bool:
        asked.append(True)
        return len(asked) > 3

    with pytest.raises(RenderError) as caught:
        run(ENDLESS, folder=tmp_path, should_cancel=should_cancel)

    assert caught.value.code == "cancelled"
    assert children() <= before


def test_no_progress_ends_it(tmp_path):
    os.mkfifo(tmp_path / "never")
    holder = os.open(tmp_path / "never", os.O_RDWR)  # a writer that writes nothing

    with pytest.raises(RenderError) as caught:
        run(["-f", "nut", "-i", "never", "-f", "null", "-"], folder=tmp_path, limits=Limits(stall=0.6))

    os.close(holder)
    assert caught.value.code == "stalled"


def test_a_file_may_not_grow_beyond_its_limit(tmp_path):
    noise = ["-f", "lavfi", "-i", "testsrc2=s=640x360", "-t", "60", "-c:v", "rawvideo", "-f", "nut", "big.nut"]

    with pytest.raises(RenderError) as caught:
        run(noise, folder=tmp_path, limits=Limits(file_size=1_000_000))

    assert caught.value.code == "limit_reached"
    assert (tmp_path / "big.nut").stat().st_size <= 1_000_000


def test_what_ffmpeg_said_is_the_reason(tmp_path):
    with pytest.raises(RenderError, match="No such file") as caught:
        run(["-i", "missing.nut", "-f", "null", "-"], folder=tmp_path)
    assert caught.value.code == "ffmpeg_failed"


def test_an_error_of_the_feeder_is_the_callers(tmp_path):
    def feed(sink) -> None:
        raise KeyError("the feeder's own")

    with pytest.raises(KeyError, match="the feeder's own"):
        run(["-f", "nut", "-i", "pipe:0", "-f", "null", "-"], folder=tmp_path, feed=feed)


def test_it_dies_with_its_parent(tmp_path):
    program = f"""
        from pathlib import Path
        from footage.rendering.runner import run
        run({ENDLESS!r}, folder=Path({str(tmp_path)!r}), on_frames=lambda count: print(count, flush=True))
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE)
    parent.stdout.readline()  # it runs
    child = int(Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()

    deadline = time.monotonic() + 10
    while is_running(child) and time.monotonic() < deadline:
        os.sched_yield()
    assert not is_running(child)


def is_running(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False
