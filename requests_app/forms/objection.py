"""What an applicant who does not agree fills in."""

from django.utils.translation import gettext_lazy as _

from core.forms import PageForm, Radios, TextBlock
from requests_app.forms.fields import Choice, Paragraphs
from requests_app.models import Ground


class ObjectionForm(PageForm):
    """Comes filled in: whoever agrees with that presses one button."""

    ground = Choice(
        label=_("Ground of the objection"),
        missing=_("Choose the ground of your objection."),
        choices=Ground.choices,
        widget=Radios(),
    )
    text = Paragraphs(
        label=_("What do you object to?"),
        help_text=_("You can send this as it is, or add in your own words what you do not agree with."),
        missing=_("Write in a few words what you object to."),
        max_length=4000,
        widget=TextBlock(rows=6),
    )
