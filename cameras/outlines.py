"""The borders of all areas, as a map draws them."""

from dataclasses import dataclass

from cameras.models import Outline
from cameras.registry import Kept
from cameras.rings import Ring

UNITS_A_DEGREE = 10_000  # 11 m: less than the width of a pen


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """An area with its centre and its rings; a ring is whole units of 1/10,000 of a degree, east and north in turn,
    first where it begins and then how far it goes to each next corner."""

    level: str
    name: str
    part_of: str
    latitude: float
    longitude: float
    rings: tuple[tuple[int, ...], ...]


def _read() -> tuple[DrawnArea, ...]:
    """The smallest first: the borders of the larger are drawn above theirs."""
    outlines = Outline.objects.select_related("area__parent").order_by("area__code")
    found = [
        DrawnArea(
            outline.area.level,
            outline.area.name,
            outline.area.parent.name if outline.area.parent else "",
            outline.area.latitude if outline.area.latitude is not None else (outline.south + outline.north) / 2,
            outline.area.longitude if outline.area.longitude is not None else (outline.west + outline.east) / 2,
            tuple(map(_steps, outline.drawn)),
        )
        for outline in outlines
    ]
    return tuple(sorted(found, key=lambda area: ("village", "district", "city", "province").index(area.level)))


def _steps(ring: Ring) -> tuple[int, ...]:
    steps: list[int] = []
    east = north = 0
    for longitude, latitude in ring:
        next_east, next_north = round(longitude * UNITS_A_DEGREE), round(latitude * UNITS_A_DEGREE)
        steps += next_east - east, next_north - north
        east, north = next_east, next_north
    return tuple(steps)


drawn_areas: Kept[tuple[DrawnArea, ...]] = Kept(_read)
