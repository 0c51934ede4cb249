"""Which cameras may have seen a place, and which place somebody means."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import connection

from cameras.distance import metres_from, within_box
from cameras.models import Area, Camera


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
    """Something with a name and a position. `area` is its kelurahan; for an area, the area itself."""

    kind: Kind
    label: str
    latitude: float
    longitude: float
    area: Area


# Likeness, 0 to 1, below which a name is not what somebody meant.
LEAST_LIKENESS = 0.45
LONGEST_QUERY = 120

# The likeness is that of the words typed to the best matching stretch of the name with its kelurahan and kecamatan,
# or of the name to the best matching stretch of what was typed. One row for each position: a pole's cameras are one
# place. On equal likeness the name nearest to what was typed comes first, and an area before a pole.
SEARCH = """
WITH named AS (
    SELECT a.level AS kind, a.name AS label, a.latitude, a.longitude, a.code AS area_id,
           cameras_search_text(a.name) AS name, cameras_search_text(concat_ws(' ', a.name, p.name)) AS words
    FROM cameras_area a LEFT JOIN cameras_area p ON p.code = a.parent_id
    WHERE a.latitude IS NOT NULL AND a.longitude IS NOT NULL
    UNION ALL
    SELECT 'site', s.name, s.latitude, s.longitude, s.area_id,
           cameras_search_text(s.name), cameras_search_text(concat_ws(' ', s.name, s.address, v.name, d.name))
    FROM cameras_site s JOIN cameras_area v ON v.code = s.area_id LEFT JOIN cameras_area d ON d.code = v.parent_id
    UNION ALL
    SELECT 'camera', c.name, s.latitude, s.longitude, s.area_id,
           cameras_search_text(c.name), cameras_search_text(c.name)
    FROM cameras_camera c JOIN cameras_site s ON s.id = c.site_id
    WHERE c.status <> 'removed'
), scored AS (
    SELECT named.*, greatest(word_similarity(q, words), 0.9 * word_similarity(name, q)) AS likeness,
           greatest(similarity(q, name), similarity(q, words)) AS closeness,
           array_position(ARRAY['village', 'district', 'city', 'site', 'camera']::varchar[], kind::varchar) AS rank
    FROM named, cameras_search_text(%(text)s) AS q
), distinct_places AS (
    SELECT DISTINCT ON (latitude, longitude) * FROM scored WHERE likeness >= %(least)s
    ORDER BY latitude, longitude, likeness DESC, closeness DESC, rank
)
SELECT kind, label, latitude, longitude, area_id FROM distinct_places
ORDER BY likeness DESC, closeness DESC, rank, label LIMIT %(limit)s
"""


def search_places(text: str, *, limit: int) -> list[Place]:
    """The areas, sites, streets and cameras whose names are like `text`, most alike first; typing errors forgiven.

    Nothing for less than three letters or digits: a trigram needs them.
    """
    printable = "".join(character if character.isprintable() else " " for character in text)
    if sum(character.isalnum() for character in printable) < 3:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SEARCH, {"text": printable[:LONGEST_QUERY], "least": LEAST_LIKENESS, "limit": limit})
        found = cursor.fetchall()
    areas = Area.objects.select_related("parent__parent").in_bulk({row[4] for row in found})
    return [
        Place(Kind(kind), label, latitude, longitude, areas[area_code])
        for kind, label, latitude, longitude, area_code in found
    ]
