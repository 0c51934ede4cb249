"""What may be watched of a case: each grant as the applicant sees it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from footage.gaps import Gap
from footage.models import Grant
from requests_app.models import FootageRequest


@dataclass(frozen=True, slots=True)
class Clip:
    """A granted clip. `size` in bytes; `expires_at` aware UTC; `[starts_at, ends_at)` is what it shows."""

    id: UUID
    camera: str
    starts_at: datetime
    ends_at: datetime
    gaps: list[Gap]
    size: int
    sha256: str
    may_download: bool
    expires_at: datetime
    expired: bool

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at


def of(case: FootageRequest) -> list[Clip]:
    if not case.decisions.all():
        return []
    grants = Grant.objects.filter(reference=case.reference, revoked_at=None)
    return [of_grant(grant) for grant in grants.select_related("deliverable__job__hold__camera")]


def of_grant(grant: Grant) -> Clip:
    deliverable, job = grant.deliverable, grant.deliverable.job
    return Clip(
        id=grant.pk,
        camera=job.hold.camera.name,
        starts_at=job.starts_at,
        ends_at=job.ends_at,
        gaps=[Gap.from_json(gap) for gap in deliverable.manifest.get("gaps", [])],
        size=deliverable.size,
        sha256=deliverable.sha256,
        may_download=grant.may_download,
        expires_at=grant.expires_at,
        expired=grant.expires_at <= timezone.now(),
    )
