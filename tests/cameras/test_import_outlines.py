"""Importing borders, and which kelurahan a point then lies in."""

import json

import pytest

from audit.models import Event
from cameras.areas import nearest_village, village_at
from cameras.importing.areas import import_areas
from cameras.importing.cameras import import_cameras
from cameras.importing.outlines import import_outlines
from cameras.importing.table import ImportRefused
from cameras.models import Camera, Outline
from cameras.rings import simplify
from core.actors import system

BY = system("test")
# Gondangdia as a square with a hole, Pegangsaan as two islands; Gondangdia's centre is nearer to the first of them.
SQUARE = [[106.82, -6.20], [106.84, -6.20], [106.84, -6.18], [106.82, -6.18], [106.82, -6.20]]
HOLE = [[106.825, -6.19], [106.827, -6.19], [106.827, -6.188], [106.825, -6.188], [106.825, -6.19]]
ISLAND = [[106.80, -6.19], [106.81, -6.19], [106.81, -6.18], [106.80, -6.18], [106.80, -6.19]]
OTHER_ISLAND = [[106.85, -6.21], [106.86, -6.21], [106.86, -6.20], [106.85, -6.20], [106.85, -6.21]]


def feature(code: str, kind: str, coordinates) -> dict:
    return {
        "type": "Feature",
        "properties": {"kode": code},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


GONDANGDIA = feature("31.71.06.1004", "Polygon", [SQUARE, HOLE])
PEGANGSAAN = feature("31.71.06.1002", "MultiPolygon", [[ISLAND], [OTHER_ISLAND]])


@pytest.fixture(autouse=True)
def registered_areas(areas):
    return areas


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_a_point_belongs_to_the_kelurahan_whose_border_encloses_it(write_file):
    import_outlines(write_file(collection(GONDANGDIA, PEGANGSAAN)), by=BY)

    def name(latitude: float, longitude: float) -> str:
        return village_at(latitude=latitude, longitude=longitude).name

    assert name(-6.185, 106.825) == "Gondangdia"
    assert name(-6.185, 106.805) == "Pegangsaan"
    assert nearest_village(latitude=-6.185, longitude=106.805).name == "Gondangdia"
    assert name(-6.205, 106.855) == "Pegangsaan"
    assert name(-6.189, 106.826) == "Gondangdia"  # in the hole, which is nobody's: the nearest
    assert village_at(latitude=-6.9, longitude=107.6) is None


def test_a_second_import_changes_what_is_different(write_file):
    import_outlines(write_file(collection(GONDANGDIA, PEGANGSAAN)), by=BY)

    moved = feature("31.71.06.1002", "Polygon", [OTHER_ISLAND])
    counts = import_outlines(write_file(collection(GONDANGDIA, moved)), by=BY)["outlines"]

    assert (counts.created, counts.updated, counts.unchanged) == (0, 1, 1)
    outline = Outline.objects.get(area_id="31.71.06.1002")
    assert (outline.west, outline.south, outline.east, outline.north) == (106.85, -6.21, 106.86, -6.20)
    assert Event.objects.latest("id").detail["outlines"] == {"created": 0, "updated": 1, "unchanged": 1}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"type": "FeatureCollection"}',
        "[" * 100_000,
        b"\xff\xfe",
        collection("Gondangdia"),
        collection({"type": "Feature", "properties": None, "geometry": None}),
        collection(feature("31.71.06.1009", "Polygon", [SQUARE])),
        collection(feature("31.71.06.1004", "Point", SQUARE[0])),
        collection(feature("31.71.06.1004", "Polygon", [SQUARE[:-1]])),
        collection(feature("31.71.06.1004", "Polygon", [])),
        collection(feature("31.71.06.1004", "Polygon", [[[-6.2, 106.8]] * 4])),
        collection(feature("31.71.06.1004", "Polygon", [[[float("nan"), -6.2]] * 4])),
        collection(feature("31.71.06.1004", "Polygon", [[[10**400, -6.2]] * 4])),
        collection(GONDANGDIA, GONDANGDIA),
    ],
)
def test_a_file_with_a_mistake_changes_nothing(write_file, content):
    with pytest.raises(ImportRefused) as refused:
        import_outlines(write_file(content), by=BY)

    assert all(len(str(problem)) > 40 for problem in refused.value.problems)
    assert not Outline.objects.exists()
    assert not Event.objects.exists()


def test_a_border_is_drawn_with_fewer_corners_but_never_far_off():
    straight = [[106.80 + step / 1000, -6.2] for step in range(21)]
    ring = [*straight, [106.82, -6.18], [106.80, -6.18], [106.80, -6.2]]

    assert simplify(ring, metres=25) == [
        [106.80, -6.2],
        [106.82, -6.2],
        [106.82, -6.18],
        [106.80, -6.18],
        [106.80, -6.2],
    ]
    assert simplify([[106.8, -6.2], [106.8001, -6.2], [106.8001, -6.2001], [106.8, -6.2]], metres=25) == []


def test_the_borders_of_jakarta_tell_the_kelurahan_of_every_camera(shared_data, areas):
    import_areas(shared_data / "admin" / "jakarta_wilayah.csv", by=BY)
    import_cameras(shared_data / "cameras" / "cameras_jakarta_real.csv", by=BY)

    counts = import_outlines(shared_data / "admin" / "jakarta_kelurahan.geojson", by=BY)["outlines"]

    assert counts.created == 267
    sites = [camera.site for camera in Camera.objects.select_related("site")]
    assert len(sites) == 272
    assert {site.area_id == village_at(latitude=site.latitude, longitude=site.longitude).pk for site in sites} == {True}
    drawn = sum(len(ring) for rings in Outline.objects.values_list("drawn", flat=True) for ring in rings)
    assert drawn < 9_000  # of 14,000 corners
