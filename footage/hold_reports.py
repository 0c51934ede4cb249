"""What became of a case's promises, in wall time: recorded stretches, gaps, and what is safe in the vault."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from cameras.models import Camera
from core.once import once
from footage import coverage
from footage.gaps import Gap, Interval, without
from footage.models import Hold, PreservedSegment
from footage.rendering.probe import Probe


@dataclass(frozen=True, slots=True)
class SegmentReport:
    """One native file on the timeline. `sha256` is empty until its bytes are hashed and stored."""

    starts_at: datetime
    ends_at: datetime | None
    sha256: str
    size: int
    still_written: bool
    trouble: str  # a sentence that says why it cannot be shown; empty when it can


@dataclass(frozen=True, slots=True)
class HoldReport:
    """One camera of a case. `secured`: nothing more can be added or lost; until then the facts may still grow.

    `picture` is the size at which the largest of its files is shown; None while none is known.
    """

    hold: Hold
    state: coverage.State
    secured: bool
    segments: tuple[SegmentReport, ...]
    recorded: tuple[Interval, ...]
    gaps: tuple[Gap, ...]
    secured_count: int
    secured_bytes: int
    picture: tuple[int, int] | None

    @property
    def camera(self) -> Camera:
        return self.hold.camera

    @property
    def starts_at(self) -> datetime:
        return self.hold.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.hold.ends_at

    @property
    def keep_until(self) -> datetime:
        return self.hold.keep_until


def report(*, reference: str) -> list[HoldReport]:
    """One entry for each live hold of the case, in the order they were placed. Read once for a page."""
    return once(("holds", reference), lambda: _report(reference))


def _report(reference: str) -> list[HoldReport]:
    holds = Hold.objects.exclude(state=Hold.State.RELEASED).filter(reference=reference)
    return [of_hold(hold) for hold in holds.select_related("camera").prefetch_related("segments__file")]


def of_hold(hold: Hold) -> HoldReport:
    gaps = [Gap.from_json(row) for row in hold.gaps]
    recorded = without(Interval(hold.starts_at, hold.ends_at), [gap.interval for gap in gaps], tolerance=timedelta(0))
    segments = tuple(_segment(segment) for segment in hold.segments.all())
    stored = [segment for segment in segments if segment.sha256]
    return HoldReport(
        hold=hold,
        state=coverage.state_of(recorded=recorded, gaps=gaps),
        secured=hold.state == Hold.State.SECURED,
        segments=segments,
        recorded=tuple(recorded),
        gaps=tuple(gaps),
        secured_count=len(stored),
        secured_bytes=sum(segment.size for segment in stored),
        picture=max(_sizes(hold), key=lambda size: size[0] * size[1], default=None),
    )


def _sizes(hold: Hold) -> Iterator[tuple[int, int]]:
    for segment in hold.segments.all():
        if segment.file and segment.file.probe:
            yield Probe.from_json({**segment.file.probe, "frames": [], "keys": []}).shown_size


def _segment(segment: PreservedSegment) -> SegmentReport:
    file = segment.file
    return SegmentReport(
        starts_at=segment.starts_at,
        ends_at=segment.ends_at,
        sha256=file.sha256 if file else "",
        size=file.size if file else 0,
        still_written=segment.was_open,
        trouble=segment.get_lost_display() or (file.get_unreadable_display() if file else ""),
    )
