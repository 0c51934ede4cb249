"""Which archive holds a camera's recordings, and which of its files hold a window?"""

import os
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cameras.models import Camera
from footage.models import ArchiveSource
from footage.rendering import archive
from footage.rendering.archive import Located
from footage.rendering.layouts import LAYOUTS, Layout, parse_template


@dataclass(frozen=True, slots=True)
class CameraArchive:
    """A camera's place in an archive. The folder is the recorder's: we read it and never write or delete there."""

    root: Path
    layout: Layout
    camera: str
    clock_offset: timedelta
    may_link: bool
    retention: timedelta

    @property
    def reachable(self) -> bool:
        """False while the recorder's disk or share is away: then nothing it does not list may be called missing."""
        try:
            os.listdir(self.root)
        except OSError:
            return False
        return True

    def locate(self, *, starts_at: datetime, ends_at: datetime) -> Located:
        """Segments and gaps of `[starts_at, ends_at)` (aware). Raises BadCameraName, never for a file's sake."""
        return archive.locate(
            root=self.root,
            layout=self.layout,
            camera=self.camera,
            starts_at=starts_at,
            ends_at=ends_at,
            clock_offset=self.clock_offset,
        )

    def path_of(self, relative: str) -> Path:
        return self.root / relative

    def relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def layout_of(source: ArchiveSource) -> Layout:
    """The source's layout with its own zone and longest file. Raises BadTemplate or KeyError for an unchecked row."""
    layout = LAYOUTS[source.layout] if source.layout else parse_template(source.template, name=source.code)
    if source.time_zone:
        layout = replace(layout, zone=ZoneInfo(source.time_zone))
    if source.segment_limit:
        layout = replace(layout, longest=source.segment_limit)
    return layout


def find(camera: Camera) -> CameraArchive | None:
    """Where the camera's recordings lie; None when no archive is connected or it is out of use."""
    source = ArchiveSource.objects.filter(code=camera.archive_source, enabled=True).first()
    if source is None or not camera.archive_name:
        return None
    return CameraArchive(
        root=Path(source.root),
        layout=layout_of(source),
        camera=camera.archive_name,
        clock_offset=camera.clock_offset,
        may_link=source.may_link,
        retention=timedelta(days=camera.retention_days),
    )
