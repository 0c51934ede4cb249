"""Draws what `watermark` laid out: pictures for ffmpeg to lay over the film, and the same marks for the self-check."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from math import ceil
from pathlib import Path

import PIL
from PIL import Image, ImageDraw, features

from footage.rendering import films, typeface
from footage.rendering.sources import RenderSpec
from footage.rendering.ticks import TICKS
from footage.rendering.watermark import Canvas, Text, Tiles, clock_text

STRIP, TILES = "strip.png", "tiles.png"  # files of a render
BACKGROUND, GROUND = "#181818", "#262b33"  # of the strip, which is without colour, and of slates
LETTERS, EDGES = (255, 255, 255, 51), (0, 0, 0, 31)  # the tiled code: white and a dark edge, both faint
DARKEST, BRIGHTEST = 16, 235  # how video stores black and white (ITU-R BT.601)
GREY = 126  # and the middle grey 0x808080

_VIDEO_LEVELS = [round(DARKEST + level * (BRIGHTEST - DARKEST) / 255) for level in range(256)]
_STRIP_LEVEL = int(BACKGROUND[1:3], 16)
_CLOCK_LEVELS = [_VIDEO_LEVELS[round(_STRIP_LEVEL + level * (255 - _STRIP_LEVEL) / 255)] for level in range(256)]


def version() -> str:
    """What draws: another version may set letters some pixels apart."""
    return f"Pillow {PIL.__version__}, FreeType {features.version('freetype2')}"


def write_marks(canvas: Canvas, *, folder: Path) -> None:
    """The pictures that are the same for every chunk."""
    strip(canvas).save(folder / STRIP, compress_level=1)
    tiles(canvas).save(folder / TILES, compress_level=1)


def write_clock(spec: RenderSpec, canvas: Canvas, *, frames: Iterable[int], path: Path) -> None:
    """A film of the wall clock for `frames` (ticks after the window's start): a picture wherever its second changes."""
    left, top, right, bottom = canvas.clock_box
    films.write(path, _clocks(spec, canvas, frames), size=(right - left, bottom - top), form="yuv420p")


def clock_words(spec: RenderSpec, tick: int) -> str:
    """What the clock shows in a frame `tick` after the window's start."""
    return _words(spec, _second(spec, tick))


def strip(canvas: Canvas) -> Image.Image:
    """The strip with everything but the clock."""
    image = Image.new("RGB", (canvas.width, canvas.strip_height), BACKGROUND)
    draw = ImageDraw.Draw(image)
    for text in canvas.texts:
        if text.words is not None:
            _write(draw, text, top=canvas.strip_top)
    return image


def clock(canvas: Canvas, words: str) -> Image.Image:
    """The clock's box as video stores its brightness."""
    return _clock_on_black(canvas, words).point(_CLOCK_LEVELS)


def tiles(canvas: Canvas) -> Image.Image:
    """The lines of the recipient code one below the other, each as wide as the picture."""
    tiles = canvas.tiles
    line = _line_of_tiles(tiles)
    image = Image.new("RGBA", (canvas.width, tiles.height * len(tiles.rows)))
    for number, (left, top) in enumerate(tiles.rows):
        row = line.crop((-left, 0, canvas.width - left, tiles.height))
        for box in tiles.clear:
            row.paste((0, 0, 0, 0), (box[0], box[1] - top, box[2], box[3] - top))
        image.paste(row, (0, number * tiles.height))
    return image


def slate(canvas: Canvas, texts: Sequence[Text]) -> Image.Image:
    """The picture that stands for a gap."""
    image = Image.new("RGB", (canvas.width, canvas.picture_height), GROUND)
    for text in texts:
        _write(ImageDraw.Draw(image), text, top=canvas.picture_top)
    return image


def label(text: Text) -> tuple[Image.Image, tuple[int, int]]:
    """A line of text on a dark ground of its own, and where its top left corner stands in the frame."""
    margin = text.size // 2
    left, top = (text.x - margin) // 2 * 2, (text.baseline - round(text.size * 1.4)) // 2 * 2
    width = round(typeface.width(text.words or "", text.size)) + 2 * margin
    image = Image.new("RGBA", (width, 2 * text.size), (0, 0, 0, 180))
    _write(ImageDraw.Draw(image), text, left=left, top=top)
    return image, (left, top)


def expected(canvas: Canvas) -> Image.Image:
    """The brightness of all marks on middle grey, as video stores it, but for the clock."""
    image = Image.new("L", (canvas.width, canvas.height), GREY)
    image.paste(strip(canvas).convert("L").point(_VIDEO_LEVELS), (0, canvas.strip_top))
    drawn = tiles(canvas)
    code, share = drawn.convert("RGB").convert("L").point(_VIDEO_LEVELS), drawn.getchannel("A")
    height = canvas.tiles.height
    for number, (_, top) in enumerate(canvas.tiles.rows):
        visible = min(height, canvas.picture_height - top)
        band = (0, number * height, canvas.width, number * height + visible)
        image.paste(code.crop(band), (0, canvas.picture_top + top), mask=share.crop(band))
    return image


def _clocks(spec: RenderSpec, canvas: Canvas, frames: Iterable[int]) -> Iterator[tuple[int, Image.Image]]:
    image, shown, before = _clock_on_black(canvas, ""), "", None
    left, baseline = _clock_place(canvas)
    for tick in frames:
        second = _second(spec, tick)
        if second != before:
            words = _words(spec, second)
            typeface.draw_clock(image, (left, baseline), words, canvas.clock.size, over=shown)
            yield tick, image.point(_CLOCK_LEVELS)
            shown, before = words, second


def _clock_on_black(canvas: Canvas, words: str) -> Image.Image:
    left, top, right, bottom = canvas.clock_box
    image = Image.new("L", (right - left, bottom - top), 0)
    typeface.draw_clock(image, _clock_place(canvas), words, canvas.clock.size)
    return image


def _clock_place(canvas: Canvas) -> tuple[int, int]:
    return canvas.clock.x - canvas.clock_box[0], canvas.clock.baseline - canvas.clock_box[1]


def _second(spec: RenderSpec, tick: int) -> int:
    """The second since 1970 that a frame shows.

    10 µs more, less than one tick: a frame on the second itself must not fall a rounding error short of it.
    """
    whole = round(spec.starts_at.replace(microsecond=0).timestamp())
    return whole + (spec.starts_at.microsecond * 9 + 90 + tick * 100) // (100 * TICKS)


def _words(spec: RenderSpec, second: int) -> str:
    return clock_text(datetime.fromtimestamp(second, spec.timezone), spec)


def _line_of_tiles(tiles: Tiles) -> Image.Image:
    face, edge = typeface.font(tiles.size), max(1, tiles.size // 20)
    image = Image.new("RGBA", (ceil(face.getlength(tiles.words)), tiles.height))
    at = (0, round(tiles.size * 1.05))
    draw = ImageDraw.Draw(image)
    draw.text(at, tiles.words, font=face, fill=LETTERS, stroke_width=edge, stroke_fill=EDGES, anchor="ls")
    return image


def _write(draw: ImageDraw.ImageDraw, text: Text, *, left: int = 0, top: int) -> None:
    place = (text.x - left, text.baseline - top)
    draw.text(place, text.words or "", font=typeface.font(text.size), fill=text.colour, anchor="ls")
