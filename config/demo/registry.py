"""The demo's rows: areas, poles, cameras and archives; drawn ones, or those found in a folder of real recordings."""

import re
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from cameras.importing.writing import write
from cameras.models import Area, Camera, PlaceKind, Site
from config.demo import places
from config.demo.recordings import root
from footage.models import ArchiveSource

REAL_SOURCE = "rekaman"
REAL_POLE = "REK"
MONAS = (-6.1754, 106.8272)
FOR_EVER = 32_767  # days: real recordings may be of any age
STAGGER = 0.0003  # degrees, some thirty metres: neighbouring cameras stay apart on a map


@transaction.atomic
def prepare_drawn(recordings: Path) -> None:
    """The drawn places; cameras of an earlier run with real recordings are put away."""
    _areas()
    write(
        ArchiveSource,
        {
            recorder.code: _source(recorder.name, root(recordings, recorder.code), recorder.layout)
            for recorder in places.RECORDERS
        },
    )
    write(
        Site,
        {
            pole.code: {
                "name": pole.name,
                "address": pole.address,
                "area_id": pole.area,
                "latitude": pole.latitude,
                "longitude": pole.longitude,
                "place_kind": pole.kind,
                "owner": places.CITY,
                "funding": pole.funding,
                "installed_on": pole.since,
            }
            for pole in places.POLES
        },
    )
    sites = dict(Site.objects.values_list("code", "pk"))
    write(
        Camera,
        {
            camera.code: {
                "name": camera.name,
                "site_id": sites[camera.pole],
                "status": camera.status,
                "clock_offset": camera.clock_offset,
                "archive_source": camera.recorder.code,
                "archive_name": camera.archive_name,
                "retention_days": places.RETENTION_DAYS,
            }
            for camera in places.CAMERAS
        },
    )
    _put_away([REAL_SOURCE])


@transaction.atomic
def prepare_real(folder: Path, *, layout: str, names: list[str]) -> list[Camera]:
    """One camera for each camera that was found in `folder`, all near Monas; the drawn ones are put away."""
    _areas()
    write(ArchiveSource, {REAL_SOURCE: _source(folder.name or "rekaman", folder, layout)})
    codes = _codes(names)
    write(
        Site,
        {
            f"{REAL_POLE}-{number:03}": {
                "name": f"Monas {number}",
                "address": "Jl. Medan Merdeka",
                "area_id": "31.71.01.1001",
                "latitude": MONAS[0] + STAGGER * (number % 5),
                "longitude": MONAS[1] + STAGGER * (number // 5),
                "place_kind": PlaceKind.PUBLIC_SPACE,
                "owner": places.CITY,
            }
            for number in range(1, len(codes) + 1)
        },
    )
    sites = dict(Site.objects.values_list("code", "pk"))
    write(
        Camera,
        {
            code: {
                "name": name,
                "site_id": sites[f"{REAL_POLE}-{number:03}"],
                "status": Camera.Status.ACTIVE,
                "clock_offset": timedelta(0),
                "archive_source": REAL_SOURCE,
                "archive_name": name,
                "retention_days": FOR_EVER,
            }
            for number, (code, name) in enumerate(codes.items(), start=1)
        },
    )
    _put_away([recorder.code for recorder in places.RECORDERS])
    Camera.objects.filter(archive_source=REAL_SOURCE).exclude(code__in=codes).update(status=Camera.Status.REMOVED)
    return list(Camera.objects.filter(code__in=codes))


def _areas() -> None:
    write(
        Area,
        {
            code: {
                "level": places.LEVELS[code.count(".")],
                "name": name,
                "parent_id": code.rpartition(".")[0] or None,
                "latitude": latitude,
                "longitude": longitude,
            }
            for code, name, latitude, longitude in places.AREAS
        },
    )


def _source(name: str, folder: Path, layout: str) -> dict[str, object]:
    return {"name": name, "root": str(folder), "layout": layout, "enabled": True}


def _codes(names: list[str]) -> dict[str, str]:
    """A code for each name in the archive; names that come out alike are numbered."""
    codes: dict[str, str] = {}
    for name in names:
        plain = f"{REAL_POLE}-{re.sub('[^A-Za-z0-9]+', '-', name).strip('-')[:48].upper()}"
        code, number = plain, 1
        while code in codes:
            number += 1
            code = f"{plain}-{number}"
        codes[code] = name
    return codes


def _put_away(sources: list[str]) -> None:
    ArchiveSource.objects.filter(code__in=sources).update(enabled=False)
    Camera.objects.filter(archive_source__in=sources).update(status=Camera.Status.REMOVED)
