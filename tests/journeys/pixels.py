"""Pictures of a file as arrays of grey, and how alike two of them are."""

from collections.abc import Collection, Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

Picture = np.ndarray


def pictures(path: Path, numbers: Collection[int]) -> dict[int, Picture]:
    """The frames of these numbers, counted from 0 in the order in which they are shown."""
    with av.open(str(path)) as file:
        found = {}
        for number, frame in enumerate(file.decode(video=0)):
            if number in numbers:
                found[number] = frame.to_ndarray(format="gray").astype(np.int16)
            if number >= max(numbers):
                break
        return found


def length(path: Path) -> tuple[int, Fraction]:
    """How many frames can be decoded, and the seconds from the first one's start to the last one's end."""
    with av.open(str(path)) as file:
        frames = [(frame.pts, frame.duration) for frame in file.decode(video=0)]
        (first, _), (last, shown) = frames[0], frames[-1]
        return len(frames), (last + shown - first) * file.streams.video[0].time_base


def difference(one: Picture, other: Picture) -> float:
    """The mean distance of their pixels, 0 to 255; 0 is the same picture."""
    assert one.shape == other.shape
    return float(np.abs(one - other).mean())


def most_alike(picture: Picture, candidates: dict[int, Picture]) -> int:
    """The number of the candidate nearest to the picture."""
    return min(candidates, key=lambda number: difference(picture, candidates[number]))


def recording_of(picture: Picture, manifest: dict) -> Picture:
    """The recording without our strip."""
    top = manifest["output"]["picture_top"]
    return picture[top : top + manifest["output"]["picture_height"]]


def around(numbers: Iterable[int], *, reach: int = 3) -> set[int]:
    """The numbers and their neighbours."""
    return {near for number in numbers for near in range(number - reach, number + reach + 1)}
