"""A broken or odd file in the middle of a window: the clip is as long as the window, and says what it cannot show."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from footage import deliverables
from footage.gaps import Gap
from footage.models import RenderJob
from tests.journeys.pixels import length
from tests.journeys.recorders import ask_for_clip, await_end, connect, hold_of, install, record
from tests.journeys.service import Service

START = (datetime.now(UTC) - timedelta(days=1)).replace(minute=10, second=0, microsecond=0)
SECOND = timedelta(seconds=1)
HEALTHY = 4  # seconds of the good files before and after
SLOT = 3  # seconds from the start of the odd file to that of the next one
NAMES = (
    "bukan_video",
    "gomp4_sample_fragmented",
    "kosong",
    "mediamtx_offline_h265",
    "mp4parse_chunk_out_of_range",
    "mp4parse_invalid_userdata",
    "mp4parse_no_timescale",
    "mp4parse_tiny_av1",
    "mp4parse_video_rotation_90",
    "rusak_bit_acak",
    "rusak_tanpa_moov",
)
WINDOW = (START + (HEALTHY - 1) * SECOND, START + (HEALTHY + SLOT + 1) * SECOND)


@pytest.fixture(scope="module")
def jobs(service: Service, archive: Path, shared_data: Path) -> dict[str, RenderJob]:
    """A clip asked for of each file's camera, all at once."""
    healthy = service.folder / "healthy.mp4"
    picture = ["-f", "lavfi", "-i", f"testsrc=size=320x240:rate=10:duration={HEALTHY}"]
    coding = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-pix_fmt", "yuv420p"]
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", *picture, *coding, str(healthy)], check=True)
    source = connect(archive, "shinobi")
    odd_at, after_at = START + HEALTHY * SECOND, START + (HEALTHY + SLOT) * SECOND
    asked = {}
    for number, name in enumerate(NAMES):
        camera = install(source, f"RSK-{number:03}")
        record(camera, healthy, START, lasts=HEALTHY * SECOND)
        record(camera, shared_data / "corner" / f"{name}.mp4", odd_at, lasts=SLOT * SECOND)
        record(camera, healthy, after_at, lasts=HEALTHY * SECOND)
        asked[name] = ask_for_clip(camera, *WINDOW, reference=f"SKS-2026-RSK0-{number:04}")
    service.start_workers()
    return asked


def test_every_broken_file_is_tried(shared_data: Path):
    assert {path.stem for path in (shared_data / "corner").glob("*.mp4")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_clip_is_never_silently_short(name: str, service: Service, jobs: dict[str, RenderJob]):
    job = await_end(service, jobs[name])

    assert (job.state, job.error_detail) == (RenderJob.State.DONE, "")
    deliverable = job.deliverable
    window = WINDOW[1] - WINDOW[0]
    assert deliverable.duration == window
    frames, seconds = length(deliverables.path_of(deliverable.sha256))
    assert frames == deliverable.frame_count
    assert abs(float(seconds) - window.total_seconds()) < 0.02
    pieces = deliverable.manifest["pieces"]
    assert pieces[0]["start"] == deliverable.manifest["window"]["start"]
    assert all(piece["end"] == following["start"] for piece, following in zip(pieces, pieces[1:], strict=False))
    assert pieces[-1]["end"] == deliverable.manifest["window"]["end"]
    gaps = [Gap.from_json(gap) for gap in deliverable.manifest["gaps"]]
    assert gaps
    told = [Gap.from_json(gap) for gap in hold_of(job).gaps]
    slates = [gap for gap, shown in zip(gaps, deliverable.manifest["gaps"], strict=True) if shown["shown"] == "slate"]
    assert [(gap.starts_at, gap.ends_at) for gap in told] == [(gap.starts_at, gap.ends_at) for gap in slates]
