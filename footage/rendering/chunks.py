"""The timeline cut into chunks: what one ffmpeg process makes in one go, and what can be repeated alone.

A chunk is a run of footage that one decoder can take in one stream, or one slate. Runs end at gaps and wherever
coding, size, rotation or the decoder's set-up changes; long runs are also cut at key frames, so that several processes
or machines share the work without decoding anything twice.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from footage.rendering.sources import GapStyle, RenderSpec
from footage.rendering.ticks import TICKS, compact, ticks_of
from footage.rendering.timeline import Footage, Missing, Timeline, frames_of

COLLAPSED = 2 * TICKS


@dataclass(frozen=True, slots=True)
class Chunk:
    """`[start, end)` of the window, in ticks after its start; shown from `media_start` of the output.

    `frames` are the moments of its frames; `media_frames` where they stand in the output.
    """

    number: int
    footage: tuple[Footage, ...]
    missing: Missing | None  # the gap that this chunk is the slate of
    start: int
    end: int
    media_start: int
    media_end: int
    frames: Sequence[int]

    @property
    def media_frames(self) -> Sequence[int]:
        return compact(tick - self.start + self.media_start for tick in self.frames)


def split(timeline: Timeline, spec: RenderSpec, *, usual: int | None = None, workers: int = 1) -> tuple[Chunk, ...]:
    """Cut the timeline into chunks, footage runs into even parts of about `usual` ticks (None: never cut a run)."""
    chunks: list[Chunk] = []
    for run in _runs(timeline, spec):
        if isinstance(run, Missing):
            chunks.append(_slate(run, spec, chunks))
            continue
        for share in _shares(run, spec, usual, workers):
            start, end, media = share[0].start, share[-1].end, _media_end(chunks)
            frames = compact(tick for piece in share for tick in frames_of(piece, spec))
            chunks.append(Chunk(len(chunks), share, None, start, end, media, media + end - start, frames))
    return tuple(chunks)


def _slate(missing: Missing, spec: RenderSpec, before: Sequence[Chunk]) -> Chunk:
    length, media = missing.end - missing.start, _media_end(before)
    if spec.gap_style is GapStyle.collapsed:
        length = min(length, COLLAPSED)
    frames = compact(_slate_frames(missing, spec))
    return Chunk(len(before), (), missing, missing.start, missing.end, media, media + length, frames)


def _media_end(chunks: Sequence[Chunk]) -> int:
    return chunks[-1].media_end if chunks else 0


def _runs(timeline: Timeline, spec: RenderSpec) -> Iterator[tuple[Footage, ...] | Missing]:
    run: list[Footage] = []
    for piece in timeline.pieces:
        if isinstance(piece, Missing) or (run and not _continues(run[-1], piece, spec)):
            if run:
                yield tuple(run)
            run = []
        if isinstance(piece, Missing):
            yield piece
        else:
            run.append(piece)
    if run:
        yield tuple(run)


def _continues(before: Footage, after: Footage, spec: RenderSpec) -> bool:
    """Can one decoder go from one to the other without a frame that does not belong in between?"""
    left, right = spec.sources[before.source].probe, spec.sources[after.source].probe
    whole = before.last == len(left.frames) and after.first == 0 and not right.has_lead_in
    whole = whole and not left.is_unordered and not right.is_unordered
    return whole and (left.configuration, left.rotation) == (right.configuration, right.rotation)


def _shares(
    run: tuple[Footage, ...], spec: RenderSpec, usual: int | None, workers: int
) -> Iterator[tuple[Footage, ...]]:
    """Cut footage at key frames into parts as even as these allow, as many as keep all workers busy to the end."""
    if usual is None or spec.sources[run[0].source].probe.is_unordered:
        yield run
        return
    length = run[-1].end - run[0].start
    parts = -(-max(1, round(length / usual)) // workers) * workers
    cuts = _cuts(run, spec, parts=max(1, min(parts, length // (usual // 2))))
    share: list[Footage] = []
    for piece in run:
        probe = spec.sources[piece.source].probe
        for key in probe.keys:
            place = bisect_left(probe.frames, key, piece.first, piece.last)
            moment = piece.base + key
            if moment not in cuts or moment < piece.start:
                continue
            if place >= piece.last:
                break
            if place > piece.first:
                share.append(replace(piece, last=place, end=moment))
            if share:
                share[-1] = replace(share[-1], end=moment)
                yield tuple(share)
            share = []
            piece = replace(piece, first=place, start=moment)
        share.append(piece)
    yield tuple(share)


def _cuts(run: tuple[Footage, ...], spec: RenderSpec, *, parts: int) -> set[int]:
    """For each of the borders between `parts` equal parts the key frame nearest to it."""
    start, length = run[0].start, run[-1].end - run[0].start
    moments = [
        piece.base + key
        for piece in run
        for key in spec.sources[piece.source].probe.keys
        if start < piece.base + key < piece.end
    ]
    borders = [start + length * number // parts for number in range(1, parts)]
    return {min(moments, key=lambda moment: abs(moment - border)) for border in borders if moments}


def _slate_frames(missing: Missing, spec: RenderSpec) -> list[int]:
    """A slate's frames: one at its start, then one whenever the wall clock's second changes. Collapsed: one."""
    if spec.gap_style is GapStyle.collapsed:
        return [missing.start]
    into = ticks_of(spec.starts_at - spec.starts_at.replace(microsecond=0))
    first = missing.start + TICKS - (missing.start + into) % TICKS
    return [missing.start, *range(first, missing.end, TICKS)]


def media_of(tick: int, chunks: Sequence[Chunk]) -> int:
    """Where the moment `tick` of the window stands in the output."""
    chunk = next((chunk for chunk in chunks if chunk.start <= tick < chunk.end), chunks[-1])
    return min(chunk.media_start + max(0, tick - chunk.start), chunk.media_end)
