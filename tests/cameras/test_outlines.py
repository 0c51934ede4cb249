"""The borders as the map gets them."""

from cameras.models import Outline
from cameras.outlines import drawn_areas


def test_a_border_is_told_in_steps_and_anew_when_it_changes(areas):
    ring = [[106.82, -6.2], [106.84, -6.2], [106.84, -6.18], [106.82, -6.2]]
    outline = Outline.objects.create(
        area=areas["Gondangdia"], rings=[ring], drawn=[ring], west=106.82, east=106.84, south=-6.2, north=-6.18
    )

    (area,) = drawn_areas()

    assert (area.level, area.name, area.part_of) == ("village", "Gondangdia", "Menteng")
    assert area.rings == ((1068200, -62000, 200, 0, 0, 200, -200, -200),)
    outline.delete()
    assert drawn_areas() == ()
