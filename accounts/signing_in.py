"""Signing in takes two steps, and only the second one opens a session: password, then the second factor.

Between the two the browser holds no more than a note of who gave the right password. A new account shows the code that
its owner was given (`enrolment_codes`) and sets up its factor on the way. A temporary password, which somebody else
knows, is replaced by whoever has shown the factor or that code, and by nobody else.
"""

import time
from dataclasses import dataclass

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import enrolment_codes, factors, sessions
from accounts.factors import Kind
from accounts.models import User
from accounts.roles import Permission
from audit import events
from audit.verbs import Verb

NOTE = "signing_in"  # in the session
PATIENCE = 600  # seconds from the password to the second factor; a new account reads and scans meanwhile
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class HalfWay:
    """Somebody who gave the right password."""

    user: User
    next: str
    enrolment_code: str = ""  # the id of the one they typed, if they did
    factor: str = ""  # the Kind of the second factor they have shown, if they have

    @property
    def page(self) -> str:
        """The name of the page that comes next for them. On the strength of its password nobody touches an account."""
        enrolled = factors.has_any(self.user)
        if enrolled and not self.factor:
            return "accounts:second_factor"
        if not enrolled and not (self.enrolment_code and enrolment_codes.is_valid(self.user, self.enrolment_code)):
            return "accounts:enrol"
        return "accounts:choose_password" if self.user.password_is_temporary else "accounts:set_up_factor"


def begin(request: HttpRequest, user: User, *, next: str, enrolment_code: str = "", factor: str = "") -> HalfWay:
    request.session.cycle_key()
    request.session[NOTE] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "until": time.time() + PATIENCE,
        "next": next,
        "enrolment_code": enrolment_code,
        "factor": factor,
    }
    return HalfWay(user, next, enrolment_code, factor)


def find(request: HttpRequest) -> HalfWay | None:
    """Nobody when it took too long, or when the account was changed meanwhile."""
    note = request.session.get(NOTE)
    if note is None or time.time() > note["until"]:
        return None
    user = User.objects.filter(pk=note["user"], is_active=True).first()
    if user is None:
        return None
    if not constant_time_compare(user.get_session_auth_hash(), note["hash"]):
        return None
    return HalfWay(user, note["next"], note.get("enrolment_code", ""), note.get("factor", ""))


def go_on(request: HttpRequest, half_way: HalfWay, kind: Kind) -> str:
    """After the second factor was shown: answers where to go. A temporary password is replaced first."""
    factors.mark_shown(request)
    if half_way.user.password_is_temporary:
        return reverse(begin(request, half_way.user, next=half_way.next, factor=kind.value).page)
    return complete(request, half_way, kind)


@transaction.atomic
def complete(request: HttpRequest, half_way: HalfWay, kind: Kind) -> str:
    """Opens the session; answers where to go."""
    user = half_way.user
    enrolment_codes.spend(user)
    for name in (NOTE, sessions.ENDED):
        request.session.pop(name, None)
    login(request, user, backend=BACKEND)
    events.record(verb=Verb.STAFF_SIGNED_IN, by=user.actor, subject=f"user:{user.pk}", detail={"factor": kind.value})
    return destination(request, user, half_way.next)


def destination(request: HttpRequest, user: User, wanted: str) -> str:
    """The page that was asked for if it is ours, else the start of what this account works with."""
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    if user.may(Permission.TAKE_PART):
        return reverse("console:home")
    if user.may(Permission.FILE_FOR_OTHERS):
        return reverse("console:counter")
    return reverse("console:people" if user.may(Permission.ADMINISTER) else "admin:index")
