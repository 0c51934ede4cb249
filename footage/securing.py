"""Making a hold's promise good: every segment pinned, hashed, and under its content name in the vault.

`secure` may be run at any time, any number of times, by several workers at once, and after a crash at any step:

1. new segments get a row (the window may reach into the future, a segment may have been still written);
2. every segment without bytes is pinned (link, clone or copy), which is what cannot be lost any more;
3. the pin is hashed, then in one transaction (hold row, then vault row locked) gets its content name and its row;
4. only after that commit the pin goes; the object is probed;
5. what is still missing of the window is written down with its reason, and the hold is secured, or looked at again.
"""

import logging
import os
import time
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from audit import events
from audit.verbs import Verb
from core.actors import system
from core.errors import NoRoom
from footage import hold_gaps, nudges, sources, vault
from footage.gaps import Gap, Reason
from footage.models import Hold, PreservedSegment, VaultFile
from footage.rendering.archive import Located
from footage.rendering.errors import UnreadableSegment
from footage.rendering.probe import probe
from footage.sources import CameraArchive

logger = logging.getLogger(__name__)

SYSTEM = system("footage.secure")
QUIET_SECONDS = 5  # a file written to within this is not finished, whatever its name says
LOOK_AGAIN = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=10)
WORKING = timedelta(minutes=2)  # while one worker is at a hold, the sweep leaves it alone; only to save work
TELL_EVERY = 10.0  # seconds of work between two words to the sweep: each is a commit
TRIES = 8  # about half an hour, for a single file that cannot be read


def secure(hold_id: uuid.UUID) -> None:
    """Does what can be done now for a placed hold; nothing for any other."""
    hold = Hold.objects.select_related("camera").filter(pk=hold_id, state=Hold.State.PLACED).first()
    if hold is None:
        return
    archive = sources.find(hold.camera)
    located = archive.locate(starts_at=hold.starts_at, ends_at=hold.ends_at) if archive else None
    if archive and located:
        note_segments(hold, archive, located)
    readable = archive if archive and archive.reachable else None
    trouble, told = "", -TELL_EVERY
    for segment in hold.segments.filter(Q(file=None, lost="") | Q(was_open=True)):
        told = _keep_sweep_away(hold, told)
        try:
            _secure_segment(segment, readable)
        except NoRoom:
            trouble = "no_room"
            break
        except OSError as error:
            trouble = error.strerror or type(error).__name__
            logger.warning("hold %s: segment %s: %s", hold.pk, segment.pk, trouble)
            if hold.attempts >= TRIES:
                _lose(segment, PreservedSegment.Loss.UNREADABLE)
    for file in VaultFile.objects.filter(
        segments__hold=hold, segments__was_open=False, probe__isnull=True, unreadable=""
    ):
        told = _keep_sweep_away(hold, told)
        _examine(file)
    _conclude(hold, archive, located, trouble)


def _keep_sweep_away(hold: Hold, told: float) -> float:
    """Says that we are still at it, unless that was said just before; answers when it was said (monotonic seconds)."""
    now = time.monotonic()
    if now - told < TELL_EVERY:
        return told
    Hold.objects.filter(pk=hold.pk).update(look_again_at=Now() + WORKING)
    return now


def secure_unfinished() -> None:
    """Secures every placed hold whose time for another look has come; what a lost nudge left, and what was open."""
    due = Hold.objects.filter(state=Hold.State.PLACED, look_again_at__lte=Now()).order_by("look_again_at")
    for hold_id in due.values_list("pk", flat=True)[:200]:
        if due.filter(pk=hold_id).update(look_again_at=Now() + WORKING):  # else another sweep has just taken it
            secure(hold_id)


def note_segments(hold: Hold, archive: CameraArchive, located: Located) -> None:
    """A row for each segment found, and news of those whose end was not known."""
    rows = [
        PreservedSegment(
            hold=hold,
            archive_path=archive.relative(segment.path),
            starts_at=segment.starts_at,
            ends_at=segment.ends_at,
            was_open=segment.is_open or _just_written(segment.path),
        )
        for segment in located.segments
    ]
    PreservedSegment.objects.bulk_create(rows, ignore_conflicts=True)
    finished = {row.archive_path: row for row in rows if not row.was_open}
    for segment in hold.segments.filter(was_open=True, archive_path__in=finished):
        PreservedSegment.objects.filter(pk=segment.pk).update(ends_at=finished[segment.archive_path].ends_at)


def pin(segment: PreservedSegment, archive: CameraArchive, *, copy: bool) -> None:
    """Makes the segment's bytes ours if that moves none, or copies them; writes down what was already deleted.

    What cannot be read just now is left to the sweep. Raises NoRoom.
    """
    try:
        _take(segment, archive, pin_path(segment), copy=copy, growing=segment.was_open)
    except FileNotFoundError:
        _lose(segment, PreservedSegment.Loss.GONE)
    except OSError as error:
        logger.warning("hold %s: segment %s: %s", segment.hold_id, segment.pk, error.strerror)


def pin_path(segment: PreservedSegment) -> Path:
    return vault.pin_folder(segment.hold_id) / str(segment.pk)


def _secure_segment(segment: PreservedSegment, archive: CameraArchive | None) -> None:
    """Stores one segment; one that was still being written is stored again once its recorder has finished it."""
    pinned = pin_path(segment)
    if segment.file_id is None:
        try:
            sha256 = _take(segment, archive, pinned, copy=True, growing=segment.was_open) if archive else None
            _store(segment, pinned, sha256 or vault.digest(pinned), was_open=segment.was_open)
        except FileNotFoundError:
            if archive:  # neither pinned nor in the archive; while the archive is away it may come back
                _lose(segment, PreservedSegment.Loss.GONE)
            return
    if segment.was_open and archive:
        source = archive.path_of(segment.archive_path)
        if not source.exists():
            PreservedSegment.objects.filter(pk=segment.pk).update(was_open=False)  # what we have is all there is
        elif segment.ends_at and not _just_written(source):
            whole = pinned.with_name(f"{pinned.name}.whole")
            sha256 = _take(segment, archive, whole, copy=True, growing=False)
            _store(segment, whole, sha256 or vault.digest(whole), was_open=False)


def _take(segment: PreservedSegment, archive: CameraArchive, target: Path, *, copy: bool, growing: bool) -> str | None:
    source = archive.path_of(segment.archive_path)
    return vault.pin(source, target, may_link=archive.may_link, copy=copy, growing=growing)


def _store(segment: PreservedSegment, pinned: Path, sha256: str, *, was_open: bool) -> None:
    """From pin to object. The hold's lock keeps a release out, the vault row's lock the garbage collector."""
    with transaction.atomic():
        if not Hold.objects.select_for_update().filter(pk=segment.hold_id, state=Hold.State.PLACED).exists():
            return
        file = VaultFile(sha256=sha256, size=pinned.stat().st_size)
        VaultFile.objects.bulk_create([file], update_conflicts=True, unique_fields=["sha256"], update_fields=["size"])
        vault.keep(pinned, sha256=sha256)
        PreservedSegment.objects.filter(pk=segment.pk).update(file=file, was_open=was_open)
    pinned.unlink(missing_ok=True)


def _examine(file: VaultFile) -> None:
    """Learns what is in it, once for all holds that share it."""
    found: dict[str, Any]
    try:
        found = {"probe": probe(vault.object_path(file.sha256)).to_json()}
    except UnreadableSegment as error:
        found = {"unreadable": error.reason.value, "unreadable_detail": error.detail[:200]}
    VaultFile.objects.filter(pk=file.pk).update(**found)


def _lose(segment: PreservedSegment, loss: PreservedSegment.Loss) -> None:
    """Only if nobody has stored it in the meantime."""
    PreservedSegment.objects.filter(pk=segment.pk, file=None).update(lost=loss, was_open=False)


def _conclude(hold: Hold, archive: CameraArchive | None, located: Located | None, trouble: str) -> None:
    """Writes down what is missing and why; the hold is secured unless another look may find more."""
    gaps = hold_gaps.find(hold, located)
    expired = timezone.now() > hold.ends_at + timedelta(days=hold.camera.retention_days)
    pending = hold.segments.filter(Q(file=None, lost="") | Q(was_open=True)).exists()
    if not trouble and archive and not archive.reachable and gaps:
        trouble = "archive_away"
    elif not trouble and hold.attempts < TRIES and any(gap.reason == Reason.UNREADABLE for gap in gaps):
        trouble = "unreadable"
    found = {"gaps": [gap.to_json() for gap in gaps], "error": trouble[:200]}
    placed = Hold.objects.filter(pk=hold.pk, state=Hold.State.PLACED)
    if trouble and (pending or not expired):
        wait = min(LOOK_AGAIN * 2 ** min(hold.attempts, TRIES), LONGEST_WAIT)
        placed.update(look_again_at=Now() + wait, attempts=F("attempts") + 1, **found)
    elif pending or (not expired and _may_still_come(hold, archive, gaps)):
        placed.update(look_again_at=Now() + LOOK_AGAIN, **found)
    else:
        _finish(hold, found)


def _finish(hold: Hold, found: dict) -> None:
    with transaction.atomic():
        placed = Hold.objects.filter(pk=hold.pk, state=Hold.State.PLACED)
        if not placed.update(state=Hold.State.SECURED, secured_at=Now(), **found):
            return
        files = VaultFile.objects.filter(segments__hold=hold).distinct().order_by("sha256")
        events.record(
            verb=Verb.HOLD_SECURED,
            by=SYSTEM,
            case=hold.reference,
            camera=hold.camera.code,
            subject=f"hold:{hold.pk}",
            detail={
                "sha256": [file.sha256 for file in files],
                "bytes": sum(file.size for file in files),
                "gaps": found["gaps"],
            },
        )
        for job in hold.jobs.filter(state="waiting"):
            nudges.send("run_render_job", job.pk)


def _may_still_come(hold: Hold, archive: CameraArchive | None, gaps: list[Gap]) -> bool:
    """Is something missing that the recorder may only not have put in its place yet?

    Some recorders show a file when it is whole. So a hole at the end of what is known is believed only when a later
    file is there, or the longest file would have ended.
    """
    if any(gap.reason == Reason.NOT_YET_RECORDED for gap in gaps):
        return True
    if archive is None or not gaps or gaps[-1].ends_at < hold.ends_at or gaps[-1].reason != Reason.MISSING:
        return False
    now, believed_at = timezone.now(), hold.ends_at + archive.layout.longest
    if now >= believed_at:
        return False
    return now <= hold.ends_at or not archive.locate(starts_at=hold.ends_at, ends_at=now).segments


def _just_written(path: Path) -> bool:
    """Written to a moment ago, on either side of our clock: the file server's may differ."""
    try:
        return abs(time.time() - os.stat(path).st_mtime) < QUIET_SECONDS
    except OSError:
        return False
