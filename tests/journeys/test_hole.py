"""Three real segments with five seconds missing between them: the receipt says so, and the clip shows it in full."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from core.clock import WIB
from footage import deliverables, hold_reports
from footage.models import RenderJob
from requests_app.decision.decisions import Proposal, Window, jobs_of
from requests_app.models import DecisionKind, FootageRequest
from tests import cases
from tests.journeys import pixels
from tests.journeys.pixels import pictures, recording_of
from tests.journeys.recorders import await_end, connect, install, record
from tests.journeys.service import Service
from tests.requests_app.residents import ANSWERS, DECLARATIONS, walk_to

SECOND = timedelta(seconds=1)
YESTERDAY = datetime.now(WIB) - timedelta(days=1)
START = YESTERDAY.replace(hour=18, minute=26, second=38, microsecond=0)
END = START + 20 * SECOND
HOLE = (START + 10 * SECOND, START + 15 * SECOND)
RATE = 30
SEGMENTS = {0: "segmen_18-26-38", 5: "segmen_18-26-43", 15: "segmen_18-26-53"}


@pytest.fixture(scope="module")
def case(service: Service, archive: Path, shared_data: Path) -> FootageRequest:
    """Filed page by page by a resident who remembers the second."""
    camera = install(connect(archive, "mediamtx"), "TOKO-12", retention_days=14)
    for second, name in SEGMENTS.items():
        at = START + second * SECOND
        record(camera, shared_data / "recordings" / f"{name}.mp4", at, lasts=5 * SECOND)
    day = {"day": "another", "other_day_0": START.day, "other_day_1": START.month, "other_day_2": START.year}
    window = {"window": ANSWERS["window"] | {**day, "earliest": f"{START:%H.%M.%S}", "latest": f"{END:%H.%M.%S}"}}
    resident = Client()
    walk_to(resident, "check", instead=window)
    receipt = resident.post(reverse("requests:check"), DECLARATIONS).headers["Location"]
    case = FootageRequest.objects.get()
    assert receipt == reverse("requests:receipt", args=[case.reference])
    service.start_workers()
    service.until(lambda: hold_reports.report(reference=case.reference)[0].secured)
    case.receipt = text_of(resident.get(receipt).content.decode())
    return case


@pytest.fixture(scope="module")
def clip(service: Service, case: FootageRequest) -> RenderJob:
    """The whole window, granted and made."""
    window = Window(camera=case.requested_cameras.get().camera, starts_at=START, ends_at=END)
    proposal = Proposal(kind=DecisionKind.GRANT, reason="Terlihat jelas.", windows=(window,))
    cases.propose(case, proposal, officer=cases.build_staff("sari", Role.OFFICER))
    job = await_end(service, jobs_of(case)[0])
    assert (job.state, job.error_detail) == (RenderJob.State.DONE, "")
    return job


def test_the_receipt_and_the_hold_tell_of_the_hole(case: FootageRequest):
    (held,) = hold_reports.report(reference=case.reference)

    assert [(gap.starts_at, gap.ends_at) for gap in held.gaps] == [HOLE]
    assert held.secured_count == 3
    assert "18.26.48–18.26.53 WIB (5 detik): tidak ada rekaman" in case.receipt


def test_the_clip_shows_the_hole_at_its_length(clip: RenderJob):
    manifest = clip.deliverable.manifest
    path = deliverables.path_of(clip.deliverable.sha256)
    assert clip.deliverable.duration == 20 * SECOND
    assert pixels.length(path) == (clip.deliverable.frame_count, 20)
    (gap,) = manifest["gaps"]
    assert (gap["shown"], gap["reason"]) == ("slate", "missing")
    assert [datetime.fromisoformat(gap[side]).astimezone(UTC) for side in ("start", "end")] == list(HOLE)
    (piece,) = [piece for piece in manifest["pieces"] if piece["kind"] == "gap"]
    assert (piece["media_start"], piece["media_end"]) == (10, 15)


def test_the_pictures_around_the_hole_are_the_recordings_own(clip: RenderJob, shared_data: Path):
    manifest = clip.deliverable.manifest
    frames = clip.deliverable.frame_count
    slates = frames - 15 * RATE
    before, after = 10 * RATE - 1, 10 * RATE + slates
    asked = {before, before + 1, after - 1, after, frames - 1}
    shown = pictures(deliverables.path_of(clip.deliverable.sha256), asked)
    shown = {number: recording_of(picture, manifest) for number, picture in shown.items()}
    recorded = pictures(
        shared_data / "recordings" / "toko_h264_aac.mp4",
        pixels.around([10 * RATE - 1, 15 * RATE, 20 * RATE - 1], reach=2),
    )

    found = {number: pixels.most_alike(shown[number], recorded) for number in (before, after, frames - 1)}

    assert found == {before: 10 * RATE - 1, after: 15 * RATE, frames - 1: 20 * RATE - 1}
    alike = pixels.difference(shown[before], recorded[10 * RATE - 1])
    unlike = [pixels.difference(shown[number], recorded[10 * RATE - 1]) for number in (before + 1, after - 1)]
    assert min(unlike) > 5 * alike
    assert pixels.difference(shown[before + 1], shown[after - 1]) < alike  # a slate stands still


def text_of(page: str) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", page)))
