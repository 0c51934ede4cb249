"""Are the marks in the picture? Draws them again, on grey, as the manifest says they must be, and compares.

The strip must look the same, line by line: another second on its clock is a finding. The recipient code across the
picture is faint, so it is looked for in several pictures together.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image, ImageChops, ImageFilter, ImageStat

from footage.rendering import graph, runner, watermark
from footage.rendering.sources import RenderSpec, Strip
from footage.rendering.ticks import TICKS, ticks_of
from footage.rendering.watermark import Canvas

LOOKED_AT = 6  # pictures of an output
GREY = 126  # how ffmpeg stores the middle grey 0x808080
FAR = 96  # levels; a pixel this far from what it must be is wrong
WRONG_SHARE = 0.04  # of a line's light pixels: one digit of a clock is more
FAINTEST = 4.0  # levels between the code and what is beside it; about 40 were drawn


def places(count: int) -> list[int]:
    """Which of `count` frames to look at: the first, the last, and some between."""
    return sorted({round(n * (count - 1) / (LOOKED_AT - 1)) for n in range(LOOKED_AT)})


def are_comparable(manifest: dict[str, Any]) -> bool:
    """Other versions of ffmpeg set the same letters some pixels apart: the one that drew them must draw them again."""
    return manifest["tools"]["ffmpeg"] == runner.version()


def findings(pictures: Mapping[int, Image.Image], manifest: dict[str, Any], *, folder: Path) -> list[str]:
    """What is wrong with the marks in `pictures` (grey, by their time in ticks of the output). Writes into `folder`."""
    spec = _spec(manifest)
    output = manifest["output"]
    canvas = watermark.prepare(spec, picture=(output["width"], output["picture_height"]), folder=folder)
    if (canvas.width, canvas.height) != (output["width"], output["height"]):
        return ["the strip has not the place that it should have"]
    times = sorted(pictures)
    drawn = _drawn([_moment(time, manifest, spec) for time in times], spec, canvas, folder)
    found = []
    strengths = []
    for time, expected in zip(times, drawn, strict=True):
        actual = pictures[time]
        found += [f"{line} at {time / TICKS:.3f} s" for line in _wrong_lines(actual, expected, canvas)]
        strengths.append(_strength(actual, expected, canvas))
    if sum(strengths) / len(strengths) < FAINTEST:
        found.append("the recipient code across the picture is missing")
    return found


def _spec(manifest: dict[str, Any]) -> RenderSpec:
    return RenderSpec(
        sources=(),
        starts_at=datetime.fromisoformat(manifest["window"]["start"]),
        ends_at=datetime.fromisoformat(manifest["window"]["end"]),
        camera_name=manifest["camera"],
        reference=manifest["reference"],
        recipient=manifest["recipient"],
        timezone=ZoneInfo(manifest["timezone"]),
        strip=Strip(manifest["choices"]["strip"]),
    )


def _moment(time: int, manifest: dict[str, Any], spec: RenderSpec) -> int:
    """The moment that the frame at `time` of the output shows, in ticks after the window's start."""
    piece = [piece for piece in manifest["pieces"] if round(piece["media_start"] * TICKS) <= time][-1]
    start = ticks_of(datetime.fromisoformat(piece["start"]) - spec.starts_at)
    return start + time - round(piece["media_start"] * TICKS)


def _drawn(moments: list[int], spec: RenderSpec, canvas: Canvas, folder: Path) -> list[Image.Image]:
    """The marks alone, on grey, one picture for each moment."""
    arguments = graph.marks_command(moments, spec, canvas, output="marks.gray")
    runner.run(arguments, folder=folder)
    size = (canvas.width, canvas.height)
    data = (folder / "marks.gray").read_bytes()
    step = size[0] * size[1]
    return [Image.frombytes("L", size, data[n * step : (n + 1) * step]) for n in range(len(moments))]


def _wrong_lines(actual: Image.Image, expected: Image.Image, canvas: Canvas) -> list[str]:
    wrong = []
    for text in canvas.texts:
        right = canvas.width if text.file is None else max(text.x + 1, canvas.width * 6 // 10)
        box = (text.x, max(0, text.baseline - text.size), right, min(canvas.height, text.baseline + text.size // 3))
        is_, must = actual.crop(box), expected.crop(box)
        light = sum(must.histogram()[GREY + 40 :])
        far = sum(ImageChops.difference(is_, must).histogram()[FAR:])
        if far > max(3, light * WRONG_SHARE):
            wrong.append("the clock in the strip is wrong" if text.file is None else "the strip's text is wrong")
    return wrong


def _strength(actual: Image.Image, expected: Image.Image, canvas: Canvas) -> float:
    """How clearly the recipient code stands out, in levels.

    On dark and middling ground its letters are lighter than their edges; on white ground, where nothing can be lighter,
    letters and edges alike are darker than the ground between them.
    """
    box = (0, canvas.picture_top, canvas.width, canvas.picture_top + canvas.picture_height)
    picture, mark = actual.crop(box), expected.crop(box)
    around = picture.filter(ImageFilter.BoxBlur(canvas.tile_size // 2))
    detail = ImageChops.subtract(picture, around, scale=2, offset=GREY)
    letters = mark.point([255 if level > GREY + 6 else 0 for level in range(256)])
    edges = mark.point([255 if level < GREY - 6 else 0 for level in range(256)])
    if not letters.getbbox() or not edges.getbbox():
        return 0.0
    ground = mark.point([255 if abs(level - GREY) <= 1 else 0 for level in range(256)])
    inside, edge, beside = (ImageStat.Stat(detail, mask).mean[0] for mask in (letters, edges, ground))
    return 2 * max(inside - edge, beside - max(inside, edge))
