"""A pole of the demo with two cameras, one of which missed twenty seconds, on recordings that the project draws."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from config.demo import recordings, registry, scenery
from config.demo.places import FRIGATE
from config.demo.street import FRAME_RATE, Street
from footage.rendering import runner
from footage.rendering.layouts import LAYOUTS
from footage.rendering.runner import Sink
from tests.cases import START

SEGMENT = timedelta(seconds=10)
WINDOW = (START, START + timedelta(minutes=2))
MISSED = (START + timedelta(seconds=60), START + timedelta(seconds=80))


@dataclass(frozen=True, slots=True)
class Recorded:
    """A camera of the registry by its name in the archive, the street it sees, and when it recorded nothing."""

    archive_name: str
    seed: int
    missed: tuple[datetime, datetime] | None


CAMERAS = (Recorded("kampung_melayu_001", 2, MISSED), Recorded("kampung_melayu_002", 1, None))


def prepare(archive: Path) -> None:
    """The demo's registry, and recordings of both cameras from before the window until after it."""
    registry.prepare_drawn(archive)
    for camera in CAMERAS:
        drawn = draw(archive, seed=camera.seed)
        at = WINDOW[0] - SEGMENT
        while at < WINDOW[1] + SEGMENT:
            if not camera.missed or not camera.missed[0] <= at < camera.missed[1]:
                name = LAYOUTS[FRIGATE.layout].path_for(camera=camera.archive_name, starts_at=at)
                path = recordings.root(archive, FRIGATE.code) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                os.link(drawn, path)
            at += SEGMENT


def draw(folder: Path, *, seed: int) -> Path:
    """One segment of a street."""
    path = folder / f"street-{seed}.mp4"

    def feed(pipe: Sink) -> None:
        for frame in islice(Street(seed).frames(), int(SEGMENT.total_seconds() * FRAME_RATE)):
            pipe.write(frame)

    size = f"{scenery.WIDTH}x{scenery.HEIGHT}"
    raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", size, "-framerate", str(FRAME_RATE), "-i", "pipe:0"]
    runner.run([*raw, "-c:v", "libx264", "-preset", "veryfast", "-g", "25", path.name], folder=folder, feed=feed)
    os.utime(path, times=(0, 0))  # long ago, or its many names would look as if they were being written
    return path
