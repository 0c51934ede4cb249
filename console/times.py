"""A clock time that an officer typed, as a moment of the footage in front of them."""

import re
from datetime import UTC, datetime, time, timedelta

from core.clock import WIB

SPELLING = re.compile(r"(\d{1,2})[.:](\d{2})(?:[.:](\d{2})(?:[.,](\d{1,3}))?)?")


def moment_within(text: str, *, starts_at: datetime, ends_at: datetime) -> datetime | None:
    """The moment (UTC) of the WIB clock time `text`, e.g. "14.05.10", that lies in `[starts_at, ends_at]`.

    The end counts, since a window may end where the footage does. None when the text is no time or when no such
    moment lies within; over midnight the day follows from the footage.
    """
    match = SPELLING.fullmatch(text.strip())
    if not match:
        return None
    hours, minutes, seconds, fraction = match.groups(default="0")
    try:
        clock = time(int(hours) % 24, int(minutes), int(seconds), int(fraction.ljust(3, "0")) * 1000)
    except ValueError:
        return None
    day = starts_at.astimezone(WIB).date()
    while day <= ends_at.astimezone(WIB).date():
        moment = datetime.combine(day, clock, WIB).astimezone(UTC)
        if starts_at <= moment <= ends_at:
            return moment
        day += timedelta(days=1)
    return None


def clock_text(moment: datetime) -> str:
    """How `moment` is put into a time field: "14.05.10" in WIB, "14.05.10,240" between two seconds."""
    local = moment.astimezone(WIB)
    return f"{local:%H.%M.%S}" + (f",{local.microsecond // 1000:03}" if local.microsecond else "")
