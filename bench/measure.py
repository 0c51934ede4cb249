"""Runs commands and tells what they cost: wall time, processor time and memory of the whole process tree.

Contenders run in turn, round after round, so that whatever else the machine does falls on all of them alike; a ratio is
the median of the ratios of the single rounds.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

SAMPLE_EVERY = 0.05  # seconds between two looks at the memory


class CommandFailed(RuntimeError):
    """A measured command ended badly; a figure made from it would be worth nothing."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of wall clock, seconds of processor time, bytes of memory at the peak (see `_tree_memory`)."""

    wall: float
    cpu: float
    memory: int


def run(
    argv: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    cores: Sequence[int] = (),
) -> Cost:
    """Run a command to its end and answer what it and all its children cost. Raises CommandFailed.

    The processor time comes from wait4(2), so it counts every descendant that was waited for. `cores` binds the tree.
    """
    pin = ["taskset", "--cpu-list", ",".join(map(str, cores))] if cores else []
    started = time.perf_counter()
    process = subprocess.Popen(
        [*pin, *map(str, argv)],
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    said: list[str] = []
    watch = _MemoryWatch(process.pid)
    listener = threading.Thread(target=lambda: said.extend(process.stderr or ()), daemon=True)
    try:
        watch.start()
        listener.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        watch.stop()
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        listener.join()
        if process.stderr:
            process.stderr.close()
    if process.returncode:
        raise CommandFailed(f"{argv[0]} ended with {process.returncode}: {''.join(said[-5:]).strip()}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, watch.peak)


def clock(action: Callable[[], object]) -> Cost:
    """The cost of something done in this process, which is warm: wall and processor time only."""
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return Cost(time.perf_counter() - wall, time.process_time() - cpu, 0)


def interleave(
    contenders: Mapping[str, Callable[[], Cost]],
    *,
    rounds: int,
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, list[Cost]]:
    """Let all contenders run once in every round, each round beginning with another of them."""
    costs: dict[str, list[Cost]] = {name: [] for name in contenders}
    names = list(contenders)
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            tell(f"round {number + 1} of {rounds}: {name}")
            costs[name].append(contenders[name]())
    return costs


def ratio(ours: Sequence[Cost], theirs: Sequence[Cost], of: str) -> float:
    """The median over the rounds of ours / theirs; `of` is wall, cpu or memory."""
    return median(getattr(a, of) / getattr(b, of) for a, b in zip(ours, theirs, strict=True))


def middle(costs: Sequence[Cost], of: str) -> float:
    return median(getattr(cost, of) for cost in costs)


class _MemoryWatch:
    """Looks at a process tree now and then, and remembers the most memory it had."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid = pid
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._done.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _look(self) -> None:
        while not self._done.is_set():
            self.peak = max(self.peak, _tree_memory(self._pid))
            self._done.wait(SAMPLE_EVERY)


def _tree_memory(pid: int) -> int:
    """Bytes of memory that are the processes' own: resident, not from a file, and what several of them share counted
    once (`Pss_Anon`, proc_pid_smaps(5)). A child just forked would otherwise count as all that its parent has.
    """
    total = 0
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        total = sum(int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:")) * 1024
        for task in os.listdir(f"/proc/{pid}/task"):
            for child in Path(f"/proc/{pid}/task/{task}/children").read_text().split():
                total += _tree_memory(int(child))
    except (OSError, ValueError):  # it ended while we looked
        pass
    return total
