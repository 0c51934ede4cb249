"""What is in a recorder's file: the time of every frame, how it is coded, and what of it is broken.

Reads the packets only, as fast as the disk. Of a recorder's many files the first is read; where its index tells the
same, the index is enough for the others of its kind (`Prober`). Times are ticks after the file's first video frame,
which is the moment its `starts_at` names.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import repeat
from operator import sub
from pathlib import Path
from statistics import median
from threading import Lock
from typing import Any, Self

from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from footage.rendering import mp4, unread
from footage.rendering.archive import GapReason
from footage.rendering.errors import UnreadableSegment
from footage.rendering.recording import counts_frames, open_recording, packets
from footage.rendering.ticks import TICKS, compact, packed, rescaled, unpacked
from footage.rendering.unread import Place

HARMLESS_TAGS = {"major_brand", "minor_version", "compatible_brands", "language", "duration", "variant_bitrate"}
REORDERED = 24  # frames to look at for their order; no codec holds back more than 16
SHORTEST_GAP = TICKS // 2  # a shorter hole is the recorder's normal unevenness, or the picture before it is held
LOST = TICKS  # frames missing for this long inside a file are replaced by a slate, shorter ones hold the picture
MICROSECONDS = 1_000_000  # per second: in what FFmpeg tells the length of a file


@dataclass(frozen=True, slots=True)
class Sound:
    """The first audio stream; `offset` is where it starts, in ticks after the first video frame."""

    codec: str
    rate: int
    channels: int
    offset: int


@dataclass(frozen=True, slots=True)
class Damage:
    """Ticks `[start, end)` with broken bits; `lost` when no picture came out, else the picture is there but wrong."""

    start: int
    end: int
    lost: bool


@dataclass(frozen=True, slots=True)
class Probe:
    """One file. `frames` and `keys` ascend; `end` is where the last frame stops being shown."""

    container: str
    codec: str
    width: int
    height: int
    sample_aspect: tuple[int, int]
    rotation: int  # degrees clockwise to turn the picture for showing it: 0, 90, 180, 270
    colour: tuple[int, int, int]  # primaries, transfer, matrix as in ITU-T H.273
    configuration: str  # fingerprint of the decoder's set-up; files that differ cannot be fed to one decoder
    origin: int  # the first video frame on the file's own clock
    frames: Sequence[int]
    keys: Sequence[int]
    end: int
    interval: int  # the usual distance of two frames
    has_lead_in: bool  # packets before the first shown frame, needed for decoding only
    is_unordered: bool  # the container tells the order of decoding only (AVI with B-frames): count what comes out
    clock_resets: int
    sound: Sound | None
    metadata: tuple[str, ...]  # names only, never values: what a render removes
    damage: tuple[Damage, ...] = ()
    is_checked: bool = False  # every frame was decoded
    is_full_range: bool = True  # brightness may use all 256 levels (ITU-T H.273); if in doubt

    @property
    def shown_size(self) -> tuple[int, int]:
        """Width and height as people see it: square pixels, turned upright."""
        width = round(self.width * self.sample_aspect[0] / self.sample_aspect[1])
        return (self.height, width) if self.rotation in (90, 270) else (width, self.height)

    def key_before(self, tick: int) -> int:
        """Where decoding must start to show what lies at `tick`: a key frame; the first one when frames are counted."""
        if self.is_unordered:
            return self.frames[0]
        place = bisect_right(self.keys, tick)
        return self.keys[place - 1] if place else self.frames[0]

    def to_json(self) -> dict[str, Any]:
        """A small dict for storage: frame times as runs of `[distance, count]`."""
        small = replace(self, frames=(), keys=())
        return {**asdict(small), "frames": packed(self.frames), "keys": packed(self.keys)}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Self:
        """The opposite of `to_json`."""
        return cls(
            **{
                **row,
                "sample_aspect": tuple(row["sample_aspect"]),
                "colour": tuple(row["colour"]),
                "frames": unpacked(row["frames"]),
                "keys": unpacked(row["keys"]),
                "sound": Sound(**row["sound"]) if row["sound"] else None,
                "metadata": tuple(row["metadata"]),
                "damage": tuple(Damage(**damage) for damage in row["damage"]),
            }
        )


def probe(path: Path) -> Probe:
    """Read every packet of `path` and tell what is in it. Raises UnreadableSegment with the reason."""
    with open_recording(path) as container:
        if not container.streams.video:
            raise UnreadableSegment(GapReason.damaged, "no video in it")
        video = container.streams.video[0]
        context = video.codec_context
        if context is None or not context.width or not context.height:
            raise UnreadableSegment(GapReason.damaged, "the video says nothing about its picture")
        shown, keys, hidden, resets, corrupt = set(), set(), [], 0, []
        places: list[Place] = []
        first = _FirstFrames(container, video)
        for timed in packets(container, video):
            first.see(timed.packet)
            resets += timed.was_reset
            clock = timed.pts if timed.dts is None else timed.dts
            places.append(Place(timed.packet.pos or 0, timed.packet.size, clock, timed.is_counted))
            if timed.packet.is_discard:
                hidden.append(timed.pts)
                continue
            shown.add(timed.pts)
            if timed.packet.is_keyframe:
                keys.add(timed.pts)
            if timed.packet.is_corrupt:
                corrupt.append(timed.pts)
        first.see(None)
        if not shown:
            raise UnreadableSegment(GapReason.damaged, "no picture in it")
        origin = min(shown)
        frames = compact(sorted(tick - origin for tick in shown))
        interval = _usual_interval(frames, video)
        if counts_frames(container):
            places = unread.sure(places, interval=interval, is_counted=first.is_unordered)
            frames = compact(tick for tick in frames if tick <= places[-1].clock - origin)
        around = unread.Bytes(path, container.format.name, places, interval=interval)
        if around.before() and not ("matroska" in container.format.name and origin < LOST):
            raise UnreadableSegment(GapReason.damaged, "its beginning is broken, and nothing tells when the rest was")
        end = frames[-1] + interval
        damage = [Damage(tick - origin, after(frames, tick - origin, end), False) for tick in corrupt]
        for clock in around.between():
            start, until = unread.hole_before(frames, clock - origin, interval)
            damage.append(Damage(start, until, until - start > max(SHORTEST_GAP, 2 * interval)))
        beyond = max(0, (container.duration or 0) * TICKS // MICROSECONDS - end)
        lost = max(_declared_end(container, video, origin), end + around.after(beyond=beyond))
        if lost > end + LOST:
            damage.append(Damage(end, lost, True))
        return Probe(
            container=container.format.name,
            codec=context.codec.canonical_name,
            width=context.width,
            height=context.height,
            sample_aspect=_aspect(video),
            rotation=first.rotation,
            is_unordered=first.is_unordered,
            is_full_range=_is_full_range(context),
            colour=(int(context.color_primaries), int(context.color_trc), int(context.colorspace)),
            configuration=_configuration(video),
            origin=origin,
            frames=frames,
            keys=compact(sorted({tick - origin for tick in keys} | {0})),
            end=end,
            interval=interval,
            has_lead_in=bool(hidden),
            clock_resets=resets,
            sound=_sound(container, video, origin),
            metadata=_metadata(container),
            damage=merged(damage),
        )


class Prober:
    """`probe` for many files of one recorder; may be called from several threads.

    The first file of a kind (`mp4.Index.kind`) is probed in full, and its index compared with what came out. Only where
    they agree are others of that kind believed by their index alone.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, Probe | None] = {}
        self._lock = Lock()

    def probe(self, path: Path) -> Probe:
        """As `probe`. Raises UnreadableSegment with the reason."""
        index = _index(path)
        if index is None:
            return probe(path)
        with self._lock:
            if index.kind not in self._known:
                found = probe(path)
                self._known[index.kind] = found if _by_index(index, found) == found else None
                return found
            known = self._known[index.kind]
        return (known and _by_index(index, known)) or probe(path)


def _index(path: Path) -> mp4.Index | None:
    try:
        return mp4.read(path)
    except OSError:
        return None  # opening it as a recording says why


def _by_index(index: mp4.Index, sibling: Probe) -> Probe | None:
    """The probe of a file with this index, otherwise like `sibling`; None when the index does not tell enough."""
    times, scale = index.times, index.scale
    shown: Sequence[int]
    if isinstance(times, range) and times.step * TICKS % scale == times.start * TICKS % scale == 0:
        shown = range(times.start * TICKS // scale, times.stop * TICKS // scale, times.step * TICKS // scale)
    else:
        shown = sorted({rescaled(time, TICKS, scale) for time in times})
    if len(shown) < 2:
        return None
    origin = shown[0]
    frames = compact(map(sub, shown, repeat(origin)))
    interval = _usual_step(frames)
    end = frames[-1] + interval
    if rescaled(index.declared, TICKS, scale) > end + LOST // 2:  # whether something is lost only packets tell
        return None
    keys = {rescaled(times[place], TICKS, scale) - origin for place in index.keys}
    return replace(
        sibling,
        origin=origin,
        frames=frames,
        keys=compact(sorted(keys | {0})),
        end=end,
        interval=interval,
        has_lead_in=False,
        is_unordered=False,
        clock_resets=0,
        damage=(),
    )


def after(frames: Sequence[int], tick: int, end: int) -> int:
    place = bisect_right(frames, tick)
    return frames[place] if place < len(frames) else end


def merged(damage: Iterable[Damage]) -> tuple[Damage, ...]:
    """Sorted; touching stretches of one kind become one."""
    merged: list[Damage] = []
    for item in sorted(damage, key=lambda item: (item.lost, item.start)):
        if merged and merged[-1].lost == item.lost and item.start <= merged[-1].end:
            merged[-1] = replace(merged[-1], end=max(merged[-1].end, item.end))
        else:
            merged.append(item)
    return tuple(sorted(merged, key=lambda item: (item.start, item.lost)))


def _usual_interval(frames: Sequence[int], video: Stream) -> int:
    if len(frames) > 1:
        return _usual_step(frames)
    rate = video.average_rate or video.guessed_rate
    return round(TICKS / rate) if rate else TICKS // 25


def _usual_step(frames: Sequence[int]) -> int:
    return round(median(map(sub, frames[1:], frames)))


def _declared_end(container: InputContainer, video: Stream, origin: int) -> int:
    """Where the container says the video ends, in ticks after the first frame; 0 when it does not say."""
    if video.duration is None or video.time_base is None or "mp4" not in container.format.name:
        return 0
    start = round((video.start_time or 0) * video.time_base * TICKS)
    return start + round(video.duration * video.time_base * TICKS) - origin


def _aspect(video: VideoStream) -> tuple[int, int]:
    aspect = video.sample_aspect_ratio
    return (aspect.numerator, aspect.denominator) if aspect else (1, 1)


class _FirstFrames:
    """What only decoding tells: the rotation in degrees clockwise, and whether AVI holds frames out of order."""

    def __init__(self, container: InputContainer, video: VideoStream):
        self.rotation = 0
        self.is_unordered = False
        self._is_avi = "avi" in container.format.name
        self._wanted = REORDERED if self._is_avi else 1
        self._decoder = video.codec_context
        self._decoder.thread_count = 1  # for a frame or two, threads are only a cost
        self._decoder.options = {"skip_loop_filter": "all"}

    def see(self, packet: Packet | None) -> None:
        """Take the next packet, None after the last; the first few are decoded."""
        if self._wanted <= 0:
            return
        try:
            frames = self._decoder.decode(packet)
        except FFmpegError:
            return
        for frame in frames[: self._wanted]:
            self.rotation = self.rotation or -round(frame.rotation / 90) * 90 % 360
            self.is_unordered |= self._is_avi and frame.pict_type == PictureType.B
        self._wanted -= len(frames)


def _is_full_range(context: VideoCodecContext) -> bool:
    """JPEG's range comes as pixel formats of its own; the rest says so, or is not."""
    return not (context.pix_fmt or "yuvj").startswith("yuv4") or context.color_range == ColorRange.JPEG


def _configuration(video: VideoStream) -> str:
    context = video.codec_context
    text = f"{context.name} {context.width}x{context.height} {_aspect(video)}".encode()
    return hashlib.sha256(text + (context.extradata or b"")).hexdigest()[:16]


def _sound(container: InputContainer, video: Stream, origin: int) -> Sound | None:
    for stream in container.streams.audio:
        context = stream.codec_context
        if context is not None and context.sample_rate:
            offset = round((stream.start_time or 0) * (stream.time_base or 0) * TICKS) - origin
            return Sound(context.name, context.sample_rate, context.channels, offset)
    return None


def _metadata(container: InputContainer) -> tuple[str, ...]:
    """Names of everything besides picture and sound."""
    names = {f"tag {name}" for name in container.metadata}
    for stream in container.streams:
        names |= {f"{stream.type} tag {name}" for name in stream.metadata}
        if stream.type not in ("video", "audio"):
            names.add(f"{stream.type} stream")
    if container.chapters():
        names.add("chapters")
    plain = {name for name in names if name.rsplit(" ", 1)[-1].lower() not in HARMLESS_TAGS}
    return tuple(sorted(re.sub(r"[^\w .:-]", "?", name)[:80] for name in plain))
