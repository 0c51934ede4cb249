"""What the bench of the pages stands on: databases of its own, programs that fill them, and servers on them."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from bench import engine, load, registry
from bench.load import ADDRESS, Ask
from bench.runs import Run

WORKERS, THREADS = 2, 10
GROUNDWORK = "saksi_bench_groundwork"
SHARED = Path(os.environ.get("SAKSI_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
REAL = (SHARED / "admin" / "jakarta_wilayah.csv", SHARED / "cameras" / "cameras_jakarta_1500.csv")


def is_real() -> bool:
    """Whether the registry is Jakarta's, and not made up."""
    return all(path.exists() for path in REAL)


@contextmanager
def databases(run: Run, *names: str) -> Iterator[list[dict[str, str]]]:
    """The environments of databases with the registry in them, beside the one of DATABASE_URL; gone afterwards."""
    address = urlsplit(os.environ["DATABASE_URL"])
    folder, _, name = address.path.rpartition("/")
    server = {"host": folder.lstrip("/") and f"/{folder.lstrip('/')}" or address.hostname, "port": address.port}
    with psycopg2.connect(dbname=name, user=address.username, password=address.password, **server) as connection:
        connection.autocommit = True
    cursor = connection.cursor()

    def environment(database: str) -> dict[str, str]:
        url = urlunsplit(address._replace(path=f"{folder}/{database}"))
        own = {"DATABASE_URL": url, "SAKSI_STATE_DIR": str(run.work / "state"), "SAKSI_LOG_LEVEL": "ERROR"}
        return {**os.environ, **engine.source_environment(), **own}

    def drop() -> None:
        for database in (GROUNDWORK, *names):
            cursor.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    drop()
    try:
        cursor.execute(f"CREATE DATABASE {GROUNDWORK}")
        files = REAL if is_real() else registry.write(run.work / "registry", seed=run.seed)
        run.tell("laying the groundwork")
        subprocess.run(
            [sys.executable, "-m", "bench.groundwork", *map(str, files)], env=environment(GROUNDWORK), check=True
        )
        for database in names:
            cursor.execute(f"CREATE DATABASE {database} TEMPLATE {GROUNDWORK}")
        yield [environment(database) for database in names]
    finally:
        drop()
        connection.close()


class Filling:
    """A program that fills a database, while others may fill theirs; `made` waits for what it prints."""

    def __init__(self, program: str, *arguments: object, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", program, *map(str, arguments)]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> "Filling":
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()

    def made(self) -> Any:
        told, _ = self.process.communicate()
        if self.process.returncode:
            raise RuntimeError(f"{self.process.args!r} ended with {self.process.returncode}")
        return json.loads(told.splitlines()[-1])


@contextmanager
def server(application: str, environment: dict[str, str]) -> Iterator[int]:
    """The port of a gunicorn that answers."""
    with socket.socket() as listener:
        listener.bind((ADDRESS, 0))
        port = listener.getsockname()[1]
        how = ["--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS), "--keep-alive", "60"]
        bind = ["--bind", f"fd://{listener.fileno()}", "--no-control-socket", "--log-level", "error"]
        command = [sys.executable, "-m", "gunicorn", application, *bind, *how, "--graceful-timeout", "1"]
        process = subprocess.Popen(command, env=environment, pass_fds=[listener.fileno()])
    try:
        deadline = time.monotonic() + 60
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{application} does not start")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    with suppress(load.LoadFailed, OSError):  # nobody listens yet
        return bool(load.drive(port, [iter([Ask("/")])], seconds=10).taken)
    return False
