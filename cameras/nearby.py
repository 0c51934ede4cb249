"""Which cameras may have seen a place, and which place somebody means."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cameras.distance import metres_from, within_box
from cameras.models import Area, Camera, Site
from cameras.names import Name, NameIndex
from cameras.registry import Kept


@dataclass(frozen=True, slots=True)
class Nearby:
    camera: Camera
    distance: float  # metres


def find_cameras(*, latitude: float, longitude: float, radius_metres: float, limit: int) -> list[Nearby]:
    """The cameras within the radius, nearest first, with their sites. Removed cameras are never among them.

    A camera that is out of order is: that it was there and did not record is part of the answer to a resident.
    """
    cameras = (
        Camera.objects.exclude(status=Camera.Status.REMOVED)
        .filter(within_box(latitude, longitude, radius_metres, path="site__"))
        .annotate(metres=metres_from(latitude, longitude, path="site__"))
        .filter(metres__lte=radius_metres)
        .select_related("site__area")
        .order_by("metres", "code")
    )
    return [Nearby(camera, camera.metres) for camera in cameras[:limit]]


class Kind(StrEnum):
    VILLAGE = "village"
    DISTRICT = "district"
    CITY = "city"
    SITE = "site"
    CAMERA = "camera"


@dataclass(frozen=True, slots=True)
class Place:
    """Something with a name and a position. `area` is its kelurahan; for an area, the area itself.

    `camera_code` is that of a camera that was meant by its own name or code, else empty.
    """

    kind: Kind
    label: str
    latitude: float
    longitude: float
    area: Area
    camera_code: str = ""


def search_places(text: str, *, limit: int) -> list[Place]:
    """The areas, sites, streets and cameras whose names are like `text`, most alike first; typing errors forgiven.

    A camera is found by its code, too. Nothing for less than three letters or digits.
    """
    return _names().find(text, limit=limit)


LEVELS: dict[str, str] = {Area.Level.VILLAGE: "kelurahan", Area.Level.DISTRICT: "kecamatan", Area.Level.CITY: "kota"}
RANKS = {kind: rank for rank, kind in enumerate(Kind)}


def _read_names() -> Iterator[Name[Place]]:
    areas = Area.objects.in_bulk()
    for area in areas.values():
        area.parent = areas.get(area.parent_id)
        if area.level in LEVELS and area.latitude is not None and area.longitude is not None:  # a province is no place
            place = Place(Kind(area.level), area.name, area.latitude, area.longitude, area)
            yield _name(place, LEVELS[area.level], area.parent)
    for name, address, latitude, longitude, code in Site.objects.values_list(
        "name", "address", "latitude", "longitude", "area_id"
    ):
        village = areas[code]
        yield _name(Place(Kind.SITE, name, latitude, longitude, village), address, village, village.parent)
    for name, code, latitude, longitude, area_code in Camera.objects.exclude(status=Camera.Status.REMOVED).values_list(
        "name", "code", "site__latitude", "site__longitude", "site__area_id"
    ):
        yield _name(Place(Kind.CAMERA, name, latitude, longitude, areas[area_code], code), code)


def _name(place: Place, *context: str | Area | None) -> Name[Place]:
    """On equal likeness an area comes before a pole. The cameras of a pole are one place."""
    words = " ".join(str(word) for word in context if word)
    return Name(place, place.label, words, rank=RANKS[place.kind], spot=(place.latitude, place.longitude))


# Made anew in some 50 ms for Jakarta.
_names: Kept[NameIndex[Place]] = Kept(lambda: NameIndex(_read_names()))
