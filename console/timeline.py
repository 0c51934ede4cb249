"""The geometry of a hold's timeline: what is recorded, what is not, what is to be released, and where the hours are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import WIB

WIDTH = 1000.0  # units of the drawing's viewBox
TICK_STEPS = [timedelta(seconds=s) for s in (1, 5, 10, 30, 60, 300, 600, 900, 1800, 3600)]
MOST_TICKS = 8


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    width: float
    starts_at: datetime
    ends_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    starts_at: datetime
    ends_at: datetime
    recorded: list[Bar]
    gaps: list[Bar]
    released: list[Bar]
    ticks: list[Tick]


def draw(
    *,
    starts_at: datetime,
    ends_at: datetime,
    recorded: Iterable[tuple[datetime, datetime]],
    gaps: Iterable[tuple[datetime, datetime, str]],
    released: Iterable[tuple[datetime, datetime]] = (),
) -> Timeline:
    """Bars for `[starts_at, ends_at)` on a drawing `WIDTH` units wide; parts outside of the window are cut off."""
    span = (ends_at - starts_at).total_seconds()

    def position(moment: datetime) -> float:
        return round((moment - starts_at).total_seconds() / span * WIDTH, 2)

    def bar(start: datetime, end: datetime, reason: str = "") -> Bar | None:
        start, end = max(start, starts_at), min(end, ends_at)
        if start >= end:
            return None
        return Bar(position(start), max(position(end) - position(start), 1.0), start, end, reason)

    step = next((s for s in TICK_STEPS if (ends_at - starts_at) / s <= MOST_TICKS), TICK_STEPS[-1])
    form = "%H.%M" if step >= timedelta(minutes=1) else "%H.%M.%S"
    first = datetime.fromtimestamp(
        -(-starts_at.timestamp() // step.total_seconds()) * step.total_seconds(), tz=starts_at.tzinfo
    )
    ticks = []
    while first < ends_at:
        ticks.append(Tick(position(first), f"{first.astimezone(WIB):{form}}"))
        first += step
    return Timeline(
        starts_at,
        ends_at,
        [b for start, end in recorded if (b := bar(start, end))],
        [b for start, end, reason in gaps if (b := bar(start, end, reason))],
        [b for start, end in released if (b := bar(start, end))],
        ticks,
    )
