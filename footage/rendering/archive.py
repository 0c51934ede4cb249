"""Which recordings of a camera hold a window of time, and what of the window is not there?"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from stat import S_ISREG

from footage.rendering.archive_folders import Found, list_span
from footage.rendering.layouts import EndRule, Layout
from footage.rendering.path_template import UNREADABLE_ENDINGS

TRIES = 3  # files asked for their length, when the first ones are damaged
FRESH = timedelta(seconds=30)  # a file written to within this is still being recorded
WRITE_LAG = timedelta(seconds=2)  # last written this long before the next file starts: it stopped early


class GapReason(StrEnum):
    """Why a stretch of a window cannot be shown."""

    missing = "missing"  # no recording of it in the archive
    unreadable = "unreadable"  # a file or folder is there but may not or cannot be opened
    damaged = "damaged"  # a file is there but holds no picture
    unsupported = "unsupported"  # a recorder's own format that ffmpeg does not read
    not_yet_recorded = "not_yet_recorded"  # it lies in the future, or was just begun


@dataclass(frozen=True, slots=True)
class Segment:
    """One recording. Aware UTC, true time (the camera's clock offset is already taken off)."""

    path: Path
    starts_at: datetime
    ends_at: datetime | None  # None while it is being written, or when nothing tells
    is_open: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch `[starts_at, ends_at)` of the window without a usable recording. Aware UTC, true time."""

    starts_at: datetime
    ends_at: datetime
    reason: GapReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    """The answer: segments in order of their start, gaps in order and without overlap."""

    segments: tuple[Segment, ...]
    gaps: tuple[Gap, ...]


class BadCameraName(ValueError):
    """A camera's name in the archive would lead out of the archive."""


def locate(
    *,
    root: Path,
    layout: Layout,
    camera: str,
    starts_at: datetime,
    ends_at: datetime,
    clock_offset: timedelta = timedelta(0),
    duration_of: Callable[[Path], timedelta | None] | None = None,
    now: datetime | None = None,
) -> Located:
    """Find the recordings of `camera` that hold `[starts_at, ends_at)`, and say what of it is missing and why.

    Times are aware; `clock_offset` is what the recorder's clock shows more than true time. `duration_of` probes a file
    whose name does not tell its end, and is asked only where nothing cheaper is sure; it answers None when the file
    holds no picture. Whatever is wrong with a file or folder becomes a gap, never an exception; only a camera name that
    would leave the archive raises BadCameraName, and an empty or naive window ValueError.

    Names tell the time to the second or finer, so holes up to that plus half a second are not called gaps.
    """
    check_camera_name(camera)
    if starts_at.tzinfo is None or ends_at.tzinfo is None or starts_at >= ends_at:
        raise ValueError("the window needs aware times, and an end after its start")
    search = _Search(layout, duration_of, (now or datetime.now(UTC)) + clock_offset, clock_offset)
    window = starts_at.astimezone(UTC) + clock_offset, ends_at.astimezone(UTC) + clock_offset
    ahead = timedelta(0) if layout.end is EndRule.named else layout.longest
    listing = list_span(
        root=root, layout=layout, camera=camera, starts_at=window[0] - layout.longest, ends_at=window[1] + ahead
    )
    for folder in listing.closed:
        search.lost.append(Gap(folder.starts_at, folder.ends_at, GapReason.unreadable, folder.detail))
    search.weigh(listing.found, *window)
    return search.answer(*window)


def check_camera_name(camera: str) -> None:
    """Raise BadCameraName unless the name is a plain relative path; "." stands for the archive folder itself."""
    parts = camera.split("/")
    if camera != "." and (any(part in ("", ".", "..") for part in parts) or "\0" in camera or "\\" in camera):
        raise BadCameraName(f"{camera!r} is not the name of a camera in an archive")


@dataclass(slots=True)
class _Search:
    """One answer in the making; all times on the recorder's clock until `answer`."""

    layout: Layout
    duration_of: Callable[[Path], timedelta | None] | None
    now: datetime
    clock_offset: timedelta
    segments: list[Segment] = field(default_factory=list)
    held: list[tuple[datetime, datetime]] = field(default_factory=list)  # what the segments cover
    lost: list[Gap] = field(default_factory=list)  # what is there but cannot be used

    def weigh(self, found: list[Found], starts_at: datetime, ends_at: datetime) -> None:
        """Open the files that reach into the window, and settle where each of them ends."""
        following = _following(found)

        @cache  # asking may take opening a file; the end of most files is known without
        def usual() -> timedelta:
            return self._usual_length(found, following)

        for file, after in zip(found, following, strict=True):
            if file.starts_at >= ends_at or self._surely_before(file, after, starts_at):
                continue
            stat = None
            try:
                stat = _open(file.path)
                trouble = self._trouble(file, stat)
            except OSError as error:
                vanished = isinstance(error, FileNotFoundError)
                trouble = GapReason.missing if vanished else GapReason.unreadable, error.strerror or "cannot be opened"
            if trouble:
                self._lose(file, self._guessed_end(file, after, stat, usual), *trouble)
            elif stat:
                self._keep(file, after, stat, usual=usual, starts_at=starts_at)

    def answer(self, starts_at: datetime, ends_at: datetime) -> Located:
        """Everything in true time; what neither a segment nor a known trouble explains is missing."""
        gaps = []
        for hole in _without((starts_at, ends_at), self.held):
            for loss in self.lost:
                first, last = max(hole[0], loss.starts_at), min(hole[1], loss.ends_at)
                if first < last:
                    gaps.append(Gap(first, last, loss.reason, loss.detail))
        explained = [(gap.starts_at, gap.ends_at) for gap in gaps]
        gaps = _apart(gaps)
        for hole in _without((starts_at, ends_at), self.held + explained):
            turn = min(max(self.now, hole[0]), hole[1])
            if hole[0] < turn:
                gaps.append(Gap(hole[0], turn, GapReason.missing))
            if turn < hole[1]:
                gaps.append(Gap(turn, hole[1], GapReason.not_yet_recorded))
        gaps.sort(key=lambda gap: gap.starts_at)
        return Located(
            tuple(
                replace(
                    segment,
                    starts_at=segment.starts_at - self.clock_offset,
                    ends_at=segment.ends_at and segment.ends_at - self.clock_offset,
                )
                for segment in self.segments
            ),
            tuple(
                replace(gap, starts_at=gap.starts_at - self.clock_offset, ends_at=gap.ends_at - self.clock_offset)
                for gap in gaps
            ),
        )

    def _usual_length(self, found: list[Found], following: list[datetime | None]) -> timedelta:
        """How long the recorder's files are: the step from one to the next that nearly all others reach.

        Where every second file is missing all steps are too long alike, so one file is asked.
        """
        steps = sorted((after - file.starts_at, file) for file, after in zip(found, following, strict=True) if after)
        for step, file in steps[len(steps) // 10 :][:TRIES]:
            if self.layout.end is not EndRule.next or not self.duration_of:
                return step
            if length := self.duration_of(file.path):
                return min(step, length)
        return steps[0][0] if steps else self.layout.longest

    def _surely_before(self, file: Found, after: datetime | None, starts_at: datetime) -> bool:
        """Without touching the file: does it end before the window?"""
        if file.named_end:
            return file.named_end + self._slack <= starts_at
        return self.layout.end is EndRule.next and after is not None and after <= starts_at

    def _trouble(self, file: Found, stat: os.stat_result) -> tuple[GapReason, str] | None:
        if not S_ISREG(stat.st_mode):
            return GapReason.unreadable, "not a file"
        if file.path.suffix.removeprefix(".") in UNREADABLE_ENDINGS:
            return GapReason.unsupported, f"{file.path.suffix} recordings cannot be read"
        if stat.st_size == 0:
            fresh = self._is_fresh(stat)
            return (GapReason.not_yet_recorded, "just begun") if fresh else (GapReason.damaged, "empty file")
        return None

    def _keep(
        self,
        file: Found,
        after: datetime | None,
        stat: os.stat_result,
        *,
        usual: Callable[[], timedelta],
        starts_at: datetime,
    ) -> None:
        """Settle the end, from the surest and cheapest source that knows it."""
        start, written = file.starts_at, _modified(stat)
        # Files may be stamped by a clock other than the recorder's: allow for what is known of the difference.
        doubt = abs(self.clock_offset)
        went_on = not (start < written < (after or start) - WRITE_LAG - doubt)
        end: datetime | None = None
        is_open = False
        if file.named_end:
            end = file.named_end
        elif after and self.layout.end is EndRule.next and went_on and after - start <= usual() * 1.5:
            end = after
        elif not after and self._is_fresh(stat) and start <= self.now + FRESH <= start + self.layout.longest + FRESH:
            is_open = True
        elif self.layout.end is EndRule.probe and start < written <= starts_at - FRESH - doubt:
            return  # last written well before the window: need not be asked
        elif length := self.duration_of(file.path) if self.duration_of else None:
            end = start + length
        elif self.duration_of:
            until = self._guessed_end(file, after, stat, usual)
            self._lose(file, until, GapReason.damaged, "no picture in it")
            return
        elif start < written <= (after or start + self.layout.longest):
            end = written
        elif after:
            end = min(after, start + usual())
        if end and after and timedelta(0) < after - end <= self._slack:
            end = after
        reach = end or (max(self.now, start) if is_open else min(start + usual(), max(self.now, start)))
        if reach > starts_at:
            self.segments.append(Segment(file.path, start, end, is_open))
            self.held.append((start, reach))

    def _guessed_end(
        self, file: Found, after: datetime | None, stat: os.stat_result | None, usual: Callable[[], timedelta]
    ) -> datetime:
        """Of a file that cannot be asked: it is as long as others are, or until it was last written to, if later."""
        end = file.starts_at + usual()
        written = _modified(stat) if stat and stat.st_size else file.starts_at
        if end < written <= file.starts_at + self.layout.longest:
            end = written
        return min(moment for moment in (file.named_end, after, end) if moment)

    def _lose(self, file: Found, until: datetime, reason: GapReason, detail: str) -> None:
        self.lost.append(Gap(file.starts_at, until, reason, f"{file.path.name}: {detail}"))

    def _is_fresh(self, stat: os.stat_result) -> bool:
        """Written to a moment ago, by the clock of whoever stamps the files: the recorder's or ours."""
        written = _modified(stat)
        return any(abs(clock - written) <= FRESH for clock in (self.now, self.now - self.clock_offset))

    @property
    def _slack(self) -> timedelta:
        return self.layout.precision + timedelta(seconds=0.5)


def _open(path: Path) -> os.stat_result:
    """Really open the file and look at it; O_NONBLOCK so that a pipe cannot hold us. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        return os.fstat(handle)
    finally:
        os.close(handle)


def _modified(stat: os.stat_result) -> datetime:
    return datetime.fromtimestamp(stat.st_mtime, UTC)


def _following(found: list[Found]) -> list[datetime | None]:
    """For each file the start of the next one that starts strictly later."""
    following: list[datetime | None] = []
    later: datetime | None = None
    latest: datetime | None = None
    for file in reversed(found):
        if latest is not None and file.starts_at < latest:
            later = latest
        following.append(later)
        latest = file.starts_at
    return following[::-1]


def _without(
    window: tuple[datetime, datetime], spans: list[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """What is left of the window when the spans are taken out."""
    holes, reached = [], window[0]
    for first, last in sorted(spans):
        if first > reached:
            holes.append((reached, min(first, window[1])))
        reached = max(reached, last)
        if reached >= window[1]:
            break
    if reached < window[1]:
        holes.append((reached, window[1]))
    return [hole for hole in holes if hole[0] < hole[1]]


def _apart(gaps: list[Gap]) -> list[Gap]:
    """The same gaps without overlap: the earlier one keeps the shared stretch."""
    apart: list[Gap] = []
    for gap in sorted(gaps, key=lambda gap: (gap.starts_at, gap.ends_at)):
        first = max(gap.starts_at, apart[-1].ends_at) if apart else gap.starts_at
        if first < gap.ends_at:
            apart.append(replace(gap, starts_at=first))
    return apart
