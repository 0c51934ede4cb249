"""Officers' and auditors' pages with many cases against the same pages with few, in the same run."""

import itertools
import random
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from bench import load
from bench.load import Ask, Samples
from bench.report import Figure, Table
from bench.runs import Run

VISITORS = 20
SECONDS = 1.5  # of each page in each round, for few cases and for many
ROUNDS = 3
MOST = 2.0  # p95 with many cases against that with few
FEW, MANY = (1_000, 10_000), (100_000, 1_000_000)  # cases and events
QUICK = (1_000, 10_000), (4_000, 40_000)

Page = Callable[[dict[str, Any], random.Random], str]


def _case(one: dict[str, Any], chance: random.Random) -> str:
    return chance.choice(one["cases"])


OFFICERS: dict[str, Page] = {
    "Home": lambda one, chance: "/petugas/beranda",
    "Queue": lambda one, chance: "/petugas/",
    "Queue, its third page": lambda one, chance: "/petugas/?page=3",
    "Queue of one status and incident": lambda one, chance: "/petugas/?status=in_review&kind=flood",
    "Search by camera": lambda one, chance: f"/petugas/?camera={chance.choice(one['cameras'])}",
    "Search by a part of the number": lambda one, chance: f"/petugas/?number={_case(one, chance)[-6:]}",
    "A case": lambda one, chance: f"/petugas/permohonan/{_case(one, chance)}/",
}
AUDITORS: dict[str, Page] = {
    "Audit trail": lambda one, chance: "/admin/audit/event/",
    "Audit trail of a case": lambda one, chance: f"/admin/audit/event/?q={_case(one, chance)}",
    "Audit trail of one act": lambda one, chance: "/admin/audit/event/?verb=request.taken",
    "Audit trail of a month": lambda one, chance: "/admin/audit/event/?at__year=2026&at__month=10",
}
PAGES = {**OFFICERS, **AUDITORS}

Measured = dict[str, list[tuple[Samples, Samples]]]


def sizes(run: Run) -> tuple[tuple[int, int], tuple[int, int]]:
    """(cases, events), of few and of many."""
    return QUICK if run.quick else (FEW, MANY)


def measure(run: Run, few: tuple[int, dict[str, Any]], many: tuple[int, dict[str, Any]]) -> Measured:
    """`few` and `many`: the port of a server, and what `bench.officers` made for it."""
    rounds, seconds = (1, 0.5) if run.quick else (ROUNDS, SECONDS)
    measured: Measured = {name: [] for name in PAGES}
    for number in range(rounds + 1):
        for name in PAGES:
            run.tell(f"round {number} of {rounds}: {name}" if number else f"warming up: {name}")
            taken = [_drive(name, *each, run.chance, seconds if number else 0.3) for each in (few, many)]
            if number:
                measured[name].append((taken[0], taken[1]))
    return measured


def _drive(name: str, port: int, made: dict[str, Any], chance: random.Random, seconds: float) -> Samples:
    return load.drive(port, [_asks(name, made, number, chance) for number in range(VISITORS)], seconds=seconds)


def _asks(name: str, made: dict[str, Any], number: int, chance: random.Random) -> Iterator[Ask]:
    officer = made["officers"][number % len(made["officers"])]
    cookies = officer["cookies"] if name in OFFICERS else made["auditors"][number % len(made["auditors"])]
    for _again in itertools.count():
        yield Ask(PAGES[name](officer, chance), cookies=cookies)


def figures(measured: Measured) -> list[Figure]:
    return [
        Figure(
            f"{name}: p95 with many cases against few",
            median(many.p95 / few.p95 for few, many in rounds),
            "x",
            at_most=MOST,
        )
        for name, rounds in measured.items()
    ]


def table(measured: Measured) -> Table:
    def cell(samples: list[Samples], of: str) -> str:
        return f"{median(getattr(one, of) for one in samples) * 1000:.1f} ms"

    rows = []
    for name, rounds in measured.items():
        few, many = ([pair[which] for pair in rounds] for which in (0, 1))
        rows.append((name, cell(few, "middle"), cell(few, "p95"), cell(many, "middle"), cell(many, "p95")))
    return Table(("Page", "Few: median", "Few: p95", "Many: median", "Many: p95"), rows)
