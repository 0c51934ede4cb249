"""The engine's own command: cut, probe, locate and verify, from any archive folder.

Exit status: 0 done and checked, 1 it could not be done or the check found something (said on standard error), 2 wrong
usage, 130 interrupted.
"""

import argparse
import json
import signal
import sys
import threading
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from footage.rendering import marks
from footage.rendering.archive import BadCameraName, Located
from footage.rendering.decoding import decode_check
from footage.rendering.errors import RenderError, UnreadableSegment
from footage.rendering.gathering import find, gather
from footage.rendering.layouts import LAYOUTS, REFUSED, BadTemplate, Layout, parse_template
from footage.rendering.masks import from_json
from footage.rendering.private_folder import private_folder
from footage.rendering.probe import Prober, probe
from footage.rendering.render import render
from footage.rendering.sources import Box, GapStyle, RenderSpec, SoundChoice, Source, Strip
from footage.rendering.verification import verify

INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Run one command and answer its exit status."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except (RenderError, UnreadableSegment, BadCameraName, BadTemplate, OSError, ValueError) as error:
        cancelled = isinstance(error, RenderError) and error.code == "cancelled"
        _say(getattr(error, "sentence", None) or str(error))
        return INTERRUPTED if cancelled else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m footage.rendering", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    window = argparse.ArgumentParser(add_help=False)
    window.add_argument("--archive", type=Path, required=True, help="the recorder's folder; only read")
    window.add_argument("--layout", required=True, help=f"{', '.join(sorted(LAYOUTS))}, or a path template")
    window.add_argument("--camera", required=True, help="the camera's name in the archive")
    moment: dict[str, Any] = {"type": _moment, "required": True, "metavar": "ISO"}
    window.add_argument("--from", dest="starts_at", help="first moment of the window", **moment)
    window.add_argument("--to", dest="ends_at", help="end of the window, not included", **moment)
    window.add_argument("--tz", type=_zone, default=ZoneInfo("Asia/Jakarta"), help="zone of times and of the strip")
    window.add_argument(
        "--clock-offset", type=float, default=0.0, metavar="SECONDS", help="recorder's clock is ahead by"
    )

    cut = commands.add_parser("cut", parents=[window], help="make a watermarked film of a window")
    cut.add_argument("--out", type=Path, required=True, metavar="FILE.mp4")
    cut.add_argument("--manifest", type=Path, metavar="FILE.json")
    cut.add_argument("--original", type=Path, metavar="FILE.zip", help="also hand out the untouched files")
    cut.add_argument("--reference", default="", help="the case's reference, for the strip")
    cut.add_argument("--recipient", default="", help="the code that marks this copy")
    cut.add_argument("--camera-name", help="the camera's name for people; default: its name in the archive")
    cut.add_argument("--mask", type=Path, metavar="FILE.json", help="what to cover; see footage/rendering/masks.py")
    cut.add_argument("--strip", type=Strip, choices=list(Strip), default=Strip.top)
    cut.add_argument(
        "--clear",
        type=_box,
        action="append",
        default=[],
        metavar="X,Y,WIDTH,HEIGHT",
        help="where the recorder's own clock stands, in parts of the picture; nothing is written there; repeatable",
    )
    cut.add_argument("--gaps", type=GapStyle, choices=list(GapStyle), default=GapStyle.full)
    cut.add_argument("--sound", type=SoundChoice, choices=list(SoundChoice), default=SoundChoice.remove)
    cut.add_argument("--jobs", type=int, default=1, metavar="N", help="ffmpeg processes that share the work")
    cut.add_argument("--progress", choices=["bar", "json", "none"], help="default: a bar on a terminal")
    cut.set_defaults(run=_cut)

    search = commands.add_parser("locate", parents=[window], help="which files hold a window, and what is missing")
    search.set_defaults(run=_locate)

    look = commands.add_parser("probe", help="what is in a file")
    look.add_argument("file", type=Path)
    look.add_argument("--decode", action="store_true", help="decode every frame and list what is broken")
    look.set_defaults(run=_probe)

    check = commands.add_parser("verify", help="is a film what its manifest says")
    check.add_argument("file", type=Path)
    check.add_argument("manifest", type=Path)
    check.set_defaults(run=_verify)
    return parser


def _cut(options: argparse.Namespace) -> int:
    tell = _teller(options.progress)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    prober = Prober()
    layout, starts_at, ends_at, located = _located(options, prober)
    masks = from_json(_parsed(options.mask)) if options.mask else ()
    out = options.out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    with private_folder(out.parent) as folder:
        gathered = gather(located, layout=layout, root=options.archive, folder=folder / "sources", prober=prober)
        spec = RenderSpec(
            sources=gathered.sources,
            gaps=gathered.gaps,
            starts_at=starts_at,
            ends_at=ends_at,
            camera_name=options.camera_name or options.camera,
            reference=options.reference,
            recipient=options.recipient,
            timezone=options.tz,
            sound=options.sound,
            gap_style=options.gaps,
            strip=options.strip,
            masks=masks,
            clear=tuple(options.clear),
        )
        done = render(
            spec,
            workdir=folder / "work",
            output=out,
            on_progress=lambda share: tell({"progress": round(share, 4)}),
            should_cancel=stop.is_set,
            jobs=options.jobs,
        )
        if options.original:
            used = {source["label"] for source in done.manifest["sources"]}
            _hand_out([source for source in spec.sources if source.label in used], options.original)
    if options.manifest:
        options.manifest.write_text(json.dumps(done.manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    tell({"done": str(out), "sha256": done.sha256, "size": done.size, "gaps": done.manifest["gaps"]})
    return 0


def _locate(options: argparse.Namespace) -> int:
    *_, located = _located(options, Prober())
    _print(
        {
            "segments": [
                {
                    "path": str(segment.path),
                    "start": segment.starts_at.astimezone(options.tz).isoformat(),
                    "end": segment.ends_at and segment.ends_at.astimezone(options.tz).isoformat(),
                    "open": segment.is_open,
                }
                for segment in located.segments
            ],
            "gaps": [
                {
                    "start": gap.starts_at.astimezone(options.tz).isoformat(),
                    "end": gap.ends_at.astimezone(options.tz).isoformat(),
                    "reason": gap.reason,
                    "detail": gap.detail,
                }
                for gap in located.gaps
            ],
        }
    )
    return 0


def _probe(options: argparse.Namespace) -> int:
    found = probe(options.file)
    if options.decode:
        found = decode_check(options.file, found)
    _print(found.to_json())
    return 0


def _verify(options: argparse.Namespace) -> int:
    manifest = _parsed(options.manifest)
    findings = verify(options.file, manifest)
    if not marks.are_comparable(manifest):
        drawn_by = manifest["tools"].get("marks", "the version that made it")
        _say(f"The marks in the picture were not compared: that takes {drawn_by}")
    for finding in findings:
        _say(finding)
    return 1 if findings else 0


def _located(options: argparse.Namespace, prober: Prober) -> tuple[Layout, datetime, datetime, Located]:
    layout = _layout(options)
    # A time without an offset is meant in the zone.
    starts_at, ends_at = (
        moment if moment.tzinfo else moment.replace(tzinfo=options.tz)
        for moment in (options.starts_at, options.ends_at)
    )
    located = find(
        root=options.archive,
        layout=layout,
        camera=options.camera,
        starts_at=starts_at,
        ends_at=ends_at,
        clock_offset=timedelta(seconds=options.clock_offset),
        prober=prober,
    )
    return layout, starts_at, ends_at, located


def _layout(options: argparse.Namespace) -> Layout:
    if not options.archive.is_dir():
        raise ValueError(f"there is no folder {options.archive}")
    if options.layout in REFUSED:
        raise ValueError(f"{options.layout} cannot be read: {REFUSED[options.layout]}")
    return LAYOUTS.get(options.layout) or parse_template(options.layout, zone=options.tz)


def _box(text: str) -> Box:
    try:
        left, top, width, height = (float(part) for part in text.split(","))
    except ValueError:
        sentence = "a place is X,Y,WIDTH,HEIGHT in parts of the picture, like 0,0,0.45,0.08"
        raise argparse.ArgumentTypeError(sentence) from None
    return left, top, width, height


def _parsed(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is not JSON: {error}") from error


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        sentence = f"{text} is no ISO time like 2026-11-23T14:05:00 or 2026-11-23T14:05:00+07:00"
        raise argparse.ArgumentTypeError(sentence) from None


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise argparse.ArgumentTypeError(f"{text} is no time zone like Asia/Jakarta") from None


def _hand_out(sources: Sequence[Source], target: Path) -> None:
    """The recorder's files as they are, in one uncompressed archive."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as bundle:
        for source in sources:
            bundle.write(source.path, source.label)


def _teller(choice: str | None) -> Callable[[dict[str, object]], None]:
    choice = choice or ("bar" if sys.stderr.isatty() else "none")
    if choice == "json":
        return _print_line
    return _draw_bar if choice == "bar" else lambda _: None


def _draw_bar(news: dict[str, object]) -> None:
    share = news.get("progress")
    if isinstance(share, float):
        sys.stderr.write(f"\r[{'#' * round(40 * share):40}] {share:4.0%}")
    else:
        sys.stderr.write("\n")
    sys.stderr.flush()


def _print_line(news: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(news, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _print(answer: object) -> None:
    sys.stdout.write(json.dumps(answer, indent=1, ensure_ascii=False) + "\n")


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
