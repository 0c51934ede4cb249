"""Hands ffmpeg the packets of a chunk in one stream whose times are already right.

Why not ffmpeg's own concat demuxer: every container has its own notion of where a file starts, of seeking and of edit
lists, and each of them shifts frames. Here the packets are copied, undecoded, into one NUT stream whose times are ticks
of the window: ffmpeg neither seeks nor guesses, and opens no recording itself.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import av
from av.container import InputContainer, OutputContainer
from av.stream import Stream

from footage.rendering.recording import Timed, describes_itself, open_recording, packets, ticks_per_unit
from footage.rendering.runner import Sink
from footage.rendering.sources import Source
from footage.rendering.ticks import TICKS
from footage.rendering.timeline import Footage

LEAD = 1_000 * TICKS  # added to every time: NUT knows no negative ones, and decoding starts before the window
SEEK_FROM = 20 * TICKS  # a key frame this far into a file is sought, a nearer one is read up to
LATE = 2 * TICKS  # packets without a decoding time are at most this far out of order
REACH = 32  # intervals: how far behind its decoding time an unordered container's frame may be shown
BEHIND = TICKS  # decoding times are moved back by this, so that they never overtake presentation times


def feed(pieces: Sequence[Footage], sources: Sequence[Source], sink: Sink) -> None:
    """Write the pieces' packets to `sink`, from the key frame before the first frame to the last frame."""
    out: OutputContainer | None = None
    last_dts = 0
    try:
        for piece in pieces:
            source = sources[piece.source]
            with _opened(source) as container:
                video = container.streams.video[0]
                if out is None:
                    out = av.open(sink, "w", format="nut", options={"fflags": "+bitexact", "write_index": "0"})
                    stream = out.add_stream_from_template(video, opaque=True)
                    stream.time_base = Fraction(1, TICKS)
                probe = source.probe
                shift = piece.base - probe.origin + LEAD
                begin = probe.key_before(probe.frames[piece.first]) if piece.first else None
                final = probe.frames[piece.last - 1] + probe.origin
                final += REACH * probe.interval if probe.is_unordered else 0
                for timed in _from_key(container, video, source, begin):
                    if (timed.dts if timed.dts is not None else timed.pts - LATE) > final:
                        break
                    pts = timed.pts + shift
                    dts = min(pts, pts if timed.dts is None else timed.dts + shift) - BEHIND
                    last_dts = max(last_dts + 1, dts)
                    packet = timed.packet
                    packet.stream, packet.time_base = stream, Fraction(1, TICKS)
                    packet.pts, packet.dts = pts, min(last_dts, pts)
                    out.mux_one(packet)
    finally:
        if out is not None:
            out.close()


def _opened(source: Source) -> InputContainer:
    known = source.probe
    return open_recording(source.path, is_described=describes_itself(known.container, known.codec))


def _from_key(container: InputContainer, video: Stream, source: Source, begin: int | None) -> Iterator[Timed]:
    """Packets from the key frame at tick `begin` of the file on; None means all of them."""
    if begin is None:
        yield from packets(container, video)
        return
    wanted = begin + source.probe.origin
    if begin > SEEK_FROM and not source.probe.clock_resets:
        container.seek(int((wanted - TICKS) / ticks_per_unit(video)), stream=video, backward=True)
        for timed in _awaited(packets(container, video), wanted):
            yield timed
            begin = None
        if begin is None:
            return
    with _opened(source) as again:
        yield from _awaited(packets(again, again.streams.video[0]), wanted)


def _awaited(found: Iterator[Timed], wanted: int) -> Iterator[Timed]:
    """Nothing until the key frame at `wanted`; nothing at all when reading began after it."""
    waiting = True
    for timed in found:
        if waiting and timed.packet.is_keyframe and abs(timed.pts - wanted) <= 1:
            waiting = False
        elif waiting and timed.packet.is_keyframe and timed.pts > wanted:
            return
        if not waiting:
            yield timed
