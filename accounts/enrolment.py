"""Setting up a second factor: what a page offers, and what comes of the answer.

The secret of an app that is being set up waits in the session, encrypted, until the app has shown that it knows it.
"""

from dataclasses import dataclass, field

import segno
from django.http import HttpRequest

from accounts import factors, passkeys, totp
from accounts.factors import Kind
from accounts.forms import NewAppForm, NewPasskeyForm
from accounts.models import User
from core.encryption import decrypt, encrypt
from core.errors import InvalidInput
from core.forms import PageForm

SECRET = "new_app_secret"  # noqa: S105 (the name of a place in the session)


@dataclass(slots=True)
class SetUp:
    """The page's two forms, and once one of them was good, what was added and the account's first recovery codes."""

    app_form: NewAppForm
    passkey_form: NewPasskeyForm
    added: Kind | None = None
    recovery_codes: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        return 422 if self.app_form.errors or self.passkey_form.errors else 200


@dataclass(frozen=True, slots=True)
class NewApp:
    """An authenticator app to be: its QR code as SVG, and the same to be typed."""

    secret: str
    qr_code: str

    @property
    def groups(self) -> str:
        """The secret in groups of four, as people read it out."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))


def set_up(request: HttpRequest, user: User) -> SetUp:
    """Adds the factor that was sent, if one was."""
    sent_app, sent_passkey = "code" in request.POST, "answer" in request.POST
    found = SetUp(
        NewAppForm(request.POST if sent_app else None), NewPasskeyForm(request.POST if sent_passkey else None)
    )
    try:
        if sent_app and found.app_form.is_valid():
            typed = found.app_form.cleaned_data["code"]
            secret = _find_secret(request, user) or totp.new_secret()  # nothing was offered: no code fits
            found.recovery_codes = factors.add_app(user, secret=secret, typed=typed, by=user.actor)
            request.session.pop(SECRET, None)
            found.added = Kind.APP
        elif sent_passkey and found.passkey_form.is_valid():
            answer = found.passkey_form.cleaned_data
            found.recovery_codes = factors.add_passkey(request, user, by=user.actor, **answer)
            found.added = Kind.PASSKEY
    except InvalidInput as error:
        form: PageForm = found.app_form if sent_app else found.passkey_form
        form.add_error(error.field or "name", str(error.message))
    return found


def offer_app(request: HttpRequest, user: User) -> NewApp:
    """The same one until it is accepted, however often the page is loaded."""
    secret = _find_secret(request, user)
    if secret is None:
        secret = totp.new_secret()
        request.session[SECRET] = encrypt(secret, place=_place(user))
    address = totp.address(secret, account=user.username, issuer=factors.ISSUER)
    drawing = segno.make_qr(address, error="m").svg_inline(scale=5, border=4, dark="#05292e", light="#fff")
    return NewApp(secret, drawing)


def offer_passkey(request: HttpRequest, user: User) -> str:
    """What the browser is asked to make a passkey with; empty where it cannot."""
    return passkeys.registration_options(request, user) if passkeys.possible(request) else ""


def _find_secret(request: HttpRequest, user: User) -> str | None:
    sealed = request.session.get(SECRET)
    return decrypt(sealed, place=_place(user)) if sealed else None


def _place(user: User) -> str:
    return f"session.{SECRET}.{user.pk}"
