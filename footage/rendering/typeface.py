"""The project's typeface, measured and drawn; every machine draws with the same, from a dependency.

Digits of the clock stand in cells of one width, so that it does not tremble from second to second.
"""

from functools import cache
from importlib.resources import files
from io import BytesIO
from math import ceil

from PIL import Image, ImageDraw, ImageFont

SEMI_BOLD = 600
DIGITS = "0123456789"


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The typeface, semi-bold: thin strokes drown in a compressed picture."""
    loaded = ImageFont.truetype(BytesIO(_data()), size, layout_engine=ImageFont.Layout.BASIC)
    loaded.set_variation_by_axes([SEMI_BOLD])
    return loaded


def width(text: str, size: int) -> float:
    """How wide a line of text is, in pixels."""
    return font(size).getlength(text)


def fitting(text: str, size: int, room: float) -> int:
    """The size, at most `size`, at which the text is no wider than `room`."""
    return min(size, int(size * room / max(1.0, width(text, size))))


def clock_width(text: str, size: int) -> int:
    """How wide the clock is, whatever it shows."""
    return sum(_advance(sign, size) for sign in text)


def draw_clock(image: Image.Image, place: tuple[int, int], text: str, size: int, *, over: str = "") -> None:
    """Draw the clock, white on black, at (left, baseline); only the signs that differ from those of `over`."""
    x, baseline = place
    for number, sign in enumerate(text):
        if over[number : number + 1] != sign:
            image.paste(_cell(sign, size), (x, baseline - size))
        x += _advance(sign, size)


@cache
def _advance(sign: str, size: int) -> int:
    return ceil(max(width(digit, size) for digit in DIGITS) if sign in DIGITS else width(sign, size))


@cache
def _cell(sign: str, size: int) -> Image.Image:
    cell = Image.new("L", (_advance(sign, size), size + size // 3), 0)
    left = (cell.width - width(sign, size)) / 2
    ImageDraw.Draw(cell).text((left, size), sign, font=font(size), fill=255, anchor="ls")
    return cell


@cache
def _data() -> bytes:
    return (files("fontpkg_plus_jakarta_sans") / "files" / "PlusJakartaSans[wght].ttf").read_bytes()
