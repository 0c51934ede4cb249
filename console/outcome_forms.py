"""What officers type after a decision: appointments, minutes, hand-overs. What they may do is decided elsewhere."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import WIB
from core.forms import DatePartsField, PageForm, Radios, Text, TextBlock
from requests_app.forms.window import TimeField


def _line(label: Any, missing: Any, *, longest: int = 160, **more: Any) -> forms.CharField:
    errors = {"required": missing, "max_length": gettext_lazy("Shorten this to %(limit_value)d characters.")}
    return forms.CharField(label=label, max_length=longest, error_messages=errors, **more)


class AppointmentForm(PageForm):
    """Cleans to `place` and `starts_at` (aware)."""

    place = _line(gettext_lazy("Office and address"), gettext_lazy("Enter the office and its address."), longest=240)
    day = DatePartsField(label=gettext_lazy("Day"), help_text=gettext_lazy("For example 21 11 2026."))
    clock = TimeField(
        label=gettext_lazy("Time"),
        missing=gettext_lazy("Enter the time, like 14.30."),
        max_length=60,
        widget=Text(width=10, suffix="WIB"),
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("day") and "clock" in answers:
            midnight = datetime.combine(answers["day"], time(), WIB)
            answers["starts_at"] = midnight + answers["clock"]
        return answers


class MinutesForm(PageForm):
    CAME = [("yes", gettext_lazy("The applicant came and watched")), ("no", gettext_lazy("The applicant did not come"))]
    CHOOSE = gettext_lazy("Choose whether the applicant came.")

    came = forms.ChoiceField(
        label=gettext_lazy("What became of the appointment?"),
        choices=CAME,
        widget=Radios(),
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    present = forms.CharField(
        label=gettext_lazy("Who was present"),
        help_text=gettext_lazy("Names, one below the other."),
        widget=TextBlock(rows=3),
        required=False,
        max_length=1000,
    )
    identity_seen = forms.BooleanField(
        label=gettext_lazy("I saw the identity paper of everybody who watched"), required=False
    )
    remarks = forms.CharField(
        label=gettext_lazy("Remarks (optional)"), widget=TextBlock(rows=3), required=False, max_length=2000
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("came") == "yes":
            if not answers.get("present"):
                self.add_error("present", _("Enter who was present."))
            if not answers.get("identity_seen"):
                sentence = _("Look at the identity paper of everybody who watched, then confirm it here.")
                self.add_error("identity_seen", sentence)
        return answers


class HandoverForm(PageForm):
    police_unit = _line(
        gettext_lazy("Police unit"),
        gettext_lazy("Enter the police unit, like Polsek Menteng."),
        help_text=gettext_lazy("For example Polsek Menteng."),
    )
    officer_name = _line(
        gettext_lazy("Name of the police officer"), gettext_lazy("Enter the name of the officer who takes the files.")
    )
    officer_number = _line(
        gettext_lazy("Service number (NRP)"),
        gettext_lazy("Enter the service number on the officer’s card."),
        longest=40,
        widget=Text(width=20),
    )
    letter_number = _line(
        gettext_lazy("Number of the police letter"), gettext_lazy("Enter the number of the letter that asks for it.")
    )
    letter_date = DatePartsField(
        label=gettext_lazy("Date of the police letter"), help_text=gettext_lazy("For example 21 11 2026.")
    )
