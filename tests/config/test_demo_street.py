"""The drawn street: the same for the same camera, different for another, and its minute is a circle."""

import pytest

from config.demo import scenery
from config.demo.street import CROSSINGS, MINUTE, Street


@pytest.fixture(scope="module")
def street():
    return Street(1)


def test_the_minute_joins_onto_itself(street):
    assert street.frame(MINUTE).tobytes() == street.frame(0).tobytes()
    assert street.frame(MINUTE / 2).tobytes() != street.frame(0).tobytes()


def test_a_camera_always_sees_its_own_street(street):
    assert Street(1).frame(20).tobytes() == street.frame(20).tobytes()
    assert Street(2).frame(20).tobytes() != street.frame(20).tobytes()


def test_a_frame_has_the_planes_that_ffmpeg_expects(street):
    assert len(street.frame(7).tobytes()) == scenery.WIDTH * scenery.HEIGHT * 3 // 2


def test_people_cross_and_nothing_drives_over_them(street):
    crossing, driving = set(), set()
    for second in range(int(MINUTE)):
        for mover in street.movers:
            x, z = mover.place(second) or (0, 0)
            if scenery.ZEBRA[0] < z < scenery.ZEBRA[1] and abs(x) < street.scenery.half_road:
                walks = len(mover.figure.steps) > 1
                (crossing if walks else driving).add(second)

    for_people = {second for first, last in CROSSINGS for second in range(int(first), int(last))}
    assert crossing
    assert driving
    assert crossing <= for_people
    assert not driving & for_people
