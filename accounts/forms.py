"""The forms of staff sign-in."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import PageFormMixin, Text


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
        password.error_messages["required"] = _("Enter your password.")

    def get_invalid_login_error(self) -> ValidationError:
        code = "locked_out" if getattr(self.request, "axes_locked_out", False) else "invalid_login"
        return ValidationError(self.error_messages[code], code=code)
