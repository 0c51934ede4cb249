"""What a copy of an identity paper is for, written across all of it: it cannot be used for anything else."""

from functools import cache
from importlib.resources import files
from math import ceil, hypot

from PIL import Image, ImageDraw, ImageFont

DEGREES = 28
# What is below stays readable to the officer, what is above cannot be taken off again.
LETTERS, EDGES = ("#7a0016", 0.4), ("#ffffff", 0.25)
WEIGHT = 600


def put(image: Image.Image, text: str) -> Image.Image:
    """A new picture: `text` in slanting rows over all of it, dark with a light edge, so that any ground shows it."""
    size = max(11, round(min(image.size) / 26))
    letters, edges = _rows(text, size, side=ceil(hypot(*image.size)), of=image.size)
    stamped = image.copy()
    for mask, (colour, opacity) in ((edges, EDGES), (letters, LETTERS)):
        stamped.paste(colour, mask=mask.point([round(value * opacity) for value in range(256)]))
    return stamped


def _rows(text: str, size: int, *, side: int, of: tuple[int, int]) -> tuple[Image.Image, Image.Image]:
    """Two masks of the size `of`: the letters, and the letters with an edge around them."""
    font, repeated, masks = _font(size), "", []
    while font.getlength(repeated) < 2 * side:
        repeated += f"{text}   ·   "
    left, top = (side - of[0]) // 2, (side - of[1]) // 2
    for edge in (0, max(1, size // 14)):
        mask = Image.new("L", (side, side))
        draw = ImageDraw.Draw(mask)
        for number, y in enumerate(range(0, side, round(size * 3.6))):
            shift = number % 3 * font.getlength(text) / 3  # no column is left free between the words
            draw.text((-shift, y), repeated, fill=255, font=font, stroke_width=edge)
        turned = mask.rotate(DEGREES, Image.Resampling.BICUBIC)
        masks.append(turned.crop((left, top, left + of[0], top + of[1])))
    return masks[0], masks[1]


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(files("fontpkg_plus_jakarta_sans") / "files" / "PlusJakartaSans[wght].ttf"), size)
    font.set_variation_by_axes([WEIGHT])
    return font
