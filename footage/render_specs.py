"""From a job's row to what the engine renders: the vault's files, the known gaps, and the decision about the window."""

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import PurePosixPath

from footage import sources, vault
from footage.gaps import Gap, Reason
from footage.models import PreservedSegment, RenderJob, VaultFile
from footage.rendering import archive
from footage.rendering.archive import GapReason
from footage.rendering.probe import Probe
from footage.rendering.sources import GapStyle, RenderSpec, SoundChoice, Source

logger = logging.getLogger(__name__)

# What the engine says in a slate for reasons that only a hold can know.
ENGINE_REASONS = {
    Reason.NO_ARCHIVE: GapReason.missing,
    Reason.GONE: GapReason.missing,
    Reason.CHANGED: GapReason.damaged,
}


def of_job(job: RenderJob, *, on_bytes: Callable[[int], None]) -> RenderSpec:
    """Reads `job.options`: "sound" (remove, keep, silence) and "gap_style" (full, collapsed).

    Every preserved file is hashed again first: one that no longer has its bytes becomes a gap that says so.
    """
    files, gaps = [], [Gap.from_json(row) for row in job.hold.gaps]
    found = sources.find(job.hold.camera)
    precision = found.layout.precision if found else timedelta(seconds=1)
    for segment in _segments(job):
        file = segment.file
        if file is None or not file.probe:
            continue
        if not _is_unchanged(file, on_bytes):
            gaps.append(Gap(segment.starts_at, segment.ends_at or job.ends_at, Reason.CHANGED, file.sha256))
            continue
        files.append(
            Source(
                path=vault.object_path(file.sha256),
                starts_at=segment.starts_at,
                probe=Probe.from_json(file.probe),
                label=PurePosixPath(segment.archive_path).name,
                sha256=file.sha256,
                precision=precision,
            )
        )
    return RenderSpec(
        sources=tuple(files),
        starts_at=job.starts_at,
        ends_at=job.ends_at,
        camera_name=job.hold.camera.name,
        reference=job.reference,
        recipient=job.recipient_code,
        gaps=tuple(_engine_gap(gap) for gap in sorted(gaps)),
        sound=SoundChoice(job.options.get("sound", SoundChoice.remove)),
        gap_style=GapStyle(job.options.get("gap_style", GapStyle.full)),
    )


def _segments(job: RenderJob) -> list[PreservedSegment]:
    """Those that may hold a part of the window; what a file really holds is known from its probe."""
    segments = job.hold.segments.select_related("file").filter(starts_at__lt=job.ends_at)
    return [segment for segment in segments if segment.ends_at is None or segment.ends_at > job.starts_at]


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


def _engine_gap(gap: Gap) -> archive.Gap:
    reason = ENGINE_REASONS.get(Reason(gap.reason)) or GapReason(gap.reason)
    return archive.Gap(gap.starts_at, gap.ends_at, reason, gap.detail)
