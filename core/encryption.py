"""Personal data at rest: AES-256-GCM under a named key, bound to the place where it is stored.

The stored text is `<key id>:<base64url(nonce ‖ ciphertext ‖ tag)>`. The associated data names table, field and row,
so that a value copied into another row or column does not decrypt.
"""

import base64
import binascii
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

NONCE_BYTES = 12


class DecryptionFailed(Exception):
    """The stored text was changed, moved, or its key is gone; never answered with the ciphertext itself."""


def key(key_id: str) -> bytes:
    try:
        value = base64.b64decode(settings.FIELD_KEYS[key_id], validate=True)
    except KeyError:
        raise DecryptionFailed(f"No field key {key_id!r} in SAKSI_FIELD_KEYS.") from None
    except binascii.Error as error:
        raise ImproperlyConfigured(f"Field key {key_id!r} is not base64.") from error
    if len(value) != 32:
        raise ImproperlyConfigured(f"Field key {key_id!r} must be 32 bytes.")
    return value


def encrypt(text: str, *, place: str) -> str:
    """`text` under the first key of SAKSI_FIELD_KEYS, readable only at `place` ("table.field.row")."""
    key_id = next(iter(settings.FIELD_KEYS))
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + AESGCM(key(key_id)).encrypt(nonce, text.encode(), place.encode())
    return f"{key_id}:{base64.urlsafe_b64encode(sealed).decode()}"


def decrypt(stored: str, *, place: str) -> str:
    """Raises DecryptionFailed when the text, the key or the place is not the one it was sealed with."""
    key_id, _, sealed_text = stored.partition(":")
    try:
        sealed = base64.urlsafe_b64decode(sealed_text)
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return AESGCM(key(key_id)).decrypt(nonce, body, place.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise DecryptionFailed(f"Cannot read {place}.") from error


class Sealed(str):
    """Text as the database holds it, not yet opened."""


def sealed(instance: models.Model, name: str, text: str) -> Sealed:
    """`text` as an encrypted field of this row stores it: for `update()`, which saves no row."""
    field = instance._meta.get_field(name)
    assert isinstance(field, EncryptedTextField)  # noqa: S101 (for the types)
    return Sealed(encrypt(text, place=field.place(instance)))


class SealedAttribute:
    """Opens the value on first access, when the row's primary key is known."""

    def __init__(self, field: "EncryptedTextField"):
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Sealed):
            value = decrypt(value, place=self.field.place(instance))
            instance.__dict__[name] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text that only the application can read. The row's primary key must be set before saving (use UUID keys).

    Cannot be filtered on: keep a `core.ids.blind_index` beside it where a look-up is needed.
    """

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, SealedAttribute(self))

    def place(self, instance: models.Model) -> str:
        return f"{instance._meta.db_table}.{self.column}.{instance.pk}"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return Sealed(value) if value else value

    def pre_save(self, instance: models.Model, add: bool) -> str | None:
        value = instance.__dict__.get(self.attname)
        if not value or isinstance(value, Sealed):
            return value
        if instance.pk is None:
            raise ValueError("An encrypted field needs its row's primary key before saving.")
        return Sealed(encrypt(str(value), place=self.place(instance)))

    def get_prep_value(self, value: Any) -> str | None:
        if value and not isinstance(value, Sealed):
            raise ValueError("Encrypted fields are written by saving the row, not by update() or filter().")
        return str(value) if value is not None else None

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None
