"""When: a day, the earliest and the latest time it can have happened."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.clock import WIB, wib_date
from core.forms import DatePartsField, Radios, Text
from core.templatetags import formats
from requests_app.forms.fields import Choice, Line
from requests_app.forms.steps import StepForm, Typed
from requests_app.forms.times import read_time

TODAY, YESTERDAY, ANOTHER = "today", "yesterday", "another"


class TimeField(Line):
    """A time of day in any spelling that `read_time` knows; cleans to the span since midnight."""

    def clean(self, value: Any) -> timedelta:
        typed = super().clean(value)
        span = read_time(typed)
        if span is None:
            raise ValidationError(_("Enter a time like 14.30, 1430 or jam 2 siang."), code="time")
        return span


class WindowForm(StepForm):
    """Cleans to `starts_at` and `ends_at`, aware UTC. A latest time before the earliest one is past midnight."""

    day = Choice(
        label=_("On which day did it happen?"),
        missing=_("Choose the day on which it happened."),
        choices=[(TODAY, _("Today")), (YESTERDAY, _("Yesterday")), (ANOTHER, _("Another day"))],
        widget=Radios(reveals={ANOTHER: "other_day"}),
    )
    other_day = DatePartsField(label=_("Which day?"), help_text=_("For example 21 11 2026."), required=False)
    earliest = TimeField(
        label=_("From what time on can it have happened?"),
        help_text=_("Any spelling will do: 14.30, 1430, jam 2 siang. Better a little too early than too late."),
        missing=_("Enter the earliest time at which it can have happened, like 14.30."),
        max_length=60,
        widget=Text(width=10),
    )
    latest = TimeField(
        label=_("Until what time?"),
        help_text=_("A time after midnight counts as the next day."),
        missing=_("Enter the latest time at which it can have happened, like 14.50."),
        max_length=60,
        widget=Text(width=10),
    )

    def __init__(self, *args: Any, longest: timedelta, kept_for: timedelta, **kwargs: Any) -> None:
        """`longest`: how long a window may be. `kept_for`: how long the recordings of this place are kept."""
        super().__init__(*args, **kwargs)
        self.longest, self.kept_for, self.now = longest, kept_for, timezone.now()
        today = wib_date(self.now)
        self.fields["day"].widget.hints = {
            TODAY: formats.day(today),
            YESTERDAY: formats.day(today - timedelta(days=1)),
        }

    def typed(self) -> Typed:
        """As typed, but "today" and "yesterday" as the dates they mean: the draft may be opened tomorrow."""
        typed = super().typed()
        day = self.named_day(self.data.get("day", ""))
        if day:
            typed |= {
                "day": [ANOTHER],
                "other_day_0": [str(day.day)],
                "other_day_1": [str(day.month)],
                "other_day_2": [str(day.year)],
            }
        return typed

    def named_day(self, name: str) -> date | None:
        today = wib_date(self.now)
        return {TODAY: today, YESTERDAY: today - timedelta(days=1)}.get(name)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        day = self.clean_day_meant(answers)
        if day and "earliest" in answers and "latest" in answers:
            midnight = datetime.combine(day, datetime.min.time(), WIB)
            starts_at = (midnight + answers["earliest"]).astimezone(UTC)
            ends_at = (midnight + answers["latest"]).astimezone(UTC)
            if ends_at < starts_at:
                ends_at += timedelta(days=1)
            self.check_length(starts_at, ends_at, past_midnight=answers["latest"] < answers["earliest"])
            self.check_not_to_come(starts_at, ends_at)
            answers |= {"starts_at": starts_at, "ends_at": ends_at}
        return answers

    def clean_day_meant(self, answers: dict[str, Any]) -> date | None:
        """The day of the earliest time, when there is one and recordings of it can still exist."""
        if answers.get("day") != ANOTHER:
            return self.named_day(answers.get("day", ""))
        day = answers.get("other_day")
        if day and day.year < 100:  # "26" for 2026
            day = day.replace(year=day.year + 2000)
        if day is None:
            if "other_day" not in self.errors:
                self.add_error("other_day", DatePartsField.default_error_messages["required"])
            return None
        if day > wib_date(self.now):
            self.add_error(
                "other_day",
                _("%(day)s has not come yet. Enter the day on which it happened.") % {"day": formats.day(day)},
            )
            return None
        if day < wib_date(self.now - self.kept_for):
            self.add_error("other_day", self.overwritten(day))
            return None
        return day

    def overwritten(self, day: date) -> str:
        return _(
            "Recordings are kept for about %(count)d days, so those of %(day)s have been overwritten. Check the date."
            " If it is right, there is no footage left to ask for; the police (call 110) can still take your report."
        ) % {"count": self.kept_for.days, "day": formats.day(day)}

    def check_length(self, starts_at: datetime, ends_at: datetime, *, past_midnight: bool) -> None:
        length = ends_at - starts_at
        if not length:
            self.add_error("latest", _("The two times are the same. Leave a few minutes between them."))
        elif length > self.longest and past_midnight:
            self.add_error("latest", _("This is before the earliest time. Check both times."))
        elif length > self.longest:
            self.add_error(
                "latest",
                _(
                    "Between these times lie %(length)s; at most %(longest)s can be asked for at once."
                    " Narrow the times, or make another request for the rest."
                )
                % {"length": formats.duration(length), "longest": formats.duration(self.longest)},
            )

    def check_not_to_come(self, starts_at: datetime, ends_at: datetime) -> None:
        now = formats.clock(self.now)
        if starts_at > self.now:
            self.add_error(
                "earliest",
                _("This time has not come yet: it is %(now)s now. If it happened yesterday, choose yesterday.")
                % {"now": now},
            )
        elif ends_at > self.now:
            self.add_error("latest", _("This time has not come yet. Enter a time up to now, %(now)s.") % {"now": now})
