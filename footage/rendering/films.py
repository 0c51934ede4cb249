"""Small lossless films that we draw ourselves and ffmpeg lays over the picture: masks, the running clock."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
from av.video.frame import VideoFrame
from PIL import Image

from footage.rendering.ticks import TICKS

COLOURLESS = 128


def write(
    path: Path, pictures: Iterable[tuple[int, Image.Image]], *, size: tuple[int, int], form: Literal["gray", "yuv420p"]
) -> None:
    """Write grey `pictures` of `size` (mode L, stored as they are) at their times in ticks, which may not be negative.

    A picture stays until the next one.
    """
    with av.open(str(path), "w", format="nut") as out:
        film = out.add_stream("ffv1", rate=25)
        film.width, film.height, film.pix_fmt = *size, form
        film.codec_context.time_base = Fraction(1, TICKS)
        for tick, picture in pictures:
            frame = VideoFrame(*size, form)
            brightness, *colours = frame.planes
            brightness.update(picture.tobytes("raw", "L", brightness.line_size, 1))
            for plane in colours:
                plane.update(bytes([COLOURLESS]) * plane.buffer_size)
            frame.pts, frame.time_base = tick, Fraction(1, TICKS)
            out.mux(film.encode(frame))
        out.mux(film.encode(None))
