"""Where: first a name to look for, then one of the places found, then the camera point nearest to it."""

from collections.abc import Sequence
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from core.forms import Radios
from requests_app.forms.fields import Choice, Words
from requests_app.forms.steps import StepForm

NOT_LISTED = "not-listed"


class SearchForm(StepForm):
    heading_field = "place"
    place = Words(
        label=_("Where did it happen?"),
        help_text=_(
            "A building, street, market, station, kelurahan or the name of a camera. For example: Pasar Senen."
        ),
        missing=_("Enter the name of a place near where it happened, like Pasar Senen or Jalan Sabang."),
        wordless=_("Enter a place in words, like Pasar Senen or Jalan Sabang."),
        max_length=120,
    )


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
