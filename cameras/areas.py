"""Which area a point lies in."""

from cameras.distance import metres_from
from cameras.models import Area, Outline
from cameras.rings import encloses

# Farther than this from every centre, a point is not in Jakarta (metres).
FARTHEST_FROM_CENTRE = 25_000


def village_at(*, latitude: float, longitude: float) -> Area | None:
    """The kelurahan of the point, with its kecamatan and city; None when it is in none.

    By the borders where they were imported. A point outside all of them (in the sea, on a bridge, or without borders
    anywhere) goes to the kelurahan whose centre is nearest: good enough to route a case, not to prove where it was.
    """
    around = Outline.objects.filter(
        area__level=Area.Level.VILLAGE,
        south__lte=latitude,
        north__gte=latitude,
        west__lte=longitude,
        east__gte=longitude,
    )
    for outline in around.select_related("area__parent__parent").order_by("area_id"):
        if encloses(outline.rings, latitude=latitude, longitude=longitude):
            return outline.area
    return nearest_village(latitude=latitude, longitude=longitude)


def nearest_village(*, latitude: float, longitude: float) -> Area | None:
    """The kelurahan whose centre is nearest to the point, with its kecamatan and city; None far from all of them."""
    return (
        Area.objects.filter(level=Area.Level.VILLAGE, latitude__isnull=False, longitude__isnull=False)
        .annotate(metres=metres_from(latitude, longitude))
        .filter(metres__lte=FARTHEST_FROM_CENTRE)
        .select_related("parent__parent")
        .order_by("metres", "code")
        .first()
    )
