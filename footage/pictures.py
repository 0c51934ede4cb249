"""Single pictures straight from the vault, for a timeline: one seek, one decoded key frame."""

from datetime import datetime
from fractions import Fraction
from io import BytesIO

from av.error import FFmpegError
from av.video.frame import VideoFrame
from django.db.models import Q
from PIL import ImageDraw

from footage import vault
from footage.models import Hold
from footage.rendering.errors import UnreadableSegment
from footage.rendering.probe import Probe
from footage.rendering.recording import open_recording
from footage.rendering.ticks import TICKS, ticks_of

WIDTH = 320
QUALITY = 70


def at(*, hold: Hold, moment: datetime, mark: str) -> bytes | None:
    """A JPEG of the key frame shown at `moment` (aware) or just before, with `mark` written on it; None if none is."""
    if not hold.starts_at <= moment < hold.ends_at:
        return None
    reaching = hold.segments.select_related("file").filter(
        Q(ends_at=None) | Q(ends_at__gt=moment), starts_at__lte=moment, file__probe__isnull=False
    )
    for segment in reaching.order_by("-starts_at"):
        file, tick = segment.file, ticks_of(moment - segment.starts_at)
        probe = Probe.from_json(file.probe or {}) if file else None
        if file and probe and tick < probe.end:
            return _picture(file.sha256, probe, tick, mark)
    return None


def _picture(sha256: str, probe: Probe, tick: int, mark: str) -> bytes | None:
    try:
        with open_recording(vault.object_path(sha256)) as container:
            video = container.streams.video[0]
            video.codec_context.skip_frame = "NONKEY"
            second = (probe.origin + probe.key_before(tick)) / TICKS
            container.seek(round(second / (video.time_base or Fraction(1, TICKS))), stream=video)
            frame = next(container.decode(video), None)
            return _jpeg(frame, probe, mark) if frame else None
    except (UnreadableSegment, FFmpegError):
        return None


def _jpeg(frame: VideoFrame, probe: Probe, mark: str) -> bytes:
    width, height = probe.shown_size
    size = (WIDTH, max(2, round(WIDTH * height / width)))
    coded = size[::-1] if probe.rotation in (90, 270) else size
    # Made small before it becomes RGB: that is most of the work.
    image = frame.to_image(width=coded[0], height=coded[1])
    if probe.rotation:
        image = image.rotate(-probe.rotation, expand=True)
    at_the_foot = (4, image.height - 16)
    ImageDraw.Draw(image).text(at_the_foot, mark, fill="white", stroke_width=1, stroke_fill="black")
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
