"""The ffmpeg command of a chunk: from the fed packets, or from nothing for a slate, to the marked and encoded picture.

Frame times stay ticks after the window's start through the whole graph; the wall clock is drawn from them.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import ffmpeg

from footage.rendering.chunks import Chunk
from footage.rendering.feed import LEAD
from footage.rendering.live import outputs
from footage.rendering.masks import Style, write_film
from footage.rendering.probe import Probe
from footage.rendering.sources import RenderSpec
from footage.rendering.ticks import TICKS
from footage.rendering.timeline import Marked, Missing
from footage.rendering.watermark import BACKGROUND, FONT, Canvas, Text, damage_text, slate_texts, zone_name

ENCODER = {
    "c:v": "libx264",
    "preset": "veryfast",
    "bf": 0,
    "rc-lookahead": 10,
    "crf": 23,
    "pix_fmt": "yuv420p",
    "x264-params": "chromaloc=0",  # the one setting that filters hand on and that no filter of 5.1 resets
    "g": 600,
    "force_key_frames": "expr:if(isnan(prev_forced_t),1,gte(t,prev_forced_t+2))",  # every 2 s: seeking, HLS
    "a53cc": 0,  # no captions of the source
    "fps_mode": "passthrough",
    "enc_time_base": "1:90000",
    "map_metadata": -1,
    "map_chapters": -1,
    "fflags": "+bitexact",
    "flags:v": "+bitexact",
}
BLOCKS = 18  # pixelated and blurred places keep this many values over the picture's height
LEVELS = ((8704, "4.2"), (36864, "5.2"))  # macroblocks in a frame, H.264 level: the same for every chunk of an output


def footage_command(
    chunk: Chunk,
    spec: RenderSpec,
    canvas: Canvas,
    *,
    marked: tuple[Marked, ...],
    folder: Path,
    output: str,
    threads: int,
    live: bool = False,
) -> list[str]:
    """Arguments for ffmpeg that turn the chunk's packets on standard input into `output`; `live` adds HLS.

    The masks' film is written into `folder` on the way.
    """
    source = spec.sources[chunk.footage[0].source].probe
    spoilt = [stretch for stretch in marked if stretch.start < chunk.end and stretch.end > chunk.start]
    # With one thread the decoder makes of broken bits what the decode check saw.
    decoding = {"threads": 1} if spoilt else {}
    video = ffmpeg.input("pipe:0", format="nut", protocol_whitelist="pipe", **decoding).video
    video = video.filter("settb", expr=f"1/{TICKS}").filter("setpts", _times(chunk, source))
    video = video.filter("trim", start_pts=chunk.start if chunk.start else 0, end_pts=chunk.end)
    video = video.filter("select", "isnan(prev_selected_pts)+gt(pts,prev_selected_pts)")
    if source.rotation == 180:
        video = video.filter("hflip").filter("vflip")
    elif source.rotation:
        video = video.filter("transpose", dir="clock" if source.rotation == 90 else "cclock")
    video = _fit(video, canvas)
    video = _cover(video, chunk, spec, canvas, folder)
    video = _tile(video, canvas)
    video = _strip(video, spec, canvas)
    if spoilt:
        when = "+".join(f"gte(t,{stretch.start}/{TICKS})*lt(t,{stretch.end}/{TICKS})" for stretch in spoilt)
        video = _draw(video, damage_text(canvas, folder=folder), spec, box=1, boxcolor="black@0.7", enable=when)
    return _command(video, spec, canvas, output=outputs(chunk, output) if live else output, threads=threads)


def slate_command(
    chunk: Chunk,
    missing: Missing,
    spec: RenderSpec,
    canvas: Canvas,
    *,
    folder: Path,
    output: str,
    threads: int,
    live: bool = False,
) -> list[str]:
    """Arguments for ffmpeg that draw the slate of a gap, one frame for each of the chunk's moments."""
    size = f"{canvas.width}x{canvas.picture_height}"
    video = ffmpeg.input(f"color=c=0x262b33:s={size}:r=1:sar=1", format="lavfi").video
    second = chunk.frames[1] if len(chunk.frames) > 1 else chunk.start
    video = video.filter("settb", expr=f"1/{TICKS}")
    video = video.filter("setpts", f"if(eq(N,0),{chunk.start},{second}+(N-1)*{TICKS})")
    video = _strip(_tile(video, canvas), spec, canvas)
    for text in slate_texts(spec, missing, canvas, number=chunk.number, folder=folder):
        video = _draw(video, text, spec)
    output = outputs(chunk, output) if live else output
    return _command(video, spec, canvas, output=output, threads=threads, **{"frames:v": len(chunk.frames)})


def marks_command(moments: Sequence[int], spec: RenderSpec, canvas: Canvas, *, output: str) -> list[str]:
    """Arguments for ffmpeg that draw the marks alone, on grey, one raw grey picture for each moment into `output`."""
    video = ffmpeg.input(f"color=c=0x808080:s={canvas.width}x{canvas.picture_height}:r=1:sar=1", format="lavfi").video
    at = "0"
    for number, moment in enumerate(moments):
        at = f"if(eq(N,{number}),{moment},{at})"
    video = video.filter("settb", expr=f"1/{TICKS}").filter("setpts", at).filter("format", "yuv420p")
    video = _strip(_tile(video, canvas), spec, canvas).filter("extractplanes", "y")
    options = {"c:v": "rawvideo", "fps_mode": "passthrough", "frames:v": len(moments)}
    return ["-copyts", *ffmpeg.output(video, output, format="rawvideo", **options).compile()[1:]]


def _times(chunk: Chunk, source: Probe) -> str:
    """The frames' own times; where the container tells only their order, the frame's number from the key frame on."""
    if not source.is_unordered:
        return f"PTS-{LEAD}"
    piece = chunk.footage[0]
    return f"{piece.base + source.key_before(source.frames[piece.first])}+N*{source.interval}"


def _fit(video: Any, canvas: Canvas) -> Any:
    """Square pixels, the whole picture inside the canvas, black beside it; also when its size changes in mid-stream."""
    video = video.filter("scale", w="if(gt(sar,0),trunc(iw*sar/2+0.5)*2,iw)", h="ih").filter("setsar", "1")
    video = video.filter(
        "scale",
        w=canvas.width,
        h=canvas.picture_height,
        force_original_aspect_ratio="decrease",
        force_divisible_by=2,
        out_range="tv",
    )
    video = video.filter("format", "yuv420p")
    video = video.filter("pad", w=canvas.width, h=canvas.picture_height, x="(ow-iw)/4*2", y="(oh-ih)/4*2")
    return video.filter("setsar", "1")  # scaling to even sizes leaves a trace of the remainder


def _cover(video: Any, chunk: Chunk, spec: RenderSpec, canvas: Canvas, folder: Path) -> Any:
    """Lay the masks over the picture, style after style; where is told by a film of grey shapes beside it."""
    size = (canvas.width, canvas.picture_height)
    block = max(16, canvas.picture_height // BLOCKS)
    small = {"w": -(-size[0] // block), "h": -(-size[1] // block), "flags": "area"}
    for style in sorted({mask.style for mask in spec.masks}):
        name = f"mask-{chunk.number:05}-{style}.nut"
        masks = [mask for mask in spec.masks if mask.style is style]
        write_film(masks, frames=chunk.frames, since=spec.starts_at, size=size, lead=LEAD, path=folder / name)
        shapes = ffmpeg.input(name, format="nut", protocol_whitelist="file").video
        shapes = shapes.filter("settb", expr=f"1/{TICKS}").filter("setpts", f"PTS-{LEAD}")
        shapes = shapes.filter("scale", w=size[0], h=size[1], flags="neighbor").filter("format", "gray")
        parts = video.split()
        covered = parts[1]
        if style is Style.solid:
            covered = covered.filter("lutyuv", y="16", u="128", v="128")
        else:
            # What is lost here is lost: one value for a block, and of its brightness one of 16 steps.
            covered = covered.filter("scale", **small).filter("lutyuv", y="val-mod(val,16)")
            flags = "neighbor" if style is Style.pixelate else "bilinear"
            covered = covered.filter("scale", w=size[0], h=size[1], flags=flags)
        covered = ffmpeg.filter([covered, shapes], "alphamerge")
        video = ffmpeg.filter([parts[0], covered], "overlay", format="yuv420", shortest=0, repeatlast=1)
    return video


def _tile(video: Any, canvas: Canvas) -> Any:
    """The recipient code: white with a dark edge, so faint that the picture stays readable, on light and dark alike."""
    for x, y in canvas.tiles:
        video = video.filter(
            "drawtext",
            fontfile=FONT,
            textfile="tiles.txt",
            expansion="none",
            fontsize=canvas.tile_size,
            fontcolor="white@0.2",
            borderw=max(1, canvas.tile_size // 20),
            bordercolor="black@0.12",
            x=x,
            y=y,
        )
    return video


def _strip(video: Any, spec: RenderSpec, canvas: Canvas) -> Any:
    video = video.filter("pad", w=canvas.width, h=canvas.height, x=0, y=canvas.picture_top, color=BACKGROUND)
    for text in canvas.texts:
        video = _draw(video, text, spec)
    return video


def _draw(video: Any, text: Text, spec: RenderSpec, **more: Any) -> Any:
    if text.file is None:
        offset = (spec.starts_at.astimezone(spec.timezone).utcoffset() or timedelta(0)).total_seconds()
        # 10 µs more, less than one tick: a frame on the second itself must not fall a rounding error short of it.
        epoch = f"{spec.starts_at.timestamp() + offset + 0.00001:.6f}"
        words = {"text": f"%{{pts:gmtime:{epoch}:%d-%m-%Y  %H.%M.%S}}  {zone_name(spec.starts_at, spec)}"}
    else:
        words = {"textfile": text.file, "expansion": "none"}
    return video.filter(
        "drawtext",
        fontfile=FONT,
        fontsize=text.size,
        fontcolor=text.colour,
        borderw=1,
        bordercolor=text.colour,
        x=text.x,
        y=f"{text.baseline}-max_glyph_a",
        **words,
        **more,
    )


def _command(video: Any, spec: RenderSpec, canvas: Canvas, *, output: str, threads: int, **more: Any) -> list[str]:
    primaries, transfer, matrix = spec.sources[0].probe.colour
    video = video.filter("setparams", range="tv", color_primaries=primaries, color_trc=transfer, colorspace=matrix)
    blocks = -(-canvas.width // 16) * -(-canvas.height // 16)
    level = next((level for most, level in LEVELS if blocks <= most), None)
    options = {**ENCODER, **({"level:v": level} if level else {}), "threads": threads, **more}
    if "|" in output:
        options |= {"format": "tee", "flags:v": "+bitexact+global_header"}
    return ["-copyts", *ffmpeg.output(video, output, **{"format": "nut", **options}).compile()[1:]]
