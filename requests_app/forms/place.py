"""Where: a name to look for or a point on the map, then one of the places found, then the nearest camera point."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Radios, Text
from requests_app.forms.fields import Choice, Line, Words
from requests_app.forms.steps import StepForm
from requests_app.intake import submission

NOT_LISTED = "not-listed"


class SearchForm(StepForm):
    """Cleans to `position`: (latitude, longitude) of the suggestion taken or of the pin on the map, or None."""

    heading_field = "place"
    place = Words(
        label=_("Where did it happen?"),
        help_text=_(
            "A building, street, market, station, kelurahan, or the name or number of a camera."
            " For example: Pasar Senen."
        ),
        wordless=_("Enter a place in words, like Pasar Senen or Jalan Sabang."),
        max_length=120,
        widget=Text(attrs={"autocomplete": "off"}),
    )
    whereabouts = Line(
        label=_("RT/RW, floor or entrance (optional)"),
        help_text=_("For example: RT 05/RW 03, pintu selatan."),
        max_length=120,
    )
    direction = Line(
        label=_("Direction of travel (optional)"),
        help_text=_("From where to where you or the vehicle went. For example: from Senen towards Matraman."),
        max_length=120,
    )
    # Filled in by the map and by the suggestions alone: whatever else stands in them counts as nothing.
    latitude = Line(widget=forms.HiddenInput)
    longitude = Line(widget=forms.HiddenInput)

    @property
    def has_more(self) -> bool:
        """Whether the boxes that are folded away hold something, or something wrong."""
        return any(self[name].value() or self[name].errors for name in ("whereabouts", "direction"))

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        answers["position"] = _position(answers.pop("latitude", ""), answers.pop("longitude", ""))
        if not answers["position"] and "place" in answers and not answers["place"]:
            self.add_error("place", _("Enter the name of a place near where it happened, like Pasar Senen."))
        return answers


def _position(latitude: str, longitude: str) -> tuple[float, float] | None:
    try:
        position = float(latitude), float(longitude)
    except ValueError:
        return None
    return position if submission.is_on_earth(*position) else None


class _ListForm(StepForm):
    """A list made while the page is shown: `options` are (value, label, hint)."""

    heading_field = "choice"

    def __init__(self, *args: Any, options: Sequence[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(Choice, self.fields["choice"])
        field.choices = [(value, label) for value, label, _hint in options]
        field.widget.hints = {value: hint for value, _label, hint in options}


class PlaceForm(_ListForm):
    choice = Choice(
        label=_("Which place do you mean?"),
        missing=_("Choose the place where it happened, or that it is not in the list."),
        widget=Radios,
    )


class PointForm(_ListForm):
    choice = Choice(
        label=_("Which camera point was nearest?"),
        help_text=_("If you are not sure, say so: we then look around the place you named."),
        missing=_("Choose a camera point, or that you are not sure."),
        widget=Radios,
    )
