"""The service as it runs in the field: web server, Celery worker and beat as processes of their own.

They work on this run's test database, on a Redis database that nothing else uses, and in a folder of their own.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

Found = TypeVar("Found")
ADDRESS = "127.0.0.1"
SESSIONS = "saksi-journey"  # by this name PostgreSQL knows the sessions of our processes from the test's own
OF_OURS = "FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"
PATIENCE_SECONDS = 120  # for a machine that has much else to do; nothing here takes a tenth of it


class Service:
    """Starts processes and kills what it started. Each writes `<name>.log` in the folder."""

    def __init__(self, folder: Path, *, redis_url: str) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "PGAPPNAME": SESSIONS,
            "REDIS_URL": redis_url,
            "SAKSI_STATE_DIR": str(folder / "state"),
            "SAKSI_MINIMUM_FREE_BYTES": str(1 << 20),
        }
        self.url = ""
        self._running: list[subprocess.Popen] = []

    def start_web(self) -> None:
        """Returns when it answers at `url`."""
        with socket.socket() as listener:
            listener.bind((ADDRESS, 0))
            port = listener.getsockname()[1]
            self.url = self.environment["SAKSI_PUBLIC_URL"] = f"http://{ADDRESS}:{port}"
            bind = ["--bind", f"fd://{listener.fileno()}", "--worker-class", "gthread", "--threads", "16"]
            self._start("web", "gunicorn", "config.wsgi", *bind, "--no-control-socket", pass_fds=[listener.fileno()])
            self.until(lambda: answers(port))

    def start_workers(self) -> subprocess.Popen:
        """A worker for each queue, and beat; answers the render worker."""
        schedule = str(self.folder / "beat")
        self._start("beat", "celery", "--app", "config", "beat", "--schedule", schedule, "--pidfile", "")
        self._start_worker("default")
        return self.start_render_worker()

    def start_render_worker(self) -> subprocess.Popen:
        return self._start_worker("render")

    def kill(self, process: subprocess.Popen, *, sparing: Sequence[int] = ()) -> None:
        """kill -9 of the process and all that it started, at the same moment; or of all but those in `sparing`."""
        self._running.remove(process)
        with suppress(ProcessLookupError):
            if sparing:
                for pid in {process.pid, *_descendants(process.pid)} - set(sparing):
                    os.kill(pid, signal.SIGKILL)
            else:
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_all(self) -> None:
        """Returns when PostgreSQL has noticed it, too."""
        for process in list(self._running):
            self.kill(process)
        end_sessions()
        self.until(lambda: not sessions())

    def until(self, look: Callable[[], Found], *, seconds: float = PATIENCE_SECONDS) -> Found:
        """What `look` finds once it finds something. Tells the ends of the logs when it never does."""
        deadline = time.monotonic() + seconds
        while not (found := look()):
            dead = [process.args for process in self._running if process.poll() is not None]
            assert not dead, f"it ended by itself: {dead}\n{self._logs()}"
            assert time.monotonic() < deadline, f"it never happened\n{self._logs()}"
            time.sleep(0.05)
        return found

    def _start_worker(self, queue: str) -> subprocess.Popen:
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"]
        options = ["--queues", queue, "--concurrency", "1", "--hostname", f"{queue}@saksi"]
        return self._start(f"{queue}-worker", "celery", "--app", "config", "worker", *options, *quiet)

    def _start(self, name: str, module: str, *arguments: str, pass_fds: list[int] | None = None) -> subprocess.Popen:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=pass_fds or [],
                start_new_session=True,  # so that it can be killed with all that it started
            )
        self._running.append(process)
        return process

    def _logs(self) -> str:
        return "\n".join(f"{log.name}:\n{log.read_text()[-3000:]}" for log in sorted(self.folder.glob("*.log")))


def answers(port: int) -> bool:
    ours = http.client.HTTPConnection(ADDRESS, port, timeout=5)
    try:
        ours.request("GET", "/healthz")
        return ours.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        ours.close()


def end_sessions() -> None:
    """A session of a killed process may linger until it next writes to its client."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid) {OF_OURS}", [SESSIONS])


def sessions() -> int:
    """How many sessions of our processes PostgreSQL still has."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {OF_OURS}", [SESSIONS])
        return cursor.fetchone()[0]


def database_url() -> str:
    """DATABASE_URL with the name of the test database in place of its last part."""
    address = urlsplit(os.environ["DATABASE_URL"])
    folder = address.path.rpartition("/")[0]
    return urlunsplit(address._replace(path=f"{folder}/{connection.settings_dict['NAME']}"))


def ffmpegs(worker: subprocess.Popen) -> Iterator[int]:
    """The processes below the worker that are an ffmpeg."""
    for pid in _descendants(worker.pid):
        with suppress(OSError):
            if "ffmpeg" in Path(f"/proc/{pid}/exe").readlink().name:
                yield pid


def is_alive(pid: int) -> bool:
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def _descendants(pid: int) -> list[int]:
    with suppress(OSError):
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return children + [below for child in children for below in _descendants(child)]
    return []
