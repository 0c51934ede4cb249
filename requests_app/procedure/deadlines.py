"""By when an answer is due, and why: both legal clocks, counted day by day.

Nothing here is stored: the clocks are computed from the day of submission (or of reopening), the extension and the
pauses of the case, the policy of that day and the holiday table as it is now, so a holiday that is declared or
cancelled moves every running deadline at once.

Working days are counted from the day after submission (UU 14/2008 art. 22) on Jakarta's calendar; Saturdays, Sundays,
national holidays and joint leave (cuti bersama) are skipped. A deadline is the end of its last day. While the office
waits for the applicant the clock stands still: the day of the question is the last that counts, and counting goes on
the day after the answer. Until that comes, a clock says where it would end if it came now.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.clock import WIB, database_now, wib_date
from core.once import once
from requests_app.models import Capacity, Extension, FootageRequest, Holiday, Pause, Policy
from requests_app.procedure import policies

SATURDAY, SUNDAY = 5, 6
# Those who ask about the person themself: the three days of UU 27/2022 art. 32 run for them.
FOR_THE_PERSON = frozenset({Capacity.SELF, Capacity.GUARDIAN, Capacity.PROXY, Capacity.LAWYER})
# What the clocks of a case are computed from: `prefetch_related` it where many are counted.
HISTORY = ("extensions", "pauses")
STOPPED = _("the clock stood still, waiting for the applicant")


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
    """A clock of so many working days. It runs out at `due_at` (aware UTC): midnight after `last_day` in Jakarta.

    `stopped_since`: it stands still, and `last_day` is where it ends if the answer that it waits for comes today.
    """

    allowed: int
    basis: str
    days: tuple[Day, ...]
    stopped_since: datetime | None = None

    @property
    def last_day(self) -> date:
        return self.days[-1].date

    @property
    def due_at(self) -> datetime:
        return midnight_after(self.last_day)


@dataclass(frozen=True, slots=True)
class Hours:
    """A clock of so many hours, holidays included. `stopped_since` as for working days."""

    allowed: int
    basis: str
    due_at: datetime
    stopped_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clocks:
    """`answer` is what binds, the extension included once it was made; `if_extended` is where one would take it, None
    when there can be none any more. `own_data` is None when somebody asks about what is not their own.
    """

    answer: WorkingDays
    if_extended: WorkingDays | None
    own_data: Hours | None


def calendar(*, after: date) -> Calendar:
    """For cases that were submitted on the day `after` or later."""
    days_off = once("holidays", lambda: list(Holiday.objects.filter(cancelled_by="")))
    return Calendar({holiday.day: holiday for holiday in days_off if holiday.day > after}, policies.table())


def of(request: FootageRequest, *, known: Calendar | None = None, now: datetime | None = None) -> Clocks:
    """The clocks at `now`, which matters only while one stands still; the database's now when none is given."""
    begun = request.counted_from
    begun_on = wib_date(begun)
    known = known or calendar(after=begun_on)
    pauses = [pause for pause in request.pauses.all() if pause.stopped_at >= begun]
    stopped_since = next((pause.stopped_at for pause in pauses if pause.resumed_at is None), None)
    now = now or (database_now() if stopped_since else begun)

    usual = known.rules.find(Policy.Rule.ANSWER_WORKING_DAYS, on=begun_on)
    extension = known.rules.find(Policy.Rule.EXTENSION_WORKING_DAYS, on=begun_on)
    stopped = stopped_days(pauses, today=wib_date(now))
    longest = usual.value + extension.value
    days = count(longest, after=begun_on, days_off=known.days_off, stopped=stopped)
    within = next(position for position, day in enumerate(days, start=1) if day.number == usual.value)
    answer = WorkingDays(usual.value, usual.basis, days[:within], stopped_since)
    extended = WorkingDays(longest, extension.basis, days, stopped_since)
    made = extension_of(request)
    return Clocks(
        answer=extended if made else answer,
        if_extended=None if made else extended,
        own_data=_own_data(begun, pauses, known=known, now=now) if request.capacity in FOR_THE_PERSON else None,
    )


def extension_of(request: FootageRequest) -> Extension | None:
    """The extension of the clock that runs, or ran last: one made before the case was opened again counts no more."""
    return next((made for made in request.extensions.all() if made.extended_at >= request.counted_from), None)


def term(rule: str, *, after: date, known: Calendar | None = None) -> WorkingDays:
    """The working days of a rule, counted from the day behind `after`, by the policy of that day."""
    known = known or calendar(after=after)
    allowed = known.rules.find(rule, on=after)
    return WorkingDays(allowed.value, allowed.basis, count(allowed.value, after=after, days_off=known.days_off))


def count(
    number: int, *, after: date, days_off: Mapping[date, Holiday], stopped: Collection[date] = frozenset()
) -> tuple[Day, ...]:
    """The days behind `after` up to and including the `number`th working day, each counted or skipped.

    On the days `stopped` the clock stood still.
    """
    days: list[Day] = []
    counted, day = 0, after
    while counted < number:
        day += timedelta(days=1)
        if holiday := days_off.get(day):
            days.append(Day(day, None, holiday.name, holiday.decree))
        elif day.weekday() in (SATURDAY, SUNDAY):
            days.append(Day(day, None, WEEKDAYS[day.weekday()]))
        elif day in stopped:
            days.append(Day(day, None, STOPPED))
        else:
            counted += 1
            days.append(Day(day, counted))
    return tuple(days)


def stopped_days(pauses: Collection[Pause], *, today: date) -> frozenset[date]:
    """The days behind each question up to and including that of its answer, or `today` while there is none."""
    days: set[date] = set()
    for pause in pauses:
        asked, answered = wib_date(pause.stopped_at), wib_date(pause.resumed_at) if pause.resumed_at else today
        days.update(asked + timedelta(days=number) for number in range(1, (answered - asked).days + 1))
    return frozenset(days)


def midnight_after(day: date) -> datetime:
    """The end of a day in Jakarta, as aware UTC."""
    return datetime.combine(day + timedelta(days=1), time(), WIB).astimezone(UTC)


def lateness(request: FootageRequest, *, now: datetime, known: Calendar | None = None) -> timedelta:
    """How long the answer is (or was, when it came) overdue; zero when it is not."""
    due_at = of(request, known=known, now=now).answer.due_at
    return max((request.closed_at or now) - due_at, timedelta(0))


def _own_data(begun: datetime, pauses: Collection[Pause], *, known: Calendar, now: datetime) -> Hours:
    """An hour of waiting for the applicant is no hour of this clock."""
    allowed = known.rules.find(Policy.Rule.OWN_DATA_HOURS, on=wib_date(begun))
    stood_still = sum(((pause.resumed_at or now) - pause.stopped_at for pause in pauses), timedelta(0))
    stopped_since = next((pause.stopped_at for pause in pauses if pause.resumed_at is None), None)
    due_at = begun + timedelta(hours=allowed.value) + stood_still
    return Hours(allowed.value, allowed.basis, due_at, stopped_since)
