"""Which area a point lies in."""

from cameras.distance import metres_from
from cameras.models import Area

# Farther than this from every centre, a point is not in Jakarta (metres).
FARTHEST_FROM_CENTRE = 25_000


def nearest_village(*, latitude: float, longitude: float) -> Area | None:
    """The kelurahan whose centre is nearest to the point, with its kecamatan and city; None far from all of them.

    Near a border that may be the neighbouring kelurahan: good enough to route a case, not to prove where it was.
    """
    return (
        Area.objects.filter(level=Area.Level.VILLAGE, latitude__isnull=False, longitude__isnull=False)
        .annotate(metres=metres_from(latitude, longitude))
        .filter(metres__lte=FARTHEST_FROM_CENTRE)
        .select_related("parent__parent")
        .order_by("metres", "code")
        .first()
    )
