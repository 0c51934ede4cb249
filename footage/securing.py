"""Making a hold's promise good: every segment pinned, hashed, and under its content name in the vault.

`secure` may be run at any time, any number of times, by several workers at once, and after a crash at any step. A pin
goes only after the commit that says where its bytes are, so whoever misses it finds them there:

1. new segments get a row (the window may reach into the future, a segment may have been still written);
2. every segment without bytes is pinned (link, clone or copy), which is what cannot be lost any more;
3. pins are hashed, then in one transaction for many (hold row, then vault rows locked) get content names and rows;
4. only after that commit the pins go; the objects are probed;
5. what is still missing of the window is written down with its reason, and the hold is secured, or looked at again.
"""

import logging
import os
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import F, QuerySet
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
from footage.rendering.probe import Prober
from footage.sources import CameraArchive

logger = logging.getLogger(__name__)
T = TypeVar("T")

SYSTEM = system("footage.secure")
QUIET_SECONDS = 5  # a file written to within this is not finished, whatever its name says
LOOK_AGAIN = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=10)
WORKING = timedelta(minutes=2)  # while one worker is at a hold, the sweep leaves it alone; only to save work
TELL_EVERY = 2.0  # seconds of work between two words to the sweep: each is a commit
NO_ROOM = "no_room"
BATCH = 64  # segments stored together: what a crash makes us hash again
THREADS = min(4, os.cpu_count() or 1)
TRIES = 8  # about half an hour, for a single file that cannot be read


def secure(hold_id: uuid.UUID) -> None:
    """Does what can be done now for a placed hold; nothing for any other."""
    hold = Hold.objects.select_related("camera").filter(pk=hold_id, state=Hold.State.PLACED).first()
    if hold is None:
        return
    archive = sources.find(hold.camera)
    segments = list(hold.segments.all())
    located = Located((), ())
    if archive and (hold.gaps or any(segment.was_open for segment in segments)):  # else nothing can be added
        located = archive.locate(starts_at=hold.starts_at, ends_at=hold.ends_at)
        segments = _note(hold, segments, segments_of(hold, archive, located))
    with ThreadPoolExecutor(THREADS) as pool:
        work = _Work(hold, archive if archive and archive.reachable else None, pool)
        work.store(segments)
        segments = list(hold.segments.select_related("file"))
        work.examine(segments)
    _conclude(hold, segments, archive, located if archive else None, work.trouble)


def secure_unfinished() -> None:
    """Secures every placed hold whose time for another look has come; what a lost nudge left, and what was open."""
    due = Hold.objects.filter(state=Hold.State.PLACED, look_again_at__lte=Now()).order_by("look_again_at")
    for hold_id in due.values_list("pk", flat=True)[:200]:
        if due.filter(pk=hold_id).update(look_again_at=Now() + WORKING):  # else another sweep has just taken it
            secure(hold_id)


def segments_of(hold: Hold, archive: CameraArchive, located: Located) -> list[PreservedSegment]:
    """Rows, not saved yet, for the segments found."""
    rows = {
        segment.path: PreservedSegment(
            hold=hold,
            archive_path=archive.relative(segment.path),
            starts_at=segment.starts_at,
            ends_at=segment.ends_at,
            was_open=segment.is_open or _just_written(segment.path),
        )
        for segment in located.segments
    }
    return list(rows.values())


def _note(hold: Hold, known: list[PreservedSegment], found: Sequence[PreservedSegment]) -> list[PreservedSegment]:
    """A row for each segment that was found now, and news of those whose end was not known; answers all rows."""
    by_path = {segment.archive_path: segment for segment in known}
    for news in found:
        segment = by_path.get(news.archive_path)
        if segment and segment.was_open and not news.was_open:
            segment.ends_at = news.ends_at
            PreservedSegment.objects.filter(pk=segment.pk).update(ends_at=news.ends_at)
    fresh = [segment for segment in found if segment.archive_path not in by_path]
    if not fresh:
        return known
    PreservedSegment.objects.bulk_create(fresh, ignore_conflicts=True)
    return list(hold.segments.all())


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


@dataclass(frozen=True, slots=True)
class _Taken:
    """Bytes that are ours in a pin; `sha256` is empty where they did not go through our hands."""

    segment: PreservedSegment
    pinned: Path
    sha256: str
    was_open: bool


@dataclass(slots=True)
class _Work:
    """One run over a hold. Threads hash and probe; rows and files are moved by the caller's thread alone.

    Many segments share one look at the disk and one commit: each of these costs more than a segment does.
    """

    hold: Hold
    archive: CameraArchive | None  # None while it cannot be read
    pool: Executor
    trouble: str = ""
    told_at: float = field(default_factory=time.monotonic)

    def store(self, segments: Sequence[PreservedSegment]) -> None:
        """Those that are not in the vault yet, or were not whole."""
        pending = [one for one in segments if one.was_open or not (one.file_id or one.lost)]
        for batch in _batches(pending):
            self._store([taken for segment in batch if not segment.file_id and (taken := self._take(segment))])
            self._store([taken for segment in batch if segment.was_open and (taken := self._take_whole(segment))])
            if self.trouble == NO_ROOM:
                return

    def examine(self, segments: Sequence[PreservedSegment]) -> None:
        """Learns what is in their files, each once for all holds that share it."""
        files = {one.file.sha256: one.file for one in segments if one.file and not one.was_open}
        prober = Prober()
        for batch in _batches([file for file in files.values() if not (file.probe or file.unreadable)]):
            self._keep_sweep_away()
            VaultFile.objects.bulk_create(
                list(self.pool.map(lambda file: _examined(file, prober), batch)),
                update_conflicts=True,
                unique_fields=["sha256"],
                update_fields=["probe", "unreadable", "unreadable_detail"],
            )
        for segment in segments:  # two of them may share a file
            if segment.file:
                segment.file = files.get(segment.file.sha256, segment.file)

    def _take(self, segment: PreservedSegment) -> _Taken | None:
        """What the recorder has of it now."""
        pinned = pin_path(segment)
        return self._attempt(segment, pinned, growing=segment.was_open)

    def _take_whole(self, segment: PreservedSegment) -> _Taken | None:
        """One that was still being written, once its recorder has finished it."""
        if self.archive is None:
            return None
        source = self.archive.path_of(segment.archive_path)
        if not source.exists():
            PreservedSegment.objects.filter(pk=segment.pk).update(was_open=False)  # what we have is all there is
        elif segment.ends_at and not _just_written(source):
            whole = pin_path(segment).with_name(f"{segment.pk}.whole")
            return self._attempt(segment, whole, growing=False)
        return None

    def _attempt(self, segment: PreservedSegment, pinned: Path, *, growing: bool) -> _Taken | None:
        """Pins the segment. What cannot be read is noted, and given up when tried often enough."""
        if self.trouble == NO_ROOM:
            return None
        self._keep_sweep_away()
        try:
            known = _take(segment, self.archive, pinned, copy=True, growing=growing) if self.archive else ""
        except FileNotFoundError:
            _lose(segment, PreservedSegment.Loss.GONE)
            return None
        except NoRoom:
            self.trouble = NO_ROOM
            return None
        except OSError as error:
            self._note(segment, error)
            return None
        return _Taken(segment, pinned, known or "", growing)

    def _store(self, taken: Sequence[_Taken]) -> None:
        """From pins to objects. The hold's lock keeps a release out, the vault rows' locks the garbage collector."""
        hashes = [self.pool.submit(_hash, one) for one in taken]
        hashed = {}
        for one, in_the_making in zip(taken, hashes, strict=True):
            self._keep_sweep_away()
            try:
                hashed[one.segment.pk] = one, in_the_making.result()
            except FileNotFoundError:
                if self.archive:  # neither pinned nor in the archive; while the archive is away it may come back
                    _lose(one.segment, PreservedSegment.Loss.GONE)
            except OSError as error:
                self._note(one.segment, error)
        if not hashed:
            return
        with transaction.atomic():
            if not Hold.objects.select_for_update().filter(pk=self.hold.pk, state=Hold.State.PLACED).exists():
                return
            if wanted := self._unstored(hashed):
                _keep(wanted)
        for one, _sha256 in hashed.values():
            one.pinned.unlink(missing_ok=True)

    def _unstored(self, hashed: dict[int, tuple[_Taken, str]]) -> dict[int, tuple[_Taken, str]]:
        """Those that no other worker has stored meanwhile, whose pins are therefore there. Under the hold's lock."""
        rows = self.hold.segments.filter(pk__in=hashed).values_list("pk", "file", "was_open")
        stored = {pk for pk, sha256, was_open in rows if sha256 and (hashed[pk][0].was_open or not was_open)}
        return {pk: one for pk, one in hashed.items() if pk not in stored}

    def _note(self, segment: PreservedSegment, error: OSError) -> None:
        self.trouble = error.strerror or type(error).__name__
        logger.warning("hold %s: segment %s: %s", self.hold.pk, segment.pk, self.trouble)
        if self.hold.attempts >= TRIES:
            _lose(segment, PreservedSegment.Loss.UNREADABLE)

    def _keep_sweep_away(self) -> None:
        """Says that we are still at it, unless that was said just before."""
        if time.monotonic() - self.told_at >= TELL_EVERY:
            Hold.objects.filter(pk=self.hold.pk).update(look_again_at=Now() + WORKING)
            self.told_at = time.monotonic()


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[first : first + BATCH] for first in range(0, len(rows), BATCH))


def _take(segment: PreservedSegment, archive: CameraArchive, target: Path, *, copy: bool, growing: bool) -> str | None:
    source = archive.path_of(segment.archive_path)
    return vault.pin(source, target, may_link=archive.may_link, copy=copy, growing=growing)


def _keep(hashed: dict[int, tuple[_Taken, str]]) -> None:
    """Rows and content names for pinned segments, by their keys, with their SHA-256."""
    files = {sha256: VaultFile(sha256=sha256, size=one.pinned.stat().st_size) for one, sha256 in hashed.values()}
    VaultFile.objects.bulk_create(
        [files[sha256] for sha256 in sorted(files)],  # in one order, so that no two holds wait for each other
        update_conflicts=True,
        unique_fields=["sha256"],
        update_fields=["size"],
    )
    vault.settle([vault.keep(one.pinned, sha256=sha256) for one, sha256 in hashed.values()])
    _refer([(pk, sha256, one.was_open) for pk, (one, sha256) in hashed.items()])


def _refer(rows: Sequence[tuple[int, str, bool]]) -> None:
    """Says of segments (key, SHA-256, was open) where their bytes are, unless another worker has said it before us."""
    numbers, hashes, open_ones = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE footage_preservedsegment AS old SET file_id = new.sha256, was_open = new.was_open"
            " FROM unnest(%s::bigint[], %s::text[], %s::bool[]) AS new (id, sha256, was_open)"
            " WHERE old.id = new.id AND (old.file_id IS NULL OR old.was_open)",
            [list(numbers), list(hashes), list(open_ones)],
        )


def _hash(taken: _Taken) -> str:
    return taken.sha256 or vault.digest(taken.pinned)


def _examined(file: VaultFile, prober: Prober) -> VaultFile:
    try:
        file.probe = prober.probe(vault.object_path(file.sha256)).to_json()
    except UnreadableSegment as error:
        file.unreadable, file.unreadable_detail = error.reason.value, error.detail[:200]
    return file


def _lose(segment: PreservedSegment, loss: PreservedSegment.Loss) -> None:
    """Only if nobody has stored it in the meantime."""
    PreservedSegment.objects.filter(pk=segment.pk, file=None).update(lost=loss, was_open=False)


def _conclude(
    hold: Hold,
    segments: Sequence[PreservedSegment],
    archive: CameraArchive | None,
    located: Located | None,
    trouble: str,
) -> None:
    """Writes down what is missing and why; the hold is secured unless another look may find more."""
    gaps = hold_gaps.find(hold, located, segments)
    expired = timezone.now() > hold.ends_at + timedelta(days=hold.camera.retention_days)
    pending = any(one.was_open or not (one.file_id or one.lost) for one in segments)
    if not trouble and archive and not archive.reachable and gaps:
        trouble = "archive_away"
    elif not trouble and hold.attempts < TRIES and any(gap.reason == Reason.UNREADABLE for gap in gaps):
        trouble = "unreadable"
    found = {"gaps": [gap.to_json() for gap in gaps], "error": trouble[:200]}
    placed = _as_looked_at(hold)
    if trouble and (pending or not expired):
        wait = min(LOOK_AGAIN * 2 ** min(hold.attempts, TRIES), LONGEST_WAIT)
        placed.update(look_again_at=Now() + wait, attempts=F("attempts") + 1, **found)
    elif pending or (not expired and _may_still_come(hold, archive, gaps)):
        placed.update(look_again_at=Now() + LOOK_AGAIN, **found)
    else:
        _finish(hold, segments, found)


def _as_looked_at(hold: Hold) -> QuerySet[Hold]:
    """The hold's row unless it was released or widened meanwhile: then what we know of it is not all."""
    window = {"starts_at": hold.starts_at, "ends_at": hold.ends_at}
    return Hold.objects.filter(pk=hold.pk, state=Hold.State.PLACED, **window)


def _finish(hold: Hold, segments: Sequence[PreservedSegment], found: dict) -> None:
    files = {one.file.sha256: one.file.size for one in segments if one.file}
    with transaction.atomic():
        if not _as_looked_at(hold).update(state=Hold.State.SECURED, secured_at=Now(), **found):
            return
        events.record(
            verb=Verb.HOLD_SECURED,
            by=SYSTEM,
            case=hold.reference,
            camera=hold.camera.code,
            subject=f"hold:{hold.pk}",
            detail={
                "sha256": sorted(files),
                "bytes": sum(files.values()),
                "gaps": found["gaps"],
            },
        )
        for job in hold.jobs.filter(state="waiting"):
            nudges.render(job)


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
