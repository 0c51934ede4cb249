"""Cases of the same place and time: shown beside each other, never merged by us."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from cameras.distance import metres_between
from requests_app.models import FootageRequest

NEAR_METRES = 150
NEAR_DEGREES = 0.0015  # more than that, anywhere in Indonesia
NEAR_IN_TIME = timedelta(minutes=30)
LONGEST_WINDOW = timedelta(
    days=1
)  # no request asks for more, so the index that begins with the start finds all that overlap


def of(cases: Iterable[FootageRequest], *, among: QuerySet[FootageRequest]) -> dict[UUID, list[FootageRequest]]:
    """For each case the others `among` that happened near it at about the same time; with one query for all."""
    cases = list(cases)
    around = Q(pk__in=[])
    for case in cases:
        if case.latitude is not None and case.longitude is not None:
            around |= Q(
                starts_at__gt=case.starts_at - LONGEST_WINDOW - NEAR_IN_TIME,
                starts_at__lt=case.ends_at + NEAR_IN_TIME,
                latitude__range=(case.latitude - NEAR_DEGREES, case.latitude + NEAR_DEGREES),
                longitude__range=(case.longitude - NEAR_DEGREES, case.longitude + NEAR_DEGREES),
                ends_at__gt=case.starts_at - NEAR_IN_TIME,
            )
    wanted = ("reference", "latitude", "longitude", "starts_at", "ends_at", "nik_index", "incident_type", "status")
    candidates = list(among.filter(around).only(*wanted)) if cases else []
    found: dict[UUID, list[FootageRequest]] = defaultdict(list)
    for case in cases:
        found[case.pk] = [other for other in candidates if other.pk != case.pk and are_near(case, other)]
    return found


def are_near(one: FootageRequest, other: FootageRequest) -> bool:
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return False
    overlap = one.starts_at < other.ends_at + NEAR_IN_TIME and other.starts_at < one.ends_at + NEAR_IN_TIME
    return overlap and metres_between(one.latitude, one.longitude, other.latitude, other.longitude) <= NEAR_METRES
