"""Real recordings with a clock in the picture, through two recorders' layouts: each frame at the moment it shows.

The shop clip runs 1:1 from 2022-02-01 18:26:38 WIB on, 30 frames a second. What a frame of the finished clip shows is
found by comparing it with the frames of the recording around it; what our own strip says, by drawing its clock again.
"""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from core.clock import WIB
from footage import deliverables, render_specs
from footage.models import RenderJob
from footage.rendering import drawing, watermark
from tests.journeys import pixels
from tests.journeys.pixels import Picture, pictures, recording_of
from tests.journeys.recorders import ask_for_clip, await_end, connect, install, record
from tests.journeys.service import Service

SECOND = timedelta(seconds=1)
RECORDED_AT = datetime(2022, 2, 1, 18, 26, 38, tzinfo=WIB)
LASTS = timedelta(seconds=20.1)
WINDOW = (RECORDED_AT + 5 * SECOND, RECORDED_AT + 10 * SECOND)
RATE = 30
LAYOUTS = ("frigate", "dahua")


@pytest.fixture(scope="module")
def recording(shared_data: Path) -> Path:
    return shared_data / "recordings" / "toko_h264_aac.mp4"


@pytest.fixture(scope="module")
def jobs(service: Service, archive: Path, recording: Path) -> dict[str, RenderJob]:
    asked = {}
    for number, layout in enumerate(LAYOUTS):
        camera = install(connect(archive, layout), f"TOKO-{layout.upper()}")
        record(camera, recording, RECORDED_AT, lasts=LASTS)
        asked[layout] = ask_for_clip(camera, *WINDOW, reference=f"SKS-2026-T0K0-{number:04}")
    service.start_workers()
    return asked


@pytest.fixture(params=LAYOUTS)
def job(request: pytest.FixtureRequest, service: Service, jobs: dict[str, RenderJob]) -> RenderJob:
    """The finished job of each layout."""
    job = await_end(service, jobs[request.param])
    assert (job.state, job.error_detail) == (RenderJob.State.DONE, "")
    return job


def test_the_first_and_the_last_frame_show_the_moments_that_were_asked_for(job: RenderJob, recording: Path):
    manifest = job.deliverable.manifest
    frames = job.deliverable.frame_count
    assert frames == 5 * RATE
    assert manifest["gaps"] == []
    assert manifest["output"]["first_frame"] == "2022-02-01T18:26:43+07:00"
    assert manifest["output"]["last_frame"].startswith("2022-02-01T18:26:47.966")

    recorded = {0: 5 * RATE, frames - 1: 10 * RATE - 1}  # the frame of the clip -> that of the recording
    shown = pictures(deliverables.path_of(job.deliverable.sha256), recorded)
    candidates = pictures(recording, pixels.around(recorded.values()))

    found = {number: pixels.most_alike(recording_of(shown[number], manifest), candidates) for number in recorded}
    assert found == recorded


def test_our_own_clock_says_the_same_to_the_frame(job: RenderJob, tmp_path: Path):
    manifest = job.deliverable.manifest
    changes = [RATE * second for second in range(1, 5)]  # the first frame of each new second
    wanted = {0, 5 * RATE - 1, *changes, *(number - 1 for number in changes)}
    shown = pictures(deliverables.path_of(job.deliverable.sha256), wanted)
    spec = render_specs.of_job(job, on_bytes=lambda count: None)
    size = (manifest["output"]["width"], manifest["output"]["picture_height"])
    canvas = watermark.lay_out(spec, picture=size)
    drawn = {
        second: np.asarray(drawing.clock(canvas, watermark.clock_text(RECORDED_AT + second * SECOND, spec)), np.int16)
        for second in range(3, 12)
    }

    read = {number: pixels.most_alike(clock_of(picture, canvas), drawn) for number, picture in shown.items()}

    assert read == {number: 5 + number // RATE for number in wanted}


def clock_of(picture: Picture, canvas: watermark.Canvas) -> Picture:
    """The part of the frame that holds our own clock."""
    left, top, right, bottom = canvas.clock_box
    return picture[top:bottom, left:right]
