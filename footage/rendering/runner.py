"""Runs one ffmpeg process: limits, progress, watchdog, cancelling. Knows nothing of recordings or windows."""

import ctypes
import os
import resource
import selectors
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO, cast

from footage.rendering.errors import RenderError

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process may use. CPU in seconds, memory as address space, `stall` in seconds without progress."""

    cpu_seconds: int = 6 * 3600
    memory: int = 6 * 1024**3
    file_size: int = 64 * 1024**3
    stall: float = 60.0


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that ended with status 0. `log` is the end of what it said at level warning; empty when all was well."""

    frames: int
    log: str


class Sink:
    """Writes to the process, and remembers that it stopped reading: whoever writes may wrap that error in its own."""

    def __init__(self, pipe: BinaryIO):
        self._pipe = pipe
        self.is_closed = False

    def write(self, data: bytes) -> int:
        try:
            return self._pipe.write(data)
        except BrokenPipeError:
            self.is_closed = True
            raise


def binary() -> str:
    """The ffmpeg to use: SAKSI_FFMPEG, else the one on PATH, else the wheel's."""
    return os.environ.get("SAKSI_FFMPEG") or shutil.which("ffmpeg") or _from_wheel()


def _from_wheel() -> str:
    try:
        from imageio_ffmpeg import get_ffmpeg_exe  # noqa: PLC0415 - only there where Debian's could not be installed
    except ImportError:
        sentence = "there is no ffmpeg: install it, or name it in SAKSI_FFMPEG"
        raise RenderError("ffmpeg_failed", sentence) from None
    return get_ffmpeg_exe()


def version() -> str:
    """The first line of `ffmpeg -version`."""
    return _version(binary())


@cache
def _version(path: str) -> str:
    done = subprocess.run([path, "-version"], capture_output=True, text=True, check=True, timeout=30)
    return done.stdout.splitlines()[0]


def run(
    arguments: Sequence[str],
    *,
    folder: Path,
    feed: Callable[[Sink], None] | None = None,
    on_frames: Callable[[int], None] = lambda _: None,
    should_cancel: Callable[[], bool] = lambda: False,
    tolerates: Callable[[str], bool] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Finished:
    """Run ffmpeg with `arguments` inside `folder`; `feed` writes its standard input from a thread of its own.

    `on_frames` hears how many frames are done. With `tolerates`, the first line that it does not tolerate ends the run,
    and the answer has that line in its log. Raises RenderError: cancelled, stalled, out_of_space, limit_reached,
    ffmpeg_failed; and whatever `feed` raised. The process is gone in every case.
    """
    argv = [binary(), "-hide_banner", "-v", "warning", "-nostdin", "-y", "-progress", "pipe:1", "-stats_period", "0.2"]
    process = subprocess.Popen(
        [*argv, *arguments],
        cwd=folder,
        stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: _bind(limits),  # noqa: PLW1509 - only system calls, prepared before the fork
    )
    told, said = cast(BinaryIO, process.stdout), cast(BinaryIO, process.stderr)
    log: list[bytes] = []
    failures: list[BaseException] = []
    complained = threading.Event()
    threads = [threading.Thread(target=_keep_tail, args=(said, log, tolerates, complained), daemon=True)]
    if feed:
        threads.append(threading.Thread(target=_feed, args=(feed, process.stdin, failures), daemon=True))
    for thread in threads:
        thread.start()
    try:
        frames = _watch(told, complained, on_frames=on_frames, should_cancel=should_cancel, stall=limits.stall)
        if complained.is_set():
            process.kill()
        code = process.wait()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        for thread in threads:
            thread.join()
        told.close()
        said.close()
    text = b"".join(log).decode(errors="replace")
    if failures:
        raise failures[0]
    if code and not complained.is_set():
        raise _failure(code, text)
    return Finished(frames, text)


def _bind(limits: Limits) -> None:
    """In the child, before ffmpeg starts: die with the parent, and stay within the limits."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_size, limits.file_size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _watch(
    told: BinaryIO,
    complained: threading.Event,
    *,
    on_frames: Callable[[int], None],
    should_cancel: Callable[[], bool],
    stall: float,
) -> int:
    """Follow the progress until the process closes it, and answer the frames made; raise when it is to end earlier."""
    seen, moved, rest = -1, time.monotonic(), b""
    with selectors.DefaultSelector() as selector:
        selector.register(told, selectors.EVENT_READ)
        while True:
            ready = selector.select(timeout=0.25)
            if complained.is_set():
                return max(seen, 0)
            if should_cancel():
                raise RenderError("cancelled", "the render was cancelled")
            if ready:
                data = os.read(told.fileno(), 65536)
                if not data:
                    return max(seen, 0)
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    if line.startswith(b"frame=") and (count := int(line[6:])) > seen:
                        seen, moved = count, time.monotonic()
                        on_frames(count)
            if time.monotonic() - moved > stall:
                raise RenderError("stalled", f"ffmpeg made no progress for {stall:.0f} seconds")


def _feed(feed: Callable[[Sink], None], pipe: BinaryIO, failures: list[BaseException]) -> None:
    """The feeding thread. Its errors are raised by `run`; a closed pipe is ffmpeg's matter, and its status tells."""
    sink = Sink(pipe)
    try:
        feed(sink)
    except BaseException as error:  # noqa: BLE001 - the thread's boundary: handed over to the caller whole
        if not sink.is_closed:
            failures.append(error)
    finally:
        with suppress(BrokenPipeError):
            pipe.close()


def _keep_tail(
    pipe: BinaryIO,
    log: list[bytes],
    tolerates: Callable[[str], bool] | None,
    complained: threading.Event,
    most: int = 64,
) -> None:
    """Read all of it, so that the process never blocks; keep the first and the last lines."""
    for line in pipe:
        if tolerates and tolerates(line.decode(errors="replace")):
            continue
        if tolerates:
            complained.set()
        if len(log) >= most:
            del log[most // 2]
        log.append(line)


def _failure(code: int, text: str) -> RenderError:
    last = text.strip().splitlines()[-1] if text.strip() else f"status {code}"
    if "No space left" in text:
        return RenderError("out_of_space", "the disk is full")
    by_limit = code in (-signal.SIGXCPU, -signal.SIGXFSZ, -signal.SIGKILL)
    if by_limit or "File too large" in text or "Cannot allocate" in text:
        return RenderError("limit_reached", f"ffmpeg was stopped by a limit: {last}")
    return RenderError("ffmpeg_failed", f"ffmpeg said: {last}")
