"""How the PIN of a request is kept: so that neither the database alone nor our secret alone tells it.

Eight digits can all be tried, however slow each try is; so what guards them in a stolen copy of the database is our
secret, mixed in first. Argon2id stands behind it with the parameters that OWASP names as enough (Password Storage
Cheat Sheet: 19 MiB, two passes, one lane). Django's own, for passwords that people choose, take 100 MiB and a tenth of
a second of processor, for everybody who opens their request.
"""

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

from core.ids import blind_index


class PinHasher(Argon2PasswordHasher):
    algorithm = "pin"
    time_cost, memory_cost, parallelism = 2, settings.PIN_HASH_KIB, 1

    def encode(self, password: str, salt: str) -> str:
        return super().encode(_keyed(password), salt)

    def verify(self, password: str, encoded: str) -> bool:
        return super().verify(_keyed(password), encoded)


def make_hash(pin: str) -> str:
    return make_password(pin, hasher=PinHasher.algorithm)


def is_right(pin: str, known: str) -> bool:
    """Whether this is the PIN; `known` is its hash, perhaps from before it was keyed (Django's Argon2)."""
    return check_password(pin, known, preferred=PinHasher.algorithm)


def _keyed(pin: str) -> str:
    return blind_index(pin, purpose="pin hash")
