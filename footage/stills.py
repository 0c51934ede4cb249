"""Single frames of what is held, to the frame: which moments there are, and a picture of one of them for the case file.

The engine's own timeline says which file shows which moment, so that a still is the frame that a clip would show.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from io import BytesIO

from av.error import FFmpegError
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from core.actors import Actor
from core.clock import WIB
from core.errors import NotFound
from footage import looks, render_specs
from footage.models import Hold, Look
from footage.rendering import timeline, typeface
from footage.rendering.errors import RenderError, UnreadableSegment
from footage.rendering.recording import open_recording
from footage.rendering.sources import Source
from footage.rendering.ticks import TICKS, moment_of, packed, ticks_of

QUALITY = 92
FAINT, FAINT_EDGE = (255, 255, 255, 60), (0, 0, 0, 36)


@dataclass(frozen=True, slots=True)
class Still:
    """A frame as an upright picture of square pixels; `at` is its own moment (aware), not the one asked for."""

    image: Image.Image
    at: datetime


def moments(hold: Hold) -> list[list[int]]:
    """The moments of all frames, in ticks of 1/90000 s after the hold's start, as runs of `[distance, count]`."""
    spec = render_specs.whole(hold, hold.segments.select_related("file"))
    try:
        pieces = timeline.lay(spec).pieces
    except RenderError:  # no_footage: there is no frame
        return []
    return packed([t for p in pieces if isinstance(p, timeline.Footage) for t in timeline.frames_of(p, spec)])


def find(hold: Hold, at: datetime) -> Still | None:
    """The frame that is shown at `at`; None in a gap, and where the file cannot be read."""
    spec = render_specs.whole(hold, hold.segments.select_related("file"))
    tick = ticks_of(at - hold.starts_at)
    try:
        pieces = timeline.lay(spec).pieces
    except RenderError:
        return None
    for piece in pieces:
        if isinstance(piece, timeline.Footage) and piece.start <= tick < piece.end:
            frames = timeline.frames_of(piece, spec)
            shown = frames[max(bisect_right(frames, tick) - 1, 0)]
            image = _decoded(spec.sources[piece.source], shown - piece.base)
            return Still(image, moment_of(shown, since=hold.starts_at)) if image else None
    return None


def response(request: HttpRequest, *, look: Look, at: datetime, officer_code: str, by: Actor) -> HttpResponse:
    """The frame shown at `at`, marked, as a file to keep; each one is on the trail. Raises NotFound in a gap."""
    still = find(look.hold, at)
    if still is None:
        raise NotFound(_("There is no picture of this moment. Choose another one."))
    looks.opened(look, by=by)
    looks.pictured(look, at=still.at, by=by)
    name = f"{look.hold.reference}-{look.hold.camera.code}-{still.at.astimezone(WIB):%Y%m%d-%H%M%S.%f}"[:-3] + ".jpg"
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
    }
    return HttpResponse(_jpeg(still, look, officer_code), content_type="image/jpeg", headers=headers)


def _decoded(source: Source, tick: int) -> Image.Image | None:
    """The frame `tick` after the file's first one, decoded from the key frame before it."""
    probe = source.probe
    try:
        with open_recording(source.path) as container:
            video = container.streams.video[0]
            unit = Fraction(video.time_base or Fraction(1, TICKS))
            begin = (probe.origin + probe.key_before(tick)) / Fraction(TICKS)
            container.seek(int(begin / unit), stream=video)
            for frame in container.decode(video):
                if frame.pts is None or frame.pts * unit * TICKS - probe.origin < tick - probe.interval // 2:
                    continue
                width, height = probe.shown_size
                coded = (height, width) if probe.rotation in (90, 270) else (width, height)
                return frame.to_image(width=coded[0], height=coded[1]).rotate(-probe.rotation, expand=True)
    except (UnreadableSegment, FFmpegError):
        return None
    return None


def _jpeg(still: Still, look: Look, officer_code: str) -> bytes:
    """A strip above the picture says what it is; the officer's code lies faintly across it."""
    picture = still.image
    size = max(10, round(min(picture.width * 0.62, picture.height) / 40))
    font, strip = typeface.font(size), round(size * 3.6)
    sheet = Image.new("RGB", (picture.width, picture.height + strip), (20, 23, 28))
    sheet.paste(picture, (0, strip))
    ink = ImageDraw.Draw(sheet, "RGBA")
    local = still.at.astimezone(WIB)
    clock = f"{local:%d-%m-%Y  %H.%M.%S},{local.microsecond // 1000:03}  WIB"
    ink.text((size // 2, size // 2), look.hold.camera.name, font=font, fill="white")
    ink.text((picture.width - size // 2, size // 2), clock, font=font, fill="white", anchor="ra")
    ink.text((size // 2, size * 2), f"{look.hold.reference}   ·   {officer_code}", font=font, fill=(200, 208, 218))
    step = round(font.getlength(officer_code)) + size * 6
    for row, y in enumerate(range(strip + size * 2, sheet.height, size * 5)):
        for x in range(-(row * step * 3 // 8) % step - step, sheet.width, step):
            ink.text((x, y), officer_code, font=font, fill=FAINT, stroke_width=1, stroke_fill=FAINT_EDGE)
    for left, top, width, height in look.hold.camera.clock_boxes:  # nothing stands on the recorder's own clock
        x, y = round(left * picture.width), round(top * picture.height)
        spared = picture.crop((x, y, x + round(width * picture.width), y + round(height * picture.height)))
        sheet.paste(spared, (x, strip + y))
    out = BytesIO()
    sheet.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
