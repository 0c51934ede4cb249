"""More footage for a case than its submission preserved: cameras farther away, or more time of the same ones.

Whoever may propose in the case may do it, and says why: footage of uninvolved people is kept for a purpose alone
(UU 27/2022 art. 16). It is preserved at once, by the same calls as at submission.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from cameras import nearby
from cameras.models import Camera, Site
from core.clock import database_now
from core.errors import InvalidInput, NotFound
from footage import holds
from footage.models import Hold
from requests_app import workflow
from requests_app.intake.submission import FUTURE_TOLERATED
from requests_app.models import FootageRequest, Policy, RequestedCamera
from requests_app.people import Party
from requests_app.procedure import policies, safekeeping
from requests_app.refusals import attempt
from requests_app.workflow import Action

LISTED = 12  # sites; the list is for choosing by eye
LOOKED_THROUGH = 200  # cameras


class Why(models.TextChoices):
    PATH = "path", _("the way by which somebody came or went")
    ANGLE = "angle", _("the same place from another side")
    BEFORE_AND_AFTER = "before_and_after", _("what happened just before or after")
    UNCERTAIN_TIME = "uncertain_time", _("the time that was told is not certain")


@dataclass(frozen=True, slots=True)
class NearbySite:
    """A site with cameras that the case does not hold yet. `distance` in metres from the place of the incident."""

    site: Site
    distance: float
    cameras: tuple[Camera, ...]


def centre(request: FootageRequest) -> tuple[float, float] | None:
    """Where it happened (latitude, longitude), or where the first of its cameras stands; None when neither is known."""
    if request.latitude is not None and request.longitude is not None:
        return request.latitude, request.longitude
    held = _live_holds(request).select_related("camera__site").first()
    return (held.camera.site.latitude, held.camera.site.longitude) if held else None


def sites_nearby(request: FootageRequest) -> list[NearbySite]:
    """The nearest sites within the policy's distance, nearest first."""
    middle = centre(request)
    if middle is None:
        return []
    held = set(_live_holds(request).values_list("camera_id", flat=True))
    around = nearby.find_cameras(
        latitude=middle[0],
        longitude=middle[1],
        radius_metres=policies.value(Policy.Rule.REACH_METRES),
        limit=LOOKED_THROUGH,
    )
    found: dict[int, NearbySite] = {}
    for near in around:
        if near.camera.pk not in held:
            site = near.camera.site
            known = found.get(site.pk)
            cameras = (*known.cameras, near.camera) if known else (near.camera,)
            found[site.pk] = NearbySite(site, near.distance, cameras)
    return list(found.values())[:LISTED]


def add_site(request: FootageRequest, site_id: int, *, why: str, by: Party) -> list[Hold]:
    """Preserves what the site's cameras recorded in the time that the case holds of its other cameras.

    Raises NotAllowed (audited) unless `by` may propose in the case now, NotFound for a site that is not among
    `sites_nearby`, NoRoom.
    """
    with _allowed(request, "add_site", by):
        near = next((one for one in sites_nearby(request) if one.site.pk == site_id), None)
        if near is None:
            raise NotFound(_("This site cannot be added. Load the page again."))
        kept = list(_live_holds(request))
        starts_at = min([request.starts_at, *(hold.starts_at for hold in kept)])
        ends_at = max([request.ends_at, *(hold.ends_at for hold in kept)])
        until = safekeeping.needed_until(request, now=database_now())
        keep_until = max(moment for moment in (until, *(hold.keep_until for hold in kept)) if moment)
        for camera in near.cameras:
            RequestedCamera.objects.get_or_create(
                request=request, camera=camera, defaults={"distance": round(near.distance)}
            )
        return [
            holds.place(
                camera=camera,
                starts_at=starts_at,
                ends_at=ends_at,
                reference=request.reference,
                keep_until=keep_until,
                by=by.actor,
                purpose=Why(why),
            )
            for camera in near.cameras
        ]


def widen(
    request: FootageRequest,
    *,
    earlier: timedelta,
    later: timedelta,
    why: str,
    by: Party,
    only: Iterable[UUID] = (),
) -> list[Hold]:
    """Preserves so much more before and after what is held of every camera, or of the holds named in `only`.

    Raises NotAllowed as `add_site`, InvalidInput (field "later") for nothing, for a time that has not come, and for
    more than the policy allows; NoRoom.
    """
    chosen = set(only)
    with _allowed(request, "widen", by):
        if earlier + later <= timedelta(0) or min(earlier, later) < timedelta(0):
            raise InvalidInput(_("Choose how much more time you need, before or after."), field="later")
        widened = []
        for hold in _live_holds(request):
            if chosen and hold.pk not in chosen:
                continue
            starts_at, ends_at = hold.starts_at - earlier, hold.ends_at + later
            _check_length(starts_at, ends_at, later=later)
            widened.append(holds.widen(hold, starts_at=starts_at, ends_at=ends_at, by=by.actor, purpose=Why(why)))
        if not widened:
            raise NotFound(_("There is no such footage."))
        return widened


def _check_length(starts_at: datetime, ends_at: datetime, *, later: timedelta) -> None:
    longest = policies.value(Policy.Rule.HOLD_MINUTES)
    if ends_at - starts_at > timedelta(minutes=longest):
        raise InvalidInput(
            _("At most %(minutes)s minutes of one camera can be preserved. Choose less time.") % {"minutes": longest},
            field="later",
        )
    if later and ends_at > database_now() + FUTURE_TOLERATED:
        raise InvalidInput(_("That time has not come yet. Choose less time after."), field="later")


@contextmanager
def _allowed(request: FootageRequest, action: str, by: Party) -> Iterator[None]:
    """One transaction in which the case stands still, so that nothing is added under an approver's eyes."""
    with attempt(request, action, by=by):
        locked = FootageRequest.objects.select_for_update().get(pk=request.pk)
        if refusal := workflow.obstacle(locked, Action.PROPOSE, by):
            raise refusal
        yield


def _live_holds(request: FootageRequest) -> models.QuerySet[Hold]:
    return Hold.objects.exclude(state=Hold.State.RELEASED).filter(reference=request.reference)
