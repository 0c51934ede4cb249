"""How does a recorder lay out its files? One `Layout` per recorder: path template, clock, and how the end is known.

Sources of the shipped layouts: the recorders' own code and manuals, named at each entry.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from footage.rendering import path_template
from footage.rendering.path_template import BadTemplate, Component, PathTemplate

__all__ = ["LAYOUTS", "REFUSED", "BadTemplate", "EndRule", "Layout", "Named", "parse_template"]

JAKARTA = ZoneInfo("Asia/Jakarta")
DEEPEST_CAMERA_NAME = 6  # folders; MediaMTX paths such as kota/kelurahan/kamera stay well below


class EndRule(StrEnum):
    """How the end of a recording is known."""

    named = "named"  # it stands in the file's name
    next = "next"  # recording is continuous: it ends where the next one starts
    probe = "probe"  # recording comes in events: only the file itself knows


@dataclass(frozen=True, slots=True)
class Named:
    """What a path says: aware times on the recorder's own clock; the end only where the name holds it."""

    camera: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Layout:
    """One way of naming recordings.

    `zone` is the clock of the names (epoch names and names with %z need none). `longest` bounds how far before a
    window a recording that reaches into it may have started. `also` are further templates of the same recorder, such
    as the place of the file being written; of two files with the same start the one of the earlier template counts.
    """

    name: str
    template: str
    zone: tzinfo
    end: EndRule
    longest: timedelta
    also: tuple[str, ...] = ()

    @property
    def templates(self) -> tuple[PathTemplate, ...]:
        return tuple(path_template.parse(text) for text in (self.template, *self.also))

    @property
    def precision(self) -> timedelta:
        """How exactly the names tell the time."""
        fine = self.templates[0].kinds & {"%f", "ms"}
        return timedelta(milliseconds=1) if fine else timedelta(seconds=1)

    def parse(self, path: str) -> Named | None:
        """What a path relative to the archive's root says; None when it is no recording of this layout."""
        for template in self.templates:
            fields = template.match(path)
            named = self.read(fields) if fields else None
            if named:
                return named
        return None

    def read(self, fields: Mapping[str, str]) -> Named | None:
        """Turn the fields of a whole path into times; None when they name no real moment."""
        try:
            start = self._start(fields)
            return Named(fields["camera"], start.astimezone(UTC), self._end(fields, start))
        except (ValueError, OverflowError):
            return None

    def path_for(self, *, camera: str, starts_at: datetime, ends_at: datetime | None = None) -> str:
        """The path, relative to the root, under which this recorder would put a recording."""
        start = starts_at.astimezone(self.zone)
        end = ends_at.astimezone(self.zone) if ends_at else None
        return self.templates[0].write(camera=camera, start=start, end=end)

    def cameras(self, root: Path) -> list[str]:
        """The names of all cameras that have a folder or a file under `root`, sorted.

        Looks into every folder above the camera's, so it is for setting up, not for answering a request.
        """
        found: set[str] = set()
        for template in self.templates:
            found.update(_cameras(root, template.components, ""))
        return sorted(found)

    def _start(self, fields: Mapping[str, str]) -> datetime:
        fraction = timedelta(
            microseconds=int(fields.get("%f", "0").ljust(6, "0")), milliseconds=int(fields.get("ms", "0"))
        )
        if "%s" in fields:
            return datetime.fromtimestamp(int(fields["%s"]), UTC) + fraction
        span = path_template.covered(dict(fields))
        if span is None:
            raise ValueError("no date in the name")
        # A wall time that comes twice a year is the first one if the recorder says DST, the second if it could have.
        second = "dst" in fields and not fields["dst"]
        return (span[0] + fraction).replace(tzinfo=_offset(fields.get("%z")) or self.zone, fold=int(second))

    def _end(self, fields: Mapping[str, str], start: datetime) -> datetime | None:
        if "duration_ms" in fields:
            return start.astimezone(UTC) + timedelta(milliseconds=int(fields["duration_ms"]))
        if "e%H" not in fields:
            return None
        said = {kind[1:]: value for kind, value in fields.items() if kind.startswith("e%")}
        dated = "%d" in said
        date = {} if dated else {"%Y": f"{start:%Y}", "%m": f"{start:%m}", "%d": f"{start:%d}"}
        span = path_template.covered({**date, **said})
        if span is None:
            raise ValueError("no date in the name")
        end = span[0].replace(tzinfo=start.tzinfo)
        if not dated and end < start.replace(microsecond=0):
            end += timedelta(days=1)
        return end.astimezone(UTC)


def parse_template(
    text: str,
    *,
    zone: tzinfo = JAKARTA,
    longest: timedelta = timedelta(hours=1),
    name: str = "template",
    continuous: bool = True,
) -> Layout:
    """The layout of a source that describes its own folders. Raises BadTemplate with a sentence for who typed it."""
    kinds = path_template.parse(text).kinds
    unnamed = EndRule.next if continuous else EndRule.probe
    end = EndRule.named if kinds & {"duration_ms", "e%H"} else unnamed
    return Layout(name, text, zone, end, longest)


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-span if text[0] == "-" else span)


def _cameras(folder: Path, components: tuple[Component, ...], above: str) -> Iterator[str]:
    """Camera names below `folder`; `above` holds the folders already taken for a part of the camera's name."""
    component, rest = components[0], components[1:]
    for name in _names(folder):
        path = folder / name
        if component.is_camera:
            camera = f"{above}/{name}" if above else name
            if any(_fits(rest[0], inner) for inner in _names(path)):
                yield camera
            elif camera.count("/") + 1 < DEEPEST_CAMERA_NAME:
                yield from _cameras(path, components, camera)
        elif fields := component.match(name):
            if "camera" in fields:
                yield fields["camera"]
            elif rest:
                yield from _cameras(path, rest, above)


def _fits(component: Component, name: str) -> bool:
    return component.match(name) is not None


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:  # not a folder, or not ours to read: no camera to be found there
        return []


def _shipped(
    name: str, template: str, zone: tzinfo, end: EndRule, longest: timedelta, *also: str
) -> tuple[str, Layout]:
    return name, Layout(name, template, zone, end, longest, also)


# Zones: Asia/Jakarta stands where the recorder writes its own local time; a source may name another.
# `longest` is the recorder's usual segment length with room to spare.
LAYOUTS: dict[str, Layout] = dict(
    (
        # blakeblackshear/frigate frigate/record/maintainer.py, const.py CACHE_SEGMENT_FORMAT: ten-second files. What is
        # being written lies in /tmp/cache, to be mounted as `cache` inside the recordings folder.
        _shipped(
            "frigate", "%Y-%m-%d/%H/{camera}/%M.%S.{ext}", UTC, EndRule.next, timedelta(minutes=2),
            "cache/{camera}@%Y%m%d%H%M%S%z.{ext}",
        ),
        # bluenviron/mediamtx mediamtx.yml recordPath, internal/recordstore/path.go
        _shipped(
            "mediamtx", "{camera}/%Y-%m-%d_%H-%M-%S-%f.{ext}", JAKARTA, EndRule.next, timedelta(hours=2),
        ),
        # ZoneMinder/zoneminder src/zm_event.cpp, deep storage; being written: incomplete.*
        _shipped(
            "zoneminder-deep", "{camera}/%y/%m/%d/%H/%M/%S/*-video.*{ext}", JAKARTA, EndRule.probe,
            timedelta(minutes=15),
            "{camera}/%y/%m/%d/%H/%M/%S/incomplete.*{ext}",
        ),
        # motioneye-project/motioneye motioneye/config.py: a folder per camera, a folder per day
        _shipped("motioneye", "{camera}/%Y-%m-%d/%H-%M-%S.{ext}", JAKARTA, EndRule.probe, timedelta(hours=1)),
        # Motion-Project/motion src/conf.cpp movie_filename: target_dir is the camera's folder
        _shipped("motion", "{camera}/*%Y%m%d%H%M%S.{ext}", JAKARTA, EndRule.probe, timedelta(hours=1)),
        # ShinobiCCTV/Shinobi camera.js: the camera is group key / monitor id
        _shipped("shinobi", "{camera}/%Y-%m-%dT%H-%M-%S.{ext}", JAKARTA, EndRule.next, timedelta(hours=1)),
        # kerberos-io/agent machinery/src/capture/main.go: all cameras flat in one folder
        _shipped(
            "kerberos-agent", "%s_*-{ms}_{camera}_*_*_{duration_ms}.{ext}", UTC, EndRule.named, timedelta(minutes=5),
        ),
        # Dahua and Amcrest: SD card, FTP; several independent readers of these names agree
        _shipped(
            "dahua", "%Y-%m-%d/{camera}/dav/%H/%H.%M.%S-{end %H.%M.%S}[*][*][*].{ext}", JAKARTA, EndRule.named,
            timedelta(hours=2),
        ),
        # Reolink: SD card, FTP; only the main stream (RecM), never the small one (RecS)
        _shipped(
            "reolink", "{camera}/Mp4Record/%Y-%m-%d/RecM*_{dst}%Y%m%d_%H%M%S_{end %H%M%S}_*.{ext}", JAKARTA,
            EndRule.named, timedelta(minutes=15),
        ),
        # Blue Iris help: &CAM.%Y%m%d_%H%M%S; its own .bvr container cannot be read by ffmpeg
        _shipped("blue-iris", "{camera}.%Y%m%d_%H%M%S.{ext}", JAKARTA, EndRule.probe, timedelta(hours=2)),
        # brickcom.com support faq 106: flat, five-minute files
        _shipped(
            "brickcom", "%Y%m%d-%H%M%S-{end %H%M%S}_{camera}{.ext}", JAKARTA, EndRule.named, timedelta(minutes=15),
        ),
    )
)  # fmt: skip

# Recorders whose files cannot be found by name and time, with the reason an administrator reads.
REFUSED: dict[str, str] = {
    "moonfire-nvr": "stores raw samples without a container, and times only in its database; use its view.mp4 address",
    "zoneminder-medium": "the names hold the day only, times are in its database; switch ZoneMinder to deep storage",
    "viseron": "writes fragments that cannot be opened without init.mp4 in front; let it record whole files",
    "hikvision-datadir": "pre-allocated files hold slices of many recordings, indexed elsewhere; use its ISAPI export",
}
