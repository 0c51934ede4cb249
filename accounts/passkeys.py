"""Passkeys (WebAuthn) as a second factor, bound to the host name under which the page was opened.

A ceremony has two halves: `…_options` is what the browser is asked, `…_complete` checks what it answered. The
challenge waits in the session in between and is good for one answer.
"""

import ipaddress
import json
from typing import Any

from django.db.models.functions import Now
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils.translation import gettext_lazy as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.models import Passkey, User
from core.errors import InvalidInput
from core.ids import blind_index

# In the session; two, so that a registration survives being asked for a fresh factor in between.
REGISTRATION, SIGN_IN = "passkey_registration", "passkey_sign_in"
VERIFICATION = UserVerificationRequirement.PREFERRED  # the password was the other factor
REFUSED = _("The passkey did not work. Try again, or use another way.")


def possible(request: HttpRequest) -> bool:
    """WebAuthn knows names only: not for a page that was opened by an address of numbers."""
    try:
        ipaddress.ip_address(_host(request).strip("[]"))
    except ValueError:
        return True
    return False


def of(user: User, request: HttpRequest) -> list[Passkey]:
    """The passkeys that work under the host name of this page."""
    return list(user.passkeys.filter(host=_host(request)))


def registration_options(request: HttpRequest, user: User) -> str:
    """JSON for `navigator.credentials.create`."""
    person = PublicKeyCredentialUserEntity(
        id=bytes.fromhex(blind_index(str(user.pk), purpose="passkey-user")),  # says nothing about the person
        name=user.username,
        display_name=str(user),
    )
    options, request.session[REGISTRATION] = _server(request).register_begin(
        person,
        [_credential(passkey) for passkey in of(user, request)],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=VERIFICATION,
    )
    return json.dumps(dict(options))


def registration_complete(request: HttpRequest, user: User, *, answer: str, name: str) -> Passkey:
    """Raises InvalidInput when the browser's answer is not to what it was asked."""
    try:
        data = _server(request).register_complete(request.session.pop(REGISTRATION), _read(answer)).credential_data
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(REFUSED, code="wrong_passkey") from error
    if data is None or Passkey.objects.filter(credential_id=data.credential_id).exists():
        raise InvalidInput(REFUSED, code="wrong_passkey")
    return Passkey.objects.create(
        user=user, name=name, host=_host(request), credential_id=data.credential_id, credential=bytes(data)
    )


def sign_in_options(request: HttpRequest, user: User) -> str:
    """JSON for `navigator.credentials.get`; empty when no passkey of `user` works here."""
    if not possible(request) or not of(user, request):
        return ""
    credentials = [_credential(passkey) for passkey in of(user, request)]
    options, request.session[SIGN_IN] = _server(request).authenticate_begin(credentials, VERIFICATION)
    return json.dumps(dict(options))


def sign_in_complete(request: HttpRequest, user: User, *, answer: str) -> bool:
    """Whether the answer was signed by a passkey of `user`; one that counts must have counted on."""
    passkeys = {bytes(passkey.credential_id): passkey for passkey in of(user, request)}
    try:
        response = AuthenticationResponse.from_dict(_read(answer))
        credentials = [_credential(passkey) for passkey in passkeys.values()]
        used = _server(request).authenticate_complete(request.session.pop(SIGN_IN), credentials, response)
    except (ValueError, KeyError, TypeError):
        return False
    count = response.response.authenticator_data.counter
    known = Passkey.objects.filter(pk=passkeys[used.credential_id].pk)
    known = known.filter(sign_count__lt=count) if count else known.filter(sign_count=0)
    return bool(known.update(sign_count=count, used_at=Now()))


def _server(request: HttpRequest) -> Fido2Server:
    origin = f"{request.scheme}://{request.get_host()}"
    rp = PublicKeyCredentialRpEntity(id=_host(request), name="Saksi")
    return Fido2Server(rp, verify_origin=lambda told: told == origin)


def _host(request: HttpRequest) -> str:
    """Without the port; Django has checked it against ALLOWED_HOSTS."""
    return split_domain_port(request.get_host())[0]


def _credential(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(passkey.credential))


def _read(answer: str) -> dict[str, Any]:
    found = json.loads(answer)
    if not isinstance(found, dict):
        raise ValueError(answer)
    return found
