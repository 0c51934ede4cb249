"""What every page of the application has in common: what was typed is kept exactly as it was typed."""

from typing import cast

from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict

from core.forms import PageForm

Typed = dict[str, list[str]]
# More than this is no answer to any question; beyond it a draft would be a place to store things in.
KEPT_CHARACTERS = 20_000


class StepForm(PageForm):
    """One page of the application. The view keeps `typed()` in the draft, right or wrong, and binds it again."""

    def typed(self) -> Typed:
        """Every answer of this page as the browser sent it, by the name of its box."""
        data = cast("MultiValueDict[str, str]", self.data)
        names = [name for field in self for name in box_names(field)]
        return {name: [text[:KEPT_CHARACTERS] for text in data.getlist(name)[-1:]] for name in names}


def box_names(field: BoundField) -> list[str]:
    """The names under which a field's boxes are sent: a date has three."""
    parts = getattr(field.field.widget, "widgets_names", None)
    return [field.html_name + part for part in parts] if parts else [field.html_name]
