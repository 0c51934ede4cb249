"""Cases of the same place and time: shown beside each other, never merged by us."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from cameras.distance import metres_between
from core.clock import wib_date
from requests_app.models import FootageRequest
from requests_app.procedure import policies
from requests_app.procedure.policies import Rule

METRES_A_DEGREE = 100_000  # fewer than there are, anywhere in Indonesia
LONGEST_WINDOW = timedelta(days=1)  # no request asks for more, so an index that begins with the start finds them all


@dataclass(frozen=True, slots=True)
class Nearness:
    """Up to how far apart two cases are beside each other."""

    metres: int
    time: timedelta

    @property
    def degrees(self) -> float:
        return self.metres / METRES_A_DEGREE

    @classmethod
    def by(cls, rules: policies.Table) -> "Nearness":
        today = wib_date(timezone.now())
        metres, minutes = (rules.find(rule, on=today).value for rule in (Rule.NEIGHBOUR_METRES, Rule.NEIGHBOUR_MINUTES))
        return cls(metres, timedelta(minutes=minutes))


def of(
    cases: Iterable[FootageRequest], *, among: QuerySet[FootageRequest], rules: policies.Table | None = None
) -> dict[UUID, list[FootageRequest]]:
    """For each case the others `among` that happened near it at about the same time; with one query for all.

    How near is a policy; `rules` saves asking for it.
    """
    cases, near = list(cases), Nearness.by(rules or policies.table())
    around = Q(pk__in=[])
    for case in cases:
        if case.latitude is not None and case.longitude is not None:
            around |= Q(
                starts_at__gt=case.starts_at - LONGEST_WINDOW - near.time,
                starts_at__lt=case.ends_at + near.time,
                latitude__range=(case.latitude - near.degrees, case.latitude + near.degrees),
                longitude__range=(case.longitude - near.degrees, case.longitude + near.degrees),
                ends_at__gt=case.starts_at - near.time,
            )
    wanted = ("reference", "latitude", "longitude", "starts_at", "ends_at", "nik_index", "incident_type", "status")
    candidates = list(among.filter(around).only(*wanted)) if cases else []
    found: dict[UUID, list[FootageRequest]] = defaultdict(list)
    for case in cases:
        found[case.pk] = [other for other in candidates if other.pk != case.pk and _are_near(case, other, near)]
    return found


def _are_near(one: FootageRequest, other: FootageRequest, near: Nearness) -> bool:
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return False
    overlap = one.starts_at < other.ends_at + near.time and other.starts_at < one.ends_at + near.time
    return overlap and metres_between(one.latitude, one.longitude, other.latitude, other.longitude) <= near.metres
