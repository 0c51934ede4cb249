"""Reads a time of day the way people in Jakarta write and say it.

"14.30", "14:30", "14-30", "1430", "14", "jam 2 siang", "dua puluh", "setengah 3 sore", "2 lewat 15", "9 pagi lewat 10",
"12 malam", "2.30 pm". Hours without a part of the day are read on the 24-hour clock. The answer is the span since
midnight in Jakarta, from 0 up to and including 24 hours, so that "24.00" can end a day.
"""

import re
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.clock import WIB
from core.errors import InvalidInput, Sentence

DIGITS = {
    word: number
    for number, word in enumerate(
        ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"), start=1
    )
}
DIGIT = "|".join(DIGITS)
TENS = re.compile(rf"\b({DIGIT}) puluh(?: ({DIGIT})(?! (?:belas|puluh)))?\b")  # "dua puluh lima"
TEENS = re.compile(rf"\b({DIGIT}) belas\b")
WORDS = {"sepuluh": 10, "sebelas": 11, **DIGITS}
WORD = re.compile(rf"\b({'|'.join(WORDS)})\b")
QUARTER = re.compile(r"\b(lewat|lebih|kurang) seperempat\b")
FILLERS = re.compile(
    r"\b(jam|pukul|pkl|sekitar|kira[ -]?kira|kurang lebih|around|about|at|in the|o.?clock|menit|minutes|wib)\b|[±~]"
)

UNREADABLE = _("Enter a time like 14.30, 1430 or jam 2 siang.")
NO_HOUR = _("Say the hour as well, like 9 lewat 10 or jam 2 siang.")
TWO_TIMES = _("These look like two times. Type one time in each box, like 14.30.")
NO_SUCH_TIME = _("There is no such time: hours go up to 24 and minutes up to 59. Type it like 14.30.")
ANOTHER_PART = _("%(hour)s o’clock does not go with “%(part)s”. Type the time like 14.30 or jam 2 siang.")

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

PART_OF_DAY = re.compile(rf"\b({'|'.join(PARTS_OF_DAY)})\b")
HALF_TO = re.compile(r"^setengah (\d{1,2})$")  # "setengah 3" is half past two
HALF_PAST = re.compile(r"^half past (\d{1,2})$")
PAST = re.compile(r"^(\d{1,2}) ?(?:lewat|lebih) ?(\d{1,2})$")
TO = re.compile(r"^(\d{1,2}) ?kurang ?(\d{1,2})$")
ON_THE_CLOCK = re.compile(r"^(\d{1,2})(?:[.:,;h ]\s?(\d{2})(?:[.:,](\d{2}))?)?$")
DASHED = re.compile(r"^(\d{1,2}) ?[-–] ?(\d{2})$")
RUN_TOGETHER = re.compile(r"^(\d{1,2})(\d{2})$")
MINUTES_ALONE = re.compile(r"^(?:lewat|lebih|kurang)\b")
TWO = re.compile(r"\d ?(?:[-–]|sampai|sd|s/d|hingga|until|to) ?\d")
A_DAY = timedelta(hours=24)


def read_time(text: str) -> timedelta:
    """The time of day in `text` as the span since midnight. Raises InvalidInput with what to type instead."""
    phrase = _plain(text)
    if phrase in WHOLE_PHRASES:
        return timedelta(hours=WHOLE_PHRASES[phrase])

    part = PART_OF_DAY.search(phrase)
    if part:
        phrase = " ".join(f"{phrase[: part.start()]} {phrase[part.end() :]}".split())
    hour, minute, second = _read_clock(phrase, named=part is not None)
    if part:
        meant = PARTS_OF_DAY[part[1]]
        if hour not in meant:  # "14 pagi", "7 siang"
            raise _unreadable(ANOTHER_PART % {"hour": hour, "part": part[1]})
        hour = meant[hour]
    span = timedelta(hours=hour, minutes=minute, seconds=second)
    if minute >= 60 or second >= 60 or span > A_DAY:
        raise _unreadable(NO_SUCH_TIME)
    return span


def names_part_of_day(text: str) -> bool:
    """Whether the time is said on the 12-hour clock, like "jam 2 siang"."""
    return PART_OF_DAY.search(_plain(text)) is not None


def part_of_day(moment: datetime) -> str | Promise:
    """In words, when in the day `moment` (aware) lies in Jakarta: who typed 2.30 for half past two in the afternoon
    notices it here."""
    hour = moment.astimezone(WIB).hour
    return next(name for end, name in PART_NAMES if hour < end)


def _plain(text: str) -> str:
    """Small letters, digits for number words, without the words that only surround a time."""
    phrase = re.sub(r"(?<![a-z])([ap])\.\s?m\b\.?", r"\1m", text.casefold())
    phrase = re.sub(r"\s+", " ", phrase)
    phrase = TENS.sub(lambda found: str(10 * DIGITS[found[1]] + DIGITS.get(found[2], 0)), phrase)
    phrase = TEENS.sub(lambda found: str(10 + DIGITS[found[1]]), phrase)
    phrase = WORD.sub(lambda found: str(WORDS[found[1]]), phrase)
    phrase = QUARTER.sub(r"\1 15", phrase)
    phrase = re.sub(r"(\d)[ -]?an\b", r"\1", phrase)  # "jam 2an"
    phrase = re.sub(r"(\d)(am|pm|h)\b", r"\1 \2", phrase)
    phrase = FILLERS.sub(" ", phrase)
    phrase = re.sub(r"\s+", " ", phrase).strip(" .,")
    return re.sub(r" h$", "", phrase)


def _read_clock(phrase: str, *, named: bool) -> tuple[int, int, int]:
    """(hour, minute, second) of a phrase without its part of the day; the caller checks their ranges.

    `named`: a part of the day was said beside it.
    """
    if found := HALF_TO.match(phrase):
        return int(found[1]) - 1 if int(found[1]) > 1 else 12, 30, 0
    if found := HALF_PAST.match(phrase):
        return int(found[1]), 30, 0
    if found := PAST.match(phrase):
        return int(found[1]), int(found[2]), 0
    if found := TO.match(phrase):
        return _minutes_before(int(found[1]), int(found[2]))
    if found := DASHED.match(phrase):
        hour, minute = int(found[1]), int(found[2])
        if hour < minute <= 24:  # "14-15": a quarter past two, or from two to three?
            raise _unreadable(TWO_TIMES)
        return hour, minute, 0
    if found := ON_THE_CLOCK.match(phrase) or RUN_TOGETHER.match(phrase):
        parts = [int(part) for part in (*found.groups(default="0"), "0")]
        return parts[0], parts[1], parts[2]
    if MINUTES_ALONE.match(phrase) or (named and not phrase):
        raise _unreadable(NO_HOUR)
    raise _unreadable(TWO_TIMES if TWO.search(phrase) else UNREADABLE)


def _minutes_before(hour: int, minutes: int) -> tuple[int, int, int]:
    if not 0 < minutes < 60:
        raise _unreadable(NO_SUCH_TIME)
    return hour - 1 if hour > 1 else 12, 60 - minutes, 0


def _unreadable(sentence: Sentence) -> InvalidInput:
    return InvalidInput(sentence, code="time")
