"""The sound of a window, sample for sample where the picture is: silence in gaps, no moment twice.

Made once for the whole output, so that chunks leave no seams in it.
"""

from collections.abc import Iterator, Sequence

import av
from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.error import FFmpegError

from footage.rendering.chunks import Chunk, media_of
from footage.rendering.errors import UnreadableSegment
from footage.rendering.recording import open_recording, packets
from footage.rendering.sources import RenderSpec, SoundChoice, Source
from footage.rendering.ticks import TICKS
from footage.rendering.timeline import Footage, Timeline

RATE = 48_000
BLOCK = 1024  # samples of an AAC frame
BYTES = 2  # a sample, 16 bits
UNEVEN = RATE // 100  # packets may lie this many samples off their place before they are put right
SEEK_FROM = 20 * TICKS


def channels_of(spec: RenderSpec, timeline: Timeline) -> int:
    """How many channels the output's sound has; 0 for no sound track."""
    if spec.sound is SoundChoice.remove:
        return 0
    used = {piece.source for piece in timeline.pieces if isinstance(piece, Footage)}
    found = [sound.channels for number in used if (sound := spec.sources[number].probe.sound)]
    if spec.sound is SoundChoice.silence:
        return 1
    return min(2, max(found, default=0))


def blocks(spec: RenderSpec, timeline: Timeline, chunks: Sequence[Chunk], *, channels: int) -> Iterator[AudioFrame]:
    """The whole sound in frames of one block, 48 kHz, from the output's start to its end."""
    layout = "mono" if channels == 1 else "stereo"
    width = channels * BYTES
    waiting, sent = bytearray(), 0
    total = chunks[-1].media_end * RATE // TICKS
    for sample, data in _placed(spec, timeline, chunks, layout, width):
        head = sent + len(waiting) // width
        if sample > head:
            waiting += bytes((sample - head) * width)
        waiting += data[max(0, head - sample) * width :]
        while len(waiting) >= BLOCK * width:
            yield _frame(bytes(waiting[: BLOCK * width]), sent, layout)
            del waiting[: BLOCK * width]
            sent += BLOCK
    while sent < total:
        part = bytes(waiting[: BLOCK * width]).ljust(min(BLOCK, total - sent) * width, b"\0")
        del waiting[: BLOCK * width]
        yield _frame(part, sent, layout)
        sent += len(part) // width


def _placed(
    spec: RenderSpec, timeline: Timeline, chunks: Sequence[Chunk], layout: str, width: int
) -> Iterator[tuple[int, bytes]]:
    """Pieces of sound with the number of their first sample in the output, in order."""
    if spec.sound is not SoundChoice.keep:
        return
    for piece in timeline.pieces:
        if not isinstance(piece, Footage):
            continue
        shift = media_of(piece.start, chunks) - piece.start
        first, last = ((tick + shift) * RATE // TICKS for tick in (piece.start, piece.end))
        source = spec.sources[piece.source]
        head: int | None = None
        for tick, data in _decoded(source, piece.start - piece.base, piece.end - piece.base, layout):
            place = round((tick + piece.base + shift) * RATE / TICKS)
            if head is not None and abs(place - head) <= UNEVEN:
                place = head
            head = place + len(data) // width
            if head > first and place < last:
                yield max(place, first), data[max(0, first - place) * width : max(0, last - place) * width]


def _decoded(source: Source, start: int, end: int, layout: str) -> Iterator[tuple[int, bytes]]:
    """The file's sound in `[start, end)` and a little around it: ticks after the first video frame, samples."""
    if source.probe.sound is None:
        return
    resampler = av.AudioResampler(format="s16", layout=layout, rate=RATE)
    try:
        with open_recording(source.path) as container:
            _seek(container, source, start)
            stream = container.streams.audio[0]
            for timed in packets(container, stream):
                tick = timed.pts - source.probe.origin
                if tick >= end:
                    return
                try:
                    frames = [
                        part
                        for frame in stream.codec_context.decode(timed.packet)
                        for part in resampler.resample(frame)
                    ]
                except FFmpegError:
                    continue  # silence in its place
                for frame in frames:
                    yield tick, bytes(frame.planes[0])[: frame.samples * len(frame.layout.channels) * BYTES]
                    tick += frame.samples * TICKS // RATE
    except UnreadableSegment:
        return


def _seek(container: InputContainer, source: Source, start: int) -> None:
    if start > SEEK_FROM and not source.probe.clock_resets:
        container.seek(int((source.probe.origin + start - TICKS) / TICKS * av.time_base), backward=True)


def _frame(data: bytes, sample: int, layout: str) -> AudioFrame:
    frame = AudioFrame(format="s16", layout=layout, samples=len(data) // BYTES // len(av.AudioLayout(layout).channels))
    frame.planes[0].update(data.ljust(frame.planes[0].buffer_size, b"\0"))
    frame.sample_rate, frame.pts = RATE, sample
    return frame
