"""Numbers and codes that people read, type and say on the telephone."""

import hashlib
import hmac
import secrets
import uuid

from django.conf import settings

# Crockford's base 32 without Z: nothing is mistaken on paper (I, L, O, U, Z), and 31 is prime, so that the check
# character catches every single wrong character and every swap of neighbours.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
LOOK_ALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V", "Z": "2"})
PIN_DIGITS = 8


def new_reference(*, year: int) -> str:
    """A request number such as `SKS-2026-7Q4F-2M9K`: 34 random bits and a check character, not countable."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(7))
    text = body + check_character(f"{year}{body}")
    return f"SKS-{year}-{text[:4]}-{text[4:]}"


def read_reference(text: str) -> str | None:
    """The request number somebody typed, in its one spelling, or None when it cannot be one."""
    compact = "".join(c for c in text.upper() if c.isascii() and c.isalnum()).translate(LOOK_ALIKES)
    if compact.startswith("SKS"):
        compact = compact[3:]
    year, body = compact[:4], compact[4:]
    if len(body) != 8 or not year.isdigit() or check_character(year + body[:7]) != body[7]:
        return None
    return f"SKS-{year}-{body[:4]}-{body[4:]}"


def check_character(text: str) -> str:
    """One character over `text`, weighted by powers of three modulo 31 (every neighbour has another weight)."""
    total = 0
    for character in text:
        total = (total * 3 + ALPHABET.index(character)) % 31
    return ALPHABET[total]


def new_pin() -> str:
    """Eight random digits: with the reference and the limit on tries, enough to guard a case."""
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"


def new_recipient_code() -> str:
    """Six characters that name the receiver in a watermark and mean nothing to anyone else."""
    return "".join(secrets.choice(ALPHABET) for _ in range(6))


def new_uuid() -> uuid.UUID:
    return uuid.uuid4()


def blind_index(value: str, *, purpose: str) -> str:
    """A keyed fingerprint of a personal value, for looking up what is stored encrypted (HMAC-SHA-256, hex)."""
    message = f"{purpose}\0{value}".encode()
    return hmac.new(settings.BLIND_INDEX_KEY.encode(), message, hashlib.sha256).hexdigest()
