"""Single pictures straight from the vault, for a timeline: one seek, one decoded key frame."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from fractions import Fraction
from io import BytesIO

from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from django.db.models import Q
from PIL import ImageDraw

from footage import vault
from footage.models import Hold
from footage.rendering.errors import UnreadableSegment
from footage.rendering.probe import Probe
from footage.rendering.recording import describes_itself, open_recording
from footage.rendering.ticks import TICKS, ticks_of

WIDTH = 320
QUALITY = 70


def at(*, hold: Hold, moment: datetime, mark: str) -> bytes | None:
    """A JPEG of the key frame shown at `moment` (aware) or just before, with `mark` written on it; None if none is."""
    return sheet(hold=hold, moments=[moment], mark=mark)[0]


def sheet(*, hold: Hold, moments: Sequence[datetime], mark: str) -> list[bytes | None]:
    """The same for many moments, on all cores."""
    held = [moment for moment in moments if hold.starts_at <= moment < hold.ends_at]
    if not held:
        return [None] * len(moments)
    reaching = hold.segments.select_related("file").filter(
        Q(ends_at=None) | Q(ends_at__gt=min(held)), starts_at__lte=max(held), file__probe__isnull=False
    )
    stored = [
        (segment.starts_at, segment.file.sha256, Probe.from_json(segment.file.probe or {}))
        for segment in reaching.order_by("-starts_at")
        if segment.file
    ]

    def picture(moment: datetime) -> bytes | None:
        for starts_at, sha256, probe in stored if moment in held else ():
            tick = ticks_of(moment - starts_at)
            if 0 <= tick < probe.end:
                return _picture(sha256, probe, tick, mark)
        return None

    with ThreadPoolExecutor(min(len(held), os.cpu_count() or 1)) as pool:
        return list(pool.map(picture, moments))


def _picture(sha256: str, probe: Probe, tick: int, mark: str) -> bytes | None:
    is_described = describes_itself(probe.container, probe.codec)
    try:
        with open_recording(vault.object_path(sha256), is_described=is_described) as container:
            video = container.streams.video[0]
            second = (probe.origin + probe.key_before(tick)) / TICKS
            container.seek(round(second / (video.time_base or Fraction(1, TICKS))), stream=video)
            frame = _first_frame(container, video)
            return _jpeg(frame, probe, mark) if frame else None
    except (UnreadableSegment, FFmpegError):
        return None


def _first_frame(container: InputContainer, video: VideoStream) -> VideoFrame | None:
    """The first key frame from here on. One is not worth threads, and too small to show a filter left out."""
    decoder = video.codec_context
    decoder.thread_count = 1
    decoder.skip_frame = "NONKEY"
    decoder.options = {"skip_loop_filter": "all"}
    for packet in container.demux(video):
        if packet.size and packet.is_keyframe:
            frames = decoder.decode(packet) or decoder.decode(None)
            if frames:
                return frames[0]
            decoder.flush_buffers()
    return None


def _jpeg(frame: VideoFrame, probe: Probe, mark: str) -> bytes:
    width, height = probe.shown_size
    size = (WIDTH, max(2, round(WIDTH * height / width)))
    coded = size[::-1] if probe.rotation in (90, 270) else size
    # Made small before it becomes RGB: that is most of the work.
    image = frame.to_image(width=coded[0], height=coded[1], interpolation="AREA")
    if probe.rotation:
        image = image.rotate(-probe.rotation, expand=True)
    at_the_foot = (4, image.height - 16)
    ImageDraw.Draw(image).text(at_the_foot, mark, fill="white", stroke_width=1, stroke_fill="black")
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
