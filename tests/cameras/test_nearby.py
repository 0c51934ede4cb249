"""Cameras near a point, the place somebody means, and the kelurahan of a point."""

import pytest

from cameras.areas import nearest_village
from cameras.distance import metres_between
from cameras.models import Area, Camera, Site
from cameras.nearby import find_cameras, search_places

HERE = {"latitude": -6.19299, "longitude": 106.82635}


def codes(**where) -> list[str]:
    return [near.camera.code for near in find_cameras(**where)]


def labels(text: str) -> list[str]:
    return [place.label for place in search_places(text, limit=5)]


def test_the_distance_agrees_with_a_known_one():
    # Monas to Bundaran HI, measured on a map: 2.16 km.
    assert metres_between(-6.175392, 106.827153, -6.194957, 106.823060) == pytest.approx(2222, rel=0.01)


def test_cameras_come_nearest_first_within_the_radius(make_camera):
    make_camera("far", -6.19599, 106.82635)
    make_camera("near", -6.19309, 106.82635)
    make_camera("outside", -6.21, 106.82635)

    found = find_cameras(**HERE, radius_metres=500, limit=10)

    assert [near.camera.code for near in found] == ["near", "far"]
    assert found[1].distance == pytest.approx(metres_between(-6.19599, 106.82635, *HERE.values()), abs=0.01)


def test_a_camera_in_the_corner_of_the_box_is_outside_the_circle(make_camera):
    make_camera("corner", -6.19299 + 0.0043, 106.82635 + 0.0043)

    assert codes(**HERE, radius_metres=500, limit=10) == []
    assert codes(**HERE, radius_metres=700, limit=10) == ["corner"]


def test_a_camera_at_the_very_point_is_found(make_camera):
    make_camera("here", *HERE.values())

    assert [near.distance for near in find_cameras(**HERE, radius_metres=50, limit=10)] == [0]


def test_removed_cameras_are_never_found_but_broken_ones_are(make_camera):
    make_camera("gone", -6.193, 106.82635, status=Camera.Status.REMOVED)
    make_camera("broken", -6.193, 106.82635, status=Camera.Status.OUT_OF_ORDER)

    assert codes(**HERE, radius_metres=500, limit=10) == ["broken"]


def test_no_more_cameras_than_asked_for(make_camera):
    for number in range(5):
        make_camera(f"c{number}", -6.193 - number / 10_000, 106.82635)

    assert codes(**HERE, radius_metres=500, limit=3) == ["c0", "c1", "c2"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("johar", "Jl. Johar"),
        ("Jalan Johar", "Jl. Johar"),
        ("jln. johar menteng", "Jl. Johar"),
        ("gondangdya", "Gondangdia"),
        ("GÓNDANGDIA", "Gondangdia"),
        ("pegangsan", "Pegangsaan"),
        ("sarina", "Jl. K.H. Wahid Hasyim (samping Sarinah)"),
        ("wahid hasim", "Jl. K.H. Wahid Hasyim (samping Sarinah)"),
        ("menteng", "Menteng"),
        ("Gondangdia CAM7", "Gondangdia CAM7"),
    ],
)
def test_typing_errors_still_find_the_place(make_camera, typed, meant):
    make_camera("CAM1", *HERE.values())
    make_camera("CAM7", -6.18736, 106.823, address="Jl. K.H. Wahid Hasyim (samping Sarinah)")

    assert labels(typed)[0] == meant


def test_a_place_knows_where_it_is(make_camera):
    make_camera("CAM1", *HERE.values())

    place = search_places("jl johar", limit=1)[0]

    assert (place.kind, place.latitude, place.longitude) == ("site", *HERE.values())
    assert (place.area.name, place.area.parent.name) == ("Gondangdia", "Menteng")


def test_the_cameras_of_a_pole_are_one_place(make_camera):
    for code in ("one", "two", "three"):
        make_camera(code, *HERE.values())

    assert labels("johar") == ["Jl. Johar"]


def test_a_camera_is_found_by_its_code(make_camera):
    make_camera("SS-2239", *HERE.values())

    place = search_places("ss 2239", limit=5)[0]

    assert (place.kind, place.label, place.camera_code) == ("camera", "Gondangdia SS-2239", "SS-2239")


def test_a_province_is_no_place(areas):
    Area.objects.create(code="31", level="province", name="Jakarta", latitude=-6.2, longitude=106.8)

    assert "Jakarta" not in labels("jakarta")


def test_names_are_those_of_the_registry_as_it_is_now(make_camera):
    camera = make_camera("CAM1", *HERE.values())
    assert labels("johar") == ["Jl. Johar"]

    Site.objects.filter(pk=camera.site_id).update(name="Jl. Sabang", address="")
    assert labels("johar") == []
    assert labels("sabang") == ["Jl. Sabang"]

    Camera.objects.update(status=Camera.Status.REMOVED)
    assert labels("CAM1") == []


@pytest.mark.parametrize("typed", ["", "jl", "a\0b", "'; drop table", "x" * 5000])
def test_nothing_is_found_for_nonsense(make_camera, typed):
    make_camera("CAM1", *HERE.values())

    assert labels(typed) == []


def test_a_point_belongs_to_the_nearest_kelurahan(areas):
    assert nearest_village(latitude=-6.2029, longitude=106.8459) == areas["Pegangsaan"]
    assert nearest_village(latitude=-6.9, longitude=107.6) is None


def test_a_province_is_no_place_and_in_nobodys_way(make_camera):
    Area.objects.create(code="31", level="province", name="Jakarta", latitude=-6.2, longitude=106.8)
    make_camera("C-1", -6.19, 106.83)

    assert labels("Gondangdia")[0].startswith("Gondangdia")
