"""The forms of staff sign-in and of one's own account."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import enrolment_codes, factors
from accounts.models import User
from core.actors import STRANGER, Actor
from core.errors import InvalidInput, TooManyTries
from core.forms import PageForm, PageFormMixin, Text


class SignInForm(PageFormMixin, AuthenticationForm):
    """Asks for user name and password. Which of the two is wrong is not said, nor whether the account exists."""

    error_messages = {
        "invalid_login": _("User name and password do not belong together. Check both, then try again."),
        "inactive": _("User name and password do not belong together. Check both, then try again."),
        "locked_out": _("Too many wrong passwords. Wait 15 minutes, then try again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        username, password = self.fields["username"], self.fields["password"]
        username.label, password.label = _("User name"), _("Password")
        username.widget = Text(width=20, attrs={"autocomplete": "username", "autocapitalize": "none"})
        username.error_messages["required"] = _("Enter your user name.")
        password.widget.attrs["class"] = "govuk-input--width-20"
        password.error_messages["required"] = _("Enter your password.")

    def get_invalid_login_error(self) -> ValidationError:
        code = "locked_out" if getattr(self.request, "axes_locked_out", False) else "invalid_login"
        return ValidationError(self.error_messages[code], code=code)


class FactorForm(PageForm):
    """Checks the second factor of `user`: a code, a recovery code, or a passkey that the browser fills in.

    After validation `kind` says which one it was. The names of the fields are those of no other form, since this one
    may stand on a page that carries another form's answers along.
    """

    factor_code = forms.CharField(
        label=_("Code"),
        required=False,
        max_length=40,
        help_text=_("The six digits your authenticator app shows now, or one of your recovery codes."),
        widget=Text(width=10, attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"max_length": _("Type the six digits your authenticator app shows now.")},
    )
    factor_passkey = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: HttpRequest, user: User, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.user, self.by = request, user, by
        self.kind: factors.Kind | None = None
        self.too_many = False

    @classmethod
    def is_answered(cls, request: HttpRequest) -> bool:
        return any(name in request.POST for name in cls.base_fields)

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows this form."""
        if self.too_many:
            return TooManyTries.status
        return 422 if self.errors else 200

    def clean(self) -> None:
        super().clean()
        if self.errors:
            return
        try:
            self.kind = self._check()
        except (InvalidInput, TooManyTries) as error:
            self.too_many = isinstance(error, TooManyTries)
            self.add_error("factor_code", str(error.message))

    def _check(self) -> factors.Kind:
        if answer := self.cleaned_data.get("factor_passkey"):
            return factors.check_passkey(self.request, self.user, answer, by=self.by)
        if code := self.cleaned_data.get("factor_code"):
            return factors.check_code(self.user, code, by=self.by)
        raise InvalidInput(_("Type the six digits your authenticator app shows now."))


class EnrolmentForm(PageForm):
    """The code by which a new account may set up its second factor."""

    enrolment_code = forms.CharField(
        label=_("Enrolment code"),
        help_text=_("Ten letters and digits from your administrator, like 7Q4F2-M9KXA."),
        max_length=40,
        widget=Text(width=20, attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={
            "required": _("Type the enrolment code that an administrator gave you."),
            "max_length": _("Type the enrolment code that an administrator gave you."),
        },
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.code_id: UUID | None = None
        self.too_many = False

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows this form."""
        return TooManyTries.status if self.too_many else 422

    def clean_enrolment_code(self) -> str:
        typed: str = self.cleaned_data["enrolment_code"]
        try:
            self.code_id = enrolment_codes.check(self.user, typed, by=STRANGER)
        except (InvalidInput, TooManyTries) as error:
            self.too_many = isinstance(error, TooManyTries)
            raise ValidationError(str(error.message), code=error.code) from None
        return typed


class NewAppForm(PageForm):
    """The first code of a new app."""

    code = forms.CharField(
        label=_("The six digits the app shows now"),
        max_length=20,
        widget=Text(width=10, attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={
            "required": _("Type the six digits the app shows now."),
            "max_length": _("Type the six digits the app shows now."),
        },
    )


class NewPasskeyForm(PageForm):
    """A passkey that the browser has just made (`answer`), and what its owner calls it."""

    name = forms.CharField(
        label=_("A name by which you recognise this device"),
        help_text=_("For example: office laptop, blue security key."),
        max_length=60,
        widget=Text(width=20, attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Give the passkey a name, like office laptop."),
            "max_length": _("Shorten the name to at most %(limit_value)d characters."),
        },
    )
    answer = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)


class NewPasswordForm(PageForm):
    """A password of one's own choosing, typed once: it can be looked at instead."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 characters; several words in a row are easy to remember and hard to guess."),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password", "class": "govuk-input--width-20"}),
        error_messages={"required": _("Enter the new password.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        if self.user.check_password(password):
            raise ValidationError(_("This is the password you have now. Choose another one."))
        return password


class ChangePasswordForm(NewPasswordForm):
    current = forms.CharField(
        label=_("Password you have now"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "class": "govuk-input--width-20"}),
        error_messages={"required": _("Enter the password you have now.")},
    )
    field_order = ["current", "password"]

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not self.user.check_password(current):
            raise ValidationError(_("This is not your password. Check it, then try again."))
        return current
