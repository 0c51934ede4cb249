"""One camera that is recorded while you watch: the drawn minute, over and over, cut at the turn of each minute."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from config.demo.places import CAMERAS, MEDIAMTX, DemoCamera
from config.demo.recordings import root
from footage.rendering import runner
from footage.rendering.errors import RenderError
from footage.rendering.runner import Limits

KEY_FRAME_EVERY = 2.0  # seconds, in the drawn minutes
# ffmpeg names the files by the local time of TZ; this is Jakarta's also where no time zones are installed.
TZ = "WIB-7"
LAYOUT_NAME = "%Y-%m-%d_%H-%M-%S-000000.mp4"  # MediaMTX


def camera() -> DemoCamera:
    return next(camera for camera in CAMERAS if camera.is_live and camera.recorder is MEDIAMTX)


def record(minute: Path, *, into: Path, should_stop: Callable[[], bool]) -> None:
    """Record until `should_stop` says so, or this process dies. Raises RenderError when ffmpeg fails.

    The caller has set the environment's TZ. Fragments of one group of pictures each: whoever opens the file that is
    being written can read all but the last seconds.
    """
    folder = root(into, MEDIAMTX.code) / camera().archive_name
    folder.mkdir(parents=True, exist_ok=True)
    _await_key_frame()
    fragments = "movflags=+frag_keyframe+empty_moov+default_base_moof:flush_packets=1"
    cut = ["-f", "segment", "-segment_time", "60", "-segment_atclocktime", "1", "-strftime", "1"]
    cut += ["-reset_timestamps", "1", "-segment_format", "mp4", "-segment_format_options", fragments]
    endless = ["-re", "-stream_loop", "-1", "-i", f"file:{minute}", "-map", "0:v", "-c", "copy"]
    try:
        runner.run([*endless, *cut, LAYOUT_NAME], folder=folder, should_cancel=should_stop, limits=Limits())
    except RenderError as error:
        if error.code != "cancelled":
            raise


def _await_key_frame() -> None:
    """Begin on an even second, so that a key frame falls on the turn of each minute."""
    now = datetime.now(UTC).timestamp()
    time.sleep(KEY_FRAME_EVERY - now % KEY_FRAME_EVERY)
