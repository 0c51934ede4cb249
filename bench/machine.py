"""What the figures were measured on, and how busy it was."""

import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo

from footage.rendering import runner

PACKAGES = ("av", "numpy", "moviepy", "Django")
JAKARTA = ZoneInfo("Asia/Jakarta")


def _version(name: str) -> str:
    """The version of a package; the peers are only installed for the bench itself."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def cores() -> list[int]:
    """The processor cores this process may use, at most two: what the targets are set for."""
    return sorted(os.sched_getaffinity(0))[:2]


def describe() -> Mapping[str, str]:
    """Processor, memory and versions, by the names the report shows."""
    return {
        "Processor": f"{_first('/proc/cpuinfo', 'model name')}, {len(os.sched_getaffinity(0))} cores",
        "Memory": f"{int(_first('/proc/meminfo', 'MemTotal').split()[0]) / 1024**2:.0f} GiB",
        "System": f"Linux {platform.release().split('-')[0]}, Python {platform.python_version()}",
        "ffmpeg": runner.version().removeprefix("ffmpeg version ").split(" Copyright")[0],
        "Packages": ", ".join(f"{name} {_version(name)}" for name in PACKAGES),
    }


def now() -> str:
    return f"{datetime.now(JAKARTA):%d %B %Y, %H.%M} WIB"


def seconds_of_others() -> float:
    """Processor time that was used since the start of the machine by all but us and our ended children."""
    user, nice, system, _, _, interrupt, soft_interrupt, *_ = map(int, _first("/proc/stat", "cpu ").split())
    ours = os.times()
    every = (user + nice + system + interrupt + soft_interrupt) / os.sysconf("SC_CLK_TCK")
    return every - (ours.user + ours.system + ours.children_user + ours.children_system)


def commit() -> str:
    """The commit that was measured; says so when the checkout differs from it."""
    here = Path(__file__).resolve().parent
    done = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=here, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def _first(path: str, key: str) -> str:
    for line in Path(path).read_text().splitlines():
        if line.startswith(key):
            return line.removeprefix(key).strip(" \t:")
    return "unknown"
