"""Making staff accounts outside the admin site: the first administrator, the accounts of a demonstration."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import sessions
from accounts.models import Unit, User
from accounts.roles import Role
from audit import events
from audit.verbs import Verb
from core.actors import Actor
from core.errors import InvalidInput


@transaction.atomic
def create(
    *, username: str, password: str, full_name: str, roles: Iterable[Role], unit: Unit | None, by: Actor
) -> User:
    """A new account and its event. Raises InvalidInput: the name is taken or unusable, the password too weak."""
    user = User(username=username, roles=sorted(set(roles)), unit=unit)
    user.first_name, _space, user.last_name = full_name.strip().partition(" ")
    try:
        user.full_clean(exclude=["password"])
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from None
    user.set_password(password)
    user.save()
    _changed(user, by=by, action="added", roles=user.roles)
    return user


@transaction.atomic
def choose_password(user: User, password: str, *, by: Actor) -> None:
    """A password of the owner's own choosing; it ends all sessions."""
    user.set_password(password)
    user.password_is_temporary = False
    user.save(update_fields=["password", "password_is_temporary"])
    _changed(user, by=by, action="changed", fields=["password"])


@transaction.atomic
def sign_out_everywhere(user: User, *, by: Actor) -> None:
    sessions.end_all(user)
    events.record(verb=Verb.STAFF_SIGNED_OUT, by=by, subject=f"user:{user.pk}", detail={"everywhere": True})


def _changed(user: User, *, by: Actor, **detail: Any) -> None:
    events.record(verb=Verb.STAFF_CHANGED, by=by, subject=f"user:{user.pk}", detail=detail)


def unit_called(code: str) -> Unit:
    """Raises InvalidInput naming the units there are."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        known = ", ".join(Unit.objects.values_list("code", flat=True)) or _("none yet")
        raise InvalidInput(_("There is no unit “%(code)s”. Units: %(known)s.") % {"code": code, "known": known})
    return unit
