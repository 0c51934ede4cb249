"""The number and the PIN from the receipt."""

from django.utils.translation import gettext_lazy as _

from core.forms import PageForm, Text
from requests_app.forms.documents import attachments
from requests_app.forms.fields import Line, Paragraphs


class TrackForm(PageForm):
    reference = Line(
        label=_("Request number"),
        help_text=_("It is on your receipt, for example SKS-2026-7Q4F-2M9K."),
        missing=_("Enter the request number from your receipt; it begins with SKS."),
        max_length=60,
        widget=Text(width=20, attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    pin = Line(
        label=_("PIN"),
        help_text=_("The eight digits on your receipt."),
        missing=_("Enter the PIN from your receipt, eight digits."),
        max_length=60,
        widget=Text(width=10, attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}),
    )


class AnswerForm(PageForm):
    body = Paragraphs(
        label=_("Your answer"),
        help_text=_("If you do not know, write that. It helps the officers, too."),
        missing=_("Write your answer before sending it."),
    )
    uploads = attachments()


class MissingForm(PageForm):
    body = Paragraphs(
        label=_("What is missing, or what is wrong?"),
        help_text=_("For example: the clip ends too early; it shows another street."),
        missing=_("Write what is missing, so that the officers can look for it."),
    )


class MessageForm(PageForm):
    body = Paragraphs(
        label=_("Your message to the officers"),
        help_text=_("For example a police report number, or something you remember only now."),
        missing=_("Write your message before sending it."),
    )
    uploads = attachments()
