"""A day of recordings in two archives, made of three drawn minutes.

Each drawn minute is kept once, and linked under the name of every minute that a recorder would have written: 24 h of
a dozen cameras cost three files. What is damaged or missing is so at the same minutes of every hour.
"""

import inspect
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from config.demo import figures, planes, scenery, street
from config.demo.places import CAMERAS, DemoCamera
from footage.rendering import runner
from footage.rendering.archive_folders import list_span
from footage.rendering.layouts import LAYOUTS
from footage.rendering.runner import Sink

STREETS = (1, 2, 3)
MINUTE = timedelta(minutes=1)
SHOWN = timedelta(hours=24)
KEPT = timedelta(hours=48)  # a file system allows only so many links to one file
LONG_AGO = timedelta(days=400)
GROUP = round(2 * street.FRAME_RATE)  # frames from one key frame to the next


@dataclass(frozen=True, slots=True)
class Minutes:
    """The drawn minute of each street, and a damaged one."""

    whole: dict[int, Path]
    damaged: Path


def draw(folder: Path, *, say: Callable[[str], None] = lambda _: None) -> Minutes:
    """The drawn minutes below `folder`; those that are there, and were drawn by this very code, stay."""
    folder.mkdir(parents=True, exist_ok=True)
    version = _version()
    whole = {}
    for number in STREETS:
        whole[number] = folder / f"street-{number}-{version}.mp4"
        if not whole[number].exists():
            say(f"Drawing street {number} of {len(STREETS)}")
            _encode(number, into=whole[number])
    damaged = folder / f"damaged-{version}.mp4"
    if not damaged.exists():
        content = whole[STREETS[0]].read_bytes()
        # Without its beginning no player finds the picture in it.
        _keep(damaged, content[len(content) // 3 :])
    return Minutes(whole, damaged)


def root(folder: Path, recorder_code: str) -> Path:
    """Where a recorder's archive lies below the demo's folder of recordings."""
    return folder / recorder_code


def extend(folder: Path, minutes: Minutes, *, now: datetime, since: datetime, live: bool = True) -> int:
    """Link every minute from `since` that is over by `now` (aware); how many were new.

    `live` false leaves out the camera that is being recorded for real.
    """
    made = 0
    for camera in CAMERAS:
        if camera.records and (live or not camera.is_live):
            made += sum(_link(source, path) for source, path in _files(folder, camera, minutes, now=now, since=since))
    return made


def forget(folder: Path, *, now: datetime) -> None:
    """What a recorder does with its oldest files. Emptied folders stay: a day has 24 of them."""
    for camera in CAMERAS:
        old = list_span(
            root=root(folder, camera.recorder.code),
            layout=LAYOUTS[camera.recorder.layout],
            camera=camera.archive_name,
            starts_at=now - LONG_AGO,
            ends_at=now - KEPT,
        )
        for file in old.found:
            file.path.unlink()


def _files(
    folder: Path, camera: DemoCamera, minutes: Minutes, *, now: datetime, since: datetime
) -> Iterator[tuple[Path, str]]:
    """What to link under which name; on the recorder's clock, which may be wrong."""
    layout, archive = LAYOUTS[camera.recorder.layout], root(folder, camera.recorder.code)
    minute = (since + camera.clock_offset).replace(second=0, microsecond=0)
    while minute + MINUTE <= now + camera.clock_offset:
        if minute.minute not in camera.missing:
            source = minutes.damaged if minute.minute in camera.damaged else minutes.whole[camera.street]
            yield source, f"{archive}/{layout.path_for(camera=camera.archive_name, starts_at=minute)}"
        minute += MINUTE


def _link(source: Path, path: str) -> bool:
    try:
        os.link(source, path)
    except FileExistsError:
        return False
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path))
        os.link(source, path)
    return True


def _encode(seed: int, *, into: Path) -> None:
    drawn = street.Street(seed)

    def feed(pipe: Sink) -> None:
        for frame in drawn.frames():
            pipe.write(frame)

    size = f"{scenery.WIDTH}x{scenery.HEIGHT}"
    unfinished = into.with_suffix(".unfinished")
    raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", size, "-framerate", str(street.FRAME_RATE)]
    encoder = [
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-crf",
        "24",
        "-bf",
        "0",
        "-g",
        str(GROUP),
        "-sc_threshold",
        "0",
    ]
    file = ["-movflags", "+faststart", "-f", "mp4", f"file:{unfinished}"]
    runner.run([*raw, "-i", "pipe:0", *encoder, *file], folder=into.parent, feed=feed)
    _keep(into, unfinished.read_bytes())
    unfinished.unlink()


def _keep(path: Path, content: bytes) -> None:
    """The file whole or not at all. Its time of change is long ago, or its many names would look freshly written."""
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(content)
    os.utime(unfinished, times=(0, 0))
    unfinished.rename(path)


def _version() -> str:
    """Another drawing gets another name, so that a change of the code is seen."""
    sources = "".join(inspect.getsource(module) for module in (figures, planes, scenery, street))
    return sha256(sources.encode()).hexdigest()[:8]
