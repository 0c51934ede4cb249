"""How to reach the applicant, and the code that proves it."""

from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.forms import PageForm, Radios, Text
from notifications import channels
from notifications.models import Channel
from requests_app.forms.fields import Choice, Line, Read
from requests_app.forms.steps import StepForm
from requests_app.intake import identity
from requests_app.intake.submission import check_channel, contact_address

NO_CONTACT = "none"


class ContactForm(StepForm):
    phone = Read(
        identity.read_phone,
        label=_("Mobile number"),
        help_text=_("For example 0812 3456 7890."),
        widget=Text(width=20, attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = Read(
        identity.read_email,
        label=_("E-mail address"),
        help_text=_("A mobile number or an e-mail address is enough."),
        widget=Text(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
    )
    channel = Choice(
        label=_("How may we send you messages?"),
        help_text=_("We send a code there first, so that nobody can use your contact in your name."),
        missing=_("Choose how we may send you messages."),
        widget=Radios(inline=True),
    )
    language = Choice(
        label=_("In which language?"),
        missing=_("Choose the language in which we write to you."),
        widget=Radios(inline=True),
    )

    def __init__(self, *args: Any, at_counter: bool = False, **kwargs: Any) -> None:
        """`at_counter`: whoever has neither telephone nor e-mail chooses that; `channel` is then empty."""
        super().__init__(*args, **kwargs)
        channel, language = cast(Choice, self.fields["channel"]), cast(Choice, self.fields["language"])
        channel.choices = [(offered.value, capfirst(offered.label)) for offered in channels.offered()]
        if at_counter:
            channel.choices += [(NO_CONTACT, _("Not at all: no telephone and no e-mail"))]
            channel.widget.inline = False
        language.choices = [(code, capfirst(name)) for code, name in settings.LANGUAGES]
        language.initial = get_language()

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("channel") == NO_CONTACT:
            answers["channel"] = ""
            if answers.get("phone") or answers.get("email"):
                self.add_error("channel", _("A contact is typed above: choose how to use it, or clear it."))
        elif not answers.get("phone") and not answers.get("email") and not {"phone", "email"} & self.errors.keys():
            self.add_error("phone", _("Enter a mobile number or an e-mail address, so that we can reach you."))
        elif "phone" in answers and "email" in answers and "channel" in answers:
            try:
                check_channel(answers["channel"], phone=answers["phone"], email=answers["email"])
            except InvalidInput as refusal:
                self.add_error(refusal.field, ValidationError(str(refusal.message), code=refusal.code))
        return answers


class CodeForm(PageForm):
    """What is typed here is kept nowhere."""

    code = Line(
        label=_("Six digits"),
        missing=_("Enter the six digits from our message."),
        max_length=60,
        widget=Text(width=10, attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class ReachForm(PageForm):
    """One contact in one box. Cleans to `contact`: {"channel", "address"}, the address in its one spelling."""

    contact = Line(
        label=_("Mobile number or e-mail address"),
        help_text=_("The one by which we write to you, for example 0812 3456 7890."),
        missing=_("Enter your mobile number or your e-mail address."),
        widget=Text(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def clean_contact(self) -> dict[str, str]:
        typed = self.cleaned_data["contact"]
        by_phone = [offered for offered in channels.offered() if offered != Channel.EMAIL]
        if "@" not in typed and not by_phone:
            raise ValidationError(_("At the moment we send codes by e-mail only. Enter an e-mail address."))
        channel = Channel.EMAIL if "@" in typed else by_phone[0]
        try:
            return {"channel": channel, "address": contact_address(channel, typed)}
        except InvalidInput as refusal:
            raise ValidationError(str(refusal.message), code=refusal.code) from None


class NewContactForm(ReachForm):
    """In place of the contact that a request has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].label = _("New mobile number or e-mail address")
        self.fields["contact"].help_text = _("We send a code there first. For example 0812 3456 7890.")
