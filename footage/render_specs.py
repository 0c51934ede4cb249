"""From a job's row to what the engine renders: the vault's files, the known gaps, and the decision about the window."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from footage import sources, vault
from footage.gaps import Gap, Reason
from footage.models import Hold, PreservedSegment, RenderJob, VaultFile
from footage.rendering import masks, timeline
from footage.rendering.archive import Gap as EngineGap
from footage.rendering.archive import GapReason
from footage.rendering.errors import RenderError
from footage.rendering.probe import Probe
from footage.rendering.sources import GapStyle, RenderSpec, SoundChoice, Source
from footage.rendering.ticks import moment_of

logger = logging.getLogger(__name__)

Stored = tuple[PreservedSegment, VaultFile]

# What the engine says in a slate for reasons that only a hold can know.
ENGINE_REASONS = {
    Reason.NO_ARCHIVE: GapReason.missing,
    Reason.GONE: GapReason.missing,
    Reason.CHANGED: GapReason.damaged,
}


def of_job(job: RenderJob, *, on_bytes: Callable[[int], None] | None) -> RenderSpec:
    """The job's window with its options (see `choices_of`).

    Every preserved file is hashed again first: one that no longer has its bytes becomes a gap that says so. `on_bytes`
    hears how it goes on; None leaves it out, for a helper of somebody who did. A preview is waited for and proves
    nothing: for that it is enough that nobody has written to a file since it was preserved.
    """
    is_preview = job.kind == RenderJob.Kind.PREVIEW
    gaps = [Gap.from_json(row) for row in job.hold.gaps]
    unchanged = []
    for segment, file in _readable(job.hold, starts_at=job.starts_at, ends_at=job.ends_at):
        if on_bytes is None or (is_preview and _is_untouched(file)) or _is_unchanged(file, on_bytes):
            unchanged.append((segment, file))
        else:
            gaps.append(Gap(segment.starts_at, segment.ends_at or job.ends_at, Reason.CHANGED, file.sha256))
    return RenderSpec(
        sources=_sources(job.hold, unchanged),
        starts_at=job.starts_at,
        ends_at=job.ends_at,
        camera_name=job.hold.camera.name,
        clear=job.hold.camera.clock_boxes,
        reference=job.reference,
        recipient=job.recipient_code,
        gaps=tuple(_engine_gap(gap) for gap in sorted(gaps)),
        **choices_of(job.options),
    )


def choices_of(options: dict[str, Any]) -> dict[str, Any]:
    """A job's options as the engine takes them: "masks" (as in `footage.rendering.masks`), "sound" (remove, keep,
    silence), "gap_style" (full, collapsed), "height" (lines of a small copy).

    Raises ValueError for anything else: a mask that is not understood must not become a clip without it.
    """
    if unknown := set(options) - {"masks", "sound", "gap_style", "height"}:
        raise ValueError(f"{sorted(unknown)} mean nothing")
    return {
        "masks": masks.from_json(options.get("masks", [])),
        "sound": SoundChoice(options.get("sound", SoundChoice.remove)),
        "gap_style": GapStyle(options.get("gap_style", GapStyle.full)),
        "height": options.get("height"),
    }


def whole(hold: Hold, segments: Iterable[PreservedSegment]) -> RenderSpec:
    """All that is held of the camera, as the engine sees it. `segments` are all of the hold's, with their files."""
    window = {"starts_at": hold.starts_at, "ends_at": hold.ends_at}
    stored = [(one, one.file) for one in segments if one.file and one.file.probe and _reaches(one, **window)]
    return RenderSpec(
        sources=_sources(hold, stored),
        starts_at=hold.starts_at,
        ends_at=hold.ends_at,
        camera_name=hold.camera.name,
        clear=hold.camera.clock_boxes,
        reference=hold.reference,
        recipient="",
    )


def holes(hold: Hold, segments: Iterable[PreservedSegment]) -> list[Gap]:
    """What of the hold's window no clip of it can show: the engine's own answer, so that receipt and clip agree.

    `segments` as for `whole`.
    """
    spec = whole(hold, segments)
    try:
        pieces = timeline.lay(spec).pieces
    except RenderError:  # no_footage is the only way in which laying out fails
        return [Gap(hold.starts_at, hold.ends_at, Reason.MISSING)]
    return [
        Gap(
            moment_of(piece.start, since=hold.starts_at),
            moment_of(piece.end, since=hold.starts_at),
            piece.reason.value,
            piece.detail,
        )
        for piece in pieces
        if isinstance(piece, timeline.Missing)
    ]


def _readable(hold: Hold, *, starts_at: datetime, ends_at: datetime) -> list[Stored]:
    """Those that may hold a part of `[starts_at, ends_at)`; what a file really holds is known from its probe."""
    probed = hold.segments.select_related("file").filter(file__probe__isnull=False)
    return [(one, one.file) for one in probed if one.file and _reaches(one, starts_at=starts_at, ends_at=ends_at)]


def _reaches(segment: PreservedSegment, *, starts_at: datetime, ends_at: datetime) -> bool:
    return segment.starts_at < ends_at and (segment.ends_at is None or segment.ends_at > starts_at)


def _sources(hold: Hold, stored: Iterable[Stored]) -> tuple[Source, ...]:
    archive = sources.find(hold.camera)
    precision = archive.layout.precision if archive else timedelta(seconds=1)
    return tuple(
        Source(
            path=vault.object_path(file.sha256),
            starts_at=segment.starts_at,
            probe=Probe.from_json(file.probe or {}),
            label=PurePosixPath(segment.archive_path).name,
            sha256=file.sha256,
            precision=precision,
        )
        for segment, file in stored
    )


def _is_untouched(file: VaultFile) -> bool:
    try:
        status = vault.object_path(file.sha256).stat()
    except OSError:
        return False
    return status.st_size == file.size and status.st_mtime < file.stored_at.timestamp()


def _is_unchanged(file: VaultFile, on_bytes: Callable[[int], None]) -> bool:
    """A linked file's bytes are shared with the recorder, and disks forget: trust the hash, not the name."""
    try:
        intact = vault.digest(vault.object_path(file.sha256), on_bytes=on_bytes) == file.sha256
    except OSError as error:
        logger.error("vault file %s: %s", file.sha256, error)
        return False
    if not intact:
        logger.error("vault file %s no longer has its bytes", file.sha256)
    return intact


def _engine_gap(gap: Gap) -> EngineGap:
    reason = ENGINE_REASONS.get(Reason(gap.reason)) or GapReason(gap.reason)
    return EngineGap(gap.starts_at, gap.ends_at, reason, gap.detail)
