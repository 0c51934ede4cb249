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
    plain = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(CODES)]
    with transaction.atomic():
        user.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, code)) for code in plain)
    return [f"{code[:5]}-{code[5:]}" for code in plain]


def use(user: User, typed: str) -> bool:
    """Whether it is an unused code of `user`, which it then is no more."""
    compact = "".join(c for c in typed.upper() if c.isascii() and c.isalnum()).translate(LOOK_ALIKES)
    unused = user.recovery_codes.filter(digest=_digest(user, compact), used_at=None)
    return bool(unused.update(used_at=Now()))


def left(user: User) -> int:
    return user.recovery_codes.filter(used_at=None).count()


def _digest(user: User, code: str) -> str:
    return blind_index(f"{user.pk}:{code}", purpose="recovery-code")
