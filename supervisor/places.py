"""Where things lie: the checkout, its virtual environment, and the folders of each running instance."""

import contextlib
import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from supervisor.terminal import Failure

CHECKOUT = Path(__file__).resolve().parent.parent
STATE = CHECKOUT / ".saksi"
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"

# The longest path a Unix socket may have (sun_path of unix(7), without the closing zero).
SOCKET_PATH_LIMIT = 107
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"


@dataclass(frozen=True)
class Instance:
    """One set of running services with its own data: `demo`, `test` or `bench`; several may run side by side."""

    name: str

    @property
    def folder(self) -> Path:
        return STATE / self.name

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def mark(self) -> dict[str, str]:
        """The environment variable that every process of this instance carries, by which leftovers are found."""
        return {"SAKSI_INSTANCE": str(self.folder)}

    @property
    def services(self) -> Path:
        """The folder of the database, Redis and their sockets: inside `.saksi/`, unless that cannot work there.

        PostgreSQL refuses to run as uid 0 and so runs as another account, which need not be able to reach a checkout
        below a private home; and a socket path must stay short. Then the folder is one below /var/tmp, named by the
        checkout's path so that two checkouts never share it.
        """
        inside = self.folder / "services"
        if os.getuid() != 0 and len(str(inside / LONGEST_SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return inside
        key = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]
        return Path(f"/var/tmp/saksi-{os.getuid()}-{key}-{self.name}")  # noqa: S108 private_folder() checks it

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Keeps this instance to one supervisor; the kernel lets go when that one dies, however it dies."""
        with locked(self.folder / "lock", wait=False) as free:
            if not free:
                raise Failure(f"./run {self.name} is already running in this checkout. Stop that one first (Ctrl-C).")
            yield

    def is_held(self) -> bool:
        with locked(self.folder / "lock", wait=False) as free:
            return not free


@contextlib.contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Holds a lock file; yields False when another process has it and we do not `wait`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def private_folder(path: Path, *, owner: int) -> Path:
    """Makes a folder that only `owner` may enter; refuses one that somebody else laid there first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.mkdir(mode=0o700)
        os.chown(path, owner, -1)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
        raise Failure(f"{path} belongs to somebody else. Remove it, or ask whoever owns it to.")
    return path
