"""Importing cameras: each row is one camera; rows with the same position and address are cameras on one pole.

A pole keeps its row in the registry, and moves, when all of its cameras move together in the file. A camera that
goes elsewhere alone gets another pole, and its neighbours stay where they are.
"""

from collections import defaultdict
from dataclasses import asdict
from datetime import timedelta
from itertools import chain, count
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit import events
from audit.verbs import Verb
from cameras import clocks
from cameras.areas import FARTHEST_FROM_CENTRE
from cameras.distance import metres_between
from cameras.importing import cells
from cameras.importing.table import Column, ImportRefused, Problem, Row, read_table, repeated
from cameras.importing.writing import Counts, write
from cameras.models import Area, Camera, Funding, PlaceKind, Site
from core.actors import Actor

CODE = r"[A-Za-z0-9][A-Za-z0-9._/-]{0,59}"  # a pole's code may add a number to it
PLACE_KINDS = {
    "permukiman": PlaceKind.RESIDENTIAL,
    "ruang publik": PlaceKind.PUBLIC_SPACE,
    "taman": PlaceKind.PARK,
    "rawan banjir": PlaceKind.FLOOD_POINT,
    "rawan kebakaran": PlaceKind.FIRE_POINT,
    "persimpangan": PlaceKind.JUNCTION,
}
STATUSES = {
    "aktif": Camera.Status.ACTIVE,
    "rusak": Camera.Status.OUT_OF_ORDER,
    "dicabut": Camera.Status.REMOVED,
}
COLUMNS = {
    "kode": Column(cells.pattern(CODE, example="SS-2239"), required=True),
    "nama": Column(cells.text(longest=120), required=True),
    "alamat": Column(cells.text(longest=240), empty=""),
    "kode_kelurahan": Column(cells.pattern(r"\d\d\.\d\d\.\d\d\.\d{4}", example="31.74.01.1001"), required=True),
    "kelurahan": Column(None),
    "kecamatan": Column(None),
    "kota": Column(None),
    "lat": Column(cells.latitude, required=True),
    "lng": Column(cells.longitude, required=True),
    "pengelola": Column(cells.text(longest=120), empty=""),
    "sumber": Column(None),
    "asal": Column(None),
    "jenis_tempat": Column(cells.choice(PLACE_KINDS), empty=PlaceKind.PUBLIC_SPACE),
    "pendanaan": Column(cells.choice({"csr": Funding.CSR, "apbd": Funding.APBD}), empty=""),
    "dipasang_pada": Column(cells.day, empty=None),
    "status": Column(cells.choice(STATUSES)),
    "arsip": Column(cells.pattern(r"[A-Za-z0-9_-]{1,50}", example="nvr-pusat"), empty=""),
    "nama_di_arsip": Column(cells.text(longest=160), empty=""),
    "masa_simpan_hari": Column(cells.whole_number(lowest=1, highest=3650)),
    "selisih_jam_detik": Column(cells.seconds, empty=timedelta(0)),
    "tempat_jam_persen": Column(clocks.cell, empty=""),
}
SITE_ATTRIBUTES = {
    "alamat": "address",
    "kode_kelurahan": "area_id",
    "lat": "latitude",
    "lng": "longitude",
    "pengelola": "owner",
    "jenis_tempat": "place_kind",
    "pendanaan": "funding",
    "dipasang_pada": "installed_on",
}
CAMERA_ATTRIBUTES = {
    "nama": "name",
    "status": "status",
    "arsip": "archive_source",
    "nama_di_arsip": "archive_name",
    "masa_simpan_hari": "retention_days",
    "selisih_jam_detik": "clock_offset",
    "tempat_jam_persen": "clock_place",
}

Place = tuple[float, float, str]  # latitude, longitude, address: what makes two cameras share a pole


@transaction.atomic
def import_cameras(path: Path, *, by: Actor) -> dict[str, Counts]:
    """Takes over the whole file or nothing. Raises ImportRefused with every problem, OSError when it is not there."""
    rows, problems = read_table(path, COLUMNS)
    problems += repeated(rows, "kode")
    villages = Area.objects.filter(level=Area.Level.VILLAGE).in_bulk()
    problems += [problem for row in rows if (problem := _misplaced(row, villages))]
    if problems:
        raise ImportRefused(problems)
    site_codes = _site_codes(rows)
    # Backwards, so that the first row of a pole describes it.
    site_counts = write(Site, {site_codes[_place(row)]: _site_values(row) for row in reversed(rows)})
    sites = dict(Site.objects.filter(code__in=site_codes.values()).values_list("code", "pk"))
    left = set(Camera.objects.filter(code__in=[row["kode"] for row in rows]).values_list("site_id", flat=True))
    camera_counts = write(
        Camera,
        {row["kode"]: {"site_id": sites[site_codes[_place(row)]], **row.renamed(CAMERA_ATTRIBUTES)} for row in rows},
    )
    Site.objects.filter(pk__in=left, cameras=None).delete()
    counts = {"sites": site_counts, "cameras": camera_counts}
    detail = {kind: asdict(numbers) for kind, numbers in counts.items()}
    events.record(verb=Verb.REGISTRY_IMPORTED, by=by, subject="registry:cameras", detail=detail)
    return counts


def _misplaced(row: Row, villages: dict[str, Area]) -> Problem | None:
    village = villages.get(row["kode_kelurahan"])
    if village is None:
        sentence = _("There is no kelurahan %(code)s. Import the areas first, or correct the code.")
        return Problem(row.line, "kode_kelurahan", sentence % {"code": row["kode_kelurahan"]})
    if village.latitude is None or village.longitude is None:
        return None
    metres = metres_between(row["lat"], row["lng"], village.latitude, village.longitude)
    if metres <= FARTHEST_FROM_CENTRE:
        return None
    values = {"kilometres": round(metres / 1000), "area": village.name}
    sentence = _("The position is %(kilometres)d km away from %(area)s. Correct the position or the kelurahan.")
    return Problem(row.line, "lat", sentence % values)


def _place(row: Row) -> Place:
    return row["lat"], row["lng"], row.get("alamat", "")


def _site_codes(rows: list[Row]) -> dict[Place, str]:
    """The pole of each place of the file: the one that stands there, the one its cameras were on, or a new one."""
    cameras_at: dict[Place, list[str]] = defaultdict(list)
    for row in rows:
        cameras_at[_place(row)].append(row["kode"])
    cameras_on: dict[str, set[str]] = defaultdict(set)
    for site_code, camera_code in Camera.objects.values_list("site__code", "code"):
        cameras_on[site_code].add(camera_code)
    standing = {
        (latitude, longitude, address): code
        for latitude, longitude, address, code in Site.objects.values_list("latitude", "longitude", "address", "code")
    }
    site_of = {camera: site for site, cameras in cameras_on.items() for camera in cameras}
    chosen = {place: standing[place] for place in cameras_at if place in standing}
    taken, known = set(chosen.values()), set(standing.values())
    for place, cameras in cameras_at.items():
        if place in chosen:
            continue
        candidates = (site_of[camera] for camera in cameras if camera in site_of)
        moved = (code for code in candidates if code not in taken and cameras_on[code] <= set(cameras))
        chosen[place] = next(moved, None) or _new_code(cameras[0], known)
        taken.add(chosen[place])
        known.add(chosen[place])
    return chosen


def _new_code(camera_code: str, known: set[str]) -> str:
    """A pole is called after its first camera; when a pole of that name stands elsewhere, with a number behind."""
    names = chain([camera_code], (f"{camera_code}-{number}" for number in count(2)))
    return next(name for name in names if name not in known)


def _site_values(row: Row) -> dict[str, Any]:
    return {"name": (row.get("alamat") or row["nama"])[:120], **row.renamed(SITE_ATTRIBUTES)}
