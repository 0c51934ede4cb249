"""Submissions against a recorder that deletes its oldest files; prints what came of it, as JSON.

`python -m bench.race ROOT LAYOUT NAME COUNT START`: hold n is for the three minutes that begin n minutes after START,
for each of which the archive has a file. Answers how many holds were `placed`, how many files they were promised
(`kept`), how many of those the recorder deleted while residents were submitting (`deleted`), and how many that were
there when their submission was answered are not in the vault to the byte (`lost`).
"""

import hashlib
import json
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection

from bench import vault
from cameras.models import Camera
from footage.models import Hold
from footage.rendering.layouts import LAYOUTS
from footage.vault import object_path

RESIDENTS = 3  # at once
MINUTES = 3
MINUTE = timedelta(minutes=1)


def main(arguments: Sequence[str]) -> None:
    root, layout, name, count, start = arguments
    camera, first = vault.camera_of(root, layout, name), datetime.fromisoformat(start)
    paths = [
        Path(root) / LAYOUTS[layout].path_for(camera=name, starts_at=first + number * MINUTE)
        for number in range(int(count) + MINUTES)
    ]
    written = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    deleted_at, answered_at, holds = _race(camera, first, paths, int(count))
    for hold in holds:
        vault.secure(hold)
    kept, lost, deleted = 0, 0, 0
    for number, hold in enumerate(holds):
        promised = dict(hold.segments.values_list("archive_path", "file_id"))
        for path in paths[number : number + MINUTES]:
            if deleted_at.get(path, float("inf")) <= answered_at[number]:
                continue  # it may have been gone before the submission
            sha256 = promised.get(path.relative_to(root).as_posix())
            kept += 1
            deleted += path in deleted_at
            lost += sha256 != written[path] or _digest(sha256) != sha256
    json.dump({"placed": len(holds), "kept": kept, "deleted": deleted, "lost": lost}, sys.stdout)


def _race(
    camera: Camera, first: datetime, paths: Sequence[Path], count: int
) -> tuple[dict[Path, float], dict[int, float], list[Hold]]:
    """When each file was deleted and each submission answered, and the holds; the recorder keeps pace with them."""
    deleted_at: dict[Path, float] = {}
    answered_at: dict[int, float] = {}
    answered, is_over = threading.Event(), threading.Event()

    def record() -> None:
        for path in paths:
            deleted_at[path] = time.monotonic()
            path.unlink()
            answered.wait(1)
            answered.clear()
            if is_over.is_set():
                return

    def submit(number: int) -> Hold:
        try:
            hold = vault.place(camera, first + number * MINUTE, number=number, length=MINUTES * MINUTE)
            answered_at[number] = time.monotonic()
            return hold
        finally:
            answered.set()
            connection.close()

    recorder = threading.Thread(target=record)
    recorder.start()
    with ThreadPoolExecutor(RESIDENTS) as residents:
        holds = list(residents.map(submit, range(count)))
    is_over.set()
    recorder.join()
    return deleted_at, answered_at, holds


def _digest(sha256: str) -> str:
    try:
        return hashlib.sha256(object_path(sha256).read_bytes()).hexdigest()
    except OSError:
        return ""


if __name__ == "__main__":
    main(sys.argv[1:])
