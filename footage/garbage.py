"""What may be thrown away: bytes that no hold refers to, promises of transactions that never happened, half files.

An object is removed under the row lock of its VaultFile, and whoever begins to need it takes the same lock first
(`securing`), then puts the bytes in place again if they are gone. So a hold placed at the same moment either comes
first, and the object stays, or comes second, and finds it missing and restores it from its own pin.
"""

import shutil
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction

from footage import vault
from footage.models import Hold, PreservedSegment, VaultFile

# Longer than any transaction or copy: before this a stray file may still belong to somebody at work.
STRAY_SECONDS = 3600


def collect() -> int:
    """Removes what nobody needs any more; returns the number of objects removed. Safe to run twice at once."""
    removed = 0
    for sha256 in VaultFile.objects.filter(segments=None).values_list("sha256", flat=True):
        removed += _collect_object(sha256)
    _sweep_pins()
    _sweep_temporary()
    return removed


def _collect_object(sha256: str) -> bool:
    with transaction.atomic():
        file = VaultFile.objects.select_for_update(skip_locked=True).filter(pk=sha256).first()
        # Asked again under the lock: whoever refers to it now got the lock before us.
        if file is None or PreservedSegment.objects.filter(file=file).exists():
            return False
        vault.object_path(sha256).unlink(missing_ok=True)
        file.delete()
    return True


def _sweep_pins() -> None:
    """Pin folders of holds that are released or never came to be, and those that a crash left behind."""
    for folder in _entries(settings.VAULT_DIR / "pins"):
        hold = Hold.objects.filter(pk=uuid.UUID(folder.name)).first()
        # A placed hold still needs its pins; a secured one has every one of them as an object.
        if _is_stray(folder) if hold is None else hold.state != Hold.State.PLACED:
            shutil.rmtree(folder, ignore_errors=True)


def _sweep_temporary() -> None:
    for path in _entries(settings.VAULT_DIR / "tmp"):
        if _is_stray(path):
            path.unlink(missing_ok=True)


def _entries(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from folder.iterdir()


def _is_stray(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_ctime > STRAY_SECONDS
    except FileNotFoundError:
        return False
