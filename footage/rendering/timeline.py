"""Which file shows which moment of the window, and what is not there.

The answer is an explicit list of pieces without hole or overlap, in ticks after the window's start: footage (a run of
frames of one source) or a gap with its reason. Rules:

- A frame belongs to the window iff its own moment lies in it.
- Each moment is shown once. Where files overlap the earlier one goes on, and the later one takes over after it.
- A stretch without a frame is a gap when it is longer than three usual frame intervals and half a second (a second
  where a file begins, if names tell time no finer). Anything shorter is the recorder's normal unevenness: the picture
  stays.
- A file whose name puts its start less than the name's precision before the end of the one before follows it directly,
  since names cut the fraction off; nothing is dropped for it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import sub

from footage.rendering.archive import Gap, GapReason
from footage.rendering.errors import RenderError
from footage.rendering.probe import SHORTEST_GAP
from footage.rendering.sources import RenderSpec, Source
from footage.rendering.ticks import TICKS, ticks_of


@dataclass(frozen=True, slots=True)
class Footage:
    """The frames `first <= n < last` of a source, shown in `[start, end)`; `base` is the tick of its first frame."""

    source: int
    base: int
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A stretch `[start, end)` of the window that cannot be shown."""

    start: int
    end: int
    reason: GapReason
    detail: str = ""


Piece = Footage | Missing


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch `[start, end)` that is shown although its bits are broken."""

    start: int
    end: int
    source: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Pieces cover `[0, length)` in order. `bases` are the moments of the sources' first frames."""

    length: int
    pieces: tuple[Piece, ...]
    marked: tuple[Marked, ...]
    bases: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Frames of one source that follow each other without a hole."""

    source: int
    base: int
    first: int
    last: int
    start: int  # moment of the first frame
    end: int  # where its last frame stops being shown
    reach: int  # no other source's frame up to here: the last frame and half an interval


def lay(spec: RenderSpec) -> Timeline:
    """Lay the sources out on the window. Raises RenderError("no_footage") when no frame lies in it."""
    length = ticks_of(spec.ends_at - spec.starts_at)
    bases = _bases(spec)
    order = sorted(range(len(spec.sources)), key=lambda n: (bases[n], n))
    shown: list[_Stretch] = []
    for n in order:
        for stretch in _stretches(n, spec.sources[n], bases[n]):
            shown += _uncovered(stretch, spec.sources[n], shown)
    shown.sort(key=lambda stretch: stretch.start)
    pieces = _pieces(shown, spec, length)
    if not any(isinstance(piece, Footage) for piece in pieces):
        raise RenderError("no_footage", "no recording holds a picture of this window")
    return Timeline(length, tuple(pieces), tuple(_marked(pieces, spec)), bases)


def frames_of(piece: Footage, spec: RenderSpec) -> list[int]:
    """The moments of the piece's frames, in ticks after the window's start."""
    return [piece.base + tick for tick in spec.sources[piece.source].probe.frames[piece.first : piece.last]]


def _bases(spec: RenderSpec) -> tuple[int, ...]:
    bases = [ticks_of(source.starts_at - spec.starts_at) for source in spec.sources]
    previous_end: int | None = None
    for n in sorted(range(len(bases)), key=lambda n: (bases[n], n)):
        source = spec.sources[n]
        if previous_end is not None and 0 < previous_end - bases[n] < ticks_of(source.precision):
            bases[n] = previous_end
        previous_end = max(previous_end or bases[n], bases[n] + source.probe.end)
    return tuple(bases)


def _stretches(number: int, source: Source, base: int) -> Iterable[_Stretch]:
    """Split a source where it lacks frames: a jump of its clock, or damage from which no picture came."""
    probe, frames = source.probe, source.probe.frames
    limit = max(SHORTEST_GAP, 3 * probe.interval)
    breaks = {place for place, step in enumerate(map(sub, frames[1:], frames), start=1) if step > limit}
    breaks |= {bisect_right(frames, damage.start) for damage in probe.damage if damage.lost}
    for first, place in pairwise(sorted({0, *breaks, len(frames)})):
        before = frames[place - 1]
        end = probe.end if place == len(frames) else before + min(probe.interval, frames[place] - before)
        end = min([end, *(damage.start for damage in probe.damage if damage.lost and damage.start > before)])
        reach = base + before + probe.interval // 2
        yield _Stretch(number, base, first, place, base + frames[first], base + end, reach)


def _uncovered(stretch: _Stretch, source: Source, shown: Sequence[_Stretch]) -> list[_Stretch]:
    """The parts of a stretch that no stretch laid before it shows."""
    parts = [stretch]
    frames = source.probe.frames
    for other in shown:
        if other.reach <= stretch.start or other.start >= stretch.end:
            continue
        cut: list[_Stretch] = []
        for part in parts:
            before = bisect_left(frames, other.start - part.base, part.first, part.last)
            after = bisect_left(frames, other.reach - part.base + 1, part.first, part.last)
            if before > part.first:
                last = part.base + frames[before - 1]
                end = min(other.start, last + source.probe.interval)
                cut.append(replace(part, last=before, end=end, reach=min(end, last + source.probe.interval // 2)))
            if after < part.last:
                cut.append(replace(part, first=after, start=part.base + frames[after]))
        parts = cut
    return parts


def _pieces(shown: Sequence[_Stretch], spec: RenderSpec, length: int) -> list[Piece]:
    pieces: list[Piece] = []
    reached = 0  # up to here the window is accounted for
    held = 0  # up to here the last frame from before the window is shown: it does not belong, but this is no gap
    for stretch in shown:
        source = spec.sources[stretch.source]
        limit = max(SHORTEST_GAP, 3 * source.probe.interval)
        frames = source.probe.frames
        first = bisect_left(frames, -stretch.base, stretch.first, stretch.last)
        last = bisect_left(frames, length - stretch.base, stretch.first, stretch.last)
        begins_before = first > stretch.first  # a frame from before the window is being shown at its start
        if begins_before and first == last and stretch.end > 0:
            held = max(held, min(stretch.end, length))
            continue
        if first >= last:
            continue
        start = stretch.base + frames[first]
        if not begins_before or pieces:
            opening = max(limit, min(ticks_of(source.precision), TICKS))
            if start - max(reached, held) > opening:
                pieces += _missing(reached, start, spec, shown)
                reached = start
        if pieces and isinstance(pieces[-1], Footage):
            pieces[-1] = replace(pieces[-1], end=start)
        end = min(stretch.end, length)
        pieces.append(Footage(stretch.source, stretch.base, first, last, reached if not pieces else start, end))
        reached = end
    if pieces and isinstance(pieces[-1], Footage):
        probe = spec.sources[pieces[-1].source].probe
        if length - reached <= max(SHORTEST_GAP, 3 * probe.interval):
            pieces[-1] = replace(pieces[-1], end=length)
            reached = length
    if reached < length:
        pieces += _missing(reached, length, spec, shown)
    return pieces


def _missing(start: int, end: int, spec: RenderSpec, shown: Sequence[_Stretch]) -> list[Missing]:
    """A hole, told apart by the known reasons; what nobody explains is damage of a file there, or missing."""
    damage = {
        Missing(
            stretch.base + lost.start, stretch.base + lost.end, GapReason.damaged, spec.sources[stretch.source].label
        )
        for stretch in shown
        for lost in spec.sources[stretch.source].probe.damage
        if lost.lost and stretch.base + lost.start < end and stretch.base + lost.end > start
    }
    default = max(damage, key=lambda one: one.start, default=Missing(start, end, GapReason.missing))
    known = [Missing(*_ticks(gap, spec), gap.reason, gap.detail) for gap in spec.gaps]
    found: list[Missing] = []
    reached = start
    for cause in sorted({*damage, *known}, key=lambda one: (one.start, one.reason is GapReason.missing, one.detail)):
        first, last = max(cause.start, reached), min(cause.end, end)
        if first >= last:
            continue
        if first - reached > SHORTEST_GAP:
            found.append(replace(default, start=reached, end=first))
        else:
            first = reached
        # How long damage lasts is often known from its bytes only.
        rest = max(SHORTEST_GAP, (last - first) // 10 if cause.reason is GapReason.damaged else 0)
        last = end if end - last <= rest else last
        found.append(replace(cause, start=first, end=last))
        reached = last
    if reached < end:
        found.append(replace(default, start=reached, end=end))
    return found


def _ticks(gap: Gap, spec: RenderSpec) -> tuple[int, int]:
    return ticks_of(gap.starts_at - spec.starts_at), ticks_of(gap.ends_at - spec.starts_at)


def _marked(pieces: Sequence[Piece], spec: RenderSpec) -> Iterable[Marked]:
    for piece in pieces:
        if isinstance(piece, Footage):
            for damage in spec.sources[piece.source].probe.damage:
                start, end = max(piece.base + damage.start, piece.start), min(piece.base + damage.end, piece.end)
                if start < end:
                    yield Marked(start, end, piece.source)
