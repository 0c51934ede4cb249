"""A command's private folder beside its output. One whose owner was killed is cleared away by the next command.

The owner locks its folder (flock(2)), and the lock ends with the process, however that ends.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = ".saksi-"


@contextmanager
def private_folder(parent: Path) -> Iterator[Path]:
    """A new empty folder in `parent`, removed afterwards; those of dead owners are removed first."""
    for left in parent.glob(f"{PREFIX}*"):
        with suppress(OSError):  # its owner lives, or it is gone already, or not ours
            handle = _locked(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
            os.close(handle)
    folder, lock = _taken(parent)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _taken(parent: Path) -> tuple[Path, int]:
    """A new folder and its lock; before it is locked, somebody else may take it for a dead owner's and remove it."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        with suppress(FileNotFoundError):
            lock = _locked(folder, fcntl.LOCK_EX)
            if folder.exists():
                return folder, lock
            os.close(lock)


def _locked(folder: Path, how: int) -> int:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, how)
    except OSError:
        os.close(handle)
        raise
    return handle
