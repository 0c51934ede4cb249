"""Timelines: what of cameras is recorded, what is not, and what is to be released: bars in percent of the time shown.

The case page draws one for each camera, the footage desk one for all. The desk's page shows the whole span as a still
picture; the browser zooms by reckoning the same percentages from the moments that every bar carries (milliseconds
since 1970).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import WIB

STEPS = [timedelta(seconds=s) for s in (1, 5, 10, 30, 60, 300, 600, 900, 1800, 3600, 3 * 3600, 6 * 3600)]
MOST_TICKS = 8
NARROWEST = 0.1  # percent


@dataclass(frozen=True, slots=True)
class Bar:
    """`x` and `width` in percent; `since` and `until` in milliseconds since 1970."""

    x: float
    width: float
    since: int
    until: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Span:
    """`[starts_at, ends_at)`: all that is shown."""

    starts_at: datetime
    ends_at: datetime

    @property
    def since(self) -> int:
        return milliseconds(self.starts_at)

    @property
    def until(self) -> int:
        return milliseconds(self.ends_at)

    def bars(self, stretches: Iterable[tuple[datetime, datetime]]) -> list[Bar]:
        """What lies outside of the span is left out, what reaches out is cut off."""
        return [self.bar(start, end) for start, end in stretches if start < self.ends_at and end > self.starts_at]

    def bar(self, starts_at: datetime, ends_at: datetime, reason: str = "") -> Bar:
        """At least as wide as can be seen."""
        start, end = max(starts_at, self.starts_at), min(ends_at, self.ends_at)
        x = min(self.place(start), 100 - NARROWEST)
        return Bar(x, max(self.place(end) - x, NARROWEST), milliseconds(starts_at), milliseconds(ends_at), reason)

    def place(self, moment: datetime) -> float:
        """Where a moment lies, in percent."""
        return round(100 * ((moment - self.starts_at) / (self.ends_at - self.starts_at)), 3)

    @property
    def ticks(self) -> list[Tick]:
        """Round moments, at most eight of them."""
        step = next((s for s in STEPS if (self.ends_at - self.starts_at) / s <= MOST_TICKS), STEPS[-1])
        form = "%H.%M" if step >= timedelta(minutes=1) else "%H.%M.%S"
        seconds = step.total_seconds()
        moment = datetime.fromtimestamp(-(-self.starts_at.timestamp() // seconds) * seconds, tz=self.starts_at.tzinfo)
        ticks = []
        while moment < self.ends_at:
            ticks.append(Tick(self.place(moment), f"{moment.astimezone(WIB):{form}}"))
            moment += step
        return ticks


def over(stretches: Iterable[tuple[datetime, datetime]]) -> Span | None:
    """From the first beginning to the last end; None when there is nothing."""
    found = list(stretches)
    return Span(min(start for start, _ in found), max(end for _, end in found)) if found else None


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
