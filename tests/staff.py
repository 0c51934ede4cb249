"""What signing in takes, for tests: a second factor that was just shown, and codes of an account's app."""

import time

from django.test import Client

from accounts import factors, totp
from accounts.models import AuthenticatorApp, User


def show_factor(client: Client, *, ago: float = 0) -> None:
    """As if whoever is signed in had shown the second factor `ago` seconds ago."""
    session = client.session
    session[factors.SHOWN_AT] = time.time() - ago
    session.save()


def app_of(user: User) -> AuthenticatorApp:
    """The account's authenticator app, set up if there is none."""
    return AuthenticatorApp.objects.get_or_create(user=user, defaults={"secret": totp.new_secret()})[0]


def code_of(user: User) -> str:
    """A code that works now and was not used yet; the account gets an app if it has none. Two in thirty seconds."""
    app = app_of(user)
    return totp.code(app.secret, max(app.last_step + 1, totp.step_at(time.time())))
