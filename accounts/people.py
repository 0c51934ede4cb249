"""Staff accounts: made, changed, disabled. Each act is audited, and its owner told.

Nobody changes their own roles or disables themselves, and there is always an administrator left.
"""

import secrets
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import enrolment_codes, factors, notices, sessions
from accounts.models import Unit, User
from accounts.roles import Permission, Role, roles_with
from audit import events
from audit.models import Event
from audit.verbs import Verb
from core.actors import Actor
from core.errors import InvalidInput, NotAllowed, NotNow
from core.ids import ALPHABET

PASSWORD_PARTS = 3  # of five characters: 74 random bits


@transaction.atomic
def create(
    *,
    username: str,
    password: str,
    full_name: str,
    roles: Iterable[Role | str],
    unit: Unit | None,
    by: Actor,
    email: str = "",
    temporary: bool = False,
) -> User:
    """A new account and its event. `temporary`: its owner replaces the password at the first sign-in.

    Raises InvalidInput: the name is taken or unusable, the password too weak.
    """
    user = User(username=username, email=email, roles=_checked(roles), unit=unit, password_is_temporary=temporary)
    _name(user, full_name)
    _check(user)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), field="password") from None
    user.set_password(password)
    user.save()
    event = _changed(user, by=by, action="added", roles=user.roles)
    what = gettext_lazy("There is a new account, %(username)s, with these roles: %(roles)s")
    notices.tell_administrators(what, about=user, event=event, by=by, roles=user.roles)
    return user


@transaction.atomic
def change_details(user: User, *, full_name: str, email: str, unit: Unit | None, by: Actor) -> None:
    """Another unit ends the account's sessions. The address that was there before is told. Raises InvalidInput."""
    before = (user.get_full_name(), user.email, user.unit_id)
    old = User(pk=user.pk, username=user.username, email=user.email)
    user.email, user.unit = email, unit
    _name(user, full_name)
    _check(user)
    after = (user.get_full_name(), user.email, user.unit_id)
    fields = [name for name, was, now in zip(("name", "email", "unit"), before, after, strict=True) if was != now]
    if not fields:
        return
    user.save(update_fields=["first_name", "last_name", "email", "unit"])
    event = _changed(user, by=by, action="changed", fields=fields)
    told = old if "email" in fields and old.email else user  # the new address may be somebody else's
    notices.tell(told, gettext_lazy("Your name, e-mail address or unit was changed."), event=event)


@transaction.atomic
def change_roles(user: User, roles: Iterable[Role | str], *, by: Actor) -> None:
    """Ends the account's sessions. Raises NotAllowed for one's own, NotNow for the last administrator's."""
    _check_not_ones_own(user, by)
    before, user.roles = user.roles, _checked(roles)
    if sorted(before) == user.roles:
        return
    _check_an_administrator_stays(user)
    user.save(update_fields=["roles"])
    event = _changed(user, by=by, action="changed", fields=["roles"], roles=user.roles, before=sorted(before))
    notices.tell(user, gettext_lazy("Your roles were changed. You have now: %(roles)s"), event=event, roles=user.roles)
    what = gettext_lazy("The roles of the account %(username)s were changed. It has now: %(roles)s")
    notices.tell_administrators(what, about=user, event=event, by=by, roles=user.roles)


@transaction.atomic
def set_active(user: User, active: bool, *, by: Actor) -> None:
    """Disables the account, which ends its sessions at once, or enables it again."""
    _check_not_ones_own(user, by)
    if user.is_active == active:
        return
    user.is_active = active
    _check_an_administrator_stays(user)
    user.save(update_fields=["is_active"])
    sessions.end_all(user)
    event = _changed(user, by=by, action="enabled" if active else "disabled")
    enabled, disabled = gettext_lazy("Your account was enabled again."), gettext_lazy("Your account was disabled.")
    notices.tell(user, enabled if active else disabled, event=event)


@transaction.atomic
def give_password(user: User, *, by: Actor) -> str:
    """A new temporary password, to be read only now; ends the account's sessions."""
    _check_not_ones_own(user, by)
    password = new_password()
    user.set_password(password)
    user.password_is_temporary = True
    user.save(update_fields=["password", "password_is_temporary"])
    event = _changed(user, by=by, action="changed", fields=["password"])
    notices.tell(user, gettext_lazy("You were given a new temporary password."), event=event)
    return password


@transaction.atomic
def reset_factors(user: User, *, by: Actor) -> str:
    """For a lost device: at the next sign-in a new second factor is set up, with the code that is answered."""
    _check_not_ones_own(user, by)
    event = factors.reset(user, by=by)
    what = gettext_lazy("Your second factor was reset. At your next sign-in you set up a new one.")
    notices.tell(user, what, event=event)
    return issue_enrolment_code(user, by=by)


@transaction.atomic
def issue_enrolment_code(user: User, *, by: Actor) -> str:
    """A code by which the account's owner sets up the first second factor, to be read only now.

    Raises NotAllowed for one's own account, NotNow when there is a factor: that one is reset first.
    """
    _check_not_ones_own(user, by)
    if factors.has_any(user):
        raise NotNow(_("This account has a second factor. Reset it first, if its owner has lost it."), code="enrolled")
    code = enrolment_codes.issue(user)
    event = events.record(verb=Verb.STAFF_ENROLMENT_ISSUED, by=by, subject=f"user:{user.pk}")
    notices.tell(user, gettext_lazy("You were given a code with which you set up your second factor."), event=event)
    return code


@transaction.atomic
def choose_password(user: User, password: str, *, by: Actor) -> None:
    """A password of the owner's own choosing; it ends all sessions."""
    user.set_password(password)
    user.password_is_temporary = False
    user.save(update_fields=["password", "password_is_temporary"])
    event = _changed(user, by=by, action="changed", fields=["password"])
    notices.tell(user, gettext_lazy("Your password was changed."), event=event)


@transaction.atomic
def sign_out_everywhere(user: User, *, by: Actor) -> None:
    sessions.end_all(user)
    events.record(verb=Verb.STAFF_SIGNED_OUT, by=by, subject=f"user:{user.pk}", detail={"everywhere": True})


def new_password() -> str:
    """Random, and easy to read out: `7q4f2-m9kxa-8tt3w`."""
    parts = ["".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(PASSWORD_PARTS)]
    return "-".join(parts).lower()


def unit_called(code: str) -> Unit:
    """Raises InvalidInput naming the units there are."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        known = ", ".join(Unit.objects.values_list("code", flat=True)) or _("none yet")
        raise InvalidInput(_("There is no unit “%(code)s”. Units: %(known)s.") % {"code": code, "known": known})
    return unit


def _checked(roles: Iterable[Role | str]) -> list[str]:
    chosen = sorted(set(roles))
    if unknown := set(chosen) - set(Role.values):
        raise InvalidInput(_("There is no role “%(role)s”.") % {"role": ", ".join(unknown)}, field="roles")
    return chosen


def _name(user: User, full_name: str) -> None:
    user.first_name, _space, user.last_name = full_name.strip().partition(" ")


def _check(user: User) -> None:
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        name = "full_name" if field in ("first_name", "last_name") else field
        raise InvalidInput(" ".join(messages), field=name) from None


def _check_not_ones_own(user: User, by: Actor) -> None:
    if by == user.actor:
        raise NotAllowed(_("Nobody changes this of their own account. Ask another administrator."), code="own_account")


def _check_an_administrator_stays(user: User) -> None:
    """`user` as it is to be; administrators that change at once wait for each other here."""
    administrators = User.objects.filter(is_active=True, roles__overlap=roles_with(Permission.ADMINISTER))
    others = [found for found in administrators.select_for_update().order_by("pk") if found.pk != user.pk]
    if not others and not user.may(Permission.ADMINISTER):
        raise NotNow(_("This is the only administrator. Make another one first."), code="last_administrator")


def _changed(user: User, *, by: Actor, **detail: Any) -> Event:
    return events.record(verb=Verb.STAFF_CHANGED, by=by, subject=f"user:{user.pk}", detail=detail)
