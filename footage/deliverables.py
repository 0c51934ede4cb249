"""Finished clips on disk: named by their content, placed whole, and never without a row for long."""

import os
import shutil
import time
import uuid
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Exists
from django.db.models.functions import Now

from audit import events
from audit.verbs import Verb
from core.actors import Actor
from footage import vault
from footage.models import Deliverable, Grant

# A file without a row is what a crash left between placing and commit; nobody needs that long to commit.
STRAY_SECONDS = 24 * 3600


def path_of(sha256: str) -> Path:
    return settings.DELIVERABLES_DIR / sha256[:2] / f"{sha256}.mp4"


def stage(made: Path) -> Path:
    """The file on the disk of the deliverables, fsynced: one rename away from its name. Raises NoRoom, OSError."""
    folder = settings.DELIVERABLES_DIR / "tmp"
    vault.make_folder(folder)
    if made.stat().st_dev == folder.stat().st_dev:
        staged = made
    else:
        vault.require_room(made.stat().st_size, folder=folder)
        staged = folder / uuid.uuid4().hex
        shutil.copyfile(made, staged)
    with staged.open("rb") as file:
        os.fsync(file.fileno())
    return staged


def place(staged: Path, *, sha256: str) -> Path:
    """Gives a staged file its content name, durably."""
    target = path_of(sha256)
    vault.make_folder(target.parent)
    staged.chmod(0o440)
    os.replace(staged, target)
    vault.sync_folder(target.parent)
    return target


def is_intact(deliverable: Deliverable) -> bool:
    """The file still has the bytes that were checked when it was made. Reads all of it, once for each version."""
    path = path_of(deliverable.sha256)
    try:
        status = path.stat()
    except OSError:
        return False
    return _digest(path, status.st_size, status.st_mtime_ns) == deliverable.sha256


@lru_cache(maxsize=64)
def _digest(path: Path, size: int, changed_ns: int) -> str:
    try:
        return vault.digest(path)
    except OSError:
        return ""


def remove(deliverable: Deliverable, *, by: Actor) -> None:
    """Takes a clip that nobody may see any more off the disk, once the caller's transaction commits.

    Row and manifest stay as the record of what was made. Nothing happens when it is removed already, or when somebody
    has leave to see it.
    """
    with transaction.atomic():
        leave = Grant.objects.filter(deliverable=deliverable.pk, revoked_at=None)
        unwanted = Deliverable.objects.filter(~Exists(leave), pk=deliverable.pk, removed_at=None)
        if not unwanted.update(removed_at=Now()):
            return
        events.record(
            verb=Verb.CLIP_REMOVED,
            by=by,
            case=deliverable.reference,
            camera=deliverable.job.hold.camera.code,
            subject=f"deliverable:{deliverable.pk}",
            detail={"sha256": deliverable.sha256},
        )
        transaction.on_commit(lambda: _unlink_unnamed(deliverable.sha256))


def sweep() -> None:
    """Removes files that no row names any more and that are too old for one that is being published."""
    for path in settings.DELIVERABLES_DIR.glob("*/*"):
        old = time.time() - path.stat().st_mtime > STRAY_SECONDS
        if old:
            _unlink_unnamed(path.stem, path)


def _unlink_unnamed(sha256: str, path: Path | None = None) -> None:
    if not Deliverable.objects.filter(sha256=sha256, removed_at=None).exists():
        (path or path_of(sha256)).unlink(missing_ok=True)
