"""Codes for somebody who has lost their device: shown once, kept as keyed fingerprints, each good for one sign-in."""

import secrets

from django.db import transaction
from django.db.models.functions import Now

from accounts.models import RecoveryCode, User
from core.ids import ALPHABET, LOOK_ALIKES, blind_index

CODES = 10
LENGTH = 10  # 49 random bits


def renew(user: User) -> list[str]:
    """New codes, such as `7Q4F2-M9KXA`; the old ones stop working. The only time they can be read."""
    codes = [new_code() for _ in range(CODES)]
    with transaction.atomic():
        user.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, compact(code))) for code in codes)
    return codes


def use(user: User, typed: str) -> bool:
    """Whether it is an unused code of `user`, which it then is no more."""
    unused = user.recovery_codes.filter(digest=_digest(user, compact(typed)), used_at=None)
    return bool(unused.update(used_at=Now()))


def left(user: User) -> int:
    return user.recovery_codes.filter(used_at=None).count()


def new_code() -> str:
    """Random, and easy to read out: `7Q4F2-M9KXA`."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{code[:5]}-{code[5:]}"


def compact(typed: str) -> str:
    """A code in its one spelling, whatever was typed between and for its characters."""
    return "".join(c for c in typed.upper() if c.isascii() and c.isalnum()).translate(LOOK_ALIKES)


def _digest(user: User, code: str) -> str:
    return blind_index(f"{user.pk}:{code}", purpose="recovery-code")
