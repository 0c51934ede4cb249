"""Are the marks in the picture? Draws them again, on grey, and compares.

The strip must look the same, line by line: another second on its clock is a finding. The recipient code across the
picture is faint, so it is looked for in several pictures together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from PIL import Image, ImageChops, ImageFilter, ImageStat

from footage.rendering import drawing, watermark
from footage.rendering.drawing import GREY
from footage.rendering.sources import RenderSpec, Strip
from footage.rendering.ticks import TICKS, ticks_of
from footage.rendering.watermark import Canvas, Rectangle

LOOKED_AT = 6  # pictures of a film
FAR = 96  # levels; a pixel this far from what it must be is wrong
WRONG_SHARE = 0.04  # of a line's light pixels: one digit of a clock is more
FAINTEST = 4.0  # levels between the code and what is beside it; about 40 were drawn
KINDS = tuple(  # of pixels of the code drawn on grey, as tables from level to mask: letters, edges, ground
    [255 if is_meant(level) else 0 for level in range(256)]
    for is_meant in (lambda v: v > GREY + 6, lambda v: v < GREY - 6, lambda v: abs(v - GREY) <= 1)
)


def places(count: int, *, most: int = LOOKED_AT) -> set[int]:
    """Which of `count` frames to look at: the first, the last, and some between."""
    return {round(n * (count - 1) / (most - 1)) for n in range(most)}


def are_comparable(manifest: dict[str, Any]) -> bool:
    """Another version of what draws sets the same letters some pixels apart: it takes the one that drew them."""
    return manifest["tools"].get("marks") == drawing.version()


def findings(pictures: Mapping[int, Image.Image], manifest: dict[str, Any]) -> list[str]:
    """What is wrong with the marks in `pictures` (grey, by their time in ticks of the output)."""
    spec = _spec(manifest)
    output = manifest["output"]
    canvas = watermark.lay_out(spec, picture=(output["width"], output["picture_height"]))
    if (canvas.width, canvas.height) != (output["width"], output["height"]):
        return ["the strip has not the place that it should have"]
    comparison = Comparison(spec, canvas)
    for time, picture in pictures.items():
        comparison.see(picture, _moment(time, manifest, spec))
    return comparison.findings()


class Comparison:
    """Compares pictures of a film with the marks they must carry."""

    def __init__(self, spec: RenderSpec, canvas: Canvas):
        self._spec = spec
        self._canvas = canvas
        self._must = drawing.expected(canvas)
        self._rows = [_Row.of(box, self._must) for box in _rows(canvas)]
        self._wrong: list[str] = []
        self._strengths: list[float] = []

    def see(self, picture: Image.Image, moment: int) -> None:
        """Look at a frame's brightness, as it is stored; `moment` is in ticks after the window's start."""
        clock = drawing.clock(self._canvas, drawing.clock_words(self._spec, moment))
        self._must.paste(clock, self._canvas.clock_box[:2])
        wrong = _wrong_lines(picture, self._must, self._canvas)
        self._wrong += [f"{line} at {moment / TICKS:.3f} s of the window" for line in wrong]
        self._strengths.append(_strength(picture, self._rows, blur=self._canvas.tiles.size // 2))

    def findings(self) -> list[str]:
        """What was wrong with the pictures seen, in words."""
        if self._strengths and sum(self._strengths) / len(self._strengths) < FAINTEST:
            return [*self._wrong, "the recipient code across the picture is missing"]
        return self._wrong


def _spec(manifest: dict[str, Any]) -> RenderSpec:
    choices = manifest["choices"]
    return RenderSpec(
        sources=(),
        starts_at=datetime.fromisoformat(manifest["window"]["start"]),
        ends_at=datetime.fromisoformat(manifest["window"]["end"]),
        camera_name=manifest["camera"],
        reference=manifest["reference"],
        recipient=manifest["recipient"],
        timezone=ZoneInfo(manifest["timezone"]),
        strip=Strip(choices["strip"]),
        clear=tuple(tuple(box) for box in choices["clear"]),
    )


def _moment(time: int, manifest: dict[str, Any], spec: RenderSpec) -> int:
    """The moment that the frame at `time` of the output shows, in ticks after the window's start."""
    piece = [piece for piece in manifest["pieces"] if round(piece["media_start"] * TICKS) <= time][-1]
    start = ticks_of(datetime.fromisoformat(piece["start"]) - spec.starts_at)
    return start + time - round(piece["media_start"] * TICKS)


def _wrong_lines(picture: Image.Image, must: Image.Image, canvas: Canvas) -> list[str]:
    wrong = []
    for text in canvas.texts:
        right = canvas.width if text.words is None or text.baseline != canvas.clock.baseline else canvas.clock_box[0]
        box = (text.x, max(0, text.baseline - text.size), right, min(canvas.height, text.baseline + text.size // 3))
        is_there, must_be = picture.crop(box), must.crop(box)
        light = sum(must_be.histogram()[GREY + 40 :])
        far = sum(ImageChops.difference(is_there, must_be).histogram()[FAR:])
        if far > max(3, light * WRONG_SHARE):
            wrong.append("the clock in the strip is wrong" if text.words is None else "the strip's text is wrong")
    return wrong


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the recipient code: where it stands, and its letters, their edges and the ground between as masks."""

    box: Rectangle
    kinds: tuple[Image.Image, ...]

    @classmethod
    def of(cls, box: Rectangle, must: Image.Image) -> Self:
        drawn = must.crop(box)
        return cls(box, tuple(drawn.point(levels) for levels in KINDS))


def _rows(canvas: Canvas) -> Iterator[Rectangle]:
    for _, top in canvas.tiles.rows:
        bottom = min(top + canvas.tiles.height, canvas.picture_height)
        yield 0, canvas.picture_top + top, canvas.width, canvas.picture_top + bottom


def _strength(picture: Image.Image, rows: Sequence[_Row], *, blur: int) -> float:
    """How clearly the recipient code stands out, in levels.

    On dark and middling ground its letters are lighter than their edges; on white ground, where nothing can be lighter,
    letters and edges alike are darker than the ground between them.
    """
    sums, counts = [0.0] * len(KINDS), [0] * len(KINDS)
    for row in rows:
        band = picture.crop(row.box)
        detail = ImageChops.subtract(band, band.filter(ImageFilter.BoxBlur(blur)), scale=2, offset=GREY)
        for kind, mask in enumerate(row.kinds):
            found = ImageStat.Stat(detail, mask)
            sums[kind] += found.sum[0]
            counts[kind] += found.count[0]
    if not all(counts):
        return 0.0
    letters, edges, ground = (total / count for total, count in zip(sums, counts, strict=True))
    return 2 * max(letters - edges, ground - max(letters, edges))
