"""Bytes of a file in which nothing was found to read: what was recorded there is not missing, it is damaged.

Only what would have held about as much picture as the time between its neighbours asks for is called so. What usually
lies between two pictures that follow each other (sound, padding, an index) is none; a recorder that saw nothing for a
while wrote no picture, but its sound went on.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from footage.rendering.ticks import TICKS

SHARE = 0.5  # of the bytes that the time would usually take
INDEXED = 64  # bytes for each frame that an index at the end of a file may take
USUAL = 0.99  # of what lies between two pictures: an mp4 holds the sound of a second or so behind one of them
LARGEST_HEAD = 64 << 10  # bytes before the first frame, in files with an ordinary head
SEGMENT = b"\x18\x53\x80\x67"  # the Matroska element that all others are in (RFC 9559)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a packet lies in its file, and when it is decoded, in ticks of the file's own clock."""

    offset: int
    size: int
    clock: int
    is_counted: bool  # nothing tells the clock but how many were read before it


class Bytes:
    """The bytes of a file around its video packets, given in the order of the file."""

    def __init__(self, path: Path, container: str, places: Sequence[Place], *, interval: int):
        self._places = [place for place in places if place.offset >= 0]
        self._per_tick = sum(place.size for place in places) / (len(places) * interval)
        self._late = 2 * interval
        self._path = path
        self._is_mp4 = "mp4" in container
        self._usual: tuple[int, float] | None = None  # of what is no picture: the most in one place, and a tick's part

    def of_a_second(self) -> float:
        """How many bytes a second of picture usually takes."""
        return self._per_tick * TICKS

    def before(self) -> bool:
        """Is a second or more of picture unread before the first packet? An mp4 may have all of its index there."""
        first = self._places[0].offset if self._places else 0
        return not self._is_mp4 and first > max(LARGEST_HEAD, self.of_a_second())

    def between(self) -> Iterator[int]:
        """The clocks of packets that come late and have unread picture before them."""
        for right, passed, unread in self._pauses():
            if unread - self._others(passed) > SHARE * self._per_tick * passed:
                yield right.clock

    def _pauses(self) -> Iterator[tuple[Place, int, int]]:
        """Packets that come late, how late, and how many bytes lie before them."""
        for left, right in pairwise(self._places):
            passed = right.clock - left.clock
            if passed > self._late:
                yield right, passed, right.offset - left.offset - left.size

    def _others(self, ticks: int) -> float:
        """How many bytes of anything but picture may lie between two packets so many ticks apart."""
        if self._usual is None:
            ordinary = [
                (left, right) for left, right in pairwise(self._places) if right.clock - left.clock <= self._late
            ]
            between = sorted(max(0, right.offset - left.offset - left.size) for left, right in ordinary)
            passed = sum(max(0, right.clock - left.clock) for left, right in ordinary)
            most = between[min(len(between) - 1, int(USUAL * len(between)))] if between else 0
            self._usual = most, sum(min(most, one) for one in between) / max(1, passed)
        most, per_tick = self._usual
        return most + per_tick * ticks

    def after(self, *, beyond: int) -> int:
        """For about how many ticks picture is unread after the last packet; 0 when it is less than a second.

        `beyond`: for how many ticks the file goes on after its picture, perhaps with sound alone.
        """
        if not self._places:
            return 0
        last = self._places[-1]
        end = last.offset + last.size
        size = self._path.stat().st_size
        if self._is_mp4:
            unread = size - max(end, _end_of_boxes(self._path, size))
        else:
            unread = max(size, _promised_size(self._path)) - end - INDEXED * len(self._places)
        if unread > self.of_a_second():  # seldom: what lies between pictures is only then worth counting
            unread -= round(self._others(beyond))
        return round(unread / self._per_tick) if unread > self.of_a_second() else 0


def sure(places: list[Place], *, interval: int, is_counted: bool) -> list[Place]:
    """Where frames are counted (all of them with `is_counted`), those up to the first damage: behind it nothing tells
    how many are lost.
    """
    two_seconds = 2 * TICKS * sum(place.size for place in places) / (len(places) * interval)
    for number, (left, right) in enumerate(pairwise(places), start=1):
        if (is_counted or right.is_counted) and right.offset - left.offset - left.size > two_seconds:
            return places[:number]
    return places


def hole_before(frames: Sequence[int], tick: int, interval: int) -> tuple[int, int]:
    """From where the frame before `tick` stops being shown up to the first frame from there on."""
    place = min(bisect_left(frames, tick), len(frames) - 1)
    return (frames[place - 1] + interval if place else 0), frames[place]


def _end_of_boxes(path: Path, size: int) -> int:
    """Up to where an mp4 is one box after the other. (ISO/IEC 14496-12, 4.2)"""
    position = 0
    with path.open("rb") as file:
        while position < size:
            file.seek(position)
            header = file.read(16)
            length, kind = int.from_bytes(header[:4]), header[4:8]
            length = int.from_bytes(header[8:16]) if length == 1 else length or size - position
            if len(header) < 8 or length < 8 or not all(32 <= sign < 127 for sign in kind):
                break
            position += length
    return min(position, size)


def _promised_size(path: Path) -> int:
    """How long the file says that it is, where its container does; 0 elsewhere, and while it is being recorded."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head[:4] == b"RIFF":
        length = int.from_bytes(head[4:8], "little")
        return length + 8 if length < 0xFFFF_FFFF and b"dmlh" not in head else 0
    at = head.find(SEGMENT)
    if at < 0 or not head[at + 4]:
        return 0
    width = 9 - head[at + 4].bit_length()
    length = int.from_bytes(head[at + 4 : at + 4 + width]) & (1 << 7 * width) - 1
    return at + 4 + width + length if length < (1 << 7 * width) - 1 else 0
