"""Places and secures a hold of an hour at each START; prints the seconds each step took, as JSON.

`python -m bench.preserve ROOT LAYOUT CAMERA START...`. Each hold is released, and its bytes collected, before the next.
"""

import hashlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from bench import vault
from cameras.models import Camera
from footage import sources
from footage.vault import settle

T = TypeVar("T")


def main(arguments: Sequence[str]) -> None:
    root, layout, name, *moments = arguments
    camera = vault.camera_of(root, layout, name)
    _preserve(camera, datetime.fromisoformat(moments[0]), -1)  # what only the first hold of a process costs: imports
    costs = [_preserve(camera, datetime.fromisoformat(text), number) for number, text in enumerate(moments)]
    json.dump(costs, sys.stdout)


def _preserve(camera: Camera, start: datetime, number: int) -> dict[str, float]:
    paths = _paths(camera, start)
    _timed(lambda: _read(paths))  # into the page cache
    read, _ = _timed(lambda: _read(paths))
    placed, hold = _timed(lambda: vault.place(camera, start, number=number))
    secured, _ = _timed(lambda: vault.secure(hold))
    vault.check_secured(hold)
    flushed = _flush(vault.objects(hold))
    vault.drop(hold)
    return {"read": read, "place": placed, "secure": secured, "flush": flushed}


def _flush(objects: Sequence[Path]) -> float:
    """Seconds until one further name beside each of these files would survive a power cut: the disk's own part."""
    names = [path.with_name(f"{path.name}.bench") for path in objects]
    for path, name in zip(objects, names, strict=True):
        name.hardlink_to(path)
    seconds, _ = _timed(lambda: settle(names))
    for name in names:
        name.unlink()
    return seconds


def _paths(camera: Camera, start: datetime) -> list[Path]:
    archive = sources.find(camera)
    if archive is None:
        raise RuntimeError("the bench's archive is not connected")
    return [segment.path for segment in archive.locate(starts_at=start, ends_at=start + vault.HOUR).segments]


def _read(paths: Sequence[Path]) -> None:
    for path in paths:
        with path.open("rb") as file:
            hashlib.file_digest(file, "sha256")


def _timed(action: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    answer = action()
    return time.perf_counter() - begun, answer


if __name__ == "__main__":
    main(sys.argv[1:])
