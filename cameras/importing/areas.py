"""Importing the areas of Jakarta: province, cities, kecamatan and kelurahan by their Kemendagri codes."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit import events
from audit.verbs import Verb
from cameras.importing import cells
from cameras.importing.table import Column, ImportRefused, Problem, Row, read_table, repeated
from cameras.importing.writing import Counts, write
from cameras.models import Area
from core.actors import Actor

# Permendagri 58/2021: PP.KK.CC.DDDD, each level's code begins with that of the level above.
CODE = r"\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?"
LEVELS = {
    "provinsi": Area.Level.PROVINCE,
    "kota_kab": Area.Level.CITY,
    "kecamatan": Area.Level.DISTRICT,
    "kelurahan": Area.Level.VILLAGE,
}
DOTS = {Area.Level.PROVINCE: 0, Area.Level.CITY: 1, Area.Level.DISTRICT: 2, Area.Level.VILLAGE: 3}
COLUMNS = {
    "kode": Column(cells.pattern(CODE, example="31.74.01.1001"), required=True),
    "tingkat": Column(cells.choice(LEVELS), required=True),
    "nama": Column(cells.text(longest=80), required=True),
    "kode_induk": Column(cells.pattern(CODE, example="31.74.01"), empty=""),
    "lat": Column(cells.latitude, empty=None),
    "lng": Column(cells.longitude, empty=None),
    "luas_km2_poligon": Column(None),
    "luas_km2_resmi": Column(None),
    "penduduk_2025": Column(None),
}
ATTRIBUTES = {"tingkat": "level", "nama": "name", "lat": "latitude", "lng": "longitude"}


@transaction.atomic
def import_areas(path: Path, *, by: Actor) -> dict[str, Counts]:
    """Takes over the whole file or nothing. Raises ImportRefused with every problem, OSError when it is not there."""
    rows, problems = read_table(path, COLUMNS)
    problems += repeated(rows, "kode")
    for row in rows:
        problems += _problems_of(row)
    # Asked last: the children of a line that could not be read are not at fault.
    problems = problems or _orphans(rows)
    if problems:
        raise ImportRefused(problems)
    counts = write(Area, {row["kode"]: _values_of(row) for row in rows})
    events.record(verb=Verb.REGISTRY_IMPORTED, by=by, subject="registry:areas", detail={"areas": asdict(counts)})
    return {"areas": counts}


def _problems_of(row: Row) -> list[Problem]:
    problems = []
    parent = _parent_code(row)
    if row["kode"].count(".") != DOTS[row["tingkat"]]:
        problems.append(Problem(row.line, "tingkat", _("The code belongs to another level. Correct one of the two.")))
    if row.get("kode_induk", parent) != parent:
        sentence = _("By its code this area is part of “%(parent)s”. Write that.") % {"parent": parent}
        problems.append(Problem(row.line, "kode_induk", sentence))
    if (row.get("lat") is None) != (row.get("lng") is None):
        missing = "lat" if row.get("lat") is None else "lng"
        problems.append(Problem(row.line, missing, _("A centre needs both numbers. Fill in this one, too.")))
    return problems


def _orphans(rows: list[Row]) -> list[Problem]:
    codes = {row["kode"] for row in rows} | set(Area.objects.values_list("code", flat=True))
    sentence = _("There is no area %(code)s, in this file or before. Add its line.")
    return [
        Problem(row.line, "kode", sentence % {"code": _parent_code(row)})
        for row in rows
        if _parent_code(row) and _parent_code(row) not in codes
    ]


def _parent_code(row: Row) -> str:
    return row["kode"].rpartition(".")[0]


def _values_of(row: Row) -> dict[str, Any]:
    return {"parent_id": _parent_code(row) or None, **row.renamed(ATTRIBUTES)}
