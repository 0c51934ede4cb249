"""Residents' pages under load, against a bare Django page on the same server and database; and the officers' pages with
many cases against few. All in one run."""

import itertools
import os
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from statistics import median
from typing import Any
from urllib.parse import urlencode

from bench import desk, load, registry, serving
from bench.load import Ask, Samples
from bench.report import Figure, Group, Table
from bench.runs import Run
from bench.serving import THREADS, WORKERS, Filling, server

VISITORS = 20
SECONDS = 2.0  # of each page in each round
ROUNDS = 5
SUBMISSIONS_A_SECOND = 40  # more than any machine of two cores does: so that nobody runs out of applications
CSRF = "0" * 32
RESIDENTS, FEW, MANY = "saksi_bench_residents", "saksi_bench_few", "saksi_bench_many"

Page = Callable[[dict[str, Any], random.Random], list[Iterator[Ask]]]


def measure_group(run: Run) -> Group:
    group = Group(title="Pages", method="")
    if not os.environ.get("DATABASE_URL"):
        group.missing = "the pages need a database: ./run bench brings one."
        return group
    rounds, seconds = (1, 1.0) if run.quick else (ROUNDS, SECONDS)
    count = int(rounds * seconds * SUBMISSIONS_A_SECOND) + VISITORS
    sizes = desk.sizes(run)
    with ExitStack() as started:
        residents, few, many = started.enter_context(serving.databases(run, RESIDENTS, FEW, MANY))
        run.tell(f"loading {sizes[1][0]} cases and {sizes[1][1]} events, making {count} applications")
        # Side by side: the largest takes a minute.
        fillings = [
            started.enter_context(Filling("bench.officers", *sizes[1], environment=many)),
            started.enter_context(Filling("bench.officers", *sizes[0], environment=few)),
            started.enter_context(Filling("bench.residents", run.work, count, environment=residents)),
        ]
        made_many, made_few, made = (filling.made() for filling in fillings)
        with server("bench.bare", residents) as bare, server("config.wsgi", residents) as ours:
            measured = _measure(run, made, bare=bare, ours=ours, rounds=rounds, seconds=seconds)
        with server("config.wsgi", few) as with_few, server("config.wsgi", many) as with_many:
            at_desk = desk.measure(run, (with_few, made_few), (with_many, made_many))
    group.method = (
        f"{VISITORS} connections to gunicorn ({WORKERS} workers of {THREADS} threads) on {made['areas']} areas and"
        f" {made['sites']} sites with {registry.CAMERAS} cameras ({'of Jakarta' if serving.is_real() else 'made up'}),"
        f" {rounds} rounds of {seconds:.0f} s a page, in turns; each connection asks again when it was answered. The"
        " bare page is a Django with what startproject gives, one query and a template of one line, not compressed;"
        " ours are. Load, servers and database share the two cores, so p95 is mostly waiting for the others, and the"
        " ratio tells what a page costs. A search is for a name of the registry with a letter left out: one query and"
        " an index in memory that remembers words; its form also keeps what was"
        " typed, which is a commit. Submitting and opening with number and PIN hash the PIN with Argon2, slow on"
        " purpose; submitting also looks through the archive and places holds."
        f" Officers' and auditors' pages: the same {VISITORS} connections, {desk.SECONDS:g} s a page in"
        f" {1 if run.quick else desk.ROUNDS} rounds, to a server with {sizes[1][0]:,} cases and {sizes[1][1]:,} audit"
        f" events (many) and in turn to one with {sizes[0][0]:,} and {sizes[0][1]:,} (few); half of the cases are open,"
        " shared by 20 officers of five units. Opening a case leaves its event in the trail each time."
    )
    group.figures = [*_figures(measured), *desk.figures(at_desk)]
    group.tables = [_table(measured), desk.table(at_desk)]
    return group


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
    return [itertools.repeat(Ask("/permohonan/tempat/pilih", cookies=one)) for one in made["choosing"]]


def _submitting(made: dict[str, Any], chance: random.Random) -> list[Iterator[Ask]]:
    """Each application once, shared out among the connections and the rounds."""
    declared, waiting = made["declared"], made["submitting"]

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
