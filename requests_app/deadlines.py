"""By when an answer is due, and why: both legal clocks, counted day by day.

Nothing here is stored: the clocks are computed from the day of submission, the policy of that day and the holiday
table as it is now, so a holiday that is declared or cancelled moves every running deadline at once.

Working days are counted from the day after submission (UU 14/2008 art. 22) on Jakarta's calendar; Saturdays, Sundays,
national holidays and joint leave (cuti bersama) are skipped. A deadline is the end of its last day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise

from core.clock import WIB, wib_date
from requests_app import policies
from requests_app.models import Capacity, FootageRequest, Holiday, Policy

SATURDAY, SUNDAY = 5, 6
# Those who ask about the person themself: the three days of UU 27/2022 art. 32 run for them.
FOR_THE_PERSON = frozenset({Capacity.SELF, Capacity.GUARDIAN, Capacity.PROXY, Capacity.LAWYER})


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days off and the rules as they stand: fetch it once, then count for many cases."""

    days_off: Mapping[date, Holiday]
    rules: policies.Table


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a clock: the how-manieth working day it is, or why it was skipped."""

    date: date
    number: int | None
    reason: str | Promise = ""
    decree: str = ""

    @property
    def counted(self) -> bool:
        return self.number is not None


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A clock of so many working days. It runs out at `due_at` (aware UTC): midnight after `last_day` in Jakarta."""

    allowed: int
    basis: str
    days: tuple[Day, ...]

    @property
    def last_day(self) -> date:
        return self.days[-1].date

    @property
    def due_at(self) -> datetime:
        return datetime.combine(self.last_day + timedelta(days=1), time(), WIB).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Hours:
    """A clock of so many hours, holidays included."""

    allowed: int
    basis: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Clocks:
    """`extended` is the last possible end of `answer`, once and with written reasons. `own_data` is None when
    somebody asks about what is not their own."""

    answer: WorkingDays
    extended: WorkingDays
    own_data: Hours | None


def calendar(*, after: date) -> Calendar:
    """For cases that were submitted on the day `after` or later."""
    return Calendar({holiday.day: holiday for holiday in Holiday.objects.filter(day__gt=after)}, policies.Table())


def of(request: FootageRequest, *, known: Calendar | None = None) -> Clocks:
    submitted_on = wib_date(request.submitted_at)
    known = known or calendar(after=submitted_on)
    answer = known.rules.find(Policy.Rule.ANSWER_WORKING_DAYS, on=submitted_on)
    extension = known.rules.find(Policy.Rule.EXTENSION_WORKING_DAYS, on=submitted_on)
    own_data = known.rules.find(Policy.Rule.OWN_DATA_HOURS, on=submitted_on)
    days = count(answer.value + extension.value, after=submitted_on, days_off=known.days_off)
    within = next(position for position, day in enumerate(days, start=1) if day.number == answer.value)
    return Clocks(
        answer=WorkingDays(answer.value, answer.basis, days[:within]),
        extended=WorkingDays(answer.value + extension.value, extension.basis, days),
        own_data=Hours(own_data.value, own_data.basis, request.submitted_at + timedelta(hours=own_data.value))
        if request.capacity in FOR_THE_PERSON
        else None,
    )


def count(number: int, *, after: date, days_off: Mapping[date, Holiday]) -> tuple[Day, ...]:
    """The days behind `after` up to and including the `number`th working day, each counted or skipped."""
    days: list[Day] = []
    counted, day = 0, after
    while counted < number:
        day += timedelta(days=1)
        if holiday := days_off.get(day):
            days.append(Day(day, None, holiday.name, holiday.decree))
        elif day.weekday() in (SATURDAY, SUNDAY):
            days.append(Day(day, None, WEEKDAYS[day.weekday()]))
        else:
            counted += 1
            days.append(Day(day, counted))
    return tuple(days)


def lateness(request: FootageRequest, *, now: datetime, known: Calendar | None = None) -> timedelta:
    """How long the answer is (or was, when it came) overdue; zero when it is not."""
    due_at = of(request, known=known).answer.due_at
    return max((request.closed_at or now) - due_at, timedelta(0))
