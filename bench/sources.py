"""The recordings the bench works on, made once and kept: every frame carries its own moment (tests.rendering.patterns).

Long archives are many names of few files (hard links): what is measured there is finding and reading, not the picture.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from footage.rendering import runner
from footage.rendering.layouts import LAYOUTS, Layout
from tests.rendering import patterns
from tests.rendering.patterns import EPOCH, TICKS, moment

VERSION = "3"  # to be raised when a source is made differently: kept ones are then thrown away
CAMERA = "kamera-1"
BAND = 12  # the pattern takes this part of the street's height, at the bottom
MOVERS = 14


@dataclass(frozen=True, slots=True)
class Archive:
    """Recordings of `CAMERA` and others as a recorder lays them out; `length` seconds from EPOCH on."""

    root: Path
    layout_name: str
    length: float

    @property
    def layout(self) -> Layout:
        return LAYOUTS[self.layout_name]

    def path(self, starts_at: datetime, *, ending: str = "mp4", camera: str = CAMERA) -> Path:
        return (self.root / self.layout.path_for(camera=camera, starts_at=starts_at)).with_suffix(f".{ending}")

    def files(self) -> list[Path]:
        return sorted(path for path in self.root.rglob("*") if path.is_file())


def kept(folder: Path, make: Callable[[Path], None], *, recipe: str) -> Path:
    """`folder` as `make` fills it, made only when it is not there already, whole and by the same recipe."""
    stamp = folder / ".recipe"
    if not stamp.exists() or stamp.read_text() != f"{VERSION} {recipe}":
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(folder)
        stamp.write_text(f"{VERSION} {recipe}")
    return folder


def street(folder: Path, *, size: tuple[int, int], rate: int, seconds: int, segments: int) -> Archive:
    """A busy street with sensor noise at a camera's bit rate, in files of `seconds`; a key frame each 4 s."""
    archive = Archive(folder / "archive", "mediamtx", seconds * segments)

    def make(_: Path) -> None:
        scene = _Scene(size)
        for number in range(segments):
            ticks = patterns.steady(rate, seconds, first=number * seconds * TICKS)
            _film(_place(archive.path(moment(ticks[0]))), ticks, scene, size=size, rate=rate)
            _finish(archive.path(moment(ticks[0])), moment(ticks[0]) + timedelta(seconds=seconds))
        _join(archive.files(), folder / "joined.mp4", seconds=seconds)

    kept(folder, make, recipe=f"street {size} {rate} {seconds} {segments}")
    return archive


def shown(film: Path, *, picture_height: int) -> Iterator[tuple[int, int]]:
    """For each frame of a film of a street: its time in ticks and the moment it shows; a strip above is left out."""
    with av.open(str(film)) as container:
        video = container.streams.video[0]
        for frame in container.decode(video):
            band = frame.to_ndarray(format="gray")[-_band_height(picture_height) :]
            yield round((frame.time or 0) * TICKS), patterns.read(band)


def _band_height(picture_height: int) -> int:
    return picture_height // BAND


def barcodes(
    folder: Path, *, ending: str, seconds: int, rate: Fraction, options: dict[str, str], sound: str | None, length: int
) -> Archive:
    """A small archive for checking exactness: nothing but the pattern. `seconds` is the length of a file."""
    archive = Archive(folder / "archive", "mediamtx", length)
    container = {"movflags": "+frag_keyframe+empty_moov+default_base_moof"} if ending == "frag" else {}
    suffix = "mp4" if ending == "frag" else ending

    def make(_: Path) -> None:
        ticks = patterns.steady(rate, length)
        for number in range(length // seconds):
            first, last = number * seconds * TICKS, (number + 1) * seconds * TICKS
            part = [tick for tick in ticks if first <= tick < last]
            path = _place(archive.path(moment(part[0]), ending=suffix))
            if sound:
                _with_sound(path, part, gop=3 * round(rate), options=options, sound=sound, seconds=seconds)
            else:
                patterns.record(path, part, gop=3 * round(rate), options=options, container=container)
            _finish(path, moment(last))

    kept(folder, make, recipe=f"barcodes {ending} {seconds} {rate} {options} {sound} {length}")
    return archive


def minute(folder: Path, *, size: tuple[int, int], rate: int) -> Path:
    """One file of 60 s that shows the pattern, for archives made of links."""

    def make(folder: Path) -> None:
        patterns.record(folder / "minute.mp4", patterns.steady(rate, 60), size=size, gop=4 * rate)

    return kept(folder, make, recipe=f"minute {size} {rate}") / "minute.mp4"


def linked(
    folder: Path,
    original: Path,
    *,
    layout: str,
    count: int,
    starts_at: datetime = EPOCH,
    cameras: Sequence[str] = (CAMERA,),
    distinct: Sequence[datetime] = (),
    size: int = 0,
) -> Archive:
    """`count` one-minute files of each camera, all of them names of `original`.

    Those of `CAMERA` at the moments `distinct` are files of their own, each of `size` other bytes.
    """
    archive = Archive(folder / "archive", layout, count * 60)

    def make(_: Path) -> None:
        own = {starts_at + timedelta(minutes=number) for number in range(count)} & set(distinct)
        for camera in cameras:
            one = folder / f"{camera}.original"
            shutil.copyfile(original, one)  # an inode has room for 65,000 names only (ext4)
            _finish(one, starts_at)
            for number in range(count):
                at = starts_at + timedelta(minutes=number)
                path = archive.path(at, camera=camera)
                if camera == CAMERA and at in own:
                    _padded(original, _place(path), size=size, with_bytes=str(at).encode())
                    _finish(path, at + timedelta(minutes=1))
                    continue
                try:
                    os.link(one, path)
                except FileNotFoundError:
                    os.link(one, _place(path))
            one.unlink()

    kept(folder, make, recipe=f"linked {layout} {count} {starts_at} {cameras} {list(map(str, distinct))} {size}")
    return archive


def _padded(original: Path, target: Path, *, size: int, with_bytes: bytes) -> None:
    """The same film in a larger file of other bytes: a `free` box at the end (ISO/IEC 14496-12)."""
    film = original.read_bytes()
    room = size - len(film)
    target.write_bytes(film + room.to_bytes(4) + b"free" + (with_bytes * size)[: room - 8])


class _Scene:
    """Grey pictures of a street: still background, moving boxes, noise, and the moment in a band at the bottom."""

    def __init__(self, size: tuple[int, int]) -> None:
        width, height = size
        chance = np.random.default_rng(1)
        coarse = chance.integers(60, 190, (height // 60 + 2, width // 60 + 2))
        fine = chance.normal(0, 5, (height, width))
        self._ground = np.clip(np.kron(coarse, np.ones((60, 60)))[:height, :width] + fine, 16, 235).astype(np.int16)
        self._noise = [chance.normal(0, 0.7, (height, width)).astype(np.int16) for _ in range(12)]
        self._boxes = [
            (
                chance.integers(30, 220, (height // 14, width // 14)).astype(np.int16) // 3 + 40,
                chance.uniform(0, width),
                chance.uniform(height * 0.2, height * 0.8),
                chance.uniform(-0.08, 0.08) * width,
            )
            for _ in range(MOVERS)
        ]
        self._size = size

    def picture(self, tick: int) -> np.ndarray:
        width, height = self._size
        grey = self._ground + self._noise[tick // 3600 * 7 % 12]
        for patch, x, y, speed in self._boxes:
            rows, columns = patch.shape
            left = round(x + speed * tick / TICKS) % (width - columns)
            grey[round(y) : round(y) + rows, left : left + columns] = patch
        band = _band_height(height)
        grey[height - band :] = patterns.picture(tick, (width, band))
        return np.clip(grey, 0, 255).astype(np.uint8)


def _film(path: Path, ticks: Sequence[int], scene: _Scene, *, size: tuple[int, int], rate: int) -> None:
    bits = str(round(size[0] * size[1] * rate / (1920 * 1080 * 25) * 3_000_000))
    gop = 4 * rate
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=rate)
        video.width, video.height = size
        video.pix_fmt = "yuv420p"
        video.codec_context.time_base = Fraction(1, TICKS)
        video.codec_context.gop_size = gop
        video.options = {
            "preset": "veryfast", "b": bits, "maxrate": bits, "bufsize": str(2 * int(bits)), "bf": "0",
            "x264-params": f"keyint={gop}:min-keyint={gop}:scenecut=0",
        }  # fmt: skip
        colour = np.full((size[1] // 2, size[0]), 128, dtype=np.uint8)
        for tick in ticks:
            frame = av.VideoFrame.from_ndarray(np.vstack([scene.picture(tick), colour]), format="yuv420p")
            frame.pts, frame.time_base = tick - ticks[0], Fraction(1, TICKS)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))


def _with_sound(
    path: Path, ticks: Sequence[int], *, gop: int, options: dict[str, str], sound: str, seconds: int
) -> None:
    """Picture and a tone, interleaved as recorders do: by ffmpeg, which also shifts the times as theirs are."""
    silent = patterns.record(path.with_suffix(".silent.mp4"), ticks, gop=gop, options=options)
    tone = ["-f", "lavfi", "-i", f"sine=frequency=440:sample_rate=48000:duration={seconds}"]
    ffmpeg(["-i", silent, *tone, "-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", sound, path])
    silent.unlink()


def _join(files: Sequence[Path], target: Path, *, seconds: int) -> None:
    """One file of them all, copied: what a peer gets that cannot find its way through an archive."""
    listing = target.with_suffix(".ffconcat")
    lines = [f"file '{path.absolute()}'\nduration {seconds}" for path in files]
    listing.write_text("ffconcat version 1.0\n" + "\n".join(lines) + "\n")
    ffmpeg(["-f", "concat", "-safe", "0", "-i", listing, "-c", "copy", "-video_track_timescale", TICKS, target])
    listing.unlink()


def ffmpeg(arguments: Sequence[object]) -> None:
    """Run ffmpeg for preparing something; it says what is wrong."""
    subprocess.run([runner.binary(), "-v", "error", "-nostdin", "-y", *map(str, arguments)], check=True)


def _place(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _finish(path: Path, at: datetime) -> None:
    """A recorder's file was last written when it ended, not when the bench made it."""
    os.utime(path, (at.timestamp(), at.timestamp()))
