"""What of a recording is broken? Decodes frame by frame and listens to what the decoder complains about."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import av.logging
from av.error import FFmpegError

from footage.rendering.archive import GapReason
from footage.rendering.errors import UnreadableSegment
from footage.rendering.probe import LOST, Damage, Probe, after, merged
from footage.rendering.recording import open_recording, packets, ticks_per_unit
from footage.rendering.ticks import compact

HARMLESS = (  # what decoders and scalers say although the picture is right
    "deprecated pixel format used",  # MJPEG's full-range colours
    "mmco: unref short failure",  # decoding begins at an open group of pictures
    "EOF timestamp not reliable",  # the films and pictures of our own that are laid over
)


def decode_check(path: Path, known: Probe, *, start: int = 0, end: int | None = None) -> Probe:
    """Decode the frames of `path` in `[start, end)` (ticks; all by default) and answer `known` with its damage listed.

    A packet that the decoder complains about spoils the picture from there to the next key frame. Frames that never
    come out are lost where they are missing for a second or more; for less the picture before is held, and marked.
    """
    order: list[tuple[int, bool]] = []
    spoilt: list[int] = []
    seen: set[int] = set()
    with open_recording(path) as container, _complaints() as complaints:
        video = container.streams.video[0]
        video.codec_context.thread_count = 1  # so that a complaint belongs to the packet just given
        scale = ticks_per_unit(video)
        shift = 0
        begin = known.key_before(start)
        for timed in packets(container, video):
            tick = timed.pts - known.origin
            if tick < begin and not order:
                continue
            if end is not None and timed.packet.is_keyframe and tick > end:
                break
            shift = timed.pts - round((timed.packet.pts or timed.packet.dts or 0) * scale)
            order.append((tick, timed.packet.is_keyframe))
            complaints.clear()
            try:
                frames = video.codec_context.decode(timed.packet)
            except FFmpegError:
                frames = []
                spoilt.append(len(order) - 1)
            if any(not is_harmless(text) for _, _, text in complaints) or any(frame.is_corrupt for frame in frames):
                spoilt.append(len(order) - 1)
            seen.update(round(frame.pts * scale) + shift - known.origin for frame in frames if frame.pts is not None)
        try:
            rest = video.codec_context.decode(None)
        except FFmpegError:
            rest = []
        seen.update(round(frame.pts * scale) + shift - known.origin for frame in rest if frame.pts is not None)
    damage = [*known.damage]
    for place in spoilt:
        last = next((n for n in range(place + 1, len(order)) if order[n][1]), len(order))
        ticks = [tick for tick, _ in order[place:last]]
        start = max(0, min(ticks))
        if start < known.end:
            damage.append(Damage(start, max(after(known.frames, max(ticks), known.end), start + 1), False))
    last = max(tick for tick, _ in order)
    seen |= {tick for tick in known.frames if tick < begin or tick > last}  # not looked at
    decoded = compact(tick for tick in known.frames if tick in seen)
    if not decoded:
        raise UnreadableSegment(GapReason.damaged, "no picture can be decoded")
    for lost_from, lost_to in _holes(known.frames, seen, known.end):
        is_lost = lost_to - lost_from >= LOST
        if is_lost or spoilt:  # without a complaint, packets were merely not whole frames: interlaced fields
            damage.append(Damage(lost_from, lost_to, is_lost))
    everything = begin == 0 and last >= known.frames[-1]
    return replace(known, frames=decoded, damage=merged(damage), is_checked=everything)


@contextmanager
def _complaints() -> Iterator[list[tuple[int, str, str]]]:
    """What libav says at level error while inside; silent outside."""
    before = av.logging.get_level()
    av.logging.set_level(av.logging.ERROR)
    try:
        with av.logging.Capture() as complaints:
            yield complaints
    finally:
        av.logging.set_level(before)


def is_harmless(complaint: str) -> bool:
    """Does this line of a decoder's log say nothing about the picture?"""
    return not complaint.strip() or any(known in complaint for known in HARMLESS)


def _holes(frames: Sequence[int], seen: set[int], end: int) -> Iterable[tuple[int, int]]:
    """Runs of frames that were announced by packets but never decoded."""
    start = None
    for tick in frames:
        if tick not in seen and start is None:
            start = tick
        elif tick in seen and start is not None:
            yield start, tick
            start = None
    if start is not None:
        yield start, end
