"""The ffmpeg command of a chunk: from the fed packets, or from nothing for a slate, to the marked and encoded picture.

Frame times stay ticks after the window's start through the whole graph. What is written into the picture comes as
pictures (`drawing`), so that no wording enters a graph.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ffmpeg
from ffmpeg.nodes import FilterableStream, FilterNode, Node

from footage.rendering import drawing
from footage.rendering.chunks import Chunk
from footage.rendering.drawing import STRIP, TILES, write_clock
from footage.rendering.feed import LEAD
from footage.rendering.live import outputs
from footage.rendering.masks import Style, write_film
from footage.rendering.probe import Probe
from footage.rendering.sources import RenderSpec
from footage.rendering.ticks import TICKS
from footage.rendering.timeline import Marked, Missing
from footage.rendering.watermark import Canvas, damage_text, slate_texts

ENCODER = {
    "c:v": "libx264",
    "preset": "veryfast",
    "bf": 0,
    "rc-lookahead": 10,
    "crf": 23,
    "pix_fmt": "yuv420p",
    "x264-params": "chromaloc=0",  # the one setting that filters hand on and that no filter of 5.1 resets
    "g": 600,
    "a53cc": 0,  # no captions of the source
    "fps_mode": "passthrough",
    "enc_time_base": "1:90000",
    "map_metadata": -1,
    "map_chapters": -1,
    "fflags": "+bitexact",
    "flags:v": "+bitexact",
}
DECODERS = max(2, (os.cpu_count() or 1) // 4)  # decoding is a fifth of the work, and costs the less the fewer share it
KEY_EVERY = 4  # seconds: a quarter smaller than with 2, and a seek still decodes little
BLOCKS = 18  # pixelated and blurred places keep this many values over the picture's height
LEVELS = ((8704, "4.2"), (36864, "5.2"))  # macroblocks in a frame, H.264 level: the same for every chunk of an output


def command(
    chunk: Chunk,
    spec: RenderSpec,
    canvas: Canvas,
    *,
    marked: tuple[Marked, ...],
    folder: Path,
    output: str,
    threads: int,
    live: bool = False,
    careful: bool = False,
) -> list[str]:
    """Arguments for ffmpeg that make `output`: of the chunk's packets on standard input, or the slate of its gap, one
    frame for each of the chunk's moments. `live` adds HLS; `careful` does not rely on what the files announce.

    The pictures and films that are laid over it are written into `folder` on the way.
    """
    if chunk.missing:
        video = _mark(_slate(chunk, chunk.missing, spec, canvas, folder), chunk, spec, canvas, folder)
        more: dict[str, Any] = {"frames:v": len(chunk.frames)}
    else:
        spoilt = [stretch for stretch in marked if stretch.start < chunk.end and stretch.end > chunk.start]
        # With one thread the decoder makes of broken bits what the decode check saw; and where the encoder has but one,
        # other processes have the other cores.
        video = _footage(chunk, spec, decoders=1 if spoilt or threads == 1 else DECODERS)
        video = _fit(video, chunk, spec, canvas, careful=careful)
        video = _cover(video, chunk, spec, canvas, folder)
        video = _mark(video, chunk, spec, canvas, folder)
        video = _warn(video, spoilt, canvas, folder) if spoilt else video
        more = {}
    output = outputs(chunk, output) if live else output
    more["force_key_frames"] = _key_frames(chunk, live)
    return _arguments(video, spec, canvas, output=output, threads=threads, **more)


def _key_frames(chunk: Chunk, live: bool) -> str:
    """Key frames every few seconds; the first of what is watched already come early, for so long nothing is seen."""
    if not live or chunk.number:
        return f"expr:if(isnan(prev_forced_t),1,gte(t,prev_forced_t+{KEY_EVERY}))"
    return f"expr:gte(t,{chunk.start / TICKS}+if(lt(n_forced,3),n_forced,{KEY_EVERY}*(n_forced-2)))"


def _footage(chunk: Chunk, spec: RenderSpec, *, decoders: int) -> Any:
    """The fed pictures, upright and at their times."""
    source = spec.sources[chunk.footage[0].source].probe
    video = ffmpeg.input("pipe:0", format="nut", protocol_whitelist="pipe", threads=decoders).video
    video = video.filter("settb", expr=f"1/{TICKS}").filter("setpts", _times(chunk, source))
    video = video.filter("trim", start_pts=chunk.start if chunk.start else 0, end_pts=chunk.end)
    video = video.filter("select", "isnan(prev_selected_pts)+gt(pts,prev_selected_pts)")
    if source.rotation == 180:
        video = video.filter("hflip").filter("vflip")
    elif source.rotation:
        video = video.filter("transpose", dir="clock" if source.rotation == 90 else "cclock")
    return video


def _slate(chunk: Chunk, missing: Missing, spec: RenderSpec, canvas: Canvas, folder: Path) -> Any:
    """Frames that say what is missing."""
    video = ffmpeg.input(f"color=s={canvas.width}x{canvas.picture_height}:r=1:sar=1", format="lavfi").video
    second = chunk.frames[1] if len(chunk.frames) > 1 else chunk.start
    video = video.filter("settb", expr=f"1/{TICKS}")
    video = video.filter("setpts", f"if(eq(N,0),{chunk.start},{second}+(N-1)*{TICKS})")
    name = f"slate-{chunk.number:05}.png"
    drawing.slate(canvas, slate_texts(spec, missing, canvas)).save(folder / name)
    return _lay_over(video, _picture(name), (0, 0))


def _times(chunk: Chunk, source: Probe) -> str:
    """The frames' own times; where the container tells only their order, the frame's number from the key frame on."""
    if not source.is_unordered:
        return f"PTS-{LEAD}"
    piece = chunk.footage[0]
    return f"{piece.base + source.key_before(source.frames[piece.first])}+N*{source.interval}"


def _fit(video: Any, chunk: Chunk, spec: RenderSpec, canvas: Canvas, *, careful: bool) -> Any:
    """Square pixels, the whole picture inside its room, black beside it; where `careful` also when its size changes
    in mid-stream, at the price of a copy of every picture.
    """
    source = spec.sources[chunk.footage[0].source].probe
    room = {"w": canvas.width, "h": canvas.picture_height}
    video = video.filter("scale", w="if(gt(sar,0),trunc(iw*sar/2+0.5)*2,iw)", h="ih").filter("setsar", "1")
    # A range that is only confirmed would cost a copy of every picture.
    more = {"out_range": "tv"} if source.is_full_range else {}
    video = video.filter("scale", **room, force_original_aspect_ratio="decrease", force_divisible_by=2, **more)
    video = video.filter("format", "yuv420p")
    if careful or spec.fitted(source.shown_size) != (canvas.width, canvas.picture_height):
        video = video.filter("pad", **room, x="(ow-iw)/4*2", y="(oh-ih)/4*2")
    return video.filter("setsar", "1")  # scaling to even sizes leaves a trace of the remainder


def _cover(video: Any, chunk: Chunk, spec: RenderSpec, canvas: Canvas, folder: Path) -> Any:
    """Lay the masks over the picture, style after style; where is told by a film of grey shapes beside it."""
    size = (canvas.width, canvas.picture_height)
    block = max(16, canvas.picture_height // BLOCKS)
    small = {"w": -(-size[0] // block), "h": -(-size[1] // block), "flags": "area"}
    for style in sorted({mask.style for mask in spec.masks}):
        name = f"mask-{chunk.number:05}-{style}.nut"
        masks = [mask for mask in spec.masks if mask.style is style]
        write_film(masks, frames=chunk.frames, since=spec.starts_at, size=size, path=folder / name)
        shapes = _film(name).filter("scale", w=size[0], h=size[1], flags="neighbor").filter("format", "gray")
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


def _mark(picture: Any, chunk: Chunk, spec: RenderSpec, canvas: Canvas, folder: Path) -> Any:
    """The whole frame: the strip with its clock beside the picture, and the recipient's code across it.

    Every frame pays for each pixel that is touched. Where a film is laid over, ffmpeg copies the frame below: so the
    clock is laid over the strip alone, before both become one frame, which is the only copy of the picture.
    """
    parts = picture.split()
    picture, strip = parts[0], parts[1].filter("crop", w=canvas.width, h=f"min(ih,{canvas.strip_height})", x=0, y=0)
    if canvas.strip_height > canvas.picture_height:
        strip = strip.filter("pad", w=canvas.width, h=canvas.strip_height)
    strip = _lay_over(strip, _picture(STRIP), (0, 0))
    name = f"clock-{chunk.number:05}.nut"
    write_clock(spec, canvas, frames=chunk.frames, path=folder / name)
    left, top, *_ = canvas.clock_box
    strip = _lay_over(strip, _film(name), (left, top - canvas.strip_top))
    video = ffmpeg.filter([strip, picture] if canvas.picture_top else [picture, strip], "vstack")
    bands = _picture(TILES).filter_multi_output("split", len(canvas.tiles.rows))
    height = canvas.tiles.height
    for number, (_, row) in enumerate(canvas.tiles.rows):
        band = bands[number].filter("crop", w=canvas.width, h=height, x=0, y=number * height)
        video = _lay_over(video, band, (0, canvas.picture_top + row))
    return video


def _warn(video: Any, spoilt: Sequence[Marked], canvas: Canvas, folder: Path) -> Any:
    """Write on pictures made from broken bits that they are."""
    when = "+".join(f"gte(t,{stretch.start}/{TICKS})*lt(t,{stretch.end}/{TICKS})" for stretch in spoilt)
    image, place = drawing.label(damage_text(canvas))
    image.save(folder / "damage.png")
    return _lay_over(video, _picture("damage.png"), place, enable=when)


def _picture(name: str) -> Any:
    """A still picture in the working folder."""
    return _Movie(name, "png_pipe").stream().filter("setpts", "0")


def _film(name: str) -> Any:
    """A film of ours in the working folder, its times in ticks after the window's start."""
    return _Movie(name, "nut").stream().filter("settb", expr=f"1/{TICKS}")


class _Movie(FilterNode):
    """A file that the graph reads itself, which ffmpeg-python does not know: a filter without input.

    As inputs of the program, the files would each take a thread, and the packets of the recording would be waited for
    in steps of 10 ms.
    """

    def __init__(self, name: str, form: str):
        Node.__init__(
            self,
            stream_spec=None,
            name="movie",
            incoming_stream_types={},
            outgoing_stream_type=FilterableStream,
            min_inputs=0,
            max_inputs=0,
            kwargs={"filename": name, "format_name": form},
        )


def _lay_over(video: Any, layer: Any, place: tuple[int, int], **more: Any) -> Any:
    layer = layer.filter("format", "yuva420p")
    return ffmpeg.filter([video, layer], "overlay", x=place[0], y=place[1], format="yuv420", **more)


def _arguments(video: Any, spec: RenderSpec, canvas: Canvas, *, output: str, threads: int, **more: Any) -> list[str]:
    primaries, transfer, matrix = spec.sources[0].probe.colour
    video = video.filter("setparams", range="tv", color_primaries=primaries, color_trc=transfer, colorspace=matrix)
    blocks = -(-canvas.width // 16) * -(-canvas.height // 16)
    level = next((level for most, level in LEVELS if blocks <= most), None)
    options = {**ENCODER, **({"level:v": level} if level else {}), "threads": threads, **more}
    # The index is never sought in, and would grow in memory with the film.
    form: dict[str, Any] = {"format": "nut", "write_index": 0}
    if "|" in output:
        form = {"format": "tee", "flags:v": "+bitexact+global_header"}
    arguments = ffmpeg.output(video, output, **{**options, **form}).compile()[1:]
    return ["-copyts", "-filter_complex_threads", "1", *arguments]  # what is done to a frame is not worth dividing
