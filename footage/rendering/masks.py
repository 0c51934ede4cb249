"""What must not be seen: places in the picture that are covered for a part of the window.

A mask file is JSON: a list of objects (or `{"masks": [...]}`), each with

- `style`: "solid" (black), "pixelate" or "blur"; the latter two keep one value for each block of 1/18 of the picture's
  height, so that sharpening finds nothing to bring back;
- the place, in parts of the picture's width and height from its top left corner: `box` `[x, y, width, height]`, or
  `points` `[[x, y], ...]`, or `keys`, a list of `{"at": moment, "box" or "points"}` between which the place moves in
  straight lines; none of them means the whole picture;
- `from` and `to`: aware ISO moments, half-open; without them the whole window;
- `except`: true covers everything but the place; of several such masks each may show its place.

Masks are drawn a little too large, never too small, and burned in before encoding.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from footage.rendering import films
from footage.rendering.ticks import moment_of

SCALE = 4  # masks are drawn this much smaller than the picture
GROWN = 3  # width in their own pixels of the line that makes them larger: at least one pixel outside

ALWAYS = datetime.min.replace(tzinfo=UTC)  # the moment of the only key of a place that never moves

Point = tuple[float, float]


class Style(StrEnum):
    """How a place is covered."""

    solid = "solid"
    pixelate = "pixelate"
    blur = "blur"


@dataclass(frozen=True, slots=True)
class Key:
    """The corners of the place at a moment."""

    at: datetime
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Mask:
    """One place, covered in `[starts_at, ends_at)`; None stands for the window's own start or end."""

    style: Style
    keys: tuple[Key, ...]
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_except: bool = False

    def covers(self, moment: datetime) -> bool:
        """Is the mask in force at `moment`?"""
        return (self.starts_at is None or self.starts_at <= moment) and (self.ends_at is None or moment < self.ends_at)

    def outline(self, moment: datetime) -> tuple[Point, ...]:
        """The corners at `moment`, between key frames on the straight line from one to the next."""
        if moment <= self.keys[0].at:
            return self.keys[0].points
        for left, right in pairwise(self.keys):
            if moment < right.at:
                share = (moment - left.at) / (right.at - left.at)
                return tuple(
                    (x + (to_x - x) * share, y + (to_y - y) * share)
                    for (x, y), (to_x, to_y) in zip(left.points, right.points, strict=True)
                )
        return self.keys[-1].points


def from_json(stored: Any) -> tuple[Mask, ...]:
    """Read masks as described above. Raises ValueError with a sentence that names the mask."""
    rows = stored.get("masks") if isinstance(stored, dict) else stored
    if not isinstance(rows, list):
        raise ValueError("the masks must be a list")
    masks = []
    for number, row in enumerate(rows, start=1):
        try:
            masks.append(_mask(row))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ValueError(f"mask {number}: {error}") from error
    return tuple(masks)


def _mask(row: dict[str, Any]) -> Mask:
    known = {"style", "box", "points", "keys", "from", "to", "except"}
    if unknown := set(row) - known:
        raise ValueError(f"{sorted(unknown)} mean nothing")
    if "keys" in row:
        keys = tuple(sorted((Key(_moment(key["at"]), _points(key)) for key in row["keys"]), key=lambda key: key.at))
        if not keys or len({len(key.points) for key in keys}) > 1:
            raise ValueError("every key must have the same number of points")
    else:
        keys = (Key(ALWAYS, _points(row)),)
    starts_at, ends_at = (_moment(row[name]) if row.get(name) else None for name in ("from", "to"))
    if starts_at and ends_at and starts_at >= ends_at:
        raise ValueError("it ends before it starts")
    return Mask(Style(row.get("style", "solid")), keys, starts_at, ends_at, row.get("except") is True)


def _points(row: dict[str, Any]) -> tuple[Point, ...]:
    if "box" in row:
        x, y, width, height = (float(value) for value in row["box"])
        if width <= 0 or height <= 0:
            raise ValueError("the box is empty")
        points = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    elif "points" in row:
        points = [(float(x), float(y)) for x, y in row["points"]]
    else:
        points = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
    if len(points) < 3:
        raise ValueError("a place needs three points or more")
    if not all(-1 <= value <= 2 for point in points for value in point):
        raise ValueError("places are parts of the picture, from 0 to 1")
    return tuple(points)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} does not say its time zone")
    return moment


def write_film(
    masks: Sequence[Mask], *, frames: Iterable[int], since: datetime, size: tuple[int, int], path: Path
) -> None:
    """Write what `masks` cover of a picture of `size` as a grey film: white is covered. A frame wherever it changes.

    `frames` are the moments of the picture's frames in ticks after `since`.
    """
    small = width, height = max(2, -(-size[0] // SCALE)), max(2, -(-size[1] // SCALE))

    def pictures() -> Iterator[tuple[int, Image.Image]]:
        before = None
        for tick in frames:
            moment = moment_of(tick, since=since)
            active = [(mask.is_except, mask.outline(moment)) for mask in masks if mask.covers(moment)]
            if active != before:
                yield tick, _drawn(active, width, height)
            before = active

    films.write(path, pictures(), size=small, form="gray")


def _drawn(active: Sequence[tuple[bool, tuple[Point, ...]]], width: int, height: int) -> Image.Image:
    cover = Image.new("L", (width, height), 0)
    if any(is_except for is_except, _ in active):
        shown = Image.new("L", (width, height), 255)
        for is_except, points in active:
            if is_except:
                shown.paste(0, mask=_shape(points, width, height, outline=0))
        cover.paste(255, mask=shown)
    for is_except, points in active:
        if not is_except:
            cover.paste(255, mask=_shape(points, width, height, outline=255))
    return cover


def _shape(points: tuple[Point, ...], width: int, height: int, *, outline: int) -> Image.Image:
    """The filled place, made larger by its outline when that is white, smaller when black."""
    shape = Image.new("L", (width, height), 0)
    corners = [(x * (width - 1), y * (height - 1)) for x, y in points]
    draw = ImageDraw.Draw(shape)
    draw.polygon(corners, fill=255)
    draw.line([*corners, corners[0], corners[1]], fill=outline, width=GROWN, joint="curve")
    return shape
