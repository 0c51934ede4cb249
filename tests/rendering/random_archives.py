"""Random archives, and the frames that a window of them must show: for the tests and for the bench."""

import random
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from tests.rendering.patterns import TICKS, record

FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
KINDS = (  # ending, codec, encoder options, container options, rates
    ("mp4", "libx264", {}, {}, (25, 15, 12.5, 10, Fraction(30000, 1001), 1)),
    ("mp4", "libx264", {"bf": "2"}, {}, (25, 15, Fraction(30000, 1001))),
    ("mp4", "libx264", {"bf": "2", "x264-params": "open-gop=1"}, FRAGMENTED, (25, 10)),
    ("mp4", "libx265", {"x265-params": "log-level=none"}, FRAGMENTED, (15, 10)),
    ("mp4", "libx265", {"x265-params": "log-level=none:bframes=3:open-gop=1"}, {}, (15, 10)),
    ("ts", "libx264", {"bf": "2"}, {}, (25, 12.5, Fraction(30000, 1001))),
    ("ts", "libx264", {}, {}, (25, 10, 1)),
    ("mkv", "libx264", {}, {}, (25, 12.5, 10)),
    ("mkv", "mjpeg", {}, {}, (10,)),
    ("avi", "mjpeg", {}, {}, (10,)),
    ("avi", "mpeg4", {}, {}, (10, 25)),
    ("avi", "libx264", {"bf": "2"}, {}, (25,)),
)


@dataclass(frozen=True, slots=True)
class RandomCase:
    """Files with the ticks at which they begin, the window, and the ticks of the frames it must show."""

    kind: str
    files: tuple[tuple[Path, int], ...]
    start: int
    end: int
    frames: tuple[int, ...]
    holes: tuple[tuple[int, int], ...]  # stretches without any frame that must be called gaps


def make(seed: int, folder: Path, *, length: float | None = None) -> RandomCase:
    """Write the archive of `seed` into `folder`; files of `length` seconds, by default of a random length."""
    chance = random.Random(seed)
    ending, codec, options, container, rates = chance.choice(KINDS)
    rate = Fraction(chance.choice(rates)).limit_denominator(1001)
    step = TICKS / rate
    length = length or chance.choice((4, 7.3, 10, 21))
    total = round(Fraction(chance.uniform(12, 40)) * rate)
    ticks = [round(n * step) for n in range(total)]
    if chance.random() < 0.25 and ending in ("mp4", "ts"):
        ticks = [tick for n, tick in enumerate(ticks) if n == 0 or chance.random() < 0.8]  # frames left out at random
    count = max(2, round(Fraction(length) * rate))
    overlap = chance.choice((0, 0, 0, round(Fraction(1.5) * rate)))
    parts = [ticks[max(0, first - overlap) : first + count] for first in range(0, len(ticks), count)]
    lost = {n for n in range(1, len(parts) - 1) if chance.random() < 0.25}
    parts = [part for n, part in enumerate(parts) if n not in lost and len(part) > 1]
    base = Fraction(1, TICKS) if ending != "avi" else 1 / rate
    gop = max(1, round(chance.choice((1, 2, 4, 25)) * rate))
    sound = chance.choice((None, "aac")) if ending in ("mp4", "ts", "mkv") else None
    files = tuple(
        (
            record(
                folder / f"{n:03}.{ending}",
                part,
                codec=codec,
                options=options,
                container=container,
                gop=gop,
                time_base=base,
                sound=sound,
            ),
            part[0],
        )
        for n, part in enumerate(parts)
    )
    start = chance.randrange(0, ticks[-1] // 2)
    end = start + chance.randrange(TICKS, max(TICKS + 1, ticks[-1] - start + 2 * TICKS))
    frames = tuple(sorted({tick for part in parts for tick in part if start <= tick < end}))
    everything = sorted({tick for part in parts for tick in part})
    limit = max(TICKS, 4 * step)
    surely = TICKS + step  # of the hole must lie in the window
    holes = tuple(
        (left, right)
        for left, right in zip(everything, everything[1:], strict=False)
        if right - left > limit and right - start > surely + step and end - left > surely + step
    )
    kind = f"{ending} {codec} {options} {float(rate):.2f}/s, files of {length} s, gop {gop}, overlap {overlap}"
    return RandomCase(kind, files, start, end, frames, holes)
