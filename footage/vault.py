"""Where preserved bytes lie, and how they get there without ever being half there.

    objects/ab/abcdef…     one file per content, named by its SHA-256; complete, and never written again
    pins/<hold>/<segment>  what a hold was promised and nobody has hashed yet
    tmp/                   being written; nothing in it counts

Taking a file tries, in this order: a clone of its blocks (FICLONE: own inode, no bytes moved), a hard link (same inode:
the recorder may delete its name, our name keeps the bytes), a copy. A file that may still be written is never linked,
nor is one of a recorder that writes into finished files. Bytes we made ourselves are made read-only; a linked inode
still belongs to the recorder, so its mode stays as it is and its hash is checked again before it is used.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
import stat
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from core.errors import NoRoom
from footage.models import VaultFile

FICLONE = 0x40049409  # linux/fs.h: _IOW(0x94, 9, int)
CHUNK = 256 << 10  # bytes; stays in the processor's cache
SETTLING = 8  # folders at once
# ioctl_ficlone(2): this file system cannot, or not from that one.
CANNOT_CLONE = {errno.EOPNOTSUPP, errno.EXDEV, errno.ENOTTY}
# link(2): another file system, not permitted (fs.protected_hardlinks, FAT), or the inode has no links to give.
CANNOT_LINK = {errno.EXDEV, errno.EPERM, errno.EACCES, errno.EMLINK, errno.EOPNOTSUPP}

_without_clones: set[tuple[int, int]] = set()  # file systems (from, to) that have said so


class StillWritten(OSError):
    """The file changed while it was read: what was read is no version of it."""


def object_path(sha256: str) -> Path:
    return settings.VAULT_DIR / "objects" / sha256[:2] / sha256


def pin_folder(hold_id: uuid.UUID) -> Path:
    return settings.VAULT_DIR / "pins" / str(hold_id)


def pin(source: Path, target: Path, *, may_link: bool, copy: bool, growing: bool = False) -> str | None:
    """Makes `target` (in a pin folder) hold the bytes of `source`, unless it exists already.

    With `copy=False` only ways that move no bytes are tried, unless the recorder deletes the file under our hands:
    an open file can still be copied out. `growing`: the file is still being written, what is there now is wanted.
    Returns the SHA-256 if all bytes went through our hands, "" if they are ours unread, None if they are not ours yet.
    Raises FileNotFoundError when the source is gone, StillWritten, other OSError, NoRoom.
    """
    if target.exists():
        return ""
    with opened(source) as handle:
        if _clone(handle, target) or (may_link and not growing and _link(source, handle, target)):
            return ""
        if copy or not source.exists():
            return _copy(handle, target, growing=growing)
    return None


def keep(pinned: Path, *, sha256: str) -> Path:
    """Gives pinned bytes their content name, and answers that; `settle` its folder before a row says it is there.

    The caller holds the row lock of their VaultFile (see `garbage`). The pin stays.
    """
    target = object_path(sha256)
    _make_place(target)
    try:
        os.link(pinned, target)
    except FileExistsError:
        if not os.path.samefile(pinned, target) and digest(target) != sha256:
            os.replace(_second_name(pinned), target)  # over what has this name and not these bytes
    except OSError as error:
        if error.errno != errno.EMLINK:
            raise
        os.replace(_second_name(pinned), target)
    return target


def settle(targets: Iterable[Path]) -> None:
    """Once this returns a power cut leaves these names, and those of their folders, in place.

    Side by side: the disk answers many at once as quickly as one.
    """
    folders = {target.parent for target in targets}
    with ThreadPoolExecutor(SETTLING) as pool:
        list(pool.map(sync_folder, folders | {folder.parent for folder in folders}))


def digest(path: Path, *, on_bytes: Callable[[int], None] | None = None) -> str:
    """SHA-256 (hex). Raises StillWritten when size or time of the file changed meanwhile, OSError."""
    seen = hashlib.sha256()
    with opened(path) as handle:
        before = os.fstat(handle)
        for chunk in _chunks(handle):
            seen.update(chunk)
            if on_bytes:
                on_bytes(len(chunk))
        if _version(before) != _version(os.fstat(handle)):
            raise StillWritten(path)
    return seen.hexdigest()


def require_room(size: int, *, folder: Path | None = None) -> None:
    """Raises NoRoom unless `size` bytes fit into `folder` (the vault when none) and leave the reserve free."""
    place = folder or settings.VAULT_DIR
    make_folder(place)
    quota = settings.VAULT_QUOTA_BYTES if folder is None else 0
    used = (VaultFile.objects.aggregate(total=Sum("size"))["total"] or 0) if quota else 0
    if shutil.disk_usage(place).free - size < settings.MINIMUM_FREE_BYTES or (quota and used + size > quota):
        raise no_room()


def no_room() -> NoRoom:
    return NoRoom(_("There is no room left to keep the footage safe. Please tell the office, and try again later."))


@contextlib.contextmanager
def opened(path: Path) -> Iterator[int]:
    """A descriptor of a plain file: no link is followed at the end of the path, no pipe or device is waited for."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "not a plain file", str(path))
        yield handle
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """A new name survives a power cut only once its folder is on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """The folder and those above it, for this account alone, and still there after a power cut."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)


def _make_place(target: Path) -> None:
    """The folder of `target`; its own name is on the disk only once `settle` was called."""
    if not target.parent.is_dir():
        make_folder(target.parent.parent)
        target.parent.mkdir(mode=0o700, exist_ok=True)


def _second_name(pinned: Path) -> Path:
    """A name of their own for the same bytes, in `tmp/`; of a copy where the inode has no more names to give."""
    fresh = _temporary()
    try:
        os.link(pinned, fresh)
    except OSError as error:
        if error.errno != errno.EMLINK:
            raise
        with opened(pinned) as handle:
            _copy(handle, fresh)
    return fresh


def _clone(handle: int, target: Path) -> bool:
    make_folder(settings.VAULT_DIR)
    systems = os.fstat(handle).st_dev, os.stat(settings.VAULT_DIR).st_dev
    if systems in _without_clones:
        return False
    fresh = _temporary()
    copy = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o440)
    try:
        fcntl.ioctl(copy, FICLONE, handle)
        os.fsync(copy)
    except OSError as error:  # the next way is tried
        if error.errno in CANNOT_CLONE:
            _without_clones.add(systems)
        fresh.unlink()
        return False
    finally:
        os.close(copy)
    _make_place(target)
    os.replace(fresh, target)
    return True


def _link(source: Path, handle: int, target: Path) -> bool:
    _make_place(target)
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        return True
    except OSError as error:
        if error.errno in CANNOT_LINK or isinstance(error, FileNotFoundError):
            return False
        raise
    if os.path.samestat(os.lstat(target), os.fstat(handle)):
        return True
    target.unlink()  # the name was given to another file between opening and linking
    return False


def _copy(handle: int, target: Path, *, growing: bool = False) -> str:
    """Copies what the file holds at this moment, hashing on the way; read-only and on the disk when it returns."""
    before = os.fstat(handle)
    require_room(before.st_size)
    seen = hashlib.sha256()
    fresh = _temporary()
    copy = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o440)
    try:
        for chunk in _chunks(handle, limit=before.st_size):
            seen.update(chunk)
            _write(copy, chunk)
        if not growing and _version(before) != _version(os.fstat(handle)):
            raise StillWritten(target)
        os.fsync(copy)
        _make_place(target)
        os.replace(fresh, target)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise no_room() from error
        raise
    finally:
        os.close(copy)
        fresh.unlink(missing_ok=True)
    return seen.hexdigest()


def _write(handle: int, rest: memoryview) -> None:
    while rest:
        rest = rest[os.write(handle, rest) :]


def _chunks(handle: int, *, limit: int | None = None) -> Iterator[memoryview]:
    """The file's bytes, up to `limit`; each chunk lies where the one before lay."""
    position, room = 0, memoryview(bytearray(CHUNK))
    while limit is None or position < limit:
        count = os.preadv(handle, [room if limit is None else room[: limit - position]], position)
        if not count:
            return
        position += count
        yield room[:count]


def _version(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _temporary() -> Path:
    folder = settings.VAULT_DIR / "tmp"
    make_folder(folder)
    return folder / uuid.uuid4().hex
