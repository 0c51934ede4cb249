"""The unit of time inside the engine: whole ticks of 1/90000 s, counted from the start of the window.

Every common frame interval is a whole number of ticks, or within half a tick (6 µs) of one: sums never drift, and "is
this frame in the window" is a comparison of integers.
"""

from array import array
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain, groupby
from operator import sub

TICKS = 90_000  # per second, as in MPEG


def ticks_of(span: timedelta) -> int:
    """The nearest whole number of ticks."""
    microseconds = (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds
    return (microseconds * 9 + 50) // 100


def rescaled(value: int, numerator: int, denominator: int) -> int:
    """`value * numerator / denominator`, to the nearest whole number, halves to the even one: as `round` does."""
    whole, rest = divmod(value * numerator, denominator)
    return whole + (2 * rest > denominator or (2 * rest == denominator and whole & 1))


def span_of(ticks: int) -> timedelta:
    """The same as a timedelta, to the nearest microsecond."""
    return timedelta(microseconds=(ticks * 100 + 4) // 9)


def moment_of(ticks: int, *, since: datetime) -> datetime:
    """The aware moment that lies `ticks` after `since`."""
    return since + span_of(ticks)


def compact(ticks: Iterable[int]) -> Sequence[int]:
    """The ticks at eight bytes each, for as many as a film has frames; a tuple of numbers takes forty."""
    return array("q", ticks)


def packed(ticks: Sequence[int]) -> list[list[int]]:
    """Ascending ticks as runs of `[distance, count]`, counted from 0: a film of an even rate is two pairs."""
    steps = map(sub, ticks, chain((0,), ticks))
    return [[step, len(list(same))] for step, same in groupby(steps)]


def unpacked(runs: Iterable[Sequence[int]]) -> Sequence[int]:
    """The opposite of `packed`."""
    ticks = array("q")
    for step, count in runs:
        reached = ticks[-1] if ticks else 0
        ticks.extend(range(reached + step, reached + step * count + 1, step) if step else [reached] * count)
    return ticks
