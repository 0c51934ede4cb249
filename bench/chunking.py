"""One window shared by two workers, against one worker and against x264's own threads, all on the same two cores."""

import shutil
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path

import av

from bench import engine, machine, measure
from bench.report import Figure, Group, Table
from bench.runs import Run
from tests.rendering.patterns import EPOCH

WAYS = {
    "two": "Two workers, one thread each",
    "one": "One worker, one thread, the same chunks",
    "own": "One process, one chunk, x264's own threads",
}


def measure_group(run: Run) -> Group:
    archive, _ = run.street(720)
    starts_at = EPOCH + timedelta(seconds=1.2137)
    length = archive.length - 2.5
    ends_at = starts_at + timedelta(seconds=length)
    films = {way: run.work / f"{way}.mp4" for way in WAYS}

    def render(way: str) -> measure.Cost:
        scratch = run.work / way
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        window = [starts_at.isoformat(), ends_at.isoformat()]
        arguments = [way, str(archive.root), archive.layout_name, *window, str(scratch), str(films[way])]
        return measure.run(
            [sys.executable, "-m", "bench.drive", *arguments],
            environment=engine.source_environment(),
            cores=machine.cores(),
        )

    costs = measure.interleave({way: partial(render, way) for way in WAYS}, rounds=run.rounds, tell=run.tell)
    times = {way: _times(film) for way, film in films.items()}
    sizes = {way: film.stat().st_size for way, film in films.items()}
    differing = sum(a != b for a, b in zip(times["two"], times["own"], strict=False))
    differing += abs(len(times["two"]) - len(times["own"]))
    return Group(
        title="In chunks",
        method=(
            f"A window of {length:.1f} s at {'x'.join(map(str, run.street_size(720)))}, 25 fps, whole renders with"
            f" their checks, bound to cores {machine.cores()}, {run.rounds} rounds."
        ),
        figures=[
            Figure("Two workers' wall time against one's", measure.ratio(costs["two"], costs["one"], "wall"), "x",
                   at_most=0.62),
            Figure("Two workers' wall time against x264's own threads",
                   measure.ratio(costs["two"], costs["own"], "wall"), "x", at_most=1.0),
            Figure("Size beyond the unsplit film's", (sizes["two"] / sizes["own"] - 1) * 100, "%", at_most=2),
            Figure("Frames that differ in number or time from the unsplit film", differing, "", at_most=0),
        ],
        tables=[
            Table(
                ("Way", "Wall", "CPU", "Memory", "Size", "Frames"),
                [
                    (
                        title,
                        f"{measure.middle(costs[way], 'wall'):.2f} s",
                        f"{measure.middle(costs[way], 'cpu'):.2f} s",
                        f"{measure.middle(costs[way], 'memory') / 1e6:.0f} MB",
                        f"{sizes[way] / 1e6:.2f} MB",
                        str(len(times[way])),
                    )
                    for way, title in WAYS.items()
                ],
            )
        ],
    )  # fmt: skip


def _times(film: Path) -> list[int]:
    with av.open(str(film)) as container:
        return [packet.pts or 0 for packet in container.demux(video=0) if packet.size]
