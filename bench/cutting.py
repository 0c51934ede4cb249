"""Cut and watermark one window: our command against the bare ffmpeg doing the same, and against its two halves.

The bare command is taken from the engine itself (what it called ffmpeg with), so that graph and encoder are the same to
the letter; only its input is the pre-joined file, sought with `-ss`, instead of the engine's stream.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import av

from bench import engine, measure
from bench.report import Figure, Group, Table
from bench.runs import Run
from footage.rendering import render, runner
from footage.rendering.sources import RenderSpec
from tests.rendering.patterns import EPOCH

QUIET = ["-hide_banner", "-v", "error", "-nostdin", "-y"]
CHECK = ["-threads", "1", "-skip_loop_filter", "all"]  # as the self-check decodes
RECORDER = """#!/bin/sh
printf '%s\\0' "$@" > "$SAKSI_BENCH_ARGUMENTS"
exec "$SAKSI_BENCH_FFMPEG" "$@"
"""


def measure_group(run: Run) -> Group:
    archive, joined = run.street()
    length, into = (40, 7.3333) if not run.quick else (4, 7.3333)
    starts_at = EPOCH + timedelta(seconds=into)
    ends_at = starts_at + timedelta(seconds=length)
    spec = engine.gather(archive, starts_at, ends_at, folder=run.work / "sources")
    bare = bare_command(spec, joined, into=into, folder=run.work / "bare", output=run.work / "bare.mp4")
    window = ["-ss", f"{into}", "-i", str(joined), "-t", str(length)]
    raw = run.work / "bare" / "frames.nut"
    run.tell("drawing the frames that the encoder alone is to encode")
    measure.run([*bare.until_encoder, "-c:v", "rawvideo", "-f", "nut", raw], cwd=bare.folder)
    costs = measure.interleave(
        {
            "saksi": lambda: measure.run(
                engine.cut_command(archive, starts_at, ends_at, output=run.work / "ours.mp4"),
                environment=engine.source_environment(),
            ),
            "ffmpeg": lambda: measure.run(bare.argv, cwd=bare.folder),
            "check": lambda: measure.run(
                [runner.binary(), *QUIET, *CHECK, "-i", run.work / "bare.mp4", "-f", "null", "-"]
            ),
            "decode": lambda: measure.run([runner.binary(), *QUIET, *window, "-f", "null", "-"]),
            "encode": lambda: measure.run(
                [runner.binary(), *QUIET, "-copyts", "-i", raw, *bare.encoder, run.work / "encoded.mp4"]
            ),
        },
        rounds=run.rounds,
        tell=run.tell,
    )
    raw.unlink()
    frames = {name: _frames(run.work / name) for name in ("ours.mp4", "bare.mp4", "encoded.mp4")}
    if len(set(frames.values())) > 1:
        raise RuntimeError(f"the contenders did not do the same work: {frames} frames")
    halves = _together(costs["decode"], costs["encode"])
    ours, theirs = costs["saksi"], costs["ffmpeg"]
    checked, thrice = _together(theirs, costs["check"]), _together(halves, costs["check"])
    share = f"decoding the film once is {measure.ratio(costs['check'], theirs, 'cpu'):.2f}x of it"
    return Group(
        title="Cut and watermark",
        method=(
            f"A window of {length} s at {run.street_size()[0]}x{run.street_size()[1]}, 25 fps, across files of"
            f" {archive.length / 4:.0f} s, {run.rounds} rounds. Ours is the whole command: start Python, find, link and"
            " probe the files, hash them, cut, mark, encode, join, and decode every frame of the film to check it. The"
            " bare ffmpeg has the same graph and encoder on one joined file, ffmpeg's own choice of threads, and checks"
            " nothing. What decoding the film once costs (one thread, block edges not smoothed) is measured beside it."
            " The halves are ffmpeg decoding the window, and encoding its marked frames from a file of raw pictures."
        ),
        figures=[
            Figure("CPU against bare ffmpeg", measure.ratio(ours, theirs, "cpu"), "x", at_most=1.10, note=share),
            Figure("Wall time against bare ffmpeg", measure.ratio(ours, theirs, "wall"), "x", at_most=1.10),
            Figure("CPU against bare ffmpeg that decodes its film once", measure.ratio(ours, checked, "cpu"), "x"),
            Figure(
                "CPU against decode only + encode only",
                measure.ratio(ours, halves, "cpu"),
                "x",
                at_most=1.05,
                note=f"out of reach while the film is checked: both halves and decoding it once are"
                f" {measure.ratio(thrice, halves, 'cpu'):.2f}x",
            ),
            Figure(
                "CPU of the bare ffmpeg against decode only + encode only", measure.ratio(theirs, halves, "cpu"), "x"
            ),
        ],
        tables=[
            Table(
                ("Contender", "Wall", "CPU", "Memory"),
                [
                    (
                        name,
                        f"{measure.middle(cost, 'wall'):.2f} s",
                        f"{measure.middle(cost, 'cpu'):.2f} s",
                        f"{measure.middle(cost, 'memory') / 1e6:.0f} MB",
                    )
                    for name, cost in costs.items()
                ],
            )
        ],
    )


def _together(first: Sequence[measure.Cost], second: Sequence[measure.Cost]) -> list[measure.Cost]:
    """The costs of doing one after the other, round by round."""
    pairs = zip(first, second, strict=True)
    return [measure.Cost(a.wall + b.wall, a.cpu + b.cpu, max(a.memory, b.memory)) for a, b in pairs]


@dataclass(frozen=True, slots=True)
class Bare:
    """An ffmpeg command line that needs nobody around it; to be run in `folder`, where its texts and typeface lie."""

    folder: Path
    until_encoder: Sequence[str]  # input and graph, with the picture mapped
    encoder: Sequence[str]  # the encoder's and container's options
    output: Path

    @property
    def argv(self) -> list[str]:
        return [*self.until_encoder, *self.encoder, str(self.output)]


def bare_command(spec: RenderSpec, joined: Path, *, into: float, folder: Path, output: Path) -> Bare:
    """What ffmpeg would be called with by hand for the same film; `into` is the window's start in `joined`, seconds."""
    graph, encoder = _engines_arguments(spec, folder)
    # The engine's stream carries the window's own times behind a lead; after `-ss` they begin at zero.
    graph = re.sub(r"setpts=PTS-\d+", "setpts=PTS", graph, count=1)
    last = re.findall(r"\[s\d+\]", graph)[-1]
    start = [runner.binary(), *QUIET, "-ss", f"{into}", "-i", str(joined), "-filter_complex", graph, "-map", last]
    return Bare(folder, start, encoder, output)


def _engines_arguments(spec: RenderSpec, folder: Path) -> tuple[str, list[str]]:
    """The graph and the encoder's options of one real render, written down by a program in ffmpeg's place."""
    folder.mkdir(parents=True)
    recorder, seen = folder / "recorder", folder / "arguments"
    recorder.write_text(RECORDER)
    recorder.chmod(0o700)
    before = dict(os.environ)
    os.environ |= {
        "SAKSI_BENCH_FFMPEG": runner.binary(),
        "SAKSI_BENCH_ARGUMENTS": str(seen),
        "SAKSI_FFMPEG": str(recorder),
    }
    try:
        made = render.plan(spec, folder=folder)
        if len(made.chunks) != 1:
            raise RuntimeError("the bare command can only be had for a window that is one chunk")
        render.encode_chunk(made, made.chunks[0], folder=folder)
    finally:
        os.environ.clear()
        os.environ.update(before)
    arguments = seen.read_text().split("\0")[:-1]
    graph = arguments[arguments.index("-filter_complex") + 1]
    encoder = arguments[arguments.index("-map") + 2 : -1]
    for option in ("-f", "-write_index"):
        del encoder[encoder.index(option) : encoder.index(option) + 2]
    return graph, [*encoder, "-f", "mp4", "-movflags", "+faststart", "-video_track_timescale", "90000"]


def _frames(path: Path) -> int:
    with av.open(str(path)) as film:
        return sum(1 for packet in film.demux(video=0) if packet.size)
