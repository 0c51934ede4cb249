"""Which recordings of a camera hold a window of time, and what of the window is not there?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from footage.rendering.layouts import Layout


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
    raise NotImplementedError
