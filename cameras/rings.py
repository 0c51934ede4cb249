"""Borders as rings: closed lines of [longitude, latitude] in degrees, WGS 84. Pure geometry."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, hypot, radians

from cameras.distance import EARTH_RADIUS

Ring = Sequence[Sequence[float]]
METRES_A_DEGREE = radians(EARTH_RADIUS)


def encloses(rings: Iterable[Ring], *, latitude: float, longitude: float) -> bool:
    """Whether the point lies within an odd number of the rings: so islands and holes need no telling apart."""
    inside = False
    for ring in rings:
        for (east, north), (next_east, next_north) in pairwise(ring):
            if (north > latitude) != (next_north > latitude):
                crossing = east + (next_east - east) * (latitude - north) / (next_north - north)
                inside ^= longitude < crossing
    return inside


def simplify(ring: Ring, *, metres: float) -> list[Sequence[float]]:
    """The ring with as few of its corners as keep every other within `metres` of the line (Douglas and Peucker).

    Empty when nothing of it is left: an islet too small to be drawn.
    """
    scale = cos(radians(ring[0][1]))
    flat = [(east * scale * METRES_A_DEGREE, north * METRES_A_DEGREE) for east, north in ring]
    # A ring ends where it begins, so it is halved at the corner farthest from there.
    half = max(range(len(flat)), key=lambda at: hypot(flat[at][0] - flat[0][0], flat[at][1] - flat[0][1]))
    kept = {0, half, len(flat) - 1}
    stretches = [(0, half), (half, len(flat) - 1)]
    while stretches:
        first, last = stretches.pop()
        far, distance = 0, metres
        for at in range(first + 1, last):
            if (off := _off_line(flat[at], flat[first], flat[last])) > distance:
                far, distance = at, off
        if far:
            kept.add(far)
            stretches += [(first, far), (far, last)]
    return [ring[at] for at in sorted(kept)] if len(kept) > 3 else []


def _off_line(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    """How far the point is from the stretch between start and end."""
    along, across = end[0] - start[0], end[1] - start[1]
    x, y = point[0] - start[0], point[1] - start[1]
    length = along * along + across * across
    part = max(0.0, min(1.0, (x * along + y * across) / length)) if length else 0.0
    return hypot(x - part * along, y - part * across)
