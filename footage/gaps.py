"""Stretches of time: what of a window is covered, what is not, and why.

Aware UTC, half-open `[starts_at, ends_at)`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# Recorders name their files to the second; a hole below this is how they round, not a hole in the recording.
ROUNDING = timedelta(seconds=1.5)


class Reason(TextChoices):
    """Why a stretch cannot be shown: those of `footage.rendering.archive.GapReason`, and what only a hold can know."""

    MISSING = "missing", _("nothing was recorded")
    UNREADABLE = "unreadable", _("the recording could not be opened")
    DAMAGED = "damaged", _("the recording is damaged")
    UNSUPPORTED = "unsupported", _("the recorder's own format cannot be shown")
    NOT_YET_RECORDED = "not_yet_recorded", _("not recorded yet")
    NO_ARCHIVE = "no_archive", _("the camera's recordings are not connected to this service")
    GONE = "gone", _("the recorder had already deleted the recording")
    CHANGED = "changed", _("the preserved file no longer has the bytes that were preserved")


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    starts_at: datetime
    ends_at: datetime

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    def within(self, other: "Interval") -> "Interval | None":
        """The part of it that lies in `other`; None when there is none."""
        starts_at, ends_at = max(self.starts_at, other.starts_at), min(self.ends_at, other.ends_at)
        return Interval(starts_at, ends_at) if starts_at < ends_at else None


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """A stretch without picture; `reason` is a value of `Reason`, `detail` is for operators."""

    starts_at: datetime
    ends_at: datetime
    reason: str
    detail: str = ""

    @property
    def interval(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def label(self) -> str:
        return str(Reason(self.reason).label)

    def to_json(self) -> dict[str, str]:
        return {
            "start": self.starts_at.isoformat(),
            "end": self.ends_at.isoformat(),
            "reason": self.reason,
            "detail": self.detail,
        }

    @classmethod
    def from_json(cls, row: dict[str, str]) -> "Gap":
        start, end = datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"])
        return cls(start, end, row["reason"], row.get("detail", ""))


def merged(intervals: Iterable[Interval], *, tolerance: timedelta = ROUNDING) -> list[Interval]:
    """The same stretches in order and without overlap; holes up to `tolerance` are closed."""
    joined: list[Interval] = []
    for interval in sorted(intervals):
        if joined and interval.starts_at - joined[-1].ends_at <= tolerance:
            joined[-1] = Interval(joined[-1].starts_at, max(joined[-1].ends_at, interval.ends_at))
        else:
            joined.append(interval)
    return joined


def without(window: Interval, covered: Iterable[Interval], *, tolerance: timedelta = ROUNDING) -> list[Interval]:
    """What is left of the window when `covered` is taken out; holes up to `tolerance` between two are none."""
    holes, reached = [], window.starts_at
    for interval in merged(covered, tolerance=tolerance):
        if interval.starts_at > reached:
            holes.append(Interval(reached, min(interval.starts_at, window.ends_at)))
        reached = max(reached, interval.ends_at)
    if reached < window.ends_at:
        holes.append(Interval(reached, window.ends_at))
    return [hole for hole in holes if hole.length > timedelta(0)]


def explain(holes: Iterable[Interval], causes: Iterable[Gap]) -> list[Gap]:
    """Each hole with its reasons: the first cause that reaches a stretch explains it, `missing` where none does."""
    gaps: list[Gap] = []
    unexplained = list(holes)
    for cause in causes:
        rest: list[Interval] = []
        for hole in unexplained:
            part = hole.within(cause.interval)
            if part is None:
                rest.append(hole)
            else:
                gaps.append(Gap(part.starts_at, part.ends_at, cause.reason, cause.detail))
                rest += without(hole, [part], tolerance=timedelta(0))
        unexplained = rest
    gaps += [Gap(hole.starts_at, hole.ends_at, Reason.MISSING) for hole in unexplained]
    return joined_up(gaps)


def joined_up(gaps: Iterable[Gap]) -> list[Gap]:
    """Neighbours of one reason become one gap."""
    joined: list[Gap] = []
    for gap in sorted(gaps):
        last = joined[-1] if joined else None
        if last and last.reason == gap.reason and last.ends_at == gap.starts_at:
            detail = last.detail if last.detail == gap.detail else ""
            joined[-1] = Gap(last.starts_at, gap.ends_at, gap.reason, detail)
        else:
            joined.append(gap)
    return joined
