"""One minute of a street in Jakarta, as often as it is asked for: it ends as it begins, so that minutes join.

Left-hand traffic: what drives away is on the left, what comes is on the right. While people are on the zebra
crossing, nothing drives over it.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from PIL import Image

from config.demo import figures, scenery
from config.demo.figures import Colour
from config.demo.planes import Planes
from config.demo.scenery import FAR, ZEBRA

MINUTE = 60.0
FRAME_RATE = Fraction(25, 2)
NEAREST = 4.6  # metres; whatever is nearer has left the picture below
STEPS = 10  # pictures of one double step
SIZES = 1.04  # figures are kept in sizes this far apart
CROSSINGS = ((14.0, 27.0), (43.0, 55.0))  # seconds in which people may be on the zebra crossing

PAINT: tuple[Colour, ...] = (
    (232, 232, 230),
    (36, 38, 42),
    (150, 154, 158),
    (152, 30, 32),
    (44, 66, 104),
    (198, 190, 172),
)
CLOTHES: tuple[Colour, ...] = (
    (186, 54, 58), (48, 92, 150), (232, 228, 218), (60, 122, 92), (216, 160, 60), (122, 78, 132), (70, 74, 82),
    (214, 140, 150),
)  # fmt: skip
TROUSERS: tuple[Colour, ...] = ((46, 52, 70), (60, 56, 52), (34, 34, 38), (112, 100, 84))
OJOL: Colour = (34, 148, 74)


@dataclass(slots=True)
class Figure:
    """Somebody or something that moves: its steps, and the sizes they were needed in so far."""

    steps: list[Planes]
    sizes: dict[tuple[int, int], Planes] = field(default_factory=dict)

    def picture(self, second: float, scale: float) -> Planes:
        """The figure at `scale` pixels to a metre, so long after its first step."""
        step = int(second * 1.1 * STEPS) % len(self.steps)
        size = round(math.log(scale / figures.SCALE, SIZES))
        if (step, size) not in self.sizes:
            self.sizes[step, size] = self.steps[step].resized(SIZES**size)
        return self.sizes[step, size]


@dataclass(frozen=True, slots=True)
class Mover:
    """A figure on a straight way: from `start` to `end` (x, z in metres) beginning at `begins`, in `lasts` seconds."""

    figure: Figure
    start: tuple[float, float]
    end: tuple[float, float]
    begins: float
    lasts: float

    def place(self, second: float) -> tuple[float, float] | None:
        """Where it is; None when it is away. The minute is a circle."""
        gone = (second - self.begins) % MINUTE
        if gone >= self.lasts:
            return None
        share = gone / self.lasts
        (x0, z0), (x1, z1) = self.start, self.end
        return x0 + (x1 - x0) * share, z0 + (z1 - z0) * share


class Street:
    """One camera's view. The same seed shows the same minute."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed * 7919 + 1)  # noqa: S311 (a drawing, not a secret)
        self.scenery = scenery.draw(seed)
        self.behind, self.before = Planes.of(self.scenery.behind), Planes.of(self.scenery.before)
        self.movers = list(self._walkers())
        for coming in (False, True):
            self.movers += [*self._vehicles(coming=coming), *self._riders(coming=coming)]

    def frames(self) -> Iterator[bytes]:
        """Every frame of the minute, raw, as yuv420p."""
        for number in range(int(MINUTE * FRAME_RATE)):
            yield self.frame(float(number / FRAME_RATE)).tobytes()

    def frame(self, second: float) -> Planes:
        picture = self.behind.copy()
        lens = self.scenery.lens
        present = [(place, mover) for mover in self.movers if (place := mover.place(second))]
        for (x, z), mover in sorted(present, key=lambda pair: -pair[0][1]):
            shown = mover.figure.picture((second - mover.begins) % MINUTE, lens.focus / z)
            left, ground = lens.at(x, z)
            wide, high = shown.planes[0].size
            picture.put(shown, round(left - wide / 2), round(ground - high + 0.12 * lens.focus / z))
        picture.put(self.before, *self.scenery.before_at)
        return picture

    def _vehicles(self, *, coming: bool) -> Iterator[Mover]:
        """Cars, minibuses and buses of one direction: all as fast as each other, none on people's feet."""
        cars = [figures.car(paint=paint, coming=coming) for paint in PAINT]
        buses = [
            figures.minibus(paint=paint, coming=coming) for paint in ((40, 84, 150), (196, 60, 44), (60, 140, 150))
        ]
        buses.append(figures.minibus(paint=(38, 92, 160), coming=coming, height=3.0, width=2.5))
        pool = [Figure([Planes.of(picture)]) for picture in (*cars, *cars, *buses)]
        lane = self.scenery.half_road * (0.42 if coming else -0.42)
        lasts = self.chance.uniform(11.5, 14.5)
        second = self.chance.uniform(0, 3)
        while second < MINUTE - 2:
            yield from self._driving(self.chance.choice(pool), lane, second, lasts, coming=coming)
            second += self.chance.uniform(2.3, 5.5)

    def _riders(self, *, coming: bool) -> Iterator[Mover]:
        pool = [Figure([Planes.of(self._rider(ojol=number % 3 == 0, coming=coming))]) for number in range(9)]
        lasts = self.chance.uniform(9, 11)
        second = self.chance.uniform(0, 2)
        while second < MINUTE - 1:
            lane = self.scenery.half_road * (0.8 if coming else -0.8) + self.chance.uniform(-0.25, 0.25)
            yield from self._driving(self.chance.choice(pool), lane, second, lasts, coming=coming)
            second += self.chance.uniform(1.3, 5.0)

    def _rider(self, *, ojol: bool, coming: bool) -> Image.Image:
        return figures.motorbike(
            jacket=OJOL if ojol else self.chance.choice(CLOTHES),
            helmet=OJOL if ojol else self.chance.choice(PAINT),
            paint=self.chance.choice(PAINT),
            skin=self.chance.choice(figures.SKIN),
            coming=coming,
            pillion=self.chance.random() < 0.4,
        )

    def _driving(self, figure: Figure, lane: float, begins: float, lasts: float, *, coming: bool) -> Iterator[Mover]:
        way = ((lane, FAR), (lane, NEAREST)) if coming else ((lane, NEAREST), (lane, FAR))
        mover = Mover(figure, *way, begins, lasts)
        if not any(self._meets(mover, crossing) for crossing in CROSSINGS):
            yield mover

    @staticmethod
    def _meets(mover: Mover, crossing: tuple[float, float]) -> bool:
        second = crossing[0]
        while second < crossing[1]:
            place = mover.place(second)
            if place and ZEBRA[0] - 2.5 < place[1] < ZEBRA[1] + 2.5:
                return True
            second += 0.2
        return False

    def _walkers(self) -> Iterator[Mover]:
        half = self.scenery.half_road + 1.6
        people = {flip: [Figure(self._person(flip=flip)) for _ in range(5)] for flip in (False, True)}
        for begins, ends in CROSSINGS:
            for _ in range(self.chance.randint(3, 5)):
                lasts = self.chance.uniform(8.2, 10)
                side = self.chance.choice((-1, 1))
                z = self.chance.uniform(ZEBRA[0] + 0.3, ZEBRA[1] - 0.3)
                start = begins + self.chance.uniform(0, max(0.1, ends - begins - lasts))
                yield Mover(self.chance.choice(people[side > 0]), (side * half, z), (-side * half, z), start, lasts)
        for _ in range(7):  # along the pavements, slowly
            side, away = self.chance.choice((-1, 1)), self.chance.random() < 0.5
            x = side * (self.scenery.half_road + self.chance.uniform(0.9, 2.3))
            near, far = self.chance.uniform(7, 9), self.chance.uniform(45, 70)
            way = ((x, near), (x, far)) if away else ((x, far), (x, near))
            person = self.chance.choice(people[(side > 0) == away])
            yield Mover(person, *way, self.chance.uniform(0, MINUTE), MINUTE * 0.82)

    def _person(self, *, flip: bool) -> list[Planes]:
        """One person's steps; drawn walking to the right, turned over for the left."""
        draw = partial(
            figures.person,
            shirt=self.chance.choice(CLOTHES),
            trousers=self.chance.choice(TROUSERS),
            skin=self.chance.choice(figures.SKIN),
            hair=(30, 26, 24),
            scarf=self.chance.random() < 0.3,
            bag=self.chance.random() < 0.35,
        )
        steps = [draw(phase=step / STEPS) for step in range(STEPS)]
        turned = [step.transpose(Image.Transpose.FLIP_LEFT_RIGHT) for step in steps] if flip else steps
        return [Planes.of(step) for step in turned]
