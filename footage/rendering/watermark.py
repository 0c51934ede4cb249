"""What is written beside and across the picture, and where: the strip, the recipient code, slates, marks on damage.

The strip stands outside the picture, so that it never covers a clock the recorder burned in; the faint code across the
picture leaves out the places that are to be kept clear. `drawing` makes pictures of all this: ffmpeg is given
pictures only, so no wording that people chose ever enters a graph.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor

from footage.rendering import typeface
from footage.rendering.archive import GapReason
from footage.rendering.sources import Box, RenderSpec, Strip
from footage.rendering.ticks import moment_of
from footage.rendering.timeline import Missing

INK, SOFT, ALARM = "#ffffff", "#d3dae3", "#ffb02e"
# The strip's letters are the picture's height divided by this. With a strip of two lines, 1920x1080 becomes 1920x1152:
# the largest frame that the decoders of cheap telephones must take (H.264 level 4.2: 8,704 macroblocks).
LINES_OF_TEXT = 41.5
USUAL_TEXT = 12  # smallest size that is still read with ease; only texts too long for their line become smaller
SMALLEST_TEXT = 7
LEADING = 1.38  # distance of the strip's lines, in sizes of their letters
TILES_A_SIDE = 22  # the code's letters are the picture's shorter side divided by this
REASONS = {
    GapReason.missing: "Tidak ada rekaman",
    GapReason.unreadable: "Berkas rekaman tidak dapat dibuka",
    GapReason.damaged: "Berkas rekaman rusak",
    GapReason.unsupported: "Format rekaman tidak didukung",
    GapReason.not_yet_recorded: "Belum direkam",
}

Rectangle = tuple[int, int, int, int]  # left, top, right, bottom; the latter two not included


@dataclass(frozen=True, slots=True)
class Text:
    """One line at a place of the frame. `words` None stands for the running wall clock."""

    words: str | None
    x: int
    baseline: int
    size: int
    colour: str = INK


@dataclass(frozen=True, slots=True)
class Tiles:
    """The recipient code, over and over: `words` is a line of it, wider than the picture by its own repetition.

    `rows` are the lines' left ends and tops in the picture, each `height` pixels high. `clear` is left out.
    """

    words: str
    size: int
    height: int
    rows: tuple[tuple[int, int], ...]
    clear: tuple[Rectangle, ...]


@dataclass(frozen=True, slots=True)
class Canvas:
    """The whole frame: the picture's room, and the strip above or below it. All even numbers of pixels."""

    width: int
    height: int
    picture_top: int
    picture_height: int
    strip_top: int
    strip_height: int
    texts: tuple[Text, ...]
    clock_box: Rectangle  # the part of the strip that changes with the clock
    tiles: Tiles

    @property
    def clock(self) -> Text:
        """The place of the wall clock."""
        return next(text for text in self.texts if text.words is None)


def lay_out(spec: RenderSpec, *, picture: tuple[int, int]) -> Canvas:
    """Where everything stands around and on a picture of `picture` pixels."""
    width, picture_height = (ceil(side / 2) * 2 for side in picture)
    camera, clock = _line(spec.camera_name), clock_text(spec.starts_at, spec)
    references = "   ·   ".join(filter(None, (_line(spec.reference), _line(spec.recipient))))
    size = max(USUAL_TEXT, round(min(width * 0.62, picture_height) / LINES_OF_TEXT))
    margin = max(2, size // 2)
    room = width - 2 * margin
    rows: list[list[str | None]] = [[camera, None], [references]]
    if typeface.width(camera, size) + 2 * size + typeface.clock_width(clock, size) > room:
        rows = [[None], [camera], [references]]
    size = max(SMALLEST_TEXT, min(size, *(_fitting(row, clock, size, room) for row in rows)))
    strip_height = ceil(len(rows) * size * LEADING / 2) * 2
    strip_top = 0 if spec.strip is Strip.top else picture_height
    texts = []
    for number, row in enumerate(rows):
        baseline = strip_top + round(strip_height * (number + 0.5) / len(rows) + size * 0.36)
        for words in row:
            x = margin if words or len(row) == 1 else width - margin - typeface.clock_width(clock, size)
            shown = words if words is None else _shortened(words, size, room)
            texts.append(Text(shown, x, baseline, size, SOFT if number == len(rows) - 1 else INK))
    code = _line(spec.recipient) or _line(spec.reference) or camera
    return Canvas(
        width=width,
        height=picture_height + strip_height,
        picture_top=strip_height if spec.strip is Strip.top else 0,
        picture_height=picture_height,
        strip_top=strip_top,
        strip_height=strip_height,
        texts=tuple(texts),
        clock_box=_around_clock(texts, clock, (width, picture_height + strip_height)),
        tiles=_tiles(code, (width, picture_height), spec.clear),
    )


def slate_texts(spec: RenderSpec, missing: Missing, canvas: Canvas) -> tuple[Text, ...]:
    """The lines of the slate for a gap, centred in the picture's room."""
    start, end = (moment_of(tick, since=spec.starts_at) for tick in (missing.start, missing.end))
    title = "REKAMAN TIDAK TERSEDIA"
    span = f"{_hours(start, spec)}–{_hours(end, spec)} {zone_name(start, spec)}"
    lines = [title, span, f"{REASONS[missing.reason]}, {_length(missing.end - missing.start)}"]
    if canvas.width > 2.2 * canvas.picture_height:
        lines = [f"{title} {span}", lines[2]]
    room = canvas.width * 0.9
    size = max(10, round(min(canvas.width, canvas.picture_height * 1.6) / 20))
    size = max(SMALLEST_TEXT, min(typeface.fitting(line, size, room) for line in lines))
    middle = canvas.picture_top + canvas.picture_height / 2
    texts = []
    for place, line in enumerate(lines):
        baseline = round(middle + (place - (len(lines) - 1) / 2) * size * 1.7 + size * 0.36)
        x = round((canvas.width - typeface.width(line, size)) / 2)
        texts.append(Text(line, x, baseline, size, SOFT if place == len(lines) - 1 else INK))
    return tuple(texts)


def damage_text(canvas: Canvas) -> Text:
    """The mark on pictures made from broken bits; in a corner of the picture that need not be kept clear."""
    words = "REKAMAN RUSAK: gambar tidak utuh"
    size = typeface.fitting(words, max(10, canvas.picture_height // 30), canvas.width * 0.9)
    margin, width = size // 2, ceil(typeface.width(words, size))
    corners = [
        (left, top) for top in (canvas.picture_height - 2 * size, 0) for left in (margin, canvas.width - margin - width)
    ]
    free = (
        corner
        for corner in corners
        if not any(_meet((*corner, corner[0] + width, corner[1] + 2 * size), place) for place in canvas.tiles.clear)
    )
    left, top = next(free, corners[0])
    return Text(words, left, canvas.picture_top + top + round(size * 1.4), size, ALARM)


def clock_text(moment: datetime, spec: RenderSpec) -> str:
    """The wall clock as the strip shows it."""
    local = moment.astimezone(spec.timezone)
    return f"{local:%d-%m-%Y  %H.%M.%S}  {zone_name(moment, spec)}"


def zone_name(moment: datetime, spec: RenderSpec) -> str:
    """WIB, WITA, WIT, or the zone's own abbreviation."""
    return moment.astimezone(spec.timezone).tzname() or "UTC"


def _hours(moment: datetime, spec: RenderSpec) -> str:
    return f"{moment.astimezone(spec.timezone):%H.%M.%S}"


def _length(ticks: int) -> str:
    """A length in words, in Indonesian."""
    seconds = round(ticks / 90_000)
    parts = ((seconds // 3600, "jam"), (seconds // 60 % 60, "menit"), (seconds % 60, "detik"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "kurang dari 1 detik"


def _line(text: str) -> str:
    """One line without control characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _around_clock(texts: Iterable[Text], clock: str, frame: tuple[int, int]) -> Rectangle:
    """Even numbers, since colours have half the resolution."""
    place = next(text for text in texts if text.words is None)
    left, top = max(0, place.x - 2) // 2 * 2, max(0, place.baseline - place.size) // 2 * 2
    right = min(frame[0], place.x + typeface.clock_width(clock, place.size) + 2)
    bottom = min(frame[1], place.baseline + place.size // 3)
    return left, top, left + (right - left) // 2 * 2, top + (bottom - top) // 2 * 2


def _tiles(code: str, picture: tuple[int, int], clear: Iterable[Box]) -> Tiles:
    """Lines that are shifted against each other, so that cutting off a part of the picture does not lose the code."""
    width, height = picture
    size = max(9, round(min(width, height) / TILES_A_SIDE))
    words = f"{code}          "
    step = max(1, ceil(typeface.width(words, size)))
    band = ceil(size * 1.4 / 2) * 2
    tops = [top // 2 * 2 for top in range(size // 2, max(size, height - band // 2), size * 5)]
    places = [(-(number * step * 3 // 8) % -step, top) for number, top in enumerate(tops)]
    kept = [
        (floor(left * width), floor(top * height), ceil((left + wide) * width), ceil((top + high) * height))
        for left, top, wide, high in clear
    ]
    return Tiles(words * (ceil(width / step) + 1), size, band, tuple(places), tuple(kept))


def _meet(left: Rectangle, right: Rectangle) -> bool:
    return left[0] < right[2] and right[0] < left[2] and left[1] < right[3] and right[1] < left[3]


def _fitting(row: Iterable[str | None], clock: str, size: int, room: float) -> int:
    """The size at which the row's texts stand side by side."""
    if all(words is not None for words in row):
        return typeface.fitting("    ".join(words or "" for words in row), size, room)
    wanted = typeface.clock_width(clock, size) + sum(2 * size + typeface.width(words, size) for words in row if words)
    return min(size, int(size * room / wanted))


def _shortened(text: str, size: int, room: float) -> str:
    while len(text) > 1 and typeface.width(text, size) > room:
        text = text[:-2].rstrip() + "…"
    return text
