"""What the person at the terminal sees: progress lines with the seconds since the start, and failures with advice."""

import sys
import time
from pathlib import Path

STARTED = time.monotonic()


class Failure(Exception):
    """Something that ends the command; the text says what happened and what to do next."""


def say(text: str) -> None:
    print(f"{time.monotonic() - STARTED:6.1f} s  {text}", flush=True)


def warn(text: str) -> None:
    bold, plain = ("\033[1;33m", "\033[0m") if sys.stdout.isatty() else ("", "")
    print(f"{bold}{'!' * 8}  {text}{plain}", flush=True)


def tail(log: Path, *, lines: int = 25) -> str:
    """The end of a log file, for showing under a failure."""
    if not log.exists():
        return ""
    return "\n".join(f"    {line}" for line in log.read_text(errors="replace").splitlines()[-lines:])
