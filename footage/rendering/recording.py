"""Opens a recorder's file and reads its packets with times in ticks, whatever the container.

The file is never trusted: only plain media containers, only the file itself (no playlist, no network, no references).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream

from footage.rendering.archive import GapReason
from footage.rendering.errors import UnreadableSegment
from footage.rendering.ticks import TICKS, rescaled

CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mpegts,mpeg,avi,flv,asf,nut,h264,hevc,mjpeg,m4v,ivf,obu,av1"
RESYNC = 1 << 30  # bytes of damage that a transport stream is read on behind; ffmpeg gives up after 65,536
CHUNK_HEADER = 8  # bytes of an AVI chunk before its data: the index names the chunk, packets the data
CLOCK_RESET = TICKS  # a decoding time that falls back by more than this: the camera restarted its clock


@dataclass(frozen=True, slots=True)
class Timed:
    """A packet with its presentation and decoding time in ticks on the file's own clock, made continuous."""

    packet: Packet
    pts: int
    dts: int | None
    was_reset: bool  # the file's clock fell back just before it
    is_counted: bool = False  # nothing tells its time but how many were read before it


def open_recording(path: Path, *, is_described: bool = False) -> InputContainer:
    """Open `path` for reading. Raises UnreadableSegment with the reason.

    Opening decodes some frames to learn what the container does not say, which takes tens of milliseconds;
    `is_described` leaves that out, for a file whose container describes it (`describes_itself`).
    """
    options = {"fflags": "+genpts", "protocol_whitelist": "file", "format_whitelist": CONTAINERS}
    options["resync_size"] = str(RESYNC)
    try:
        return av.open(
            f"file:{path}",
            options={**options, "codec_whitelist": "none"} if is_described else options,
            metadata_errors="replace",
        )
    except FileNotFoundError as error:
        raise UnreadableSegment(GapReason.missing, "the file is gone") from error
    except PermissionError as error:
        raise UnreadableSegment(GapReason.unreadable, "the file may not be opened") from error
    except (FFmpegError, OSError, ValueError) as error:
        empty = path.is_file() and path.stat().st_size == 0
        raise UnreadableSegment(GapReason.damaged, "the file is empty" if empty else "not a readable video") from error


def describes_itself(container: str, codec: str) -> bool:
    """Does the container hold all that a decoder needs to be set up, and the frames' order? Names as ffmpeg's."""
    return "mp4" in container and codec in ("h264", "hevc")


def counts_frames(container: InputContainer) -> bool:
    """AVI has no presentation times: a frame's time is its number, and those that libav makes up are late."""
    return "avi" in container.format.name


def ticks_per_unit(stream: Stream) -> Fraction:
    """How many ticks one unit of the stream's own times lasts."""
    return Fraction(stream.time_base or Fraction(1, TICKS)) * TICKS


def packets(container: InputContainer, stream: Stream) -> Iterator[Timed]:
    """The stream's packets in decoding order.

    Reading ends where the file does, also where it was cut off. Raises UnreadableSegment when packets carry no time.
    """
    scale = ticks_per_unit(stream)
    per_unit = scale.numerator, scale.denominator
    keeps_order_only = counts_frames(container)
    # A place in the index is right also behind a damaged stretch, where counting on would be early.
    indexed = {entry.pos + CHUNK_HEADER: entry.timestamp for entry in stream.index_entries} if keeps_order_only else {}
    shift, last, step = 0, None, TICKS // 25
    try:
        for packet in container.demux(stream):
            if not packet.size:
                continue
            if keeps_order_only and packet.dts is not None:
                packet.dts = indexed.get(packet.pos or 0, packet.dts)
                packet.pts = packet.dts
            stamp = packet.pts if packet.pts is not None else packet.dts
            if stamp is None:
                raise UnreadableSegment(GapReason.unsupported, "the video carries no times")
            pts = rescaled(stamp, *per_unit) + shift
            dts = None if packet.dts is None else rescaled(packet.dts, *per_unit) + shift
            clock = pts if dts is None else dts
            was_reset = last is not None and clock < last - CLOCK_RESET
            if last is not None and was_reset:
                jump = last + step - clock
                shift, pts, dts, clock = shift + jump, pts + jump, None if dts is None else dts + jump, clock + jump
            elif last is not None and last < clock < last + CLOCK_RESET:
                step = clock - last
            last = clock if last is None else max(last, clock)
            yield Timed(packet, pts, dts, was_reset, keeps_order_only and packet.pos not in indexed)
    except FFmpegError:
        return
