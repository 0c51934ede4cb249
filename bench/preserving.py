"""Finding an hour among two weeks of one-minute files and preserving it, against only reading the same bytes."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from bench import engine, sources
from bench.report import Figure, Group, Table
from bench.runs import Run
from bench.sources import CAMERA, Archive
from footage.rendering.archive import locate
from tests.rendering.patterns import EPOCH

DAYS = 14
CAMERAS = [CAMERA, *(f"kamera-{number}" for number in range(2, 11))]
FILE_SIZE = 1_000_000  # bytes of each file in the windows
FIRST = EPOCH - timedelta(days=DAYS)
HOUR = timedelta(hours=1)
TRIES = 5
WINDOW_EVERY = timedelta(hours=31)  # a round's window begins this long after that of the round before


def measure_group(run: Run) -> Group:
    days = 1 if run.quick else DAYS
    rounds = 2 if run.quick else 5
    starts = [FIRST + timedelta(hours=3, minutes=7, seconds=13) + WINDOW_EVERY * n % (days * 24 * HOUR - 5 * HOUR)
              for n in range(rounds)]  # fmt: skip
    one, ten, tree = _archives(run, days, starts)
    found = _finding({"one": one, "ten": ten, "tree": tree}, starts)
    group = Group(
        title="Finding and preserving",
        method=(
            f"An hour's window in {days} days of one-minute files ({days * 1440:,} a camera, all in one folder as"
            f" MediaMTX lays them; one archive with one camera, one with ten), {rounds} rounds, each with a window of"
            f" its own; the files of a window are {FILE_SIZE / 1e6:.0f} MB each and in the page cache, on the vault's"
            " file system. Placing is what the applicant waits for: find, rows, a hard link of each file, commit."
            " Securing is the worker's part, behind the receipt: hash and probe each file, name it by its content,"
            " flush, commit. The floor is reading the same files through SHA-256. What grows with the archive is the"
            " listing of a folder with all files of two weeks in it; folders by day and hour do not grow."
        ),
        figures=[
            Figure("Finding alone, one camera", median(found["one"]) * 1000, "ms",
                   note=f"lists a folder of {days * 1440:,} names"),
            Figure("Finding alone, ten cameras against one", median(found["ten"]) / median(found["one"]), "x",
                   at_most=1.1),
            Figure("Finding alone, folders by day and hour (Frigate), ten cameras", median(found["tree"]) * 1000, "ms"),
        ],
    )  # fmt: skip
    if not os.environ.get("DATABASE_URL"):
        group.missing = "the vault needs a database: ./run bench brings one."
        return group
    run.tell("placing and securing holds")
    costs = {"one": _preserving(one, starts, run.work / "one"), "ten": _preserving(ten, starts, run.work / "ten")}
    group.figures += _figures(costs["one"], costs["ten"])
    group.tables.append(_table(costs))
    return group


def _archives(run: Run, days: int, starts: Sequence[datetime]) -> tuple[Archive, Archive, Archive]:
    run.tell("making or finding the archives of two weeks")
    minute = sources.minute(run.kept / "minute-96", size=(160, 96), rate=5)
    distinct = [start.replace(second=0) + timedelta(minutes=n) for start in starts for n in range(61)]

    def make(name: str, layout: str, cameras: Sequence[str], own: Sequence[datetime]) -> Archive:
        return sources.linked(
            run.kept / f"weeks-{name}-{days}",
            minute,
            layout=layout,
            count=days * 1440,
            starts_at=FIRST,
            cameras=cameras,
            distinct=own,
            size=FILE_SIZE,
        )

    one = make("one", "mediamtx", CAMERAS[:1], distinct)
    return one, make("ten", "mediamtx", CAMERAS, distinct), make("tree", "frigate", CAMERAS, ())


def _finding(archives: dict[str, Archive], starts: Sequence[datetime]) -> dict[str, list[float]]:
    """Seconds for each window and archive: the best of several tries in turn, the first of which fills the caches."""
    seconds: dict[str, list[float]] = {name: [] for name in archives}
    for start in starts:
        tries = [{name: _find(archive, start) for name, archive in archives.items()} for _ in range(TRIES)]
        for name in archives:
            seconds[name].append(min(each[name] for each in tries))
    return seconds


def _find(archive: Archive, start: datetime) -> float:
    begun = time.perf_counter()
    located = locate(root=archive.root, layout=archive.layout, camera=CAMERA, starts_at=start, ends_at=start + HOUR)
    taken = time.perf_counter() - begun
    if len(located.segments) != 61 or located.gaps:
        raise RuntimeError(f"{len(located.segments)} files found instead of 61, {len(located.gaps)} gaps")
    return taken


def _preserving(archive: Archive, starts: Sequence[datetime], vault: Path) -> list[dict[str, float]]:
    """Seconds of each step, measured by a process that has Django and the database."""
    environment = {**os.environ, **engine.source_environment(), "SAKSI_VAULT_DIR": str(vault)}
    moments = [start.isoformat() for start in starts]
    command = [sys.executable, "-m", "bench.preserve", str(archive.root), archive.layout_name, CAMERA, *moments]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def _figures(one: list[dict[str, float]], ten: list[dict[str, float]]) -> list[Figure]:
    def over(costs: list[dict[str, float]]) -> float:
        return median(cost["place"] + cost["secure"] - cost["read"] for cost in costs)

    def placing(costs: list[dict[str, float]]) -> float:
        return median(cost["place"] for cost in costs)

    flush = median(cost["flush"] for cost in one) * 1000
    floor = f"of it {flush:.0f} ms until the disk has the files' names, in up to 61 folders, beyond a power cut"
    return [
        Figure("Placing a hold: found, linked and committed", placing(one) * 1000, "ms", at_most=50,
               note="61 files get a second name, moving no bytes; one commit"),
        Figure("The same, ten cameras against one", placing(ten) / placing(one), "x", at_most=1.1),
        Figure("Placing and securing, over reading the same bytes", over(one) * 1000, "ms", at_most=50, note=floor),
        Figure("The same with ten cameras", over(ten) * 1000, "ms", at_most=50),
    ]  # fmt: skip


def _table(costs: dict[str, list[dict[str, float]]]) -> Table:
    steps = {
        "read": "Reading through SHA-256",
        "place": "Placing",
        "secure": "Securing",
        "flush": "The disk's part: flushing the files' names",
    }
    rows = []
    for step, title in steps.items():
        times = [f"{median(cost[step] for cost in costs[name]) * 1000:.0f} ms" for name in ("one", "ten")]
        rows.append((title, *times))
    return Table(("Step", "One camera", "Ten cameras"), rows)
