"""Residents' pages under load, against a bare Django page on the same server and database in the same run."""

import itertools
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg2

from bench import engine, load, registry
from bench.load import ADDRESS, Ask, Samples
from bench.report import Figure, Group, Table
from bench.runs import Run

VISITORS = 20
SECONDS = 4.0  # of each page in each round
WORKERS, THREADS = 2, 10
SUBMISSIONS_A_SECOND = 60  # more than any machine of two cores does: so that nobody runs out of applications
CSRF = "0" * 32
DATABASE = "saksi_bench_web"
SHARED = Path(os.environ.get("SAKSI_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
REAL = (SHARED / "admin" / "jakarta_wilayah.csv", SHARED / "cameras" / "cameras_jakarta_1500.csv")

Page = Callable[[dict[str, Any], random.Random], list[Iterator[Ask]]]


def measure_group(run: Run) -> Group:
    group = Group(title="Residents' pages", method="")
    if not os.environ.get("DATABASE_URL"):
        group.missing = "the pages need a database: ./run bench brings one."
        return group
    rounds, seconds = (1, 1.0) if run.quick else (max(run.rounds, 5), SECONDS)
    with ExitStack() as started:
        database = started.enter_context(_database())
        environment = {**os.environ, **engine.source_environment(), **_environment(run, database)}
        made = _residents(run, environment, count=int(rounds * seconds * SUBMISSIONS_A_SECOND) + VISITORS)
        bare = started.enter_context(_server("bench.bare", environment))
        ours = started.enter_context(_server("config.wsgi", environment))
        measured = _measure(run, made, bare=bare, ours=ours, rounds=rounds, seconds=seconds)
    group.method = (
        f"{VISITORS} connections to gunicorn ({WORKERS} workers of {THREADS} threads) on {made['areas']} areas and"
        f" {made['sites']} sites with {registry.CAMERAS} cameras ({'of Jakarta' if _is_real() else 'made up'}),"
        f" {rounds} rounds of {seconds:.0f} s a page, in turns; each connection asks again when it was answered. The"
        " bare page is a Django with what startproject gives, one query and a template of one line, not compressed;"
        " ours are. Load, servers and database share the two cores, so p95 is mostly waiting for the others, and the"
        " ratio tells what a page costs. A search is for a name of the registry with a letter left out: one query and"
        " an index in memory that remembers words; its form also keeps what was"
        " typed, which is a commit. Submitting and opening with number and PIN hash the PIN with Argon2, slow on"
        " purpose; submitting also looks through the archive and places holds."
    )
    group.figures, group.tables = _figures(measured), [_table(measured)]
    return group


def _is_real() -> bool:
    return all(path.exists() for path in REAL)


# --- Who asks for what ----------------------------------------------------------------------------------------------


def _bare(made: dict[str, Any], chance: random.Random) -> list[Iterator[Ask]]:
    return [itertools.repeat(Ask("/")) for _ in range(VISITORS)]


def _start(made: dict[str, Any], chance: random.Random) -> list[Iterator[Ask]]:
    return [itertools.repeat(Ask("/", cookies=_device(one))) for one in made["searching"]]


def _typing(made: dict[str, Any], chance: random.Random) -> list[Iterator[Ask]]:
    return [_searches("/permohonan/tempat/saran", one, made, chance, status=200) for one in made["searching"]]


def _searching(made: dict[str, Any], chance: random.Random) -> list[Iterator[Ask]]:
    return [_searches("/permohonan/tempat", one, made, chance, status=302) for one in made["searching"]]


def _choosing(made: dict[str, Any], chance: random.Random) -> list[Iterator[Ask]]:
    return [itertools.repeat(Ask("/permohonan/tempat/pilih", cookies=one)) for one in made["searching"]]


def _submitting(made: dict[str, Any], chance: random.Random) -> list[Iterator[Ask]]:
    """Each application once, shared out among the connections and the rounds."""
    declared = {"truth": "on", "purpose_only": "on", "privacy": "on"}
    waiting = made["submitting"]

    def asks() -> Iterator[Ask]:
        while waiting:
            yield _post("/permohonan/periksa", declared, cookies=waiting.pop(), status=302)

    return [asks() for _ in range(VISITORS)]


def _case(made: dict[str, Any], chance: random.Random) -> list[Iterator[Ask]]:
    return [itertools.repeat(Ask(one["page"], cookies=one["cookies"])) for one in made["tracking"]]


def _opening(made: dict[str, Any], chance: random.Random) -> list[Iterator[Ask]]:
    def ask(one: dict[str, Any]) -> Ask:
        known = {"reference": one["reference"], "pin": one["pin"]}
        return _post("/permohonan/lacak", known, cookies=_device(one["cookies"]), status=302)

    return [itertools.repeat(ask(one)) for one in made["tracking"]]


PAGES: dict[str, Page] = {
    "A bare page with one query": _bare,
    "Start": _start,
    "Search, while typing": _typing,
    "Search, the form": _searching,
    "Search, its list": _choosing,
    "Submit": _submitting,
    "Tracking, the page of a request": _case,
    "Tracking, opening it with number and PIN": _opening,
}
BARE, *OURS = PAGES


def _device(cookies: dict[str, str]) -> dict[str, str]:
    """A browser that was here before, and no more: tries are counted by this cookie."""
    return {"saksi_device": cookies["saksi_device"]}


def _searches(
    path: str, cookies: dict[str, str], made: dict[str, Any], chance: random.Random, *, status: int
) -> Iterator[Ask]:
    while True:
        yield _post(path, {"place": _misspelt(chance.choice(made["names"]), chance)}, cookies=cookies, status=status)


def _misspelt(name: str, chance: random.Random) -> str:
    """As a thumb types it: one letter left out."""
    at = chance.randrange(len(name))
    return name[:at] + name[at + 1 :]


def _post(path: str, form: dict[str, str], *, cookies: dict[str, str], status: int) -> Ask:
    body = urlencode({**form, "csrfmiddlewaretoken": CSRF}).encode()
    return Ask(path, body, {**cookies, "csrftoken": CSRF}, status=status)


# --- Measuring ------------------------------------------------------------------------------------------------------


def _measure(
    run: Run, made: dict[str, Any], *, bare: int, ours: int, rounds: int, seconds: float
) -> dict[str, list[Samples]]:
    measured: dict[str, list[Samples]] = {name: [] for name in PAGES}
    for number in range(rounds + 1):
        for name, page in PAGES.items():
            run.tell(f"round {number} of {rounds}: {name}" if number else f"warming up: {name}")
            port = bare if name == BARE else ours
            visitors = page(made, run.chance)
            samples = load.drive(port, visitors, seconds=seconds if number else 0.3)
            if number:
                measured[name].append(samples)
    return measured


def _ratio(measured: dict[str, list[Samples]], name: str) -> float:
    return median(page.p95 / bare.p95 for page, bare in zip(measured[name], measured[BARE], strict=True))


def _figures(measured: dict[str, list[Samples]]) -> list[Figure]:
    targets = {"Search, while typing": 1.5}
    return [
        Figure(f"{name}: p95 against the bare page's", _ratio(measured, name), "x", at_most=targets.get(name))
        for name in OURS
    ]


def _table(measured: dict[str, list[Samples]]) -> Table:
    rows = [
        (
            name,
            f"{median(page.rate for page in pages):.0f}",
            f"{median(page.middle for page in pages) * 1000:.1f} ms",
            f"{median(page.p95 for page in pages) * 1000:.1f} ms",
        )
        for name, pages in measured.items()
    ]
    return Table(("Page", "Requests a second", "Median", "p95"), rows)


# --- The database, those who ask, and the servers -------------------------------------------------------------------


@contextmanager
def _database() -> Iterator[str]:
    """The address of an empty database beside the one of DATABASE_URL, which is gone afterwards."""
    address = urlsplit(os.environ["DATABASE_URL"])
    folder, _, name = address.path.rpartition("/")
    server = {"host": folder.lstrip("/") and f"/{folder.lstrip('/')}" or address.hostname, "port": address.port}
    with psycopg2.connect(dbname=name, user=address.username, password=address.password, **server) as connection:
        connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    cursor.execute(f"CREATE DATABASE {DATABASE}")
    try:
        yield urlunsplit(address._replace(path=f"{folder}/{DATABASE}"))
    finally:
        cursor.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
        connection.close()


def _environment(run: Run, database: str) -> dict[str, str]:
    return {"DATABASE_URL": database, "SAKSI_STATE_DIR": str(run.work / "state"), "SAKSI_LOG_LEVEL": "ERROR"}


def _residents(run: Run, environment: dict[str, str], *, count: int) -> dict[str, Any]:
    run.tell(f"making {count} applications")
    files = REAL if _is_real() else registry.write(run.work / "registry", seed=run.seed)
    command = [sys.executable, "-m", "bench.residents", *map(str, files), str(run.work), str(count)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def _server(application: str, environment: dict[str, str]) -> Iterator[int]:
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
