"""What is written into the picture: a strip beside it, a faint recipient code across it, slates, and marks on damage.

The strip stands outside the picture, so that it never covers a clock the recorder burned in. All wording that people
chose goes into files that drawtext reads as they are (`textfile`, `expansion=none`); none of it enters a graph.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import as_file, files
from math import ceil
from pathlib import Path

from PIL import ImageFont

from footage.rendering.archive import GapReason
from footage.rendering.sources import RenderSpec, Strip
from footage.rendering.ticks import moment_of
from footage.rendering.timeline import Missing

FONT = "font.ttf"  # its name in the working folder, where ffmpeg runs: no path of a machine enters a graph
BACKGROUND, INK, SOFT, ALARM = "0x14171c", "0xffffff", "0xc8d0da", "0xffb02e"
STRIP_PART = 15  # the strip's usual height is the picture's divided by this: 72 of 1080 lines
SMALLEST_TEXT = 7
REASONS = {
    GapReason.missing: "Tidak ada rekaman",
    GapReason.unreadable: "Berkas rekaman tidak dapat dibuka",
    GapReason.damaged: "Berkas rekaman rusak",
    GapReason.unsupported: "Format rekaman tidak didukung",
    GapReason.not_yet_recorded: "Belum direkam",
}


@dataclass(frozen=True, slots=True)
class Text:
    """One line at a place. `file` names the file with its text; None stands for the running wall clock."""

    file: str | None
    x: int
    baseline: int
    size: int
    colour: str = INK


@dataclass(frozen=True, slots=True)
class Canvas:
    """The whole frame: the picture's room, and the strip above or below it. All even numbers of pixels."""

    width: int
    height: int
    picture_top: int
    picture_height: int
    strip_top: int
    strip_height: int
    texts: tuple[Text, ...]
    tile_size: int
    tiles: tuple[tuple[int, int], ...]  # where the line of recipient codes stands, in the picture


def font_file(folder: Path) -> Path:
    """Copy the project's typeface into `folder`; every machine draws with the same."""
    target = folder / FONT
    if not target.exists():
        family = files("fontpkg_plus_jakarta_sans") / "files" / "PlusJakartaSans[wght].ttf"
        with as_file(family) as path:
            shutil.copyfile(path, target)
    return target


def prepare(spec: RenderSpec, *, picture: tuple[int, int], folder: Path) -> Canvas:
    """Lay out the strip for a picture of `picture` pixels and write the texts' files into `folder`."""
    font = font_file(folder)
    width, picture_height = (ceil(side / 2) * 2 for side in picture)
    clock = clock_text(spec.starts_at, spec)
    reference = "   ·   ".join(filter(None, (_line(spec.reference), _line(spec.recipient))))
    size = max(10, round(min(width * 0.62, picture_height) / 45))
    margin = max(2, size // 2)
    room = width - 2 * margin
    rows = [[_line(spec.camera_name), clock], [reference]]
    if _width(font, size, f"{rows[0][0]}    {clock}") > room:
        rows = [[clock], [rows[0][0]], rows[1]]
    size = max(SMALLEST_TEXT, min(size, *(_fitting(font, size, "    ".join(row), room) for row in rows)))
    usual = round(picture_height / STRIP_PART)
    strip_height = max(usual, round(len(rows) * size * 1.35) + margin // 2) // 2 * 2
    strip_top = 0 if spec.strip is Strip.top else picture_height
    texts = []
    for number, row in enumerate(rows):
        baseline = strip_top + round(strip_height * (number + 0.5) / len(rows) + size * 0.36)
        for place, text in enumerate(row):
            x = width - margin - ceil(_width(font, size, clock)) if place else margin
            if text is clock:
                texts.append(Text(None, x, baseline, size))
                continue
            name = f"strip-{number}.txt"
            (folder / name).write_text(_shortened(font, size, text, room), encoding="utf-8")
            texts.append(Text(name, x, baseline, size, INK if number < len(rows) - 1 else SOFT))
    code = _line(spec.recipient) or _line(spec.reference) or _line(spec.camera_name)
    tile_size = max(9, round(min(width, picture_height) / 22))
    line, tiles = _tiles(font, tile_size, code, (width, picture_height))
    (folder / "tiles.txt").write_text(line, encoding="utf-8")
    return Canvas(
        width=width,
        height=picture_height + strip_height,
        picture_top=strip_height if spec.strip is Strip.top else 0,
        picture_height=picture_height,
        strip_top=strip_top,
        strip_height=strip_height,
        texts=tuple(texts),
        tile_size=tile_size,
        tiles=tiles,
    )


def slate_texts(spec: RenderSpec, missing: Missing, canvas: Canvas, *, number: int, folder: Path) -> tuple[Text, ...]:
    """The lines of the slate for a gap, centred in the picture's room."""
    font = font_file(folder)
    start, end = (moment_of(tick, since=spec.starts_at) for tick in (missing.start, missing.end))
    title = "REKAMAN TIDAK TERSEDIA"
    span = f"{_hours(start, spec)}–{_hours(end, spec)} {zone_name(start, spec)}"
    lines = [title, span, f"{REASONS[missing.reason]}, {_length(missing.end - missing.start)}"]
    if canvas.width > 2.2 * canvas.picture_height:
        lines = [f"{title} {span}", lines[2]]
    room = canvas.width * 0.9
    size = max(10, round(min(canvas.width, canvas.picture_height * 1.6) / 20))
    size = max(SMALLEST_TEXT, min(_fitting(font, size, line, room) for line in lines))
    texts = []
    middle = canvas.picture_top + canvas.picture_height / 2
    for place, line in enumerate(lines):
        name = f"slate-{number}-{place}.txt"
        (folder / name).write_text(line, encoding="utf-8")
        baseline = round(middle + (place - (len(lines) - 1) / 2) * size * 1.7 + size * 0.36)
        x = round((canvas.width - _width(font, size, line)) / 2)
        texts.append(Text(name, x, baseline, size, SOFT if place == len(lines) - 1 else INK))
    return tuple(texts)


def damage_text(canvas: Canvas, *, folder: Path) -> Text:
    """The mark on pictures made from broken bits; it stands in the strip's colours at the picture's edge."""
    size = max(10, canvas.picture_height // 30)
    (folder / "damage.txt").write_text("REKAMAN RUSAK: gambar tidak utuh", encoding="utf-8")
    return Text("damage.txt", size // 2, canvas.picture_top + canvas.picture_height - size // 2, size, ALARM)


def clock_text(moment: datetime, spec: RenderSpec) -> str:
    """The wall clock as the strip shows it."""
    local = moment.astimezone(spec.timezone)
    return f"{local:%d-%m-%Y  %H.%M.%S}  {zone_name(moment, spec)}"


def zone_name(moment: datetime, spec: RenderSpec) -> str:
    """WIB, WITA, WIT, or the zone's own abbreviation."""
    return moment.astimezone(spec.timezone).tzname() or "UTC"


def _hours(moment: datetime, spec: RenderSpec) -> str:
    return f"{moment.astimezone(spec.timezone):%H.%M.%S}"


def _length(ticks: int) -> str:
    """A length in words, in Indonesian."""
    seconds = round(ticks / 90_000)
    parts = ((seconds // 3600, "jam"), (seconds // 60 % 60, "menit"), (seconds % 60, "detik"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "kurang dari 1 detik"


def _line(text: str) -> str:
    """One line without control characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _tiles(font: Path, size: int, code: str, canvas: tuple[int, int]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A line of the recipient code over and over, wider than the picture, and the places where it stands."""
    width, height = canvas
    tile = f"{code}          "
    step = max(1, ceil(_width(font, size, tile)))
    line = tile * (ceil(width / step) + 1)
    return line, tuple((-(number * step * 3 // 8) % -step, y) for number, y in enumerate(range(size, height, size * 5)))


def _width(font: Path, size: int, text: str) -> float:
    return ImageFont.truetype(str(font), size).getlength(text)


def _fitting(font: Path, size: int, text: str, room: float) -> int:
    return min(size, int(size * room / max(1.0, _width(font, size, text))))


def _shortened(font: Path, size: int, text: str, room: float) -> str:
    while len(text) > 1 and _width(font, size, text) > room:
        text = text[:-2].rstrip() + "…"
    return text
