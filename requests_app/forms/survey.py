"""The nine questions of the satisfaction survey, in the words of a resident."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.forms import PageForm, Radios
from requests_app.models import Grade

CHOOSE = _("Choose one of the four answers.")


def _question(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[(value, capfirst(name)) for value, name in Grade.choices],
        coerce=int,
        widget=Radios(inline=True),
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )


class SurveyForm(PageForm):
    requirements = _question(_("How suitable was what we asked of you: details and papers?"))
    procedure = _question(_("How easy was the way, from the first page to the answer?"))
    time = _question(_("How quick was the answer?"))
    cost = _question(_("How fair was the cost? The service is free; think of data and travel."))
    result = _question(_("How well does what you received fit what you asked for?"))
    competence = _question(_("How competent were the officers?"))
    behaviour = _question(_("How polite and friendly were the officers?"))
    complaints = _question(_("How well were questions and complaints dealt with?"))
    facilities = _question(_("How good are our pages, messages and offices?"))
