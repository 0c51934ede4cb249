"""A real recording with a burned-in clock: our own clock changes its second on the same frame."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import av
import numpy as np

from footage.rendering.probe import probe
from footage.rendering.render import render
from footage.rendering.sources import RenderSpec, Source
from footage.rendering.verification import verify

JAKARTA = ZoneInfo("Asia/Jakarta")
BEGAN = datetime(2022, 2, 1, 18, 26, 38, 166_667, tzinfo=JAKARTA)  # its clock shows 39 from frame 25 of 30 a second on
LINES = 360
LAST_DIGIT = np.s_[18:39, 599:617]  # of the burned-in clock, in a picture of 360 lines


def test_the_clip_shows_what_was_asked_for_and_its_clock_agrees(shared_data, tmp_path):
    path = shared_data / "clips/toko_cam12_1080p_hevc_aac.mp4"
    start = BEGAN.replace(second=43, microsecond=0)
    source = Source(path, BEGAN, probe(path), "toko")
    spec = RenderSpec((source,), start, start + timedelta(seconds=5), "CAM 12", "SKS-1", "K7", height=LINES)

    result = render(spec, workdir=tmp_path / "work", output=tmp_path / "out.mp4")

    assert verify(result.path, result.manifest) == []  # our clock is right on each frame that it looks at
    output = result.manifest["output"]
    assert (output["frames"], output["duration"]) == (150, 5)
    with av.open(str(result.path)) as film:
        pictures = [frame.to_ndarray(format="gray") for frame in film.decode(video=0)]
    top = output["picture_top"]
    digits = np.array([picture[top:][LAST_DIGIT].astype(int) for picture in pictures])
    changes = np.abs(np.diff(digits, axis=0)).mean(axis=(1, 2))
    turned = [int(np.argmax(changes[second * 30 - 11 : second * 30 + 10])) - 10 for second in range(1, 5)]
    assert sum(abs(frames) <= 1 for frames in turned) >= 3, (
        turned
    )  # the recorder's own clock turns 29 to 31 frames apart
