"""The truth about the footage of a place and time, camera by camera.

`outlook` asks the archive before anything is submitted; `report` tells what the holds of a request really secured.
Both answer the three questions people have: was there a camera, was it recording, and until when is it kept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from cameras import nearby
from cameras.models import Camera
from core.clock import database_now
from core.errors import InvalidInput
from footage import coverage, hold_reports
from footage.gaps import Gap, Interval, Reason
from footage.hold_reports import HoldReport
from requests_app.models import FootageRequest, Policy, RequestedCamera
from requests_app.procedure import policies


class Truth(models.TextChoices):
    """Best news first: the answer for a place is that of its best camera."""

    COMPLETE = "complete", _("recorded without a gap")
    PARTIAL = "partial", _("recorded, with gaps")
    UNKNOWN = "unknown", _("the recordings cannot be looked at now")
    UNUSABLE = "unusable", _("there is a recording, but it cannot be opened")
    OVERWRITTEN = "overwritten", _("already overwritten")
    NOTHING = "nothing", _("there is a camera, but it recorded nothing")
    RELEASED = "released", _("no longer kept for this request")
    NO_CAMERA = "no_camera", _("no camera of the city is known there")


# There is a file, but no picture comes of it: not the same as no recording, and an officer may know a way.
UNUSABLE = frozenset({Reason.UNREADABLE, Reason.DAMAGED, Reason.UNSUPPORTED, Reason.CHANGED})


@dataclass(frozen=True, slots=True)
class Finding:
    """What one camera has of the window. `distance` in metres, None when it was named and lies elsewhere.

    `kept_until` is the recorder's limit in an outlook and the hold's in a report. `secured` is None in an outlook and
    for what was released, False while segments are still being copied.
    """

    camera: Camera
    distance: float | None
    truth: Truth
    recorded: tuple[Interval, ...]
    gaps: tuple[Gap, ...]
    kept_until: datetime | None
    secured: bool | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    starts_at: datetime
    ends_at: datetime
    cameras: tuple[Finding, ...]

    @property
    def truth(self) -> Truth:
        found = {finding.truth for finding in self.cameras}
        return next((truth for truth in Truth if truth in found), Truth.NO_CAMERA)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A camera that a request asks. `chosen`: the applicant named it."""

    camera: Camera
    distance: float | None
    chosen: bool


def candidates(*, latitude: float | None, longitude: float | None, camera_code: str = "") -> list[Candidate]:
    """The cameras to ask about a point: the one that was named, then the nearest, by the policy of today.

    Raises InvalidInput when no camera has the code `camera_code`.
    """
    around: list[nearby.Nearby] = []
    if latitude is not None and longitude is not None:
        around = nearby.find_cameras(
            latitude=latitude,
            longitude=longitude,
            radius_metres=policies.value(Policy.Rule.CAMERA_RADIUS_METRES),
            limit=policies.value(Policy.Rule.CAMERA_LIMIT),
        )
    found = [Candidate(near.camera, near.distance, near.camera.code == camera_code) for near in around]
    if camera_code and not any(candidate.chosen for candidate in found):
        found.insert(0, Candidate(_named(camera_code), None, True))
    return found


def outlook(
    *,
    starts_at: datetime,
    ends_at: datetime,
    latitude: float | None = None,
    longitude: float | None = None,
    camera_code: str = "",
) -> Findings:
    """What the archive holds of `[starts_at, ends_at)` (aware) around a point or of a named camera. Preserves nothing.

    Count against `limits.OUTLOOKS_A_…` first: whoever may ask without end can draw a map of what no camera sees.
    """
    now = database_now()
    cameras = candidates(latitude=latitude, longitude=longitude, camera_code=camera_code)
    return Findings(starts_at, ends_at, tuple(_look(found, starts_at, ends_at, now) for found in cameras))


def report(request: FootageRequest) -> Findings:
    """What was secured for a request, from its holds: the archive may have forgotten everything since."""
    held = {report.camera.pk: report for report in hold_reports.report(reference=request.reference)}
    asked = request.requested_cameras.select_related("camera__site")
    findings = tuple(_tell(request, camera, held.get(camera.camera_id)) for camera in asked)
    return Findings(request.starts_at, request.ends_at, findings)


def _tell(request: FootageRequest, asked: RequestedCamera, held: HoldReport | None) -> Finding:
    if held is None:
        return Finding(asked.camera, asked.distance, Truth.RELEASED, (), (), None)
    seen_at, ends_at = request.submitted_at, request.ends_at
    truth = _truth(asked.camera, held.recorded, held.gaps, ends_at=ends_at, seen_at=seen_at)
    if not held.recorded and not held.secured and _is_away(held):
        truth = Truth.UNKNOWN
    return Finding(asked.camera, asked.distance, truth, held.recorded, held.gaps, held.keep_until, held.secured)


def _is_away(held: HoldReport) -> bool:
    """The recorder cannot be read at the moment: then nothing may be called missing yet."""
    seen = coverage.look(camera=held.camera, starts_at=held.starts_at, ends_at=held.ends_at)
    return seen.state == coverage.State.UNKNOWN


def _look(found: Candidate, starts_at: datetime, ends_at: datetime, now: datetime) -> Finding:
    seen = coverage.look(camera=found.camera, starts_at=starts_at, ends_at=ends_at)
    truth = (
        Truth.UNKNOWN
        if seen.state == coverage.State.UNKNOWN
        else _truth(found.camera, seen.recorded, seen.gaps, ends_at=ends_at, seen_at=now)
    )
    return Finding(found.camera, found.distance, truth, seen.recorded, seen.gaps, seen.kept_until)


def _truth(
    camera: Camera,
    recorded: tuple[Interval, ...],
    gaps: tuple[Gap, ...],
    *,
    ends_at: datetime,
    seen_at: datetime,
) -> Truth:
    if recorded:
        return Truth.PARTIAL if gaps else Truth.COMPLETE
    if any(gap.reason == Reason.NO_ARCHIVE for gap in gaps):
        return Truth.UNKNOWN
    if any(gap.reason in UNUSABLE for gap in gaps):
        return Truth.UNUSABLE
    if ends_at <= seen_at - timedelta(days=camera.retention_days):
        return Truth.OVERWRITTEN
    return Truth.NOTHING


def _named(camera_code: str) -> Camera:
    camera = Camera.objects.select_related("site__area").filter(code=camera_code).first()
    if camera is None:
        raise InvalidInput(_("No camera has this code. Choose one from the list."), field="camera")
    return camera
