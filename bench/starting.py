"""How long until something is to be seen: a film's first frame, the officer's first picture, a sheet of pictures."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median

from bench import engine, measure, sources
from bench.report import Figure, Group
from bench.runs import Run
from bench.sources import CAMERA, Archive
from footage.rendering import live, runner
from footage.rendering.errors import RenderError
from footage.rendering.render import render
from tests.rendering.patterns import EPOCH

DAY = 1440  # one-minute files
PICTURES = 60
QUIET = ["-hide_banner", "-v", "error", "-nostdin", "-y"]


def measure_group(run: Run) -> Group:
    _, joined = run.street()
    minute = joined if not run.quick else sources.minute(run.kept / "minute-96", size=(160, 96), rate=5)
    group = Group(
        title="Until something is to be seen",
        method=(
            "One-minute files; a film of one frame, made whole and checked, in a process that is warm like a worker:"
            " near the end of 24 hours (1,440 files) against the same in an archive of that one file. HLS: from the"
            " start of the render of an hour until its playlist names a whole segment. Pictures are"
            " asked of the vault as the officer's page asks, for an hour that is preserved; ffmpeg's key-frame run is"
            " `-skip_frame nokey` over the list of the same files into one sheet."
        ),
    )
    group.figures += [_first_frame(run, minute), _first_segment(run, minute)]
    if not os.environ.get("DATABASE_URL"):
        group.missing = "pictures come from the vault, which needs a database: ./run bench brings one."
        return group
    group.figures += _pictures(run, minute)
    return group


def _first_frame(run: Run, minute: Path) -> Figure:
    folder = run.kept / f"day-{minute.stat().st_size}"
    day = sources.linked(folder / "whole", minute, layout="mediamtx", count=DAY)
    last = EPOCH + timedelta(minutes=DAY - 1)
    single = sources.linked(folder / "single", minute, layout="mediamtx", count=1, starts_at=last)
    window = last + timedelta(seconds=58.59), last + timedelta(seconds=58.61)  # one frame at 25 and at 5 fps
    number = count()

    def film(archive: Archive) -> None:
        scratch = run.work / f"film-{next(number)}"
        spec = engine.gather(archive, *window, folder=scratch / "sources")
        render(spec, workdir=scratch / "work", output=scratch / "film.mp4")
        shutil.rmtree(scratch)

    film(day)  # fills the kernel's caches, and Python's
    costs = measure.interleave(
        {"day": lambda: measure.clock(lambda: film(day)), "single": lambda: measure.clock(lambda: film(single))},
        rounds=2 * run.rounds + 1,
        tell=run.tell,
    )
    taken = f"{measure.middle(costs['day'], 'wall'):.2f} s and {measure.middle(costs['single'], 'wall'):.2f} s"
    value = measure.ratio(costs["day"], costs["single"], "wall")
    note = f"{taken}; what differs is finding one file among {DAY:,}"
    return Figure("First frame at the end of 24 h, against a single file", value, "x", at_most=1.2, note=note)


def _first_segment(run: Run, minute: Path) -> Figure:
    hour = _hour(run, minute)
    window = EPOCH + timedelta(seconds=20.3), EPOCH + timedelta(minutes=60, seconds=20.3)
    number = count()

    def wait_for_it() -> None:
        scratch = run.work / f"live-{next(number)}"
        spec = engine.gather(hour, *window, folder=scratch / "sources")
        done = threading.Event()

        def make() -> None:
            with contextlib.suppress(RenderError):  # cancelled, as soon as the segment is there
                render(
                    spec, workdir=scratch / "work", output=scratch / "film.mp4", live=True, should_cancel=done.is_set
                )

        making = threading.Thread(target=make)
        begun = time.perf_counter()
        making.start()
        try:
            while not _names_a_segment(scratch / "work" / live.PLAYLIST):
                if not making.is_alive():
                    raise RuntimeError("the render ended without a segment")
                time.sleep(0.005)
            seconds.append(time.perf_counter() - begun)
        finally:
            done.set()
            making.join()
        shutil.rmtree(scratch)

    seconds: list[float] = []
    for _ in range(run.rounds):
        run.tell("waiting for the first HLS segment")
        wait_for_it()
    note = "the film's first second, decoded, marked, encoded and named; a segment is a second at first, then four"
    return Figure("First HLS segment while an hour is being rendered", median(seconds), "s", at_most=2, note=note)


def _names_a_segment(playlist: Path) -> bool:
    try:
        named = [line for line in playlist.read_text().splitlines() if line.endswith(".m4s")]
    except FileNotFoundError:
        return False
    return bool(named) and (playlist.parent / named[0]).exists()


def _hour(run: Run, minute: Path) -> Archive:
    return sources.linked(run.kept / f"hour-{minute.stat().st_size}", minute, layout="mediamtx", count=61)


def _pictures(run: Run, minute: Path) -> list[Figure]:
    hour = _hour(run, minute)
    start = EPOCH + timedelta(seconds=20)
    environment = {**os.environ, **engine.source_environment(), "SAKSI_VAULT_DIR": str(run.work / "vault")}
    arguments = [str(hour.root), hour.layout_name, CAMERA, start.isoformat(), str(PICTURES), str(run.rounds)]
    run.tell("asking the vault for pictures")
    done = subprocess.run(
        [sys.executable, "-m", "bench.look", *arguments], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    seen = json.loads(done.stdout)
    listing = run.work / "hour.ffconcat"
    lines = [f"file '{path}'\nduration 60" for path in hour.files() if path.suffix == ".mp4"][:PICTURES]
    listing.write_text("ffconcat version 1.0\n" + "\n".join(lines) + "\n")
    graph = f"fps=1/60,scale=320:-2,tile=10x{PICTURES // 10}"
    read = ["-skip_frame", "nokey", "-f", "concat", "-safe", "0", "-i", str(listing)]
    run.tell("ffmpeg's key-frame run")
    sheet = [
        measure.run([runner.binary(), *QUIET, *read, "-vf", graph, "-frames:v", "1", run.work / "sheet.jpg"]).wall
        for _ in range(min(2, run.rounds))
    ]
    value = median(seen["sheet"]) / median(sheet)
    taken = f"{median(seen['sheet']):.2f} s and {median(sheet):.1f} s"
    return [
        Figure("First picture of an hour's window", median(seen["first"]), "s", at_most=0.5,
               note="one look at the database, one seek, one key frame decoded"),
        Figure(f"{PICTURES} pictures of an hour, against ffmpeg's key-frame run", value, "x", at_most=0.1, note=taken),
    ]  # fmt: skip
