"""The second factor: what it is for an account, checking it, and how fresh it is in a session.

Nobody is signed in without one (`accounts.signing_in`), so whoever is authenticated has shown it in this session. What
weighs most asks for it again when that was too long ago: `fresh` says so, `accounts.access.fresh_factor` asks.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import passkeys, recovery, sessions, totp
from accounts.models import AuthenticatorApp, Passkey, User
from audit import events
from audit.models import Event
from audit.verbs import Verb
from core.actors import Actor
from core.errors import InvalidInput, NotAllowed, NotNow
from core.limits import Limit

ISSUER = "Saksi"
SHOWN_AT = "factor_shown_at"  # in the session: seconds since 1970
# By account and not by address: only who knows the password comes this far.
WRONG_CODES = Limit("factor", tries=5, period=timedelta(minutes=15))


class Kind(StrEnum):
    APP = "app"
    PASSKEY = "passkey"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account has."""

    app_added_at: datetime | None
    passkeys: list[Passkey]
    recovery_codes: int

    @property
    def count(self) -> int:
        return len(self.passkeys) + bool(self.app_added_at)


def of(user: User) -> Factors:
    app = AuthenticatorApp.objects.filter(user=user).first()
    return Factors(app.added_at if app else None, list(user.passkeys.all()), recovery.left(user))


def has_any(user: User) -> bool:
    return AuthenticatorApp.objects.filter(user=user).exists() or user.passkeys.exists()


def check_code(user: User, typed: str, *, by: Actor) -> Kind:
    """Which factor `typed` proves: a code of the app or a recovery code. None works twice.

    Raises InvalidInput for a wrong one, which is audited as `by`'s, and TooManyTries after some of them.
    """
    WRONG_CODES.count(str(user.pk))
    compact = "".join(typed.split())
    if _is_of_the_app(user, compact):
        kind = Kind.APP
    elif recovery.use(user, compact):
        kind = Kind.RECOVERY
    else:
        _refuse(user, by=by)
        raise InvalidInput(
            _("This code is wrong or was used before. Wait for the next code of the app, then type that one."),
            code="wrong_code",
            field="code",
        )
    WRONG_CODES.forgive(str(user.pk))
    return kind


def check_passkey(request: HttpRequest, user: User, answer: str, *, by: Actor) -> Kind:
    """Raises InvalidInput when the browser's answer proves nothing, which is audited as `by`'s."""
    if not passkeys.sign_in_complete(request, user, answer=answer):
        _refuse(user, by=by)
        raise InvalidInput(passkeys.REFUSED, code="wrong_passkey")
    return Kind.PASSKEY


def mark_shown(request: HttpRequest) -> None:
    request.session[SHOWN_AT] = time.time()


def fresh(request: HttpRequest) -> bool:
    """Whether the second factor was shown in this session a short while ago."""
    return time.time() - request.session.get(SHOWN_AT, 0) < settings.STAFF_FRESH_FACTOR.total_seconds()


def check_fresh(request: HttpRequest) -> None:
    """For programs, which cannot be asked on a page. Raises NotAllowed."""
    if not fresh(request):
        raise NotAllowed(
            _("Show your second factor on the staff pages first: sign in again, then repeat this."),
            code="factor_not_fresh",
        )


@transaction.atomic
def add_app(user: User, *, secret: str, typed: str, by: Actor) -> list[str]:
    """Replaces the account's app by one that proves to know `secret`. Answers recovery codes if these are its first."""
    step = totp.matching_step(secret, "".join(typed.split()), at=time.time())
    if step is None:
        raise InvalidInput(
            _("This code does not fit. Check that the telephone's clock is right, then type the newest code."),
            code="wrong_code",
            field="code",
        )
    AuthenticatorApp.objects.filter(user=user).delete()
    AuthenticatorApp.objects.create(user=user, secret=secret, last_step=step)
    return _added(user, Kind.APP, by=by)


@transaction.atomic
def add_passkey(request: HttpRequest, user: User, *, answer: str, name: str, by: Actor) -> list[str]:
    """Answers recovery codes if these are the account's first."""
    passkeys.registration_complete(request, user, answer=answer, name=name)
    return _added(user, Kind.PASSKEY, by=by)


@transaction.atomic
def renew_recovery_codes(user: User, *, by: Actor) -> list[str]:
    codes = recovery.renew(user)
    _record(Verb.STAFF_FACTOR_ADDED, user, by=by, kind=Kind.RECOVERY)
    return codes


@transaction.atomic
def remove_app(user: User, *, by: Actor) -> None:
    _check_another_stays(user)
    AuthenticatorApp.objects.filter(user=user).delete()
    _record(Verb.STAFF_FACTOR_REMOVED, user, by=by, kind=Kind.APP)


@transaction.atomic
def remove_passkey(user: User, passkey: Passkey, *, by: Actor) -> None:
    _check_another_stays(user)
    passkey.delete()
    _record(Verb.STAFF_FACTOR_REMOVED, user, by=by, kind=Kind.PASSKEY)


@transaction.atomic
def reset(user: User, *, by: Actor) -> Event:
    """Takes everything away, ends all sessions; at the next sign-in the account sets up a factor anew."""
    AuthenticatorApp.objects.filter(user=user).delete()
    user.passkeys.all().delete()
    user.recovery_codes.all().delete()
    sessions.end_all(user)
    return events.record(verb=Verb.STAFF_FACTOR_RESET, by=by, subject=f"user:{user.pk}")


def _is_of_the_app(user: User, typed: str) -> bool:
    """Takes the step of the code with it, so that of two who send one code only one gets in."""
    app = AuthenticatorApp.objects.filter(user=user).first()
    if app is None:
        return False
    step = totp.matching_step(app.secret, typed, at=time.time(), after=app.last_step)
    unused = AuthenticatorApp.objects.filter(pk=app.pk, last_step__lt=step) if step else None
    return bool(unused and unused.update(last_step=step))


def _added(user: User, kind: Kind, *, by: Actor) -> list[str]:
    _record(Verb.STAFF_FACTOR_ADDED, user, by=by, kind=kind)
    return [] if user.recovery_codes.exists() else recovery.renew(user)


def _check_another_stays(user: User) -> None:
    User.objects.select_for_update().get(pk=user.pk)  # two removals at once must not leave nothing
    if of(user).count < 2:
        raise NotNow(_("This is your only second factor. Add another one first, then remove this one."))


def _refuse(user: User, *, by: Actor) -> None:
    events.record_refusal(verb=Verb.STAFF_FACTOR_REFUSED, by=by, subject=f"user:{user.pk}")


def _record(verb: Verb, user: User, *, by: Actor, kind: Kind) -> None:
    events.record(verb=verb, by=by, subject=f"user:{user.pk}", detail={"factor": kind.value})
