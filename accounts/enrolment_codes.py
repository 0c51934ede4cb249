"""The code that lets an account set up its second factor.

A password alone must open nothing, and least of all an account that has no second factor yet: whoever found the first
password would set up a factor of their own. So an administrator gives the owner a code, shown once and good for some
days; it is gone as soon as a factor is there.
"""

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import recovery
from accounts.models import EnrolmentCode, User
from audit import events
from audit.verbs import Verb
from core.actors import Actor
from core.clock import database_now
from core.errors import InvalidInput
from core.ids import blind_index
from core.limits import Limit

LIFETIME = timedelta(days=3)
# By account and not by address: only who knows the password comes this far.
TRIES = Limit("enrolment", tries=5, period=timedelta(minutes=15))


def issue(user: User) -> str:
    """A new code such as `7Q4F2-M9KXA`, which is readable only now; one that was issued before stops working."""
    code = recovery.new_code()
    digest = _digest(user, recovery.compact(code))
    expires_at = database_now() + LIFETIME
    EnrolmentCode.objects.filter(user=user).delete()
    EnrolmentCode.objects.create(user=user, digest=digest, expires_at=expires_at)
    return code


def check(user: User, typed: str, *, by: Actor) -> UUID:
    """Which code of `user` was typed: good until it expires, is replaced, or a factor is set up with it.

    Raises InvalidInput for any other, which is audited as `by`'s, and TooManyTries after some of them.
    """
    TRIES.count(str(user.pk))
    found = _valid(user).filter(digest=_digest(user, recovery.compact(typed))).first()
    if found is None:
        events.record_refusal(verb=Verb.STAFF_ENROLMENT_REFUSED, by=by, subject=f"user:{user.pk}")
        raise InvalidInput(
            _("This code is wrong or too old. Compare it, or ask an administrator for a new one."),
            code="wrong_code",
            field="enrolment_code",
        )
    TRIES.forgive(str(user.pk))
    return found.pk


def is_valid(user: User, code_id: str) -> bool:
    """Whether the code that was typed some minutes ago still counts."""
    return _valid(user).filter(pk=code_id).exists()


def find(user: User) -> EnrolmentCode | None:
    """The one that could be used now."""
    return _valid(user).first()


def spend(user: User) -> None:
    """It has done what it was for."""
    EnrolmentCode.objects.filter(user=user).delete()


def _valid(user: User) -> QuerySet[EnrolmentCode]:
    return EnrolmentCode.objects.filter(user=user, expires_at__gt=database_now())


def _digest(user: User, code: str) -> str:
    return blind_index(f"{user.pk}:{code}", purpose="enrolment-code")
