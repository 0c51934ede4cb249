"""Where documents lie: one encrypted file each, under a key of its own that only the document's row knows.

A file is useless without its row and a row without its file, so a document is destroyed by either: with its key, at
once and whatever backups keep of the folder; with its file, whatever backups keep of the database.
"""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from core.encryption import NONCE_BYTES, DecryptionFailed
from footage import vault


def write(document_id: uuid.UUID, content: bytes, *, key: bytes) -> None:
    """On the disk when it returns. Raises NoRoom."""
    vault.require_room(len(content), folder=settings.DOCUMENTS_DIR)
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, content, document_id.bytes)
    unfinished = settings.DOCUMENTS_DIR / f".{document_id}"
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(_path(document_id))
    vault.sync_folder(settings.DOCUMENTS_DIR)


def read(document_id: uuid.UUID, *, key: bytes) -> bytes:
    """Raises DecryptionFailed when the file is gone or is not the one that was written."""
    try:
        sealed = _path(document_id).read_bytes()
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], document_id.bytes)
    except (FileNotFoundError, InvalidTag, ValueError) as error:
        raise DecryptionFailed(f"Cannot read document {document_id}.") from error


def remove(document_id: uuid.UUID) -> None:
    """Nothing happens when it is gone already."""
    _path(document_id).unlink(missing_ok=True)


def stored() -> Iterator[tuple[uuid.UUID | None, Path]]:
    """Every file here, and the document it belongs to (None: an unfinished one)."""
    if settings.DOCUMENTS_DIR.is_dir():
        for path in settings.DOCUMENTS_DIR.iterdir():
            yield (None if path.name.startswith(".") else uuid.UUID(path.name)), path


def new_key() -> bytes:
    return AESGCM.generate_key(bit_length=256)


def _path(document_id: uuid.UUID) -> Path:
    return settings.DOCUMENTS_DIR / str(document_id)
