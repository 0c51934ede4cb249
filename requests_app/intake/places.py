"""Which place a resident means: places of a name, and the camera points around one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import NotRequired, TypedDict

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cameras import areas, nearby
from cameras.models import Area, Camera
from core.once import once
from core.statements import Statement
from core.templatetags import formats
from requests_app.models import Policy
from requests_app.procedure import policies

PLACES_OFFERED = 8
POINTS_OFFERED = 8
POINT_RADIUS_METRES = 2000
HERE = 10  # metres: the same spot, for a walker
LONGEST_RETENTION = Statement(lambda: Camera.objects.order_by("-retention_days").values_list("retention_days")[:1])


class Option(TypedDict):
    """A place that was offered, as the draft keeps it. `exact`: a camera point itself, nothing nearer to choose.

    `camera_code`: a camera was meant by its own name or code. `pinned`: shown on the map, not found by a name.
    """

    label: str
    hint: str
    latitude: float
    longitude: float
    area: str
    exact: bool
    camera_code: NotRequired[str]
    pinned: NotRequired[bool]


@dataclass(frozen=True, slots=True)
class Spot:
    """The place as it was chosen. Without a position when it was on no list."""

    label: str
    latitude: float | None = None
    longitude: float | None = None
    area: str = ""
    camera_code: str = ""


Position = tuple[float, float]  # latitude and longitude, degrees


def find_places(text: str, *, position: Position | None = None) -> list[Option]:
    """Places whose names are like `text`, most alike first; behind them the `position` itself if none stands there."""
    found = [
        Option(
            label=place.label,
            hint=_describe(place),
            latitude=place.latitude,
            longitude=place.longitude,
            area=place.area.code,
            exact=place.kind in (nearby.Kind.SITE, nearby.Kind.CAMERA),
            camera_code=place.camera_code,
        )
        for place in nearby.search_places(text, limit=PLACES_OFFERED)
    ]
    if position and not any(_stands_at(option, position) for option in found):
        found.append(_pinned(position, label=text))
    return found


def at_position(position: Position, *, offered: Sequence[Option]) -> int:
    """Which of the places offered stands at the position for which they were looked up."""
    return next(number for number, option in enumerate(offered) if _stands_at(option, position))


def _stands_at(option: Option, position: Position) -> bool:
    return (option["latitude"], option["longitude"]) == position


def _pinned(position: Position, *, label: str) -> Option:
    """A point that somebody showed on the map, under the name they gave it."""
    latitude, longitude = position
    village = areas.village_at(latitude=latitude, longitude=longitude)
    where = describe_area(village) if village else ""
    return Option(
        label=label or (_("Point on the map, %(area)s") % {"area": where} if where else _("Point on the map")),
        hint=where,
        latitude=latitude,
        longitude=longitude,
        area=village.code if village else "",
        exact=False,
        pinned=True,
    )


def _describe(place: nearby.Place) -> str:
    """What stands below a place's name. A pole often has the name of its kelurahan, so it says that it is a pole."""
    if place.kind in (nearby.Kind.SITE, nearby.Kind.CAMERA):
        area = describe_area(place.area)
        if place.camera_code:
            return _("Camera %(code)s in %(area)s") % {"code": place.camera_code, "area": area}
        return _("Camera point in %(area)s") % {"area": area}
    return describe_area(place.area, itself=place.area.name == place.label)


def find_points(place: Option) -> list[Option]:
    """The camera points around a place, nearest first, one for each pole."""
    found = nearby.find_cameras(
        latitude=place["latitude"],
        longitude=place["longitude"],
        radius_metres=POINT_RADIUS_METRES,
        limit=8 * POINTS_OFFERED,
    )
    start = _("the pin") if place.get("pinned") else place["label"]
    points = {near.camera.site_id: near for near in reversed(found)}
    nearest = sorted(points.values(), key=lambda near: near.distance)[:POINTS_OFFERED]
    return [
        Option(
            label=near.camera.site.name,
            hint=_("%(distance)s from %(place)s") % {"distance": distance(near.distance), "place": start}
            if near.distance >= HERE
            else distance(near.distance),
            latitude=near.camera.site.latitude,
            longitude=near.camera.site.longitude,
            area=near.camera.site.area_id,
            exact=True,
        )
        for near in nearest
    ]


def longest_retention() -> timedelta:
    """How long the camera that keeps them longest keeps its recordings: what is older, none can have."""
    days = once("longest retention", LONGEST_RETENTION.ask)
    return timedelta(days=days[0][0] if days else policies.value(Policy.Rule.RECORDING_DAYS))


def describe_area(area: Area, *, itself: bool = False) -> str:
    """ "Kelurahan Senen, Kecamatan Senen"; for an area's own entry, what it is and what it is part of."""
    names = [_level_name(area.level, get_language()) if itself else _full_name(area)]
    return ", ".join([*names, _full_name(area.parent)] if area.parent else names)


def _full_name(area: Area) -> str:
    """The names of cities say what they are, those of kecamatan and kelurahan do not."""
    if area.level in (Area.Level.CITY, Area.Level.PROVINCE):
        return area.name
    return f"{_level_name(area.level, get_language())} {area.name}"


@cache
def _level_name(level: str, language: str) -> str:
    """In the language that is active, which `language` names."""
    return capfirst(str(Area.Level(level).label))


def distance(metres: float) -> str:
    """40 m, 1,2 km: rounded to what a walker can tell."""
    if metres < HERE:
        return _("at this very place")
    if metres < 995:
        return f"{round(metres, -1):.0f} m"
    return f"{formats.number_format(metres / 1000, 1)} km"
