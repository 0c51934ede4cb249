"""Starting, watching and stopping processes so that none is ever left behind.

Three nets, one below the other: leaving `Children` stops them all; the kernel signals each child when we die
(PR_SET_PDEATHSIG, through setpriv(1)); and whatever survived even that is found by its mark at the next start.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from supervisor.places import CHECKOUT, Instance
from supervisor.terminal import Failure, say, tail

APPLICATIONS_STOP_WITHIN = 2.0  # seconds until SIGKILL; with the services after them, Ctrl-C ends within five
SERVICES_STOP_WITHIN = 1.0
RESTARTS_PER_MINUTE = 5

_steps: set[int] = set()  # process groups of the steps under way, in whatever thread


class Stopped(KeyboardInterrupt):
    """Ctrl-C, or a request of the system to end."""


def stop_on_signals() -> None:
    """Makes the usual signals raise `Stopped`, once.

    A shell starts background jobs with SIGINT ignored, so the handler is always installed. The second signal is
    ignored: we are stopping already, and within seconds.
    """

    def handle(number: int, _frame: object) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(signal.Signals(number).name)

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, handle)


@dataclass
class Child:
    """One long-running process, leader of its own group so that the terminal's Ctrl-C reaches us alone."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    stop_with: signal.Signals = signal.SIGTERM
    is_service: bool = False  # the database and Redis stop after those who use them
    pass_fds: Sequence[int] = ()
    starts: list[float] = field(default_factory=list)  # monotonic seconds
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                # Callers are the main thread: the kernel sends the signal when the *thread* that forked ends.
                ["setpriv", "--pdeathsig", self.stop_with.name.removeprefix("SIG"), *self.command],
                env=dict(self.environment),
                cwd=CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=self.pass_fds,
                start_new_session=True,
            )
        self.starts.append(time.monotonic())

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def restart(self) -> None:
        """Starts an ended process again; one that keeps ending is a failure."""
        recent = [moment for moment in self.starts if moment > time.monotonic() - 60]
        if len(recent) >= RESTARTS_PER_MINUTE:
            raise Failure(f"{self.name} keeps ending. The end of {self.log}:\n{tail(self.log)}")
        say(f"{self.name} ended with {self.process.returncode}; starting it again")
        kill_group(self.process.pid)
        self.start()


class Children:
    """The long-running processes of one instance; leaving the `with` block stops them all."""

    def __init__(self, *, instance: Instance) -> None:
        self.instance = instance
        self.all: list[Child] = []

    def __enter__(self) -> "Children":
        stop_leftovers(self.instance)
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop([child for child in self.all if not child.is_service], within=APPLICATIONS_STOP_WITHIN)
        self._stop([child for child in self.all if child.is_service], within=SERVICES_STOP_WITHIN)
        kill_marked(self.instance)

    def start(self, child: Child) -> Child:
        child.log.unlink(missing_ok=True)
        child.start()
        self.all.append(child)
        return child

    def watch(self) -> None:
        """Starts again whatever ends, until a signal raises `Stopped` or something keeps ending."""
        while True:
            for child in self.all:
                if child.has_ended():
                    child.restart()
            time.sleep(0.5)

    @staticmethod
    def _stop(children: Sequence[Child], *, within: float) -> None:
        for child in children:
            if not child.has_ended():
                signal_process(child.process.pid, child.stop_with)
        deadline = time.monotonic() + within
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(timeout=max(0.0, deadline - time.monotonic()))
            kill_group(child.process.pid)
            child.process.wait()


def run(
    *command: str | Path,
    log: Path,
    environment: Mapping[str, str] | None = None,
    tell: Callable[[str], None] | None = None,
) -> None:
    """Runs one step to its end, its output in `log` and, line by line, told; a failure shows what was not told."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *map(str, command)],
            env=dict(environment) if environment is not None else None,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        _steps.add(process.pid)
        try:
            for line in process.stdout or ():
                output.write(line)
                if tell:
                    tell(line.rstrip())
            process.wait()
        finally:
            kill_group(process.pid)
            process.communicate()
            _steps.discard(process.pid)
    if process.returncode:
        output_end = "" if tell else f" The end of {log}:\n{tail(log)}"
        raise Failure(f"`{' '.join(map(str, command))}` ended with {process.returncode}.{output_end}")


def run_in_terminal(*command: str | Path, environment: Mapping[str, str]) -> int:
    """Runs a command that talks to the terminal itself, and gives its exit code.

    It stays in the terminal's process group, so Ctrl-C reaches it too: it gets a moment to end by itself.
    """
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig", "TERM", *map(str, command)], env=dict(environment), cwd=CHECKOUT
    )
    try:
        return process.wait()
    except Stopped:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=APPLICATIONS_STOP_WITHIN)
        process.kill()
        process.wait()
        raise


class Aside(ThreadPoolExecutor):
    """Steps that run beside the main line; when that fails or is stopped, they are ended too."""

    def __exit__(self, *error: object) -> None:
        if error[0]:
            for pid in tuple(_steps):
                kill_group(pid)
        self.shutdown(cancel_futures=True)


def signal_process(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def stop_leftovers(instance: Instance) -> None:
    """Ends what an earlier run left when it was killed; only the holder of the instance's lock may call this."""
    found = marked(instance)
    if not found:
        return
    say(f"Stopping {len(found)} processes that an earlier run left")
    deadline = time.monotonic() + APPLICATIONS_STOP_WITHIN
    for pid in found:
        signal_process(pid, signal.SIGTERM)
    while (found := marked(instance)) and time.monotonic() < deadline:
        time.sleep(0.1)
    kill_marked(instance)


def kill_marked(instance: Instance) -> None:
    """Kills every process of an instance and sees them gone, which takes the kernel a moment."""
    while found := marked(instance):
        for pid in found:
            signal_process(pid, signal.SIGKILL)
        time.sleep(0.02)


def marked(instance: Instance) -> list[int]:
    """The processes of an instance: they carry its mark in their environment, or work in its service folder.

    PostgreSQL's and Redis's own processes overwrite their environment with their title, hence the second sign.
    """
    wanted = "=".join(*instance.mark.items()).encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            carries = wanted in (entry / "environ").read_bytes().split(b"\0")
            if carries or (entry / "cwd").readlink().is_relative_to(instance.services):
                found.append(int(entry.name))
    return found
