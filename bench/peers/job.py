"""What a peer is asked to do, and the marks it is to draw: the same texts at the same places as the engine's."""

import json
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import numpy as np
from PIL import Image

from footage.rendering import drawing, typeface
from footage.rendering.watermark import Canvas, Text, Tiles

FAINT = drawing.LETTERS[3] / 255  # of the tiled code
ENCODER = {"preset": "veryfast", "crf": "23", "bf": "0", "rc-lookahead": "10"}  # the engine's


@dataclass(frozen=True, slots=True)
class Job:
    """Cut `[start, end)` (seconds) out of `source`, mark it, write `output`.

    `epoch` is the wall clock at `start` in seconds, already in the zone that is shown.
    """

    source: str
    output: str
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
        texts = tuple(Text(**text) for text in self.canvas["texts"])
        return Canvas(**{**self.canvas, "texts": texts, "tiles": Tiles(**self.canvas["tiles"])})

    def strip(self, clock: str) -> np.ndarray:
        """The strip beside the picture with its texts and one reading of the clock; RGB."""
        canvas = self.layout()
        image = drawing.strip(canvas)
        left, top, *_ = canvas.clock_box
        place = (canvas.clock.x - left, canvas.clock.baseline - top)
        box = Image.new("L", (canvas.clock_box[2] - left, canvas.clock_box[3] - top), 0)
        typeface.draw_clock(box, place, clock, canvas.clock.size)
        image.paste("white", (left, top - canvas.strip_top), mask=box)
        return np.asarray(image)

    def tiles(self) -> np.ndarray:
        """How much of white the tiled code adds to each pixel of the picture, 0 to FAINT."""
        canvas = self.layout()
        share = np.zeros((canvas.picture_height, canvas.width), dtype=np.float32)
        letters = np.asarray(drawing.tiles(canvas)).astype(np.float32)
        height = canvas.tiles.height
        for number, (_, top) in enumerate(canvas.tiles.rows):
            band = letters[number * height : (number + 1) * height][: canvas.picture_height - top]
            share[top : top + height] = band[:, :, 0] * band[:, :, 3] / 255**2
        return share

    def clock(self, second: float) -> str:
        """What the clock shows `second` seconds after the film's first frame."""
        return f"{datetime.fromtimestamp(int(self.epoch + second + 1e-5), UTC):%d-%m-%Y %H.%M.%S} WIB"
