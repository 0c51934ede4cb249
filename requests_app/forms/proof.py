"""What bears the request out: the report to the police, the claim at the insurer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PageForm
from requests_app.forms.fields import Line
from requests_app.forms.steps import StepForm
from requests_app.intake.police_reports import LONGEST, Demand

EXAMPLE = _("From your LP, STTLP, STPL or SKTLK, in any spelling. For example: LP/B/123/XI/2026/SPKT.")
# How the number is asked for, and what is said beside the example.
ASKED: dict[Demand, tuple[Any, Any]] = {
    Demand.NOT_NEEDED: (
        _("Police report number (optional)"),
        _("No police report is needed for this kind of incident. Leave it empty if you have none."),
    ),
    Demand.MAY_FOLLOW: (
        _("Police report number (optional)"),
        _("If you have none yet, go on without it: you can add it later, on the page of your request."),
    ),
    Demand.BEFORE_RELEASE: (
        _("Police report number"),
        _("For this kind of incident footage is released only after a police report. We protect the recordings now."),
    ),
}


class ProofForm(StepForm):
    police_report = Line(label=_("Police report number (optional)"), help_text=EXAMPLE, max_length=LONGEST)
    later_police_report = forms.BooleanField(
        label=_("I add the number later. I know that nothing is released before it is there."), required=False
    )
    claim_number = Line(
        label=_("Insurance claim number (optional)"),
        help_text=_("If you have made a claim."),
        max_length=120,
    )

    def __init__(self, *args: Any, demand: Demand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.demand = demand
        label, hint = ASKED[demand]
        self.fields["police_report"].label = label
        self.fields["police_report"].help_text = f"{hint} {EXAMPLE}"
        if demand != Demand.BEFORE_RELEASE:
            del self.fields["later_police_report"]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        said = answers.get("police_report") or answers.get("later_police_report")
        if self.demand == Demand.BEFORE_RELEASE and not said and not self.errors:
            self.add_error("police_report", str(_("Type the number, or tick that you add it later.")))
        return answers


class PoliceReportForm(PageForm):
    """The number that comes after the request was submitted."""

    police_report = Line(
        label=_("Police report number"),
        help_text=EXAMPLE,
        missing=_("Type the number from your LP, STTLP, STPL or SKTLK."),
        max_length=LONGEST,
    )
