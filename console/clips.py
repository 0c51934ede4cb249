"""Finished clips as the office sees them: what the manifest promises, and what became of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.roles import Permission
from console.access import StaffRequest
from footage import looks
from footage.gaps import Gap
from footage.models import Deliverable, Grant, Look
from requests_app.decision import decisions


@dataclass(frozen=True, slots=True)
class Clip:
    """The picture's size, the frames' moments, `gaps` and `sources` come from the manifest; `grant` is the applicant's
    leave, if given. `look` is what the reader's session may watch it through, `watched` how much of it they have, in
    percent, where that counts.
    """

    deliverable: Deliverable
    width: int | None
    height: int | None
    first_frame: datetime | None
    last_frame: datetime | None
    gaps: list[Gap]
    sources: int
    grant: Grant | None
    masks: int
    look: Look
    watched: int

    @property
    def watched_text(self) -> str:
        return watched_text(self.watched)

    @property
    def views(self) -> int:
        return len(self.grant.views.all()) if self.grant else 0

    @property
    def downloads(self) -> int:
        return sum(view.downloaded for view in self.grant.views.all()) if self.grant else 0


def of_case(reference: str, *, request: StaffRequest) -> list[Clip]:
    """Those of the proposal on the table or of the decision; what was made of earlier proposals is never shown.

    The session of `request` may watch them.
    """
    made = Deliverable.objects.filter(reference=reference, job__window__decision__state__in=decisions.LIVE)
    found = made.select_related("job__hold__camera", "job__window").prefetch_related("grants__views")
    return [_clip(deliverable, request) for deliverable in found]


def watched_text(percent: int) -> str:
    if percent == 100:
        return _("You have watched this clip to its end.")
    return _("You have watched %(percent)s%% of this clip.") % {"percent": percent}


def _clip(deliverable: Deliverable, request: StaffRequest) -> Clip:
    manifest: dict[str, Any] = deliverable.manifest
    output = manifest.get("output", {})
    return Clip(
        deliverable=deliverable,
        width=output.get("width"),
        height=output.get("height"),
        first_frame=_moment(output.get("first_frame")),
        last_frame=_moment(output.get("last_frame")),
        gaps=[Gap.from_json(row) for row in manifest.get("gaps", [])],
        sources=len(manifest.get("sources", [])),
        grant=next(iter(deliverable.grants.all()), None),
        masks=len(deliverable.job.window.masks),
        look=_look(deliverable, request),
        watched=int(100 * looks.share_watched(deliverable, by=request.user.actor)),
    )


def _look(deliverable: Deliverable, request: StaffRequest) -> Look:
    purpose = Look.Purpose.APPROVAL if request.user.may(Permission.APPROVE) else Look.Purpose.REVIEW
    if not request.user.may(Permission.TAKE_PART):
        purpose = Look.Purpose.AUDIT
    hold, by = deliverable.job.hold, request.user.actor
    return looks.begin(request, hold=hold, deliverable=deliverable, purpose=purpose, by=by)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
