"""An archive of tiny recordings, a camera that records into it, and a vault of its own for each test."""

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cameras.models import Area, Camera, Site
from core.actors import Actor, ActorKind
from footage import holds, jobs, securing
from footage.models import ArchiveSource, Hold

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


@pytest.fixture
def environment(settings) -> dict[str, str]:
    """For a process of its own on the test's database and folders."""
    address = urlsplit(os.environ["DATABASE_URL"])
    folder = address.path.rpartition("/")[0]  # of the socket, where the address names one
    address = address._replace(path=f"{folder}/{connection.settings_dict['NAME']}")
    return {**os.environ, "DATABASE_URL": urlunsplit(address), "SAKSI_STATE_DIR": str(settings.STATE_DIR)}


class Recorder:
    """Writes one-minute files the way MediaMTX names them, and deletes them like one."""

    def __init__(self, root: Path, minute: bytes, camera: str = "kamera-1"):
        self.root, self.minute, self.camera = root, minute, camera

    def path(self, at: datetime) -> Path:
        return self.root / self.camera / f"{at:%Y-%m-%d_%H-%M-%S}-000000.mp4"

    def write(self, at: datetime, content: bytes | None = None, *, length: timedelta = MINUTE) -> Path:
        """One file; a minute of its own, different from every other one, when nothing else is given."""
        path = self.path(at)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.minute + free_box(os.urandom(16)) if content is None else content)
        self.finish(path, at + length)
        return path

    def write_minutes(self, count: int, *, start: datetime = START) -> list[Path]:
        return [self.write(start + number * MINUTE) for number in range(count)]

    @staticmethod
    def finish(path: Path, at: datetime) -> None:
        os.utime(path, (at.timestamp(), at.timestamp()))


def free_box(filling: bytes) -> bytes:
    """Bytes that an mp4 may end with and that mean nothing (ISO/IEC 14496-12, 8.1.2)."""
    return (8 + len(filling)).to_bytes(4) + b"free" + filling


@pytest.fixture(scope="session")
def minute_clip(tmp_path_factory) -> bytes:
    """A minute of a moving test picture, 64x48 at one frame a second."""
    return make_clip(tmp_path_factory.mktemp("clip") / "minute.mp4", size="64x48", rate=1, seconds=60).read_bytes()


@pytest.fixture(scope="session")
def moving_minute(tmp_path_factory) -> bytes:
    """The same at ten frames a second, for what is to be rendered."""
    return make_clip(tmp_path_factory.mktemp("clip") / "moving.mp4", size="160x120", rate=10, seconds=60).read_bytes()


def make_clip(path: Path, *, size: str, rate: int, seconds: int) -> Path:
    source = f"testsrc=size={size}:rate={rate}:duration={seconds}"
    coding = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "20", "-pix_fmt", "yuv420p"]
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", source, *coding, str(path)], check=True)
    return path


@pytest.fixture
def recorder(tmp_path, minute_clip) -> Recorder:
    (tmp_path / "archive" / "kamera-1").mkdir(parents=True)
    return Recorder(tmp_path / "archive", minute_clip)


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


def place_hold(camera, *, start=START, minutes=3, reference=REFERENCE):
    """A hold placed the way a request places it."""
    with transaction.atomic():
        return holds.place(
            camera=camera,
            starts_at=start,
            ends_at=start + minutes * MINUTE,
            reference=reference,
            keep_until=timezone.now() + timedelta(days=30),
            by=APPLICANT,
        )


@pytest.fixture
def secured_hold(camera, recorder, moving_minute) -> Hold:
    """Two minutes of moving pictures, hashed and probed in the vault."""
    for number in range(2):
        recorder.write(START + number * MINUTE, moving_minute + free_box(bytes([number])))
    hold = place_hold(camera, minutes=2)
    securing.secure(hold.pk)
    hold.refresh_from_db()
    assert hold.state == Hold.State.SECURED
    return hold


@pytest.fixture
def queue_job(secured_hold):
    """Asks for a clip of the first seconds of the hold."""

    def queue(**changes):
        wanted = {
            "hold": secured_hold,
            "starts_at": START + timedelta(seconds=57),
            "ends_at": START + timedelta(seconds=62),
            "reference": REFERENCE,
            "recipient_code": "7Q4F2M",
            "by": OFFICER,
        }
        return jobs.queue(**{**wanted, **changes})

    return queue
