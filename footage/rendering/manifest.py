"""The manifest: what was made from what, with which moments and which gaps, so that anybody can check it later.

Schema `saksi.manifest/1`. Moments are ISO 8601 with the zone's offset, half-open; `media_*` are seconds in the output.
`frame_times` are the output's frame times in ticks of 1/90000 s, as runs of `[distance, count]`.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import av

from footage.rendering import drawing, runner
from footage.rendering.chunks import Chunk, media_of
from footage.rendering.sound import channels_of
from footage.rendering.sources import RenderSpec
from footage.rendering.ticks import TICKS, compact, moment_of, packed, unpacked
from footage.rendering.timeline import Missing, Timeline

SCHEMA = "saksi.manifest/1"
VERSION = 2  # of the engine; to be raised when the same decision is made into another film


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def describe(
    spec: RenderSpec,
    timeline: Timeline,
    chunks: Sequence[Chunk],
    *,
    output: Path,
    size: tuple[int, int],
    picture_top: int,
    picture_height: int,
) -> dict[str, Any]:
    """The manifest of `output`, which lies there finished."""
    times = compact(time for chunk in chunks for time in chunk.media_frames)
    used = sorted({piece.source for piece in timeline.pieces if not isinstance(piece, Missing)})
    return {
        "schema": SCHEMA,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "reference": spec.reference,
        "camera": spec.camera_name,
        "recipient": spec.recipient,
        "timezone": spec.timezone.key,
        "window": {"start": _iso(0, spec), "end": _iso(timeline.length, spec)},
        "choices": {"sound": spec.sound, "gaps": spec.gap_style, "strip": spec.strip, "masks": len(spec.masks)}
        | {"clear": [list(box) for box in spec.clear]},
        "output": {
            "sha256": sha256_of(output),
            "size": output.stat().st_size,
            "width": size[0],
            "height": size[1],
            "picture_top": picture_top,
            "picture_height": picture_height,
            "duration": chunks[-1].media_end / TICKS,
            "duration_ticks": chunks[-1].media_end,
            "frames": len(times),
            "sound_channels": channels_of(spec, timeline),
            "first_frame": _iso(chunks[0].frames[0], spec),
            "last_frame": _iso(chunks[-1].frames[-1], spec),
        },
        "pieces": list(_pieces(spec, timeline, chunks)),
        "gaps": sorted(_gaps(spec, timeline), key=lambda gap: gap["start"]),
        "sources": [_source(spec, timeline, number) for number in used],
        "removed_metadata": sorted({name for number in used for name in spec.sources[number].probe.metadata}),
        "tools": {
            "engine": VERSION,
            "ffmpeg": runner.version(),
            "av": av.__version__,
            "marks": drawing.version(),
        },
        "frame_times": packed(times),
    }


def frame_times(manifest: dict[str, Any]) -> Sequence[int]:
    """The frame times a manifest promises, in ticks of the output."""
    return unpacked(manifest["frame_times"])


def _iso(tick: int, spec: RenderSpec) -> str:
    return moment_of(tick, since=spec.starts_at).astimezone(spec.timezone).isoformat()


def _pieces(spec: RenderSpec, timeline: Timeline, chunks: Sequence[Chunk]) -> Iterable[dict[str, Any]]:
    for piece in timeline.pieces:
        media_start = media_of(piece.start, chunks)
        yield {
            "kind": "gap" if isinstance(piece, Missing) else "footage",
            "source": None if isinstance(piece, Missing) else spec.sources[piece.source].label,
            "start": _iso(piece.start, spec),
            "end": _iso(piece.end, spec),
            "media_start": media_start / TICKS,
            "media_end": _media_end(piece.start, piece.end, chunks) / TICKS,
            "frames": None if isinstance(piece, Missing) else piece.last - piece.first,
        }


def _media_end(start: int, end: int, chunks: Sequence[Chunk]) -> int:
    chunk = [chunk for chunk in chunks if chunk.start < end][-1]
    return chunk.media_end if end >= chunk.end else media_of(end, chunks)


def _gaps(spec: RenderSpec, timeline: Timeline) -> Iterable[dict[str, Any]]:
    """Slates, and stretches shown although broken."""
    for piece in timeline.pieces:
        if isinstance(piece, Missing):
            yield {
                "start": _iso(piece.start, spec),
                "end": _iso(piece.end, spec),
                "reason": piece.reason,
                "detail": piece.detail,
                "shown": "slate",
            }
    for stretch in timeline.marked:
        yield {
            "start": _iso(stretch.start, spec),
            "end": _iso(stretch.end, spec),
            "reason": "damaged",
            "detail": spec.sources[stretch.source].label,
            "shown": "marked picture",
        }


def _source(spec: RenderSpec, timeline: Timeline, number: int) -> dict[str, Any]:
    source = spec.sources[number]
    return {
        "label": source.label,
        "sha256": source.sha256 or sha256_of(source.path),
        "size": source.path.stat().st_size,
        "starts_at": _iso(timeline.bases[number], spec),
        "codec": source.probe.codec,
        "width": source.probe.width,
        "height": source.probe.height,
    }
