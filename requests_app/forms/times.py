"""Reads a time of day the way people in Jakarta write and say it.

"14.30", "14:30", "1430", "14", "jam 2 siang", "setengah 3 sore", "2 lewat 15", "12 malam", "2.30 pm". Hours without a
part of the day are read on the 24-hour clock. The answer is the span since midnight in Jakarta, from 0 up to and
including 24 hours, so that "24.00" can end a day.
"""

import re
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.clock import WIB

NUMBERS = {
    "sebelas": 11,
    "sepuluh": 10,
    "satu": 1,
    "tiga": 3,
    "empat": 4,
    "lima": 5,
    "enam": 6,
    "tujuh": 7,
    "delapan": 8,
    "sembilan": 9,
    "seperempat": 15,
}
FILLERS = re.compile(
    r"\b(jam|pukul|pkl|sekitar|kira[ -]?kira|kurang lebih|around|about|at|in the|o.?clock|menit|minutes|wib)\b|[±~]"
)

# Which hours of the 12-hour clock a part of the day means, and what they are on the 24-hour clock.
MORNING = {12: 0, **{hour: hour for hour in range(12)}}
AFTERNOON = {12: 12, **{hour: hour + 12 for hour in range(1, 12)}, **{hour: hour for hour in range(13, 24)}}
MIDDAY = {10: 10, 11: 11, 12: 12, **{hour: hour + 12 for hour in range(1, 5)}, **{hour: hour for hour in range(13, 17)}}
NIGHT = {
    12: 0,
    **{hour: hour for hour in range(5)},  # "jam 2 malam" is the small hours
    **{hour: hour + 12 for hour in range(5, 12)},
    **{hour: hour for hour in range(17, 25)},
}
PARTS_OF_DAY = {
    "dini hari": MORNING,
    "subuh": MORNING,
    "pagi": MORNING,
    "morning": MORNING,
    "am": MORNING,
    "siang": MIDDAY,
    "sore": AFTERNOON,
    "petang": AFTERNOON,
    "afternoon": AFTERNOON,
    "evening": AFTERNOON,
    "pm": AFTERNOON,
    "malam": NIGHT,
    "night": NIGHT,
}
WHOLE_PHRASES = {"tengah malam": 0, "midnight": 0, "tengah hari": 12, "noon": 12, "midday": 12}

PART_NAMES = (
    (4, _("after midnight")),
    (11, _("in the morning")),
    (15, _("around midday")),
    (18, _("in the afternoon")),
    (24, _("in the evening")),
)

PART_OF_DAY = re.compile(rf"\s*\b({'|'.join(PARTS_OF_DAY)})$")
HALF_TO = re.compile(r"^setengah (\d{1,2})$")  # "setengah 3" is half past two
HALF_PAST = re.compile(r"^half past (\d{1,2})$")
PAST = re.compile(r"^(\d{1,2}) ?(?:lewat|lebih) ?(\d{1,2})$")
TO = re.compile(r"^(\d{1,2}) ?kurang ?(\d{1,2})$")
ON_THE_CLOCK = re.compile(r"^(\d{1,2})(?:[.:,;h ]\s?(\d{2})(?:[.:,](\d{2}))?)?$")
RUN_TOGETHER = re.compile(r"^(\d{1,2})(\d{2})$")


def read_time(text: str) -> timedelta | None:
    """The time of day in `text` as the span since midnight, or None when it cannot be read as one."""
    phrase = _plain(text)
    if phrase in WHOLE_PHRASES:
        return timedelta(hours=WHOLE_PHRASES[phrase])

    part = PART_OF_DAY.search(phrase)
    clock = _read_clock(phrase[: part.start()] if part else phrase)
    if clock is None:
        return None
    hour, minute, second = clock
    if part:
        meant = PARTS_OF_DAY[part[1]]
        if hour not in meant:
            return None  # "14 pagi", "7 siang"
        hour = meant[hour]
    span = timedelta(hours=hour, minutes=minute, seconds=second)
    return span if minute < 60 and second < 60 and span <= timedelta(hours=24) else None


def part_of_day(moment: datetime) -> str | Promise:
    """In words, when in the day `moment` (aware) lies in Jakarta: who typed 2.30 for half past two in the afternoon
    notices it here."""
    hour = moment.astimezone(WIB).hour
    return next(name for end, name in PART_NAMES if hour < end)


def _plain(text: str) -> str:
    """Small letters, digits for number words, without the words that only surround a time."""
    phrase = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", text.casefold())
    phrase = re.sub(r"\bdua belas\b", "12", phrase)
    phrase = re.sub(r"\bdua\b", "2", phrase)
    for word, number in NUMBERS.items():
        phrase = re.sub(rf"\b{word}\b", str(number), phrase)
    phrase = re.sub(r"(\d)[ -]?an\b", r"\1", phrase)  # "jam 2an"
    phrase = re.sub(r"(\d)(am|pm|h)\b", r"\1 \2", phrase)
    phrase = FILLERS.sub(" ", phrase)
    phrase = re.sub(r"\s+", " ", phrase).strip(" .,")
    return re.sub(r" h$", "", phrase)


def _read_clock(phrase: str) -> tuple[int, int, int] | None:
    """(hour, minute, second) of a phrase without its part of the day; the caller checks their ranges."""
    if found := HALF_TO.match(phrase):
        return int(found[1]) - 1 if int(found[1]) > 1 else 12, 30, 0
    if found := HALF_PAST.match(phrase):
        return int(found[1]), 30, 0
    if found := PAST.match(phrase):
        return int(found[1]), int(found[2]), 0
    if found := TO.match(phrase):
        hour, minutes = int(found[1]), int(found[2])
        return (hour - 1 if hour > 1 else 12, 60 - minutes, 0) if 0 < minutes < 60 else None
    if found := ON_THE_CLOCK.match(phrase) or RUN_TOGETHER.match(phrase):
        parts = [int(part) for part in (*found.groups(default="0"), "0")]
        return parts[0], parts[1], parts[2]
    return None
