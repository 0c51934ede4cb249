"""Who asks, how to reach them, and for whom they act."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.forms import Radios, Text
from requests_app import identity
from requests_app.forms.fields import Choice, Line, Read, Words
from requests_app.forms.steps import StepForm
from requests_app.models import Capacity
from requests_app.submission import ACTS_FOR_OTHERS


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
    phone = Read(
        identity.read_phone,
        label=_("Mobile number"),
        help_text=_("A mobile number or an e-mail address is enough; with both we surely reach you."),
        widget=Text(width=20, attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = Read(
        identity.read_email,
        label=_("E-mail address"),
        widget=Text(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
    )
    address = Line(
        label=_("Address (optional)"),
        max_length=300,
        widget=Text(attrs={"autocomplete": "street-address"}),
    )
    capacity = Choice(
        label=_("In what capacity do you ask?"),
        missing=_("Choose in what capacity you ask."),
        choices=Capacity.choices,
        widget=Radios(),
    )
    capacity_note = Line(
        label=_("On whose behalf do you act?"),
        help_text=_("Only if you ask for somebody else: their name and how you are related to them."),
        max_length=300,
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not answers.get("phone") and not answers.get("email") and not {"phone", "email"} & self.errors.keys():
            self.add_error("phone", _("Enter a mobile number or an e-mail address, so that we can reach you."))
        if answers.get("capacity") in ACTS_FOR_OTHERS and not answers.get("capacity_note"):
            self.add_error("capacity_note", _("Write on whose behalf you act: their name and how you are related."))
        return answers
