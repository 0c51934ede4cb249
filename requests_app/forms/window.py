"""When: a day, the earliest and the latest time it can have happened, and how well that is known."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.clock import WIB, wib_date
from core.errors import InvalidInput
from core.forms import DatePartsField, Radios, Text
from core.templatetags import formats
from requests_app.forms.fields import Choice, Line
from requests_app.forms.steps import StepForm, Typed
from requests_app.forms.times import names_part_of_day, read_time
from requests_app.intake.submission import OLDEST, longest_window
from requests_app.models import HowSure

TOO_LONG = _(
    "Between these times lie %(length)s; at most %(longest)s can be asked for at once. Narrow the times, or make"
    " another request for the rest."
)
TOO_LONG_UNLESS_NOTICED = _(
    "Between these times lie %(length)s; at most %(longest)s can be asked for at once. Narrow the times. If you only"
    " noticed it later, say so below: then up to %(noticed)s can be asked for."
)
HALF_A_DAY = timedelta(hours=12)
TODAY, YESTERDAY, ANOTHER = "today", "yesterday", "another"


class TimeField(Line):
    """A time of day in any spelling that `read_time` knows; cleans to the span since midnight."""

    def clean(self, value: Any) -> timedelta:
        typed = super().clean(value)
        try:
            return read_time(typed)
        except InvalidInput as refusal:
            raise ValidationError(str(refusal.message), code=refusal.code) from None


class WindowForm(StepForm):
    """Cleans to `starts_at`, `ends_at` (aware UTC) and `how_sure`. A latest time before the earliest one is past
    midnight; where that is still to come, the day named was the day of the latest time.
    """

    day = Choice(
        label=_("On which day did it happen?"),
        missing=_("Choose the day on which it happened."),
        choices=[(TODAY, _("Today")), (YESTERDAY, _("Yesterday")), (ANOTHER, _("Another day"))],
        widget=Radios(reveals={ANOTHER: "other_day"}),
    )
    other_day = DatePartsField(label=_("Which day?"), help_text=_("For example 21 11 2026."), required=False)
    earliest = TimeField(
        label=_("From what time on can it have happened?"),
        help_text=_(
            "Any spelling will do: 14.30, 1430, jam 2 siang. If you only noticed it later: when you last saw that all"
            " was well."
        ),
        missing=_("Enter the earliest time at which it can have happened, like 14.30."),
        max_length=60,
        widget=Text(width=10),
    )
    latest = TimeField(
        label=_("Until what time?"),
        help_text=_("If you only noticed it later: when you noticed it. A time after midnight counts as the next day."),
        missing=_("Enter the latest time at which it can have happened, like 14.50."),
        max_length=60,
        widget=Text(width=10),
    )
    how_sure = Choice(
        label=_("How well do you know the time?"),
        missing=_("Choose how well you know the time."),
        choices=HowSure.choices,
        widget=Radios,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = timezone.now()
        today = wib_date(self.now)
        self.fields["day"].widget.hints = {
            TODAY: formats.day(today),
            YESTERDAY: formats.day(today - timedelta(days=1)),
        }

    def typed(self) -> Typed:
        """As typed, but with the day that was meant as its date: the draft may be opened tomorrow."""
        typed = super().typed()
        day = self.cleaned_data.get("day_meant") if self.is_valid() else self.named_day(self.data.get("day", ""))
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
        if day and {"earliest", "latest", "how_sure"} <= answers.keys():
            midnight = datetime.combine(day, datetime.min.time(), WIB)
            starts_at = (midnight + answers["earliest"]).astimezone(UTC)
            ends_at = (midnight + self.latest_meant(answers)).astimezone(UTC)
            past_midnight = ends_at < starts_at
            if past_midnight and starts_at > self.now >= ends_at:  # said this morning of last night
                day, starts_at = day - timedelta(days=1), starts_at - timedelta(days=1)
            elif past_midnight:
                ends_at += timedelta(days=1)
            self.check_length(starts_at, ends_at, past_midnight=past_midnight)
            self.check_not_to_come(starts_at, ends_at)
            answers |= {"day_meant": day, "starts_at": starts_at, "ends_at": ends_at}
        return answers

    def latest_meant(self, answers: dict[str, Any]) -> timedelta:
        """Whoever says "jam 2 siang" and then "jam 3" means three in the afternoon, if that can be asked for."""
        earliest, latest = answers["earliest"], answers["latest"]
        afternoon = latest + HALF_A_DAY
        said_on = names_part_of_day(self.data["earliest"]) and not names_part_of_day(self.data["latest"])
        fits = latest < earliest < afternoon <= earliest + longest_window(HowSure.EXACT)
        return afternoon if said_on and fits and answers["how_sure"] != HowSure.NOTICED else latest

    def clean_day_meant(self, answers: dict[str, Any]) -> date | None:
        """The day that was named, when there is one that can have been meant."""
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
        if day < wib_date(self.now - OLDEST):
            self.add_error(
                "other_day",
                _("%(day)s is more than a year ago. Check the date; recordings are kept for days, not years.")
                % {"day": formats.day(day)},
            )
            return None
        return day

    def check_length(self, starts_at: datetime, ends_at: datetime, *, past_midnight: bool) -> None:
        noticed = self.cleaned_data["how_sure"] == HowSure.NOTICED
        length, longest = ends_at - starts_at, longest_window(self.cleaned_data["how_sure"])
        if timedelta(0) < length <= longest:
            return
        said = {
            "length": formats.duration(length),
            "longest": formats.duration(longest),
            "noticed": formats.duration(longest_window(HowSure.NOTICED)),
        }
        if not length:
            self.add_error("latest", _("The two times are the same. Leave a few minutes between them."))
        elif noticed:
            self.add_error("latest", TOO_LONG % said)
        elif length <= longest_window(HowSure.NOTICED):
            self.add_error("latest", TOO_LONG_UNLESS_NOTICED % said)
        elif past_midnight:
            self.add_error("latest", _("This is before the earliest time. Check both times."))
        else:
            self.add_error("latest", TOO_LONG % said)

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
