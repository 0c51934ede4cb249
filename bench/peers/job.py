"""What a peer is asked to do, and the marks it is to draw: the same texts at the same places as the engine's."""

import json
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import numpy as np
from PIL import Image, ImageColor, ImageDraw, ImageFont

from footage.rendering.watermark import BACKGROUND, Canvas, Text

FAINT = 0.16  # of the tiled code, as in the engine's graph
ENCODER = {"preset": "veryfast", "crf": "23", "bf": "0", "rc-lookahead": "10"}  # the engine's


@dataclass(frozen=True, slots=True)
class Job:
    """Cut `[start, end)` (seconds) out of `source`, mark it, write `output`. `folder` holds the typeface and texts.

    `epoch` is the wall clock at `start` in seconds, already in the zone that is shown.
    """

    source: str
    output: str
    folder: str
    start: float
    end: float
    rate: int
    epoch: float
    canvas: dict[str, Any]

    def write(self, path: Path) -> Path:
        path.write_text(json.dumps(asdict(self)))
        return path

    @classmethod
    def read(cls) -> Self:
        """The job in the file that the command line names."""
        return cls(**json.loads(Path(sys.argv[1]).read_text()))

    def layout(self) -> Canvas:
        return Canvas(**{**self.canvas, "texts": tuple(Text(**text) for text in self.canvas["texts"])})

    def strip(self, clock: str) -> np.ndarray:
        """The strip beside the picture with its texts and one reading of the clock; RGB."""
        canvas = self.layout()
        image = Image.new("RGB", (canvas.width, canvas.strip_height), _colour(BACKGROUND))
        draw = ImageDraw.Draw(image)
        for text in canvas.texts:
            words = clock if text.file is None else (Path(self.folder) / text.file).read_text(encoding="utf-8")
            place = (text.x, text.baseline - canvas.strip_top)
            draw.text(place, words, fill=_colour(text.colour), font=self._font(text.size), anchor="ls")
        return np.asarray(image)

    def tiles(self) -> np.ndarray:
        """How much of white the tiled code adds to each pixel of the picture, 0 to FAINT."""
        canvas = self.layout()
        image = Image.new("L", (canvas.width, canvas.picture_height), 0)
        words = (Path(self.folder) / "tiles.txt").read_text(encoding="utf-8")
        ImageDraw.Draw(image).multiline_text((0, 0), words, fill=255, font=self._font(canvas.tile_size))
        return np.asarray(image, dtype=np.float32) / 255 * FAINT

    def clock(self, second: float) -> str:
        """What the clock shows `second` seconds after the film's first frame."""
        return f"{datetime.fromtimestamp(int(self.epoch + second + 1e-5), UTC):%d-%m-%Y %H.%M.%S} WIB"

    def _font(self, size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(str(Path(self.folder) / "font.ttf"), size)


def _colour(text: str) -> tuple[int, ...]:
    return ImageColor.getrgb(text.replace("0x", "#"))
