"""The bench's own camera and holds in the service's database, for the programs that measure the vault.

Importing this module sets Django up; only programs of their own may do so (`bench.preserve`, `bench.look`).
"""

import os
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
from footage.models import ArchiveSource, Hold, VaultFile  # noqa: E402
from footage.vault import object_path  # noqa: E402

BENCH = system("bench")
HOUR = timedelta(hours=1)


def camera_of(root: str, layout: str, name: str) -> Camera:
    """The bench's camera, pointing at this archive; its recorder never deletes. Migrates the database first."""
    call_command("migrate", verbosity=0)
    area, _ = Area.objects.get_or_create(code="31.71.01.1001", defaults={"level": Area.Level.VILLAGE, "name": "Gambir"})
    site, _ = Site.objects.get_or_create(
        code="BENCH", defaults={"name": "Bench", "area": area, "latitude": -6.17, "longitude": 106.82}
    )
    ArchiveSource.objects.update_or_create(code="bench", defaults={"name": "Bench", "root": root, "layout": layout})
    own = {"name": "Bench", "site": site, "archive_source": "bench", "archive_name": name, "retention_days": 3650}
    camera, _ = Camera.objects.update_or_create(code="BENCH-1", defaults=own)
    return camera


def place(camera: Camera, start: datetime, *, number: int, length: timedelta = HOUR) -> Hold:
    """Promise the hour, or other `length`, that begins at `start`."""
    with transaction.atomic():
        return holds.place(
            camera=camera,
            starts_at=start,
            ends_at=start + length,
            reference=f"SKS-BENCH-{os.getpid()}-{number}",
            keep_until=timezone.now() + timedelta(days=30),
            by=BENCH,
        )


def secure(hold: Hold) -> None:
    securing.secure(hold.pk)


def check_secured(hold: Hold) -> None:
    """Raise RuntimeError unless all of the hold's window is in the vault."""
    hold.refresh_from_db()
    if hold.state != Hold.State.SECURED or hold.gaps or hold.segments.filter(file=None).exists():
        raise RuntimeError(f"the hold is {hold.state}, with gaps {hold.gaps}")


def objects(hold: Hold) -> list[Path]:
    """Where its files lie in the vault."""
    return [object_path(file.sha256) for file in VaultFile.objects.filter(segments__hold=hold).distinct()]


def drop(hold: Hold) -> None:
    """Release the hold and collect its bytes."""
    holds.release(reference=hold.reference, by=BENCH, reason="bench")
    garbage.collect()
