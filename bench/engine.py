"""How the bench calls the engine: its command as an operator would, and its parts as a worker does."""

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bench.sources import CAMERA, Archive
from footage.rendering import gathering
from footage.rendering.probe import Prober
from footage.rendering.sources import RenderSpec

REFERENCE, RECIPIENT, NAME = "SKS-2026-BENCH-0001", "K7Q2-M4XW", "Simpang Senen utara"


def cut_command(
    archive: Archive, starts_at: datetime, ends_at: datetime, *, output: Path, jobs: int = 1, more: Sequence[str] = ()
) -> list[str]:
    """`python -m footage.rendering cut` for a window of the archive."""
    window = ["--from", starts_at.isoformat(), "--to", ends_at.isoformat()]
    where = ["--archive", str(archive.root), "--layout", archive.layout_name, "--camera", CAMERA]
    texts = ["--reference", REFERENCE, "--recipient", RECIPIENT, "--camera-name", NAME]
    how = ["--jobs", str(jobs), "--progress", "none", "--out", str(output), *more]
    return [sys.executable, "-m", "footage.rendering", "cut", *where, *window, *texts, *how]


def gather(archive: Archive, starts_at: datetime, ends_at: datetime, *, folder: Path) -> RenderSpec:
    """Find, secure and probe the window's recordings, as the command does."""
    prober = Prober()
    located = gathering.find(
        root=archive.root, layout=archive.layout, camera=CAMERA, starts_at=starts_at, ends_at=ends_at, prober=prober
    )
    found = gathering.gather(located, layout=archive.layout, root=archive.root, folder=folder, prober=prober)
    return RenderSpec(
        sources=found.sources,
        gaps=found.gaps,
        starts_at=starts_at,
        ends_at=ends_at,
        camera_name=NAME,
        reference=REFERENCE,
        recipient=RECIPIENT,
    )


def source_environment() -> dict[str, str]:
    """So that a child in another folder still finds this checkout."""
    checkout = str(Path(__file__).resolve().parent.parent)
    return {"PYTHONPATH": os.pathsep.join(filter(None, [checkout, os.environ.get("PYTHONPATH", "")]))}
