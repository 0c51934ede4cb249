"""The same film made by us and by others: what it costs, and whether it is the film that was asked for."""

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

from bench import engine, measure, sources
from bench.peers.job import Job
from bench.report import Figure, Group, Table
from bench.runs import Run
from footage.rendering import runner, watermark
from footage.rendering.probe import probe
from tests.rendering.patterns import EPOCH, TICKS

QUIET = ["-hide_banner", "-v", "error", "-nostdin", "-y"]
RATE = 25


def measure_group(run: Run) -> Group:
    archive, joined = run.street()
    length, into = (10, 11.5137) if not run.quick else (2, 2.5137)
    starts_at = EPOCH + timedelta(seconds=into)
    ends_at = starts_at + timedelta(seconds=length)
    films = {name: run.work / f"{name}.mp4" for name in ("saksi", "moviepy", "pyav", "copy", "reencode")}
    spec = engine.gather(archive, starts_at, ends_at, folder=run.work / "sources")
    canvas = asdict(watermark.lay_out(spec, picture=run.street_size()))
    offset = starts_at.astimezone(spec.timezone).utcoffset() or timedelta(0)
    epoch = starts_at.timestamp() + offset.total_seconds()

    def peer(name: str) -> measure.Cost:
        job = Job(str(joined), str(films[name]), into, into + length, RATE, epoch, canvas)
        path = job.write(run.work / f"{name}.json")
        environment = {**engine.source_environment(), "IMAGEIO_FFMPEG_EXE": runner.binary()}
        return measure.run([sys.executable, "-m", f"bench.peers.with_{name}", path], environment=environment)

    playlist = frigate_playlist(archive.files(), joined, into=into, length=length, folder=run.work)
    costs = measure.interleave(
        {
            "saksi": lambda: measure.run(
                engine.cut_command(archive, starts_at, ends_at, output=films["saksi"]),
                environment=engine.source_environment(),
            ),
            "moviepy": lambda: peer("moviepy"),
            "pyav": lambda: peer("pyav"),
            "copy": lambda: measure.run(frigate_command(playlist, films["copy"], again=False)),
            "reencode": lambda: measure.run(frigate_command(playlist, films["reencode"], again=True)),
        },
        rounds=run.rounds,
        tell=run.tell,
    )
    run.tell("reading the moments in the films")
    moments = [tick for _, tick in sources.shown(joined, picture_height=run.street_size()[1])]
    faults = {name: compare(film, moments, into, length, run.street_size()[1]) for name, film in films.items()}
    ours = faults["saksi"]
    label = {
        "saksi": "Saksi, checked and with manifest",
        "moviepy": "moviepy, same preset and mark",
        "pyav": "PyAV with numpy, same preset and mark",
        "copy": "As Frigate exports: stream copy, no mark",
        "reencode": "As Frigate re-encodes: ultrafast, zerolatency, no mark",
    }
    return Group(
        title="Side by side",
        method=(
            f"A window of {length} s at {run.street_size()[0]}x{run.street_size()[1]}, 25 fps; the peers get one joined"
            " file, Frigate's way the list of files with the first one entered at the key frame, as its VOD module"
            " does. Every frame of every film is decoded and the moment read that its picture shows: frames too many,"
            " missing or double against the window, and how far frames stand from their moment. Frigate itself is not"
            " run: its export command is (frigate/record/export.py, ffmpeg_presets.py)."
        ),
        figures=[
            Figure("moviepy's wall time against ours", measure.ratio(costs["moviepy"], costs["saksi"], "wall"), "x",
                   at_least=5),
            Figure("moviepy's CPU against ours", measure.ratio(costs["moviepy"], costs["saksi"], "cpu"), "x",
                   at_least=5),
            Figure("Our frames off", ours.extra + ours.missing + ours.double, "", at_most=0),
            Figure("Our frames' largest distance from their moment", ours.milliseconds, "ms", at_most=1),
        ],
        tables=[
            Table(
                ("Way", "Wall", "CPU", "Memory", "Size", "Too many", "Missing", "Double", "Off by up to"),
                [_row(label[name], costs[name], films[name], faults[name]) for name in films],
            )
        ],
    )  # fmt: skip


def frigate_playlist(files: Sequence[Path], joined: Path, *, into: float, length: float, folder: Path) -> Path:
    """What Frigate's VOD module serves for a window: whole files, the first from the key frame before the window."""
    lines, reached = ["ffconcat version 1.0"], 0.0
    for path in files:
        known = probe(path)
        ends = reached + known.end / TICKS
        if ends > into and reached < into + length:
            lines.append(f"file '{path}'")
            if reached <= into:
                lines.append(f"inpoint {known.key_before(round((into - reached) * TICKS)) / TICKS}")
            if ends > into + length:
                lines.append(f"outpoint {into + length - reached}")
        reached = ends
    target = folder / "playlist.ffconcat"
    target.write_text("\n".join(lines) + "\n")
    return target


def frigate_command(playlist: Path, output: Path, *, again: bool) -> list[str]:
    """Copying is `-c copy -movflags +faststart`; re-encoding uses the preset "default" for machines without a GPU."""
    encoder = ["-c:v", "libx264", "-preset:v", "ultrafast", "-tune:v", "zerolatency"] if again else ["-c", "copy"]
    listed = ["-f", "concat", "-safe", "0", "-i", str(playlist)]
    return [runner.binary(), *QUIET, *listed, *encoder, "-movflags", "+faststart", str(output)]


@dataclass(frozen=True, slots=True)
class Faults:
    """Frames against the window's, and the largest distance of a frame from where its moment belongs."""

    extra: int
    missing: int
    double: int
    milliseconds: float


def compare(film: Path, moments: Sequence[int], into: float, length: float, picture_height: int) -> Faults:
    """Read the film; `moments` are those of all frames there are, in ticks after the joined file's first."""
    start, end = round(into * TICKS), round((into + length) * TICKS)
    wanted = [tick for tick in moments if start <= tick < end]
    found = list(sources.shown(film, picture_height=picture_height))
    shown = [tick for _, tick in found]
    first = found[0][0] if found else 0
    distances = [abs((time - first) - (tick - wanted[0])) for time, tick in found]
    return Faults(
        extra=len(set(shown) - set(wanted)),
        missing=len(set(wanted) - set(shown)),
        double=len(shown) - len(set(shown)),
        milliseconds=max(distances, default=0) * 1000 / TICKS,
    )


def _row(label: str, costs: Sequence[measure.Cost], film: Path, faults: Faults) -> tuple[str, ...]:
    return (
        label,
        f"{median(cost.wall for cost in costs):.1f} s",
        f"{median(cost.cpu for cost in costs):.1f} s",
        f"{median(cost.memory for cost in costs) / 1e6:.0f} MB",
        f"{film.stat().st_size / 1e6:.1f} MB",
        str(faults.extra),
        str(faults.missing),
        str(faults.double),
        f"{faults.milliseconds:.0f} ms",
    )
