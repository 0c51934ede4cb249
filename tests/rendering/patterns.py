"""Recordings whose every frame carries its own moment as a pattern of light and dark cells, and the reader for it.

A moment is a number of ticks (1/90000 s) after `EPOCH`, written as 32 bits into 4 rows of 8 cells over the whole
picture: large enough to survive coding, scaling and a faint mark. Used by the tests and by the bench.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

EPOCH = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # 14.00 WIB
TICKS = 90_000
ROWS, COLUMNS = 4, 8
DARK, LIGHT = 60, 190
BLOCK = 1024


def moment(tick: int) -> datetime:
    """The aware moment of a tick, to the microsecond."""
    return EPOCH + timedelta(microseconds=round(tick * 100 / 9))


def steady(rate: Fraction | float, seconds: float, *, first: int = 0) -> list[int]:
    """The ticks of a constant frame rate."""
    step = TICKS / Fraction(rate).limit_denominator(1001)
    return [first + round(n * step) for n in range(round(seconds * TICKS / step))]


def picture(tick: int, size: tuple[int, int]) -> np.ndarray:
    """The grey picture of a moment; `size` is width, height."""
    bits = [(tick >> (31 - n)) & 1 for n in range(32)]
    grid = np.array(bits, dtype=np.uint8).reshape(ROWS, COLUMNS)
    width, height = size
    rows = np.arange(height) * ROWS // height
    columns = np.arange(width) * COLUMNS // width
    return np.where(grid[rows][:, columns] == 1, LIGHT, DARK).astype(np.uint8)


def read(grey: np.ndarray) -> int:
    """The moment a picture shows."""
    height, width = grey.shape
    tick = 0
    for row in range(ROWS):
        for column in range(COLUMNS):
            top, bottom = (row * height + height // 3) // ROWS, (row * height + 2 * height // 3) // ROWS
            left, right = (column * width + width // 3) // COLUMNS, (column * width + 2 * width // 3) // COLUMNS
            tick = tick << 1 | int(grey[top:bottom, left:right].mean() > (DARK + LIGHT) / 2)
    return tick


def record(
    path: Path,
    ticks: Sequence[int],
    *,
    codec: str = "libx264",
    size: tuple[int, int] = (160, 96),
    gop: int = 50,
    options: dict[str, str] | None = None,
    container: dict[str, str] | None = None,
    sound: str | None = None,
    time_base: Fraction = Fraction(1, TICKS),
    pixel_format: str | None = None,
    metadata: dict[str, str] | None = None,
    draw: Callable[[int, tuple[int, int]], np.ndarray] = picture,
) -> Path:
    """Write a recording whose frames show `ticks`; its own clock starts at 0 with the first of them."""
    with av.open(str(path), "w", options=container or {}) as out:
        out.metadata.update(metadata or {})
        video = out.add_stream(codec, rate=25, options=options or {})
        video.width, video.height = size
        video.pix_fmt = pixel_format or ("yuvj420p" if codec == "mjpeg" else "yuv420p")
        video.codec_context.time_base = time_base
        video.gop_size = gop
        if codec in ("libx264", "libx265"):
            video.options = {"preset": "ultrafast", **(options or {})}
        audio = out.add_stream(sound, rate=8000 if sound.startswith("pcm") else 48000) if sound else None
        if audio is not None:
            audio.layout = "mono"
        heard = 0
        tone = _tone(audio, (ticks[-1] - ticks[0]) / TICKS) if audio is not None else iter(())
        for tick in ticks:
            grey = draw(tick, size)
            frame = av.VideoFrame.from_ndarray(grey, format="gray").reformat(format=video.pix_fmt)
            frame.pts = round((tick - ticks[0]) * Fraction(1, TICKS) / time_base)
            frame.time_base = time_base
            out.mux(video.encode(frame))
            while audio is not None and heard * TICKS < (tick - ticks[0]) * audio.rate and (block := next(tone, None)):
                heard += block.samples
                out.mux(audio.encode(block))
        out.mux(video.encode(None))
        for block in tone:
            out.mux(audio.encode(block))
        if audio is not None:
            out.mux(audio.encode(None))
    return path


def _tone(audio: av.AudioStream, seconds: float) -> Iterator[av.AudioFrame]:
    """A click of 10 ms at every whole second of the recording, silence between."""
    rate, samples = audio.rate, round(seconds * audio.rate)
    time = np.arange(samples)
    wave = np.where(time % rate < rate // 100, np.sin(time * 2 * np.pi * 1000 / rate) * 20000, 0).astype(np.int16)
    for start in range(0, samples, BLOCK):
        frame = av.AudioFrame.from_ndarray(wave[None, start : start + BLOCK], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        yield frame


def shown(path: Path, *, top: int = 0, height: int | None = None) -> Iterator[tuple[int, int]]:
    """For each frame of a film: its time in ticks, and the moment read from `height` lines below `top`."""
    with av.open(str(path)) as film:
        video = film.streams.video[0]
        for frame in film.decode(video):
            grey = frame.to_ndarray(format="gray")
            yield round(frame.pts * video.time_base * TICKS), read(grey[top : None if height is None else top + height])
