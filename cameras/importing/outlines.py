"""Importing the borders of areas from GeoJSON (RFC 7946): a FeatureCollection whose features name an area.

Each feature has the property `kode` and a Polygon or MultiPolygon; other properties are not looked at.
"""

import json
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit import events
from audit.verbs import Verb
from cameras.importing import cells
from cameras.importing.table import ImportRefused, Problem
from cameras.importing.writing import Counts
from cameras.models import Area, Outline
from cameras.rings import Ring, simplify
from core.actors import Actor
from core.errors import InvalidInput

DRAWN_WITHIN = 25  # metres: less than the width of a pen on a map of the city
DIGITS = 5  # a metre


class FeatureProblem(Problem):
    """`line` counts the features of the file."""

    def __str__(self) -> str:
        return _("Feature %(number)d: %(sentence)s") % {"number": self.line, "sentence": self.sentence}


@transaction.atomic
def import_outlines(path: Path, *, by: Actor) -> dict[str, Counts]:
    """Takes over the whole file or nothing. Raises ImportRefused with every problem, OSError when it is not there."""
    areas = set(Area.objects.values_list("code", flat=True))
    outlines: dict[str, Outline] = {}
    problems: list[Problem] = []
    for number, feature in enumerate(_features(path), start=1):
        try:
            outline = _read(feature, areas)
            if outline.area_id in outlines:
                raise InvalidInput(_("%(code)s is there twice. Keep one of the two.") % {"code": outline.area_id})
            outlines[outline.area_id] = outline
        except InvalidInput as error:
            problems.append(FeatureProblem(number, "", error.message))
    if problems:
        raise ImportRefused(problems)
    counts = _write(outlines)
    events.record(verb=Verb.REGISTRY_IMPORTED, by=by, subject="registry:outlines", detail={"outlines": asdict(counts)})
    return {"outlines": counts}


def _features(path: Path) -> list[Any]:
    try:
        content = json.loads(path.read_bytes())
        features = content["features"] if content["type"] == "FeatureCollection" else None
    except (ValueError, KeyError, TypeError, RecursionError):
        features = None
    if not isinstance(features, list):
        raise ImportRefused([Problem(1, "", _("This is no GeoJSON FeatureCollection. Export the borders as one."))])
    return features


def _read(feature: Any, areas: set[str]) -> Outline:
    try:
        code = str(feature["properties"]["kode"])
        kind, coordinates = feature["geometry"]["type"], feature["geometry"]["coordinates"]
        polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}[kind]
        rings = [_ring(ring) for ring in chain.from_iterable(polygons)]
        easts, norths = zip(*chain.from_iterable(rings), strict=True)
    except (KeyError, TypeError, ValueError, OverflowError):
        sentence = _("It needs the property kode and a Polygon or MultiPolygon of closed rings. Correct it.")
        raise InvalidInput(sentence) from None
    if code not in areas:
        raise InvalidInput(
            _("There is no area %(code)s. Import the areas first, or correct the code.") % {"code": code}
        )
    drawn = [simplify(ring, metres=DRAWN_WITHIN) for ring in rings]
    return Outline(
        area_id=code,
        rings=rings,
        drawn=[ring for ring in drawn if ring],
        south=min(norths),
        west=min(easts),
        north=max(norths),
        east=max(easts),
    )


def _ring(positions: Any) -> Ring:
    """A height, where there is one, is left out. Raises ValueError, TypeError and InvalidInput."""
    ring = [[round(float(east), DIGITS), round(float(north), DIGITS)] for east, north, *_height in positions]
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise ValueError
    for east, north in ring:
        cells.latitude(f"{north:.{DIGITS}f}")
        cells.longitude(f"{east:.{DIGITS}f}")
    return ring


def _write(outlines: dict[str, Outline]) -> Counts:
    known = Outline.objects.in_bulk(outlines)
    fields = ["rings", "drawn", "south", "west", "north", "east"]
    new = [outline for code, outline in outlines.items() if code not in known]
    changed = [outlines[code] for code, row in known.items() if row.rings != outlines[code].rings]
    Outline.objects.bulk_create(new)
    Outline.objects.bulk_update(changed, fields, batch_size=50)
    return Counts(created=len(new), updated=len(changed), unchanged=len(known) - len(changed))
