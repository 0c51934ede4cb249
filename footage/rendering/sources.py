"""What a render is made from: preserved files, and the decision about the window. Aware times, half-open intervals."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from footage.rendering.archive import Gap
from footage.rendering.masks import Mask
from footage.rendering.probe import Probe


class SoundChoice(StrEnum):
    """What becomes of the sound."""

    remove = "remove"
    keep = "keep"
    silence = "silence"  # a sound track without sound


class GapStyle(StrEnum):
    """How long a slate stands for a gap."""

    full = "full"  # as long as the gap
    collapsed = "collapsed"  # two seconds, with the length written


class Strip(StrEnum):
    """Where the strip with reference, camera, recipient and clock stands. It never covers the picture."""

    top = "top"
    bottom = "bottom"


Box = tuple[float, float, float, float]  # left, top, width, height, in parts of the picture's


@dataclass(frozen=True, slots=True)
class Source:
    """One preserved file. `starts_at` is the true time of its first video frame.

    `precision` is how coarse the recorder's file name tells that time: a file that seems to begin before the one before
    it has ended, by less than this, is taken to follow it directly.
    """

    path: Path
    starts_at: datetime
    probe: Probe
    label: str  # how the manifest names it, e.g. the file's name in the archive
    sha256: str | None = None  # known since preservation; worked out by the render when None
    precision: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class RenderSpec:
    """One camera's window `[starts_at, ends_at)` as decided. `gaps` are known reasons for what the sources lack."""

    sources: tuple[Source, ...]
    starts_at: datetime
    ends_at: datetime
    camera_name: str
    reference: str
    recipient: str  # the code that marks this copy, not a name
    gaps: tuple[Gap, ...] = ()
    timezone: ZoneInfo = ZoneInfo("Asia/Jakarta")
    masks: tuple[Mask, ...] = ()
    sound: SoundChoice = SoundChoice.remove
    gap_style: GapStyle = GapStyle.full
    strip: Strip = Strip.top
    height: int | None = None  # a larger picture is made smaller to this many lines
    clear: tuple[Box, ...] = ()  # where the recorder's own clock stands: nothing is written there

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None or self.starts_at >= self.ends_at:
            raise ValueError("the window needs aware times, and an end after its start")
        if any(not 0 <= value <= 1 for box in self.clear for value in box):
            raise ValueError("places to keep clear are parts of the picture, from 0 to 1")

    def fitted(self, picture: tuple[int, int]) -> tuple[int, int]:
        """The size at which a picture of this size is shown."""
        width, height = picture
        if self.height is None or height <= self.height:
            return picture
        return round(width * self.height / height), self.height
