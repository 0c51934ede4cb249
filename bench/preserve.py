"""Places and secures holds in the bench's database and vault; prints the seconds each step took, as JSON.

`python -m bench.preserve ROOT LAYOUT CAMERA START...`. Everything is rolled forward and cleaned up as in the service:
each window is held, secured, released, and its bytes collected before the next.
"""

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - the models need Django set up first
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from cameras.models import Area, Camera, Site  # noqa: E402
from core.actors import system  # noqa: E402
from footage import garbage, holds, securing  # noqa: E402
from footage.models import ArchiveSource, Hold  # noqa: E402

BENCH = system("bench")
HOUR = timedelta(hours=1)


def main(arguments: Sequence[str]) -> None:
    root, layout, name, *moments = arguments
    call_command("migrate", verbosity=0)
    camera = _camera(root, layout, name)
    costs = [_preserve(camera, Path(root), datetime.fromisoformat(text), n) for n, text in enumerate(moments)]
    json.dump(costs, sys.stdout)


def _preserve(camera: Camera, root: Path, start: datetime, number: int) -> dict[str, float]:
    reference = f"SKS-BENCH-{os.getpid()}-{number}"

    def place() -> Hold:
        with transaction.atomic():
            return holds.place(
                camera=camera,
                starts_at=start,
                ends_at=start + HOUR,
                reference=reference,
                keep_until=timezone.now() + timedelta(days=30),
                by=BENCH,
            )

    paths = [root / path for path in _paths(camera, start)]
    _timed(lambda: _read(paths))  # into the page cache
    read, _ = _timed(lambda: _read(paths))
    placed, hold = _timed(place)
    secured, _ = _timed(lambda: securing.secure(hold.pk))
    hold.refresh_from_db()
    if hold.state != Hold.State.SECURED or hold.gaps or hold.segments.filter(file=None).exists():
        raise RuntimeError(f"the hold is {hold.state}, with gaps {hold.gaps}")
    holds.release(reference=reference, by=BENCH, reason="bench")
    garbage.collect()
    return {"read": read, "place": placed, "secure": secured}


def _paths(camera: Camera, start: datetime) -> list[str]:
    archive = securing.sources.find(camera)
    return [archive.relative(segment.path) for segment in archive.locate(starts_at=start, ends_at=start + HOUR).segments]


def _read(paths: Sequence[Path]) -> None:
    for path in paths:
        with path.open("rb") as file:
            hashlib.file_digest(file, "sha256")


def _timed(action: Callable[[], object]) -> tuple[float, object]:
    begun = time.perf_counter()
    answer = action()
    return time.perf_counter() - begun, answer


def _camera(root: str, layout: str, name: str) -> Camera:
    """The bench's camera, pointing at this archive; its recorder never deletes."""
    area, _ = Area.objects.get_or_create(code="31.71.01.1001", defaults={"level": Area.Level.VILLAGE, "name": "Gambir"})
    site, _ = Site.objects.get_or_create(
        code="BENCH", defaults={"name": "Bench", "area": area, "latitude": -6.17, "longitude": 106.82}
    )
    ArchiveSource.objects.update_or_create(code="bench", defaults={"name": "Bench", "root": root, "layout": layout})
    camera, _ = Camera.objects.update_or_create(
        code="BENCH-1",
        defaults={
            "name": "Bench", "site": site, "archive_source": "bench", "archive_name": name, "retention_days": 3650,
        },
    )  # fmt: skip
    return camera


if __name__ == "__main__":
    main(sys.argv[1:])
