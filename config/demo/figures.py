"""The people and vehicles of the demo street, drawn once each, large, with a transparent ground."""

import math

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]

SCALE = 110  # pixels to a metre: more than the nearest figure on the screen has
SKIN: tuple[Colour, ...] = ((141, 96, 66), (166, 118, 84), (120, 80, 56))
TYRE, GLASS, CHROME = (28, 28, 30), (58, 74, 88), (196, 198, 200)


class Canvas:
    """A transparent picture measured in metres; the origin is on the ground, in the middle."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGBA", (round(width * SCALE), round((height + 0.12) * SCALE)))
        self.draw = ImageDraw.Draw(self.image)

    def at(self, x: float, up: float) -> tuple[float, float]:
        return (x + self.width / 2) * SCALE, (self.height - up) * SCALE

    def shadow(self, half: float, dark: int = 95) -> None:
        left, top = self.at(-half, 0.1)
        right, bottom = self.at(half, -0.12)
        self.draw.ellipse((left, top, right, bottom), fill=(20, 22, 26, dark))

    def box(self, left: float, low: float, right: float, high: float, fill: Colour, *, round_by: float = 0.0) -> None:
        (x0, y0), (x1, y1) = self.at(left, high), self.at(right, low)
        self.draw.rounded_rectangle((x0, y0, x1, y1), round_by * SCALE, fill=fill)

    def shape(self, points: list[tuple[float, float]], fill: Colour) -> None:
        self.draw.polygon([self.at(*point) for point in points], fill=fill)

    def disc(self, x: float, up: float, radius: float, fill: Colour, *, stretch: float = 1.0) -> None:
        (x0, y0), (x1, y1) = self.at(x - radius, up + radius * stretch), self.at(x + radius, up - radius * stretch)
        self.draw.ellipse((x0, y0, x1, y1), fill=fill)

    def limb(self, points: list[tuple[float, float]], thickness: float, fill: Colour) -> None:
        self.draw.line([self.at(*point) for point in points], fill=fill, width=round(thickness * SCALE), joint="curve")
        for x, up in points:
            self.disc(x, up, thickness / 2, fill)


def shade(colour: Colour, by: float) -> Colour:
    """Lighter above 1, darker below."""
    red, green, blue = (min(255, round(channel * by)) for channel in colour)
    return red, green, blue


def person(
    *, phase: float, shirt: Colour, trousers: Colour, skin: Colour, hair: Colour, scarf: bool, bag: bool
) -> Image.Image:
    """Somebody walking to the right, seen from the side; `phase` 0 to 1 is one double step."""
    canvas = Canvas(1.1, 1.75)
    canvas.shadow(0.3)
    swing = math.sin(phase * math.tau)
    hip, shoulder = (0.0, 0.88), (0.02, 1.4)
    for side in (-1, 1):
        reach = swing * side
        lift = max(0.0, math.cos(phase * math.tau) * side) * 0.1
        knee = (0.17 * reach + 0.05, 0.47 + lift / 2)
        foot = (0.3 * reach - 0.03, 0.06 + lift)
        legs = shade(trousers, 0.8 if side < 0 else 1.0)
        canvas.limb([hip, knee, foot], 0.15, legs)
        canvas.limb([foot, (foot[0] + 0.13, foot[1] - 0.01)], 0.09, (46, 40, 38))
        if side < 0:  # the far arm is behind the body
            canvas.limb([shoulder, (0.2 * swing, 1.1), (0.3 * swing + 0.06, 0.92)], 0.1, shade(shirt, 0.75))
    canvas.shape([(-0.16, 0.82), (0.17, 0.82), (0.19, 1.42), (0.05, 1.5), (-0.13, 1.44)], shirt)
    if bag:
        canvas.box(-0.33, 1.0, -0.12, 1.42, shade(trousers, 0.7), round_by=0.07)
    canvas.limb([shoulder, (-0.2 * swing, 1.12), (-0.28 * swing + 0.06, 0.93)], 0.1, shade(shirt, 1.08))
    canvas.disc(-0.28 * swing + 0.07, 0.9, 0.05, skin)
    canvas.limb([(0.03, 1.45), (0.04, 1.54)], 0.1, skin)
    canvas.disc(0.05, 1.61, 0.12, skin, stretch=1.15)
    if scarf:
        canvas.disc(0.01, 1.62, 0.14, shirt, stretch=1.1)
        canvas.disc(0.1, 1.61, 0.085, skin, stretch=1.1)
        canvas.shape([(-0.13, 1.6), (0.12, 1.5), (0.17, 1.32), (-0.17, 1.3)], shirt)
    else:
        canvas.disc(0.01, 1.67, 0.115, hair)
    return canvas.image


def car(*, paint: Colour, coming: bool) -> Image.Image:
    """A car from in front (coming) or behind."""
    canvas = Canvas(2.1, 1.6)
    canvas.shadow(1.02)
    for side in (-1, 1):
        canvas.box(side * 0.72 - 0.13, 0.0, side * 0.72 + 0.13, 0.5, TYRE, round_by=0.05)
    canvas.shape([(-0.86, 0.8), (-0.62, 1.5), (-0.5, 1.56), (0.5, 1.56), (0.62, 1.5), (0.86, 0.8)], shade(paint, 0.86))
    canvas.shape([(-0.72, 0.88), (-0.55, 1.44), (0.55, 1.44), (0.72, 0.88)], GLASS)
    canvas.shape([(-0.68, 0.9), (-0.53, 1.4), (-0.1, 1.4), (-0.36, 0.9)], shade(GLASS, 1.45))
    canvas.box(-0.92, 0.24, 0.92, 0.92, paint, round_by=0.13)
    canvas.box(-0.9, 0.24, 0.9, 0.42, shade(paint, 0.62), round_by=0.06)
    lamp = (246, 243, 226) if coming else (176, 30, 28)
    for side in (-1, 1):
        canvas.box(side * 0.72 - 0.17, 0.62, side * 0.72 + 0.17, 0.8, lamp, round_by=0.06)
        canvas.box(side * 0.98 - 0.08, 0.92, side * 0.98 + 0.08, 1.06, shade(paint, 0.7), round_by=0.03)
    canvas.box(-0.4, 0.5, 0.4, 0.72, (34, 36, 40) if coming else shade(paint, 0.8), round_by=0.04)
    canvas.box(-0.23, 0.33, 0.23, 0.46, (18, 18, 20))
    canvas.box(-0.19, 0.38, 0.19, 0.42, (210, 210, 206))
    return canvas.image


def minibus(*, paint: Colour, coming: bool, height: float = 1.95, width: float = 1.9) -> Image.Image:
    """An angkot, a van, or (higher, wider) a city bus, from in front or behind."""
    canvas = Canvas(width + 0.3, height + 0.1)
    half = width / 2
    canvas.shadow(half + 0.1)
    for side in (-1, 1):
        canvas.box(side * (half - 0.2) - 0.14, 0.0, side * (half - 0.2) + 0.14, 0.5, TYRE, round_by=0.05)
    canvas.box(-half, 0.28, half, height, paint, round_by=0.16)
    canvas.box(-half, 0.28, half, 0.28 + height * 0.2, shade(paint, 0.66), round_by=0.08)
    canvas.box(-half + 0.14, height * 0.52, half - 0.14, height - 0.28, GLASS, round_by=0.08)
    canvas.shape(
        [
            (-half + 0.2, height * 0.55),
            (-half + 0.2, height - 0.34),
            (-half * 0.2, height - 0.34),
            (-half * 0.5, height * 0.55),
        ],
        shade(GLASS, 1.4),
    )
    canvas.box(-half * 0.6, height - 0.21, half * 0.6, height - 0.06, (30, 32, 34), round_by=0.03)
    lamp = (248, 244, 224) if coming else (180, 32, 28)
    for side in (-1, 1):
        canvas.box(side * (half - 0.24) - 0.15, 0.6, side * (half - 0.24) + 0.15, 0.78, lamp, round_by=0.05)
    canvas.box(-0.23, 0.4, 0.23, 0.53, (200, 176, 44))
    return canvas.image


def motorbike(
    *, jacket: Colour, helmet: Colour, paint: Colour, skin: Colour, coming: bool, pillion: bool
) -> Image.Image:
    """A motorbike and who rides it, from in front or behind."""
    canvas = Canvas(1.1, 1.75)
    canvas.shadow(0.36)
    canvas.box(-0.07, 0.0, 0.07, 0.58, TYRE, round_by=0.06)
    canvas.shape([(-0.2, 0.34), (0.2, 0.34), (0.25, 0.82), (-0.25, 0.82)], paint)
    for side in (-1, 1):
        canvas.limb([(side * 0.16, 0.86), (side * 0.29, 0.62), (side * 0.23, 0.34)], 0.15, (48, 52, 64))
        canvas.limb([(side * 0.24, 0.32), (side * 0.27, 0.28)], 0.1, (36, 34, 34))
        canvas.limb([(side * 0.22, 0.98), (side * 0.4, 1.05)], 0.04, TYRE)
        canvas.disc(side * 0.4, 1.2, 0.06, (60, 62, 66))
    canvas.shape([(-0.22, 0.8), (0.22, 0.8), (0.27, 1.32), (0.14, 1.42), (-0.14, 1.42), (-0.27, 1.32)], jacket)
    for side in (-1, 1):
        canvas.limb([(side * 0.23, 1.32), (side * 0.35, 1.14), (side * 0.31, 1.0)], 0.12, shade(jacket, 0.85))
    if coming:
        canvas.disc(0.0, 0.82, 0.1, (250, 246, 224))
        canvas.box(-0.12, 0.64, 0.12, 0.72, (20, 20, 22))
    else:
        canvas.box(-0.12, 0.74, 0.12, 0.82, (186, 30, 26), round_by=0.03)
        canvas.box(-0.13, 0.58, 0.13, 0.7, (24, 24, 26))
    if pillion and not coming:
        canvas.shape([(-0.24, 0.78), (0.24, 0.78), (0.23, 1.24), (-0.23, 1.24)], shade(skin, 1.5))
    canvas.disc(0.0, 1.56, 0.165, helmet, stretch=1.08)
    if coming:
        canvas.box(-0.12, 1.47, 0.12, 1.58, (44, 50, 58), round_by=0.05)
        canvas.box(-0.1, 1.42, 0.1, 1.48, skin, round_by=0.03)
    else:
        canvas.box(-0.14, 1.56, 0.14, 1.6, shade(helmet, 0.7))
    return canvas.image
