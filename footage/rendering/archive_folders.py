"""Which files in an archive's folders may hold a span of time? Lists only folders that can.

All times here are on the recorder's own clock.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import NamedTuple

from footage.rendering import path_template
from footage.rendering.layouts import Layout
from footage.rendering.path_template import Component, merge

LAST = "\U0010ffff"  # sorts behind everything that a name holds
ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # for names that hold no time


class Found(NamedTuple):
    """A file whose name says that it may matter; nothing but the name was looked at."""

    folder: Path
    name: str
    starts_at: datetime
    named_end: datetime | None

    @property
    def path(self) -> Path:
        return self.folder / self.name


@dataclass(frozen=True, slots=True)
class Closed:
    """A folder that could not be listed: what it may have held, as far as its names tell, and why."""

    starts_at: datetime
    ends_at: datetime
    detail: str


@dataclass(slots=True)
class Listing:
    found: list[Found] = field(default_factory=list)
    closed: list[Closed] = field(default_factory=list)


def list_span(*, root: Path, layout: Layout, camera: str, starts_at: datetime, ends_at: datetime) -> Listing:
    """All files of the camera that start in `[starts_at, ends_at)`, by start; times on the recorder's clock."""
    listing = Listing()
    seen: set[datetime] = set()
    for template in layout.templates:
        walk = _Walk(layout, camera, _Span.between(starts_at, ends_at, layout.zone), listing.closed)
        found = list(walk.files(root, template.components, {"camera": camera}))
        listing.found += [file for file in found if file.starts_at not in seen]
        seen.update(file.starts_at for file in found)
    if not listing.found and not root.is_dir():
        listing.closed = [Closed(starts_at, ends_at, "the archive folder is not there")]
    listing.found.sort(key=lambda file: (file.starts_at, file.folder, file.name))
    return listing


def extent(*, root: Path, layout: Layout, camera: str) -> tuple[datetime, datetime] | None:
    """When the camera's first and last file start (recorder's clock); None when it has none.

    Goes down along the first and the last folder of each level, so it lists two folders a level, not the archive.
    """
    ends = []
    for newest in (False, True):
        fields = {"camera": camera}
        ends.append(next(_by_time(root, layout.templates[0].components, fields, layout, newest=newest), None))
    first, last = ends
    return (first, last) if first and last else None


def _by_time(
    folder: Path, components: tuple[Component, ...], fields: dict[str, str], layout: Layout, *, newest: bool
) -> Iterator[datetime]:
    """Starts of the camera's files, in order from one end of time; lists a folder only when it is asked for."""
    component, rest = components[0], components[1:]
    if component.is_fixed and rest:
        below = folder / component.write(camera=fields["camera"], start=ANY_TIME)
        yield from _by_time(below, rest, fields, layout, newest=newest)
        return
    try:
        names = os.listdir(folder)
    except OSError:  # what cannot be listed has no beginning and no end
        return
    said = ((name, component.match(name)) for name in names)
    known = [(name, merged) for name, said_here in said if said_here and (merged := merge(fields, said_here.items()))]
    if rest:
        for name, merged in sorted(known, reverse=newest):
            yield from _by_time(folder / name, rest, merged, layout, newest=newest)
        return
    starts = [named.starts_at for _, merged in known if (named := layout.read(merged))]
    yield from sorted(starts, reverse=newest)


@dataclass(frozen=True, slots=True)
class _Span:
    """A span as instants, and as the naive wall times that its names can show."""

    starts_at: datetime
    ends_at: datetime
    wall_start: datetime
    wall_end: datetime

    @classmethod
    def between(cls, starts_at: datetime, ends_at: datetime, zone: tzinfo) -> "_Span":
        # Across a change of summer time the wall clock jumps: take the widest reading of both offsets.
        offsets = [moment.astimezone(zone).utcoffset() or timedelta(0) for moment in (starts_at, ends_at)]
        wall_start, wall_end = (moment.astimezone(UTC).replace(tzinfo=None) for moment in (starts_at, ends_at))
        return cls(starts_at, ends_at, wall_start + min(offsets), wall_end + max(offsets))

    def touches(self, fields: dict[str, str]) -> bool:
        try:
            span = path_template.covered(fields)
        except ValueError:
            return False
        return span is None or (span[0] < self.wall_end and self.wall_start < span[1])


@dataclass(frozen=True, slots=True)
class _Walk:
    layout: Layout
    camera: str
    span: _Span
    closed: list[Closed]

    def files(self, folder: Path, components: tuple[Component, ...], fields: dict[str, str]) -> Iterator[Found]:
        component, rest = components[0], components[1:]
        if component.is_fixed and rest:
            yield from self.files(folder / component.write(camera=self.camera, start=self.span.starts_at), rest, fields)
            return
        names = self._names(folder, fields)
        for name in self._near(component, names, fields) if not rest else names:
            said = component.match(name)
            merged = merge(fields, said.items()) if said is not None else None
            if merged is None:
                continue
            if not rest:
                yield from self._file(folder, name, merged)
            elif self.span.touches(merged):
                yield from self.files(folder / name, rest, merged)

    def _file(self, folder: Path, name: str, fields: dict[str, str]) -> Iterator[Found]:
        named = self.layout.read(fields)
        if named and self.span.starts_at <= named.starts_at < self.span.ends_at:
            yield Found(folder, name, named.starts_at, named.ends_at)

    def _near(self, component: Component, names: list[str], fields: dict[str, str]) -> list[str]:
        """Throw out names by comparing text: a flat folder holds 20,160 of them or more, and reading one is slow."""
        if "%z" in component.kinds:
            return names
        count = component.sorts_until()
        if not count:
            return self._dated(component, names)
        first, last = self.span.wall_start, self.span.wall_end
        held = path_template.covered(fields)
        if held:
            first, last = max(first, held[0]), min(last, held[1] - timedelta(microseconds=1))
        if "%s" in component.kinds:
            first, last = self.span.starts_at, self.span.ends_at
        low, high = (component.write_prefix(count, camera=self.camera, start=moment) for moment in (first, last))
        high += LAST  # so that every name that begins like this is still below
        return [name for name in names if low <= name <= high]

    def _dated(self, component: Component, names: list[str]) -> list[str]:
        part = component.dated_part()
        if not part:
            return names
        hours = int((self.span.wall_end - self.span.wall_start) / timedelta(hours=1)) + 2
        moments = (self.span.wall_start + timedelta(hours=hour) for hour in range(hours))
        marks = {path_template.write(part, camera=self.camera, start=moment) for moment in moments}
        return [name for name in names if any(mark in name for mark in marks)]

    def _names(self, folder: Path, fields: dict[str, str]) -> list[str]:
        try:
            return os.listdir(folder)
        except (FileNotFoundError, NotADirectoryError):
            return []  # nothing was recorded there; the gap that follows says so
        except OSError as error:
            held = path_template.covered(fields)
            starts_at, ends_at = self.span.starts_at, self.span.ends_at
            if held:
                zone = self.layout.zone
                starts_at = max(starts_at, held[0].replace(tzinfo=zone).astimezone(UTC))
                ends_at = min(ends_at, held[1].replace(tzinfo=zone).astimezone(UTC))
            self.closed.append(Closed(starts_at, ends_at, f"{folder.name}: {error.strerror}"))
            return []
