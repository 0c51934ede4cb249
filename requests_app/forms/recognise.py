"""What the officer looks for in the picture: people, things and vehicles."""

from django.utils.translation import gettext_lazy as _

from core.forms import Radios, Text
from requests_app.forms.fields import Choice, Line, Paragraphs, Read
from requests_app.forms.steps import StepForm
from requests_app.intake import identity
from requests_app.models import VehicleType

NONE = "none"


class RecogniseForm(StepForm):
    clothing = Paragraphs(
        label=_("What did you look like, and what did others look like? (optional)"),
        help_text=_("Clothes, helmet, bag, hair, who was with you. For example: yellow shirt, black rucksack."),
        max_length=1000,
    )
    item = Paragraphs(
        label=_("What was taken, lost or damaged? (optional)"),
        help_text=_("What it looks like: colour, size, make. For example: blue folding bicycle with a basket."),
        max_length=1000,
    )


class VehicleForm(StepForm):
    """Cleans to an empty `vehicle_type` when no vehicle of the applicant's is to be seen."""

    vehicle_type = Choice(
        label=_("Is a vehicle of yours to be seen?"),
        missing=_("Choose the kind of vehicle, or that there is none."),
        choices=[(NONE, _("No vehicle of mine")), *VehicleType.choices],
        widget=Radios,
    )
    vehicle_make = Line(
        label=_("Make and model (optional)"), help_text=_("For example: Honda Beat 2022."), max_length=120
    )
    vehicle_colour = Line(label=_("Colour (optional)"), max_length=60, widget=Text(width=20))
    vehicle_plate = Read(
        identity.read_plate,
        label=_("Number plate (optional)"),
        help_text=_("For example: B 1234 XYZ. A part of it helps as well."),
        max_length=30,
        widget=Text(width=10, attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )
    other_vehicles = Paragraphs(
        label=_("Other vehicles (optional)"),
        help_text=_("Those of the thief, of the other side in an accident, of witnesses: kind, colour, number plate."),
        max_length=1000,
    )

    def clean_vehicle_type(self) -> str:
        chosen = self.cleaned_data["vehicle_type"]
        return "" if chosen == NONE else chosen
