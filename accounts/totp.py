"""Codes that change every thirty seconds, as authenticator apps make them: RFC 6238 with HMAC-SHA-1, six digits."""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
DRIFT = 1  # steps that a telephone's clock may be off, either way (RFC 6238, 5.2)
SECRET_BYTES = 20  # RFC 4226, 4: 160 bits


def new_secret() -> str:
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_at(moment: float) -> int:
    """The number of the thirty seconds in which `moment` (seconds since 1970) lies."""
    return int(moment // STEP_SECONDS)


def code(secret: str, step: int) -> str:
    """The code of one step (RFC 4226, 5.3)."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8), hashlib.sha1)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4]) & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def matching_step(secret: str, typed: str, *, at: float, after: int = 0) -> int | None:
    """The step later than `after` and near the moment `at` whose code was typed; None when there is none."""
    now = step_at(at)
    candidates = (step for step in range(now - DRIFT, now + DRIFT + 1) if step > after)
    return next((step for step in candidates if hmac.compare_digest(code(secret, step).encode(), typed.encode())), None)


def address(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code says (Key Uri Format of Google Authenticator, which all apps read)."""
    query = urlencode({"secret": secret, "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{query}"
