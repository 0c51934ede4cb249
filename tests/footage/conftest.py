"""An archive of tiny recordings, a camera that records into it, and a vault of its own for each test."""

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cameras.models import Area, Camera, Site
from core.actors import Actor, ActorKind
from footage.models import ArchiveSource

OFFICER = Actor(ActorKind.STAFF, "1")
APPLICANT = Actor(ActorKind.APPLICANT, "SKS-2026-TEST-0001")
REFERENCE = "SKS-2026-TEST-0001"
# A quarter past two in the afternoon in Jakarta, yesterday: recent enough to be kept, old enough to be finished.
START = (datetime.now(UTC) - timedelta(days=1)).replace(hour=7, minute=15, second=0, microsecond=0)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.STATE_DIR = tmp_path / "state"
    settings.VAULT_DIR = tmp_path / "state" / "vault"
    settings.SCRATCH_DIR = tmp_path / "state" / "scratch"
    settings.DELIVERABLES_DIR = tmp_path / "state" / "deliverables"
    settings.MINIMUM_FREE_BYTES = 1 << 20
    settings.VAULT_QUOTA_BYTES = 0


class Recorder:
    """Writes one-minute files the way MediaMTX names them, and deletes them like one."""

    def __init__(self, root: Path, camera: str = "kamera-1"):
        self.root, self.camera = root, camera

    def path(self, at: datetime) -> Path:
        return self.root / self.camera / f"{at:%Y-%m-%d_%H-%M-%S}-000000.mp4"

    def write(self, at: datetime, content: bytes | Path, *, length: timedelta = MINUTE) -> Path:
        path = self.path(at)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
        self.finish(path, at + length)
        return path

    def write_minutes(self, count: int, *, start: datetime = START, size: int = 1000) -> list[Path]:
        return [
            self.write(start + number * MINUTE, f"minute {number} ".encode() + os.urandom(size))
            for number in range(count)
        ]

    @staticmethod
    def finish(path: Path, at: datetime) -> None:
        os.utime(path, (at.timestamp(), at.timestamp()))


@pytest.fixture
def recorder(tmp_path) -> Recorder:
    (tmp_path / "archive" / "kamera-1").mkdir(parents=True)
    return Recorder(tmp_path / "archive")


@pytest.fixture
def source(db, recorder) -> ArchiveSource:
    return ArchiveSource.objects.create(
        code="rekam",
        name="Perekam",
        root=str(recorder.root),
        layout="mediamtx",
        time_zone="UTC",
        segment_limit=timedelta(minutes=2),
    )


@pytest.fixture
def camera(source) -> Camera:
    area = Area.objects.create(code="31.71.01.1001", level=Area.Level.VILLAGE, name="Gambir")
    site = Site.objects.create(code="S1", name="Simpang Lima", area=area, latitude=-6.17, longitude=106.82)
    return Camera.objects.create(
        code="JKT-1", name="Simpang Lima utara", site=site, archive_source=source.code, archive_name="kamera-1"
    )


@pytest.fixture(scope="session")
def clip(tmp_path_factory) -> Path:
    """Ten seconds of a moving test picture, 160x120 at 10 frames a second."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    source = "testsrc=size=160x120:rate=10:duration=10"
    arguments = ["-f", "lavfi", "-i", source, "-c:v", "libx264", "-g", "20", "-pix_fmt", "yuv420p", str(path)]
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", *arguments], check=True)
    return path
