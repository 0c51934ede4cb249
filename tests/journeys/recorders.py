"""Recorders of these stories: a source with a layout, cameras, and files as that recorder would have named them."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from cameras.models import Area, Camera, Site
from core.actors import Actor, ActorKind
from footage import holds, jobs
from footage.models import ArchiveSource, Hold, RenderJob
from footage.rendering.layouts import LAYOUTS
from tests.journeys.service import Service

OFFICER = Actor(ActorKind.STAFF, "1")
FOR_EVER = 32_767  # days: recordings of any age are still there
LATITUDE, LONGITUDE = -6.1754, 106.8272


def connect(archive: Path, layout: str) -> ArchiveSource:
    """An archive of its own for the layout."""
    source, _ = ArchiveSource.objects.get_or_create(
        code=layout, defaults={"name": f"Perekam {layout}", "root": str(archive / layout), "layout": layout}
    )
    return source


def install(source: ArchiveSource, code: str, *, retention_days: int = FOR_EVER) -> Camera:
    area, _ = Area.objects.get_or_create(
        code="31.71.01.1001",
        defaults={"level": Area.Level.VILLAGE, "name": "Gambir", "latitude": LATITUDE, "longitude": LONGITUDE},
    )
    site, _ = Site.objects.get_or_create(
        code="MDK", defaults={"name": "Merdeka", "area": area, "latitude": LATITUDE, "longitude": LONGITUDE}
    )
    return Camera.objects.create(
        code=code,
        name=f"Merdeka {code}",
        site=site,
        archive_source=source.code,
        archive_name=code.lower(),
        retention_days=retention_days,
    )


def record(camera: Camera, file: Path, at: datetime, *, lasts: timedelta) -> Path:
    """Puts a copy of `file` where the camera's recorder would have written what began `at` (aware)."""
    source = ArchiveSource.objects.get(code=camera.archive_source)
    layout = LAYOUTS[source.layout]
    name = layout.path_for(camera=camera.archive_name, starts_at=at, ends_at=at + lasts)
    path = Path(source.root) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, path)
    os.utime(path, ((at + lasts).timestamp(),) * 2)
    return path


def ask_for_clip(camera: Camera, starts_at: datetime, ends_at: datetime, *, reference: str) -> RenderJob:
    """Promises what the camera recorded, as a request does, and asks for a clip of all of it."""
    with transaction.atomic():
        hold = holds.place(
            camera=camera,
            starts_at=starts_at,
            ends_at=ends_at,
            reference=reference,
            keep_until=timezone.now() + timedelta(days=30),
            by=OFFICER,
        )
    return jobs.queue(
        hold=hold, starts_at=starts_at, ends_at=ends_at, reference=reference, recipient_code="7Q4F2M", by=OFFICER
    )


def await_end(service: Service, job: RenderJob) -> RenderJob:
    """The job once the workers are done with it, whatever came of it."""

    def ended() -> RenderJob | None:
        return RenderJob.objects.filter(pk=job.pk).exclude(state__in=RenderJob.UNFINISHED).first()

    return service.until(ended)


def hold_of(job: RenderJob) -> Hold:
    return Hold.objects.get(pk=job.hold_id)
