"""What happened, and what the footage is wanted for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Radios
from requests_app.forms.fields import Choice, Line, Paragraphs
from requests_app.forms.steps import StepForm
from requests_app.models import IncidentType, Purpose, Wanted

YES, NO = "yes", "no"


class IncidentForm(StepForm):
    incident_type = Choice(
        label=_("What kind of incident was it?"),
        missing=_("Choose what kind of incident it was."),
        choices=IncidentType.choices,
        widget=Radios,
    )
    anyone_at_risk = Choice(
        label=_("Is anybody still in danger?"),
        help_text=_("If so, call 112 first, then tell us here."),
        missing=_("Choose yes or no: is anybody still in danger?"),
        choices=[(YES, _("Yes")), (NO, _("No"))],
        widget=Radios(inline=True),
    )
    description = Paragraphs(
        label=_("What happened?"),
        help_text=_("In your own words: who did what, where did they come from, where did they go?"),
        missing=_("Write in a few words what happened."),
    )

    def clean_anyone_at_risk(self) -> bool:
        return self.cleaned_data["anyone_at_risk"] == YES


class PurposeForm(StepForm):
    purpose = Choice(
        label=_("What do you need the footage for?"),
        missing=_("Choose what you need the footage for."),
        choices=Purpose.choices,
        widget=Radios,
    )
    wanted = Choice(
        label=_("What would you like?"),
        missing=_("Choose what you would like us to do."),
        choices=Wanted.choices,
        widget=Radios(
            hints={
                Wanted.COPY: _(
                    "A copy needs a stronger reason than watching. If it is refused you may still be allowed to watch."
                ),
            }
        ),
    )
    recipients = Line(
        label=_("Who else will see the footage? (optional)"),
        help_text=_("For example: Polsek Senen, the insurer, my lawyer. It may be shown to nobody else."),
        max_length=300,
    )


class DeclarationsForm(StepForm):
    """Each declaration is a box of its own: what is agreed to is said in whole sentences."""

    truth = forms.BooleanField(
        label=_("What I have written is true as far as I know."),
        error_messages={"required": _("Tick that what you have written is true, or change what is not.")},
    )
    purpose_only = forms.BooleanField(
        label=_("I will use the footage only for the purpose I gave."),
        error_messages={"required": _("Tick that you will use the footage only for the purpose you gave.")},
    )
    not_republished = forms.BooleanField(
        label=_("I will not publish the footage, and show it to nobody but those I named."),
        error_messages={"required": _("Tick that you will not publish the footage.")},
    )
    privacy = forms.BooleanField(
        label=_("I have read what happens to my data."),
        error_messages={"required": _("Tick that you have read what happens to your data.")},
    )
