"""What bears the request out: the report to the police, the claim at the insurer."""

from django.utils.translation import gettext_lazy as _

from requests_app.forms.fields import Line
from requests_app.forms.steps import StepForm


class ProofForm(StepForm):
    police_report = Line(
        label=_("Police report number (optional)"),
        help_text=_("From your LP, STTLP, STPL or SKTLK, in any spelling. For example: LP/B/123/XI/2026/SPKT."),
        max_length=200,
    )
    claim_number = Line(
        label=_("Insurance claim number (optional)"),
        help_text=_("If you have made a claim."),
        max_length=120,
    )
