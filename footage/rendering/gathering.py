"""Takes a window's recordings straight from an archive folder, for work without a database.

Each file is hard-linked (or, across file systems, copied) into our own folder first and read from there: a recorder
that deletes its oldest files meanwhile takes nothing away from us.
"""

import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from footage.rendering.archive import Gap, GapReason, Located, Segment, locate
from footage.rendering.errors import UnreadableSegment
from footage.rendering.layouts import Layout
from footage.rendering.probe import Prober
from footage.rendering.sources import Source
from footage.rendering.ticks import span_of


@dataclass(frozen=True, slots=True)
class Gathered:
    """Usable files, and what is known about the rest of the window."""

    sources: tuple[Source, ...]
    gaps: tuple[Gap, ...]


def find(
    *,
    root: Path,
    layout: Layout,
    camera: str,
    starts_at: datetime,
    ends_at: datetime,
    clock_offset: timedelta = timedelta(0),
    prober: Prober,
) -> Located:
    """The archive's answer for `[starts_at, ends_at)`, with unknown ends probed.

    `gather` gets the same `prober`: what was learned of the recorder's files here is known there.
    """

    def duration_of(path: Path) -> timedelta | None:
        try:
            return span_of(prober.probe(path).end)
        except UnreadableSegment:
            return None

    return locate(
        root=root,
        layout=layout,
        camera=camera,
        starts_at=starts_at,
        ends_at=ends_at,
        clock_offset=clock_offset,
        duration_of=duration_of,
    )


def gather(located: Located, *, layout: Layout, root: Path, folder: Path, prober: Prober) -> Gathered:
    """Secure the located files in `folder` and probe them; what cannot be used becomes a gap with its reason."""
    folder.mkdir(parents=True, exist_ok=True)
    sources, gaps = [], list(located.gaps)
    for number, segment in enumerate(located.segments):
        label = segment.path.relative_to(root).as_posix()
        try:
            path = _secure(segment.path, folder / f"{number:05}{segment.path.suffix}")
            found = prober.probe(path)
        except UnreadableSegment as error:
            gaps.append(_gap(segment, error, label))
            continue
        sources.append(Source(path, segment.starts_at, found, label, precision=layout.precision))
    return Gathered(tuple(sources), tuple(gaps))


def _secure(path: Path, target: Path) -> Path:
    try:
        try:
            os.link(path, target)
        except FileNotFoundError:
            raise
        except OSError:
            shutil.copyfile(path, target)
    except FileNotFoundError as error:
        raise UnreadableSegment(GapReason.missing, "the file vanished") from error
    except OSError as error:
        raise UnreadableSegment(GapReason.unreadable, error.strerror or "the file cannot be read") from error
    return target


def _gap(segment: Segment, error: UnreadableSegment, label: str) -> Gap:
    end = segment.ends_at or segment.starts_at + timedelta(hours=1)
    return Gap(segment.starts_at, max(end, segment.starts_at + timedelta(seconds=1)), error.reason, label)
