"""Who asks, and for whom they act."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.forms import Radios, Text
from requests_app.forms.fields import Choice, Line, Read, Words
from requests_app.forms.steps import StepForm
from requests_app.intake import identity
from requests_app.intake.submission import BEHALF, MAY_SAY, MUST_SAY
from requests_app.models import Capacity


class ApplicantForm(StepForm):
    applicant_name = Words(
        label=_("Full name"),
        help_text=_("As on your KTP. One word is fine."),
        missing=_("Enter your full name as on your KTP."),
        wordless=_("Enter your name in letters, as on your KTP."),
        max_length=150,
        widget=Text(attrs={"autocomplete": "name"}),
    )
    nik = Read(
        lambda text: identity.read_nik(text).digits,
        label=_("NIK"),
        help_text=_("The 16 digits at the top of your KTP. We use it to see that you are you."),
        missing=_("Enter your NIK, the 16 digits at the top of your KTP."),
        widget=Text(width=20, attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
    )
    address = Line(
        label=_("Address (optional)"),
        max_length=300,
        widget=Text(attrs={"autocomplete": "street-address"}),
    )


class CapacityForm(StepForm):
    heading_field = "capacity"
    capacity = Choice(
        label=_("In what capacity do you ask?"),
        missing=_("Choose in what capacity you ask."),
        choices=Capacity.choices,
        widget=Radios(),
    )


class BehalfForm(StepForm):
    """Asks only what the capacity calls for (`submission.MUST_SAY`, `MAY_SAY`)."""

    capacity_note = Line(
        label=_("On whose behalf do you act?"),
        help_text=_("Their name, and how you are related to them."),
        missing=BEHALF["capacity_note"],
        max_length=300,
    )
    power_of_attorney = Line(
        label=_("Power of attorney (optional)"),
        help_text=_("Its number and date, if you have it already. For example: No. 12/SK/XI/2026, 20 November 2026."),
        max_length=300,
    )
    organisation = Line(label=_("Organisation"), missing=BEHALF["organisation"], max_length=300)
    deed = Line(
        label=_("Deed of the organisation (optional)"),
        help_text=_("Number and date of its deed (akta) or of its registration (NIB)."),
        max_length=300,
    )

    def __init__(self, *args: Any, capacity: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        must, may = MUST_SAY[capacity], MAY_SAY.get(capacity, ())
        for name in list(self.fields):
            if name not in (*must, *may):
                del self.fields[name]
            elif name not in must and self.fields[name].required:
                self.fields[name].required = False
                self.fields[name].label = _("%(question)s (optional)") % {"question": self.fields[name].label}
