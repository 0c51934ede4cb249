"""How far two points are apart: great-circle distance on a sphere, in metres, in Python and in the database.

Good to 0.5 % of the distance, which is less than a camera's position is known by. Degrees are WGS 84.
"""

from math import asin, cos, degrees, radians, sin, sqrt

from django.db.models import Expression, F, FloatField, Q, Value
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt

EARTH_RADIUS = 6_371_008.8  # mean radius of the WGS 84 ellipsoid, metres


def metres_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    north, east = radians(other_latitude - latitude) / 2, radians(other_longitude - longitude) / 2
    squared_half_chord = sin(north) ** 2 + cos(radians(latitude)) * cos(radians(other_latitude)) * sin(east) ** 2
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(squared_half_chord)))


def metres_from(latitude: float, longitude: float, *, path: str = "") -> Expression:
    """The same, computed by PostgreSQL for the columns `latitude` and `longitude` behind `path` (e.g. "site__")."""
    half = Value(0.5, output_field=FloatField())
    north = Radians(F(f"{path}latitude") - latitude) * half
    east = Radians(F(f"{path}longitude") - longitude) * half
    squared_half_chord = Power(Sin(north), 2) + cos(radians(latitude)) * Cos(Radians(F(f"{path}latitude"))) * Power(
        Sin(east), 2
    )
    return 2 * EARTH_RADIUS * ASin(Least(Sqrt(squared_half_chord), Value(1.0)))


def within_box(latitude: float, longitude: float, radius_metres: float, *, path: str = "") -> Q:
    """A box around the circle, which an index on latitude and longitude can answer; the distance is asked after it.

    Not for the poles or across the 180th meridian, neither of which is in Jakarta.
    """
    north = degrees(radius_metres / EARTH_RADIUS)
    east = north / cos(radians(latitude))
    return Q(
        **{
            f"{path}latitude__range": (latitude - north, latitude + north),
            f"{path}longitude__range": (longitude - east, longitude + east),
        }
    )
