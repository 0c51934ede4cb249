"""Random windows over every container and segment length, whole and in chunks, against decoding everything there is."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from bench import engine, sources
from bench.report import Figure, Group, Table
from bench.runs import Run
from bench.sources import Archive
from footage.rendering.errors import RenderError
from footage.rendering.render import render
from tests.rendering import patterns
from tests.rendering.patterns import TICKS, moment

LENGTH = 120  # seconds of each archive
WINDOWS, QUICK_WINDOWS = 60, 8
ROUNDING = TICKS // 1000 + 1  # some containers count milliseconds
# ending, frames a second, encoder's options, sound
KINDS: tuple[tuple[str, Fraction, dict[str, str], str | None], ...] = (
    ("mp4", Fraction(30000, 1001), {}, "aac"),
    ("ts", Fraction(15), {"bf": "2"}, "aac"),
    ("mkv", Fraction(25), {}, None),
    ("frag", Fraction(25, 2), {"bf": "2"}, None),
)
SEGMENTS = (10, 60)


@dataclass(frozen=True, slots=True)
class Window:
    """`[start, end)` in ticks after EPOCH, of one archive, made in one go or in chunks."""

    kind: str
    seconds: int
    archive: Archive
    start: int
    end: int
    in_chunks: bool

    def __str__(self) -> str:
        how = "in chunks" if self.in_chunks else "whole"
        return f"{self.kind}, files of {self.seconds} s, {how}, ticks {self.start} to {self.end}"


def measure_group(run: Run) -> Group:
    run.tell("making or finding the archives")
    archives = {(kind[0], seconds): _archive(run, kind, seconds) for kind in KINDS for seconds in SEGMENTS}
    everything = {key: brute_force(archive) for key, archive in archives.items()}
    windows = list(choose(run.chance, archives, count=QUICK_WINDOWS if run.quick else WINDOWS))
    wrong = []
    for number, window in enumerate(windows):
        run.tell(f"window {number + 1} of {len(windows)}: {window}")
        fault = check(window, everything[window.kind, window.seconds], run.work / f"{number}")
        if fault:
            wrong.append((str(window), fault))
    return Group(
        title="Exactness",
        method=(
            f"{len(windows)} random windows that begin and end between frames, over mp4, MPEG-TS, Matroska and"
            " fragmented mp4 at 29.97, 15, 25 and 12.5 fps, in files of 10 s and 60 s, rendered whole and in chunks"
            " (seed above: `--only exactness --seed N` repeats them). Every frame of the archive is decoded and the"
            " moment read that it shows; the film must show just those in the window, each once, in order, at its time."
        ),
        figures=[Figure("Windows exact to the frame", 100 * (1 - len(wrong) / len(windows)), "%", at_least=100)],
        tables=[Table(("Wrong window", "Fault"), wrong)] if wrong else [],
    )


def choose(chance: random.Random, archives: dict[tuple[str, int], Archive], *, count: int) -> Iterator[Window]:
    """Windows over all combinations in turn, their borders anywhere."""
    turns = [(key, in_chunks) for in_chunks in (False, True) for key in archives]
    for number in range(count):
        (kind, seconds), in_chunks = turns[number % len(turns)]
        shortest, longest = (16, 40) if in_chunks else (0.2, 25)
        length = round(chance.uniform(shortest, longest) * TICKS)
        start = chance.randrange(LENGTH * TICKS - length)
        yield Window(kind, seconds, archives[kind, seconds], start, start + length, in_chunks)


def brute_force(archive: Archive) -> list[int]:
    """The moments of all frames of all files, read from the decoded pictures."""
    return [tick for path in archive.files() if path.suffix in _ENDINGS for _, tick in patterns.shown(path)]


def check(window: Window, everything: Sequence[int], folder: Path) -> str:
    """Render the window and compare. Answers what is wrong, "" when nothing is."""
    spec = engine.gather(window.archive, moment(window.start), moment(window.end), folder=folder / "sources")
    jobs = 2 if window.in_chunks else 1
    try:
        made = render(spec, workdir=folder / "work", output=folder / "film.mp4", jobs=jobs)
    except RenderError as error:
        return str(error)
    output = made.manifest["output"]
    found = list(patterns.shown(made.path, top=output["picture_top"], height=output["picture_height"]))
    return difference(found, [tick for tick in everything if window.start <= tick < window.end], start=window.start)


def difference(found: Sequence[tuple[int, int]], wanted: Sequence[int], *, start: int) -> str:
    """What distinguishes the film's frames (time, moment shown) from the wanted moments; "" for nothing."""
    shown = [tick for _, tick in found]
    if shown != list(wanted):
        missing, extra = set(wanted) - set(shown), set(shown) - set(wanted)
        double = len(shown) - len(set(shown))
        return f"{len(missing)} missing, {len(extra)} too many, {double} double, of {len(wanted)}"
    late = max((abs(time - (tick - start)) for time, tick in found), default=0)
    return f"a frame stands {late / 90:.1f} ms from its time" if late > ROUNDING else ""


_ENDINGS = {".mp4", ".ts", ".mkv"}


def _archive(run: Run, kind: tuple, seconds: int) -> Archive:
    ending, rate, options, sound = kind
    folder = run.kept / f"barcodes-{ending}-{seconds}"
    return sources.barcodes(
        folder, ending=ending, seconds=seconds, rate=rate, options=options, sound=sound, length=LENGTH
    )
