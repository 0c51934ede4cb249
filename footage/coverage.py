"""Was there a recording? The answer before anything is preserved, straight from the archive."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cameras.models import Camera
from footage import sources
from footage.gaps import Gap, Interval, Reason, without
from footage.rendering.archive import Located


class State(StrEnum):
    COMPLETE = "complete"  # every moment of the window is recorded
    PARTIAL = "partial"  # some of it is
    NOTHING = "nothing"  # the archive was read, and holds none of it
    UNKNOWN = "unknown"  # no archive is connected, or it cannot be read at the moment


UNKNOWN_REASONS = {Reason.NO_ARCHIVE, Reason.UNREADABLE}


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a camera recorded of `[starts_at, ends_at)`. `kept_until`: when the recorder begins to delete it."""

    state: State
    recorded: tuple[Interval, ...]
    gaps: tuple[Gap, ...]
    kept_until: datetime | None


def look(*, camera: Camera, starts_at: datetime, ends_at: datetime) -> Coverage:
    """What the archive holds of `[starts_at, ends_at)` (aware) at this moment; only names and sizes are looked at."""
    window = Interval(starts_at, ends_at)
    archive = sources.find(camera)
    if archive is None:
        return Coverage(State.UNKNOWN, (), (Gap(starts_at, ends_at, Reason.NO_ARCHIVE),), None)
    located = archive.locate(starts_at=starts_at, ends_at=ends_at)
    gaps = gaps_of(located)
    recorded = without(window, [gap.interval for gap in gaps], tolerance=timedelta(0))
    state = state_of(recorded=recorded, gaps=gaps)
    return Coverage(state, tuple(recorded), tuple(gaps), starts_at + archive.retention)


def state_of(*, recorded: list[Interval], gaps: list[Gap]) -> State:
    if recorded:
        return State.PARTIAL if gaps else State.COMPLETE
    return State.UNKNOWN if any(gap.reason in UNKNOWN_REASONS for gap in gaps) else State.NOTHING


def gaps_of(located: Located) -> list[Gap]:
    return [Gap(gap.starts_at, gap.ends_at, gap.reason.value, gap.detail) for gap in located.gaps]
