"""Encoded chunks become one file: copied packet by packet, each with the exact time the plan gives it."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from footage.rendering.chunks import Chunk
from footage.rendering.errors import RenderError
from footage.rendering.recording import packets
from footage.rendering.sound import RATE
from footage.rendering.ticks import TICKS, compact

TOLERANCE = 1  # tick


def made_frames(path: Path) -> Sequence[int]:
    """The moments of the frames in an encoded part, in ticks after the window's start."""
    with _open(path) as part:
        return compact(timed.pts for timed in packets(part, part.streams.video[0]))


def _open(path: Path) -> InputContainer:
    """Without decoding frames first, which would only tell what is known: the colours."""
    options = {"protocol_whitelist": "file", "codec_whitelist": "none"}
    return av.open(f"file:{path}", format="nut", options=options)


def join(
    parts: Sequence[tuple[Chunk, Path]],
    *,
    output: Path,
    colour: tuple[int, int, int],
    sound: Iterable[AudioFrame] = (),
    channels: int = 0,
) -> None:
    """Write the chunks' pictures to `output` (mp4, index first). The last frame of each lasts to the chunk's end.

    `colour` is primaries, transfer and matrix as in ITU-T H.273, which players look for beside the pictures as well.
    `sound` is interleaved with them when there are `channels`.

    Raises RenderError("self_check_failed") when a part does not hold exactly the frames it was to hold.
    """
    with av.open(
        str(output),
        "w",
        format="mp4",
        options={"fflags": "+bitexact", "movflags": "+faststart", "video_track_timescale": str(TICKS)}
        | {"movie_timescale": str(TICKS)},
    ) as out:
        stream, configuration = None, None
        audio = _Sound(out, iter(sound))
        for chunk, path in parts:
            with _open(path) as part:
                video = part.streams.video[0]
                if stream is None:
                    stream = out.add_stream_from_template(video, opaque=True)
                    stream.time_base = Fraction(1, TICKS)
                    _tell_colour(stream, colour)
                    if channels:
                        audio.open("mono" if channels == 1 else "stereo")
                    configuration = video.codec_context.extradata
                if video.codec_context.extradata != configuration:
                    raise RenderError("self_check_failed", "the encoder set itself up differently for two chunks")
                times = compact([*chunk.media_frames, chunk.media_end])
                count = 0
                for count, timed in enumerate(packets(part, video), start=1):
                    if count == len(times) or abs(timed.pts - chunk.frames[count - 1]) > TOLERANCE:
                        raise RenderError("self_check_failed", f"part {chunk.number} has a frame that is not its own")
                    audio.write_until(times[count - 1])
                    out.mux_one(_stamped(timed.packet, stream, times[count - 1], times[count]))
                if count != len(times) - 1:
                    raise RenderError("self_check_failed", f"part {chunk.number} has only {count} frames")
        audio.write_until(None)


def _tell_colour(stream: VideoStream, colour: tuple[int, int, int]) -> None:
    context = stream.codec_context
    context.color_primaries, context.color_trc, context.colorspace = colour
    context.color_range = ColorRange.MPEG


class _Sound:
    """The sound track beside the pictures: encoded just ahead of them."""

    def __init__(self, out: OutputContainer, blocks: Iterator[AudioFrame]):
        self._out = out
        self._blocks = blocks
        self._stream: AudioStream | None = None
        self._reached = 0

    def open(self, layout: str) -> None:
        self._stream = self._out.add_stream("aac", rate=RATE, layout=layout)
        self._stream.bit_rate = 96_000

    def write_until(self, tick: int | None) -> None:
        """Write the sound up to `tick` of the output; all that is left when None."""
        if self._stream is None:
            return
        while tick is None or self._reached <= tick * RATE // TICKS:
            block = next(self._blocks, None)
            if block is None:
                break
            self._reached = (block.pts or 0) + block.samples
            self._out.mux(self._stream.encode(block))
        if tick is None:
            self._out.mux(self._stream.encode(None))


def _stamped(packet: Packet, stream: VideoStream, time: int, after: int) -> Packet:
    packet.stream, packet.time_base = stream, Fraction(1, TICKS)
    packet.pts = packet.dts = time
    packet.duration = after - time
    return packet
