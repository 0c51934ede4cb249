"""Promises: what a camera recorded in a window will not be lost while a case needs it.

What exists in the archive when a hold is placed is ours before its transaction commits: linked (or cloned) where the
file system can, copied where the recorder would delete it soon or is still writing it. The rest, hashing and probing
follow (`footage.securing`). A transaction that rolls back leaves only pins, which `footage.garbage` sweeps.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit import events
from audit.verbs import Verb
from cameras.models import Camera
from core.actors import Actor, system
from core.errors import DomainError
from footage import deliverables, garbage, hold_gaps, live_previews, nudges, previews, securing, sources, vault
from footage.models import Hold, PreservedSegment, RenderJob
from footage.rendering.archive import Located
from footage.sources import CameraArchive

# A file that its recorder may delete within this time is copied in the request itself.
DELETED_SOON = timedelta(days=1)


def place(
    *,
    camera: Camera,
    starts_at: datetime,
    ends_at: datetime,
    reference: str,
    keep_until: datetime,
    by: Actor,
    purpose: str = "",
) -> Hold:
    """Promises `[starts_at, ends_at)` (aware) of one camera to a case, in the caller's transaction.

    The same promise twice is one hold. A camera without recordings still gets its hold, with the gap and its reason.
    `purpose` is a code for the audit trail, where the request itself does not say why.
    Raises NoRoom, before anything is half-written, when something must be copied and does not fit.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A hold is placed in the transaction that accepts the request.")
    window = {"reference": reference, "camera": camera, "starts_at": starts_at, "ends_at": ends_at}
    existing = Hold.objects.exclude(state=Hold.State.RELEASED).filter(**window).first()
    if existing:
        return existing
    hold = Hold.objects.create(keep_until=keep_until, **window)
    archive = sources.find(camera)
    located = archive.locate(starts_at=starts_at, ends_at=ends_at) if archive else None
    segments = _pin_all(hold, archive, located) if archive and located else []
    hold.gaps = [gap.to_json() for gap in hold_gaps.find(hold, located, segments)]
    if hold.gaps:
        hold.save(update_fields=["gaps"])
    _promised(Verb.HOLD_PLACED, hold, segments, by=by, purpose=purpose)
    return hold


def widen(hold: Hold, *, starts_at: datetime, ends_at: datetime, by: Actor, purpose: str) -> Hold:
    """The same promise for more time: `[starts_at, ends_at)` (aware) besides its own, in the caller's transaction.

    What was preserved stays as it is, also when the archive has forgotten it since. Previews show the old time and are
    made anew. Raises DomainError when the hold was released, NoRoom as `place`.
    """
    hold = Hold.objects.select_for_update(of=("self",)).select_related("camera").get(pk=hold.pk)
    if hold.state == Hold.State.RELEASED:
        raise DomainError(_("The footage is no longer kept for this case."))
    starts_at, ends_at = min(starts_at, hold.starts_at), max(ends_at, hold.ends_at)
    if (starts_at, ends_at) == (hold.starts_at, hold.ends_at):
        return hold
    hold.starts_at, hold.ends_at, hold.state = starts_at, ends_at, Hold.State.PLACED
    archive = sources.find(hold.camera)
    located = archive.locate(starts_at=starts_at, ends_at=ends_at) if archive else None
    fresh = _pin_all(hold, archive, located) if archive and located else []
    segments = list(hold.segments.select_related("file"))
    hold.gaps = [gap.to_json() for gap in hold_gaps.find(hold, located, segments)]
    hold.attempts, hold.error, hold.secured_at, hold.look_again_at = 0, "", None, Now()
    hold.save()
    previews.discard(hold, by=by)
    _promised(Verb.HOLD_WIDENED, hold, fresh, by=by, purpose=purpose)
    return hold


def _promised(verb: Verb, hold: Hold, taken: list[PreservedSegment], *, by: Actor, purpose: str) -> None:
    detail = {
        "start": hold.starts_at.isoformat(),
        "end": hold.ends_at.isoformat(),
        "segments": sum(not segment.lost for segment in taken),
        "gaps": hold.gaps,
    }
    detail |= {"purpose": purpose} if purpose else {}
    camera = hold.camera.code
    events.record(verb=verb, by=by, case=hold.reference, camera=camera, subject=f"hold:{hold.pk}", detail=detail)
    nudges.send("secure_hold", hold.pk)


def _pin_all(hold: Hold, archive: CameraArchive, located: Located) -> list[PreservedSegment]:
    """A row for each segment that is new to the hold, and their bytes ours as far as that can wait for nothing."""
    known = set(hold.segments.values_list("archive_path", flat=True))
    found = [one for one in securing.segments_of(hold, archive, located) if one.archive_path not in known]
    segments = PreservedSegment.objects.bulk_create(found)
    deleted_soon = timezone.now() + DELETED_SOON - archive.retention
    for segment in segments:  # oldest first, like the recorder deletes
        securing.pin(segment, archive, copy=segment.was_open or segment.starts_at < deleted_soon)
    pinned = [path for segment in segments if (path := securing.pin_path(segment)).exists()]
    vault.settle(pinned)
    return segments


def keep_longer(*, reference: str, keep_until: datetime, by: Actor) -> None:
    """Moves the end of a case's promises to `keep_until`; never to an earlier time."""
    with transaction.atomic():
        kept = Hold.objects.exclude(state=Hold.State.RELEASED).filter(reference=reference, keep_until__lt=keep_until)
        if kept.update(keep_until=keep_until):
            until = {"keep_until": keep_until.isoformat()}
            events.record(verb=Verb.HOLD_EXTENDED, by=by, case=reference, detail=until)


def release(*, reference: str, by: Actor, reason: str) -> None:
    """Ends a case's promises: its unfinished jobs are cancelled, and bytes that nobody else holds become garbage.

    `reason` is a code for the audit trail. Deliverables already made stay.
    """
    with transaction.atomic():
        for hold in Hold.objects.exclude(state=Hold.State.RELEASED).select_for_update().filter(reference=reference):
            _release(hold, by=by, reason=reason)


def release_expired() -> None:
    """Releases what nobody kept longer, then lets go of the bytes, previews and stray files nobody needs."""
    expired = Hold.objects.exclude(state=Hold.State.RELEASED).filter(keep_until__lte=Now())
    for hold_id in expired.values_list("pk", flat=True):
        with transaction.atomic():
            hold = expired.select_for_update().filter(pk=hold_id).first()
            if hold:
                _release(hold, by=system("footage.release_expired"), reason="expired")
    garbage.collect()
    previews.sweep()
    live_previews.sweep()
    deliverables.sweep()


def _release(hold: Hold, *, by: Actor, reason: str) -> None:
    Hold.objects.filter(pk=hold.pk).update(state=Hold.State.RELEASED, released_at=Now())
    hold.jobs.filter(state__in=RenderJob.UNFINISHED).update(state=RenderJob.State.CANCELLED, finished_at=Now())
    hold.segments.update(file=None)
    events.record(
        verb=Verb.HOLD_RELEASED,
        by=by,
        case=hold.reference,
        camera=hold.camera.code,
        subject=f"hold:{hold.pk}",
        detail={"reason": reason},
    )
