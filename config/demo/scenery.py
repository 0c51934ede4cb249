"""The street itself: perspective, road, houses, trees and light; drawn once for each camera from its seed."""

import random
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

from config.demo.figures import Colour, shade

WIDTH, HEIGHT = 960, 540
FINE = 2  # the still part is drawn at twice the size, so that edges are smooth
ZEBRA = (11.0, 14.2)  # metres from the camera
FAR = 140.0

WALLS: tuple[Colour, ...] = (
    (214, 203, 182), (196, 208, 204), (222, 190, 160), (180, 190, 204), (208, 208, 208), (228, 218, 170),
    (190, 160, 146),
)  # fmt: skip
SIGNS: tuple[Colour, ...] = ((188, 52, 44), (32, 98, 158), (226, 168, 32), (30, 124, 84), (120, 62, 130))
LEAVES: tuple[Colour, ...] = ((58, 96, 50), (74, 116, 58), (46, 82, 46), (92, 132, 66))


@dataclass(frozen=True, slots=True)
class Lens:
    """A camera on a pole: metres on the street to pixels. x to the right, z away from it, up from the ground."""

    centre: float
    horizon: float
    height: float
    focus: float = 620.0

    def at(self, x: float, z: float, up: float = 0.0) -> tuple[float, float]:
        return self.centre + self.focus * x / z, self.horizon + self.focus * (self.height - up) / z


@dataclass(frozen=True, slots=True)
class Scenery:
    """What does not move: the picture behind the traffic, and the leaves and cables in front of it."""

    lens: Lens
    half_road: float
    behind: Image.Image
    before: Image.Image
    before_at: tuple[int, int]


def draw(seed: int) -> Scenery:
    """The same seed gives the same street."""
    chance = random.Random(seed)  # noqa: S311 (a drawing, not a secret)
    lens = Lens(
        centre=WIDTH * chance.uniform(0.4, 0.62), horizon=chance.uniform(118, 150), height=chance.uniform(5.6, 6.6)
    )
    painter = _Painter(lens, chance, half_road=chance.uniform(5.0, 5.8))
    street, leaves = painter.street(), painter.foreground()
    box = leaves.getbbox() or (0, 0, 1, 1)
    return Scenery(lens, painter.half_road, street, leaves.crop(box), box[:2])


class _Painter:
    def __init__(self, lens: Lens, chance: random.Random, *, half_road: float) -> None:
        self.lens, self.chance, self.half_road = lens, chance, half_road
        self.kerb = half_road + 0.25
        self.houses = half_road + 3.4
        self.warmth = chance.uniform(0.94, 1.06)
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE))
        self.brush = ImageDraw.Draw(self.image, "RGBA")

    def street(self) -> Image.Image:
        self._sky()
        self._ground()
        self._road()
        for _ in range(46):  # far trees where the road ends
            self._crown(self.chance.uniform(-14, 14), FAR, self.chance.uniform(1, 5.5), 1.6)
        for side in (-1, 1):
            self._row(side)
        self._poles()
        picture = self.image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
        grain = Image.frombytes("L", (WIDTH, HEIGHT), self.chance.randbytes(WIDTH * HEIGHT)).convert("RGB")
        return Image.blend(picture, grain, 0.03)

    def foreground(self) -> Image.Image:
        """Leaves of a near tree in one upper corner."""
        layer = Image.new("RGBA", (WIDTH, HEIGHT))
        brush = ImageDraw.Draw(layer)
        right = self.chance.random() < 0.5
        for _ in range(90):
            x, y = self.chance.triangular(0, 210, 0), self.chance.triangular(-10, 92, 0)
            if x / 210 + y / 92 > 1.05:
                continue
            size = self.chance.uniform(8, 22)
            x = WIDTH - x if right else x
            colour = shade(self.chance.choice(LEAVES), self.chance.uniform(0.55, 0.9))
            brush.ellipse((x - size, y - size * 0.6, x + size, y + size * 0.6), fill=(*colour, 255))
        return layer.filter(ImageFilter.GaussianBlur(1.2))

    def _sky(self) -> None:
        horizon = self.lens.horizon
        for y in range(round(horizon) + 2):
            share = y / horizon
            colour = tuple(round(a + (b - a) * share) for a, b in zip((142, 176, 208), (222, 224, 218), strict=True))
            self._fill([(0, y), (WIDTH, y), (WIDTH, y + 1), (0, y + 1)], colour)
        x = -20.0
        while x < WIDTH:  # towers in the haze
            width, height = self.chance.uniform(16, 46), self.chance.uniform(14, horizon * 0.78)
            haze = self.chance.uniform(0.86, 0.97)
            tower = (round(184 * haze), round(194 * haze), round(202 * haze))
            self._fill(
                [(x, horizon - height), (x + width, horizon - height), (x + width, horizon), (x, horizon)], tower
            )
            for floor in range(int(height // 7)):
                top, right = horizon - height + 4 + floor * 7, x + width - 3
                self._fill([(x + 3, top), (right, top), (right, top + 2), (x + 3, top + 2)], shade(tower, 0.93))
            x += width + self.chance.uniform(-4, 22)

    def _ground(self) -> None:
        near = 5.0
        horizon = self.lens.horizon
        self._fill([(0, horizon), (WIDTH, horizon), (WIDTH, HEIGHT), (0, HEIGHT)], (168, 162, 150))
        for number in range(60):  # paving: joints across the pavements
            z = near + number * number * 0.04 + number * 0.5
            for side in (-1, 1):
                self._quad((side * self.kerb, z), (side * self.houses, z + 0.05 + z * 0.002), (146, 140, 130))

    def _road(self) -> None:
        half = self.half_road
        self._quad((-half, 5), (half, 4000), (92, 93, 97))
        for _ in range(110):  # wear and patches
            z, x = 5 + self.chance.random() ** 2 * 60, self.chance.uniform(-half, half * 0.9)
            tone = self.chance.randint(84, 101)
            patch = (x, z), (x + self.chance.uniform(0.2, 1.1), z + self.chance.uniform(0.6, 4))
            self._quad(*patch, (tone, tone, tone + 3, 120))
        for number in range(34):
            z = 15.5 + number * 4
            self._quad((-0.07, z), (0.07, z + 2), (226, 224, 212))
        for number in range(90):  # kerb stones, black and white as everywhere in Jakarta
            z = 5 + number * 1.5
            for side in (-1, 1):
                self._kerb(side, z, (224, 222, 214) if number % 2 else (52, 52, 54))
        stripes = int(half * 2 / 0.9)
        for number in range(stripes):
            x = -half + 0.3 + number * 0.9
            self._quad((x, ZEBRA[0]), (x + 0.48, ZEBRA[1]), (232, 230, 222))
        self._quad((-half, 15.0), (-0.2, 15.4), (228, 226, 216))

    def _kerb(self, side: int, z: float, colour: Colour) -> None:
        inner, outer = side * self.half_road, side * self.kerb
        corners = [(inner, z, 0.0), (inner, z + 1.5, 0.0), (inner, z + 1.5, 0.18), (inner, z, 0.18)]
        self._polygon(corners, shade(colour, 0.85))
        self._polygon([(inner, z, 0.18), (inner, z + 1.5, 0.18), (outer, z + 1.5, 0.18), (outer, z, 0.18)], colour)

    def _row(self, side: int) -> None:
        """Houses and trees of one side, far ones first."""
        fronts, z = [], self.chance.uniform(2, 5)
        while z < FAR:
            length = self.chance.uniform(5, 9)
            fronts.append((z, z + length))
            z += length + (self.chance.uniform(3, 7) if self.chance.random() < 0.25 else 0.15)
        green = self.chance.random() < 0.35
        for start, end in reversed(fronts):
            if green and self.chance.random() < 0.6:
                self._wall(side, start, end)
            else:
                self._house(side, start, end)
            if self.chance.random() < (0.85 if green else 0.4):
                self._tree(side * (self.kerb + 1.1), (start + end) / 2)

    def _house(self, side: int, start: float, end: float) -> None:
        x, height = side * self.houses, self.chance.choice((4.2, 7.2, 7.6, 10.4))
        light = (0.8 if side < 0 else 1.0) * self.warmth
        wall = self._hazy(shade(self.chance.choice(WALLS), light), start)
        gable = [(x, start, 0), (x + side * 12, start, 0), (x + side * 12, start, height), (x, start, height)]
        self._polygon(gable, shade(wall, 0.72))
        self._face(x, start, end, 0, height, wall)
        floors, bays = int(height // 3), max(2, int((end - start) // 2.2))
        for floor in range(1, floors):
            for bay in range(bays):
                left = start + (end - start) * (bay + 0.2) / bays
                right = start + (end - start) * (bay + 0.8) / bays
                self._face(x, left, right, floor * 3.1 + 0.9, floor * 3.1 + 2.3, self._hazy((70, 84, 96), start))
        sign = self._hazy(self.chance.choice(SIGNS), start)
        shutter = self._hazy(shade((150, 152, 156), self.chance.uniform(0.5, 1.1)), start)
        self._face(x, start + 0.4, end - 0.4, 0.1, 2.5, shutter)
        self._face(x, start + 0.3, end - 0.3, 2.95, 3.6, sign)
        out = x - side * 1.3
        awning = [(x, start + 0.2, 2.95), (x, end - 0.2, 2.95), (out, end - 0.2, 2.45), (out, start + 0.2, 2.45)]
        self._polygon(awning, shade(sign, 1.15))
        shadow = [(x, start, 0.19), (x, end, 0.19), (x - side * 1.2, end, 0.19), (x - side * 1.2, start, 0.19)]
        self._polygon(shadow, (30, 32, 36, 60))

    def _wall(self, side: int, start: float, end: float) -> None:
        x = side * self.houses
        self._face(x, start, end, 0, 2.1, self._hazy((206, 204, 196), start))
        self._face(x, start, end, 2.1, 2.3, self._hazy((150, 92, 72), start))

    def _tree(self, x: float, z: float) -> None:
        if z < 9:  # nearer it would hide the street
            return
        width = 0.16
        self._polygon(
            [(x - width, z, 0), (x + width, z, 0), (x + width * 0.7, z, 3.4), (x - width * 0.7, z, 3.4)], (84, 68, 54)
        )
        left, top = self.lens.at(x - 1.3, z, 0.22)
        right, bottom = self.lens.at(x + 1.3, z - 0.8, 0.0)
        self.brush.ellipse([value * FINE for value in (left, top, right, bottom)], fill=(24, 28, 26, 80))
        for number in range(70):
            spread = 1.9 * (1 - number / 160)
            cx, up = x + self.chance.gauss(0, spread * 0.5), 4.4 + self.chance.gauss(0, 0.75) + number * 0.012
            size = self.chance.uniform(0.25, 0.6)
            self._crown(cx, z, up, size, tone=0.62 + 0.5 * number / 70)

    def _crown(self, x: float, z: float, up: float, size: float, *, tone: float = 0.9) -> None:
        colour = self._hazy(shade(self.chance.choice(LEAVES), tone), z)
        (x0, y0), (x1, y1) = self.lens.at(x - size, z, up + size * 0.7), self.lens.at(x + size, z, up - size * 0.7)
        self.brush.ellipse([value * FINE for value in (x0, y0, x1, y1)], fill=colour)

    def _poles(self) -> None:
        x = self.chance.choice((-1, 1)) * (self.kerb + 0.5)
        stands = [9.5 + number * 17 for number in range(7)]
        for z in reversed(stands):
            self._polygon(
                [(x - 0.09, z, 0), (x + 0.09, z, 0), (x + 0.07, z, 8), (x - 0.07, z, 8)], self._hazy((116, 116, 114), z)
            )
            self._polygon([(x - 0.8, z, 7.6), (x + 0.8, z, 7.6), (x + 0.8, z, 7.72), (x - 0.8, z, 7.72)], (96, 92, 88))
        for near, far in zip([5.2, *stands], stands, strict=False):
            for across in (-0.75, -0.3, 0.3, 0.75):
                points = []
                for step in range(9):
                    share = step / 8
                    z = 1 / ((1 - share) / near + share / far)
                    points.append(self.lens.at(x + across, z, 7.75 - 0.9 * 4 * share * (1 - share)))
                self.brush.line([(a * FINE, b * FINE) for a, b in points], fill=(48, 48, 50, 200), width=2)

    def _face(self, x: float, start: float, end: float, low: float, high: float, colour: Colour) -> None:
        """An upright rectangle along the street."""
        self._polygon([(x, start, low), (x, end, low), (x, end, high), (x, start, high)], colour)

    def _quad(self, near: tuple[float, float], far: tuple[float, float], colour: tuple[int, ...]) -> None:
        """A rectangle lying on the ground."""
        (x0, z0), (x1, z1) = near, far
        self._polygon([(x0, z0, 0), (x1, z0, 0), (x1, z1, 0), (x0, z1, 0)], colour)

    def _polygon(self, corners: list[tuple[float, float, float]], colour: tuple[int, ...]) -> None:
        self._fill([self.lens.at(x, max(z, 1.6), up) for x, z, up in corners], colour)

    def _fill(self, points: list[tuple[float, float]], colour: tuple[int, ...]) -> None:
        self.brush.polygon([(x * FINE, y * FINE) for x, y in points], fill=colour)

    def _hazy(self, colour: Colour, z: float) -> Colour:
        """Distance takes colour away."""
        share = min(0.75, z / 170)
        red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, (206, 210, 208), strict=True))
        return red, green, blue
