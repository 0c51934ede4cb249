"""Cases for tests, brought to where they stand by living: filed through the intake, moved by the workflow alone.

The one thing done by hand is a render (`finish`, `fail`): what a worker does with a job is tested in `tests/footage`.
"""

import hashlib
import os
import subprocess
import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from accounts.models import Unit, User
from accounts.roles import Role
from cameras.models import Area, Camera, Site
from core.errors import InvalidInput
from footage import deliverables, securing
from footage.models import ArchiveSource, Deliverable, Hold, RenderJob
from requests_app import settlement
from requests_app.decision.decisions import Consequence, Proposal, Window, jobs_of, live
from requests_app.intake import acceptance, identity
from requests_app.intake.submission import DECLARATIONS, Submission
from requests_app.models import ContactProof, DecisionKind, FootageRequest, RefusalReason, Status
from requests_app.people import Applicant
from requests_app.workflow import Action, perform

# A quarter past two in the afternoon in Jakarta, yesterday: recent enough to be kept, old enough to be finished.
START = (datetime.now(UTC) - timedelta(days=1)).replace(hour=7, minute=15, second=0, microsecond=0)
END = START + timedelta(minutes=3)
MINUTE = timedelta(minutes=1)
LATITUDE, LONGITUDE = -6.1754, 106.8272
CONSEQUENCE = Consequence(harm="Orang lain dikenali.", lasts="selama orang itu dapat dikenali")
PERSONAL = {
    "applicant_name": "Siti Aminah",
    "nik": "3171015708450001",
    "phone": "0812-3456-7890",
    "email": "siti@example.com",
}


def build_camera(root: Path, code: str = "JKT-1", *, latitude: float = LATITUDE, minutes: int = 3) -> Camera:
    """A camera with an archive below `root` that recorded the first `minutes` minutes from START on."""
    source, _ = ArchiveSource.objects.get_or_create(
        code="rekam",
        defaults={
            "name": "Perekam",
            "root": str(root),
            "layout": "mediamtx",
            "time_zone": "UTC",
            "segment_limit": timedelta(minutes=2),
        },
    )
    area, _ = Area.objects.get_or_create(
        code="31.71.01.1001",
        defaults={
            "level": Area.Level.VILLAGE,
            "name": "Gambir",
            "latitude": LATITUDE,
            "longitude": LONGITUDE,
        },
    )
    site = Site.objects.create(code=f"S-{code}", name="Merdeka", area=area, latitude=latitude, longitude=LONGITUDE)
    folder = root / code.lower()
    folder.mkdir(parents=True)
    for number in range(minutes):
        record(folder, START + number * MINUTE)
    return Camera.objects.create(
        code=code, name=f"Merdeka {code}", site=site, archive_source=source.code, archive_name=code.lower()
    )


def record(folder: Path, at: datetime) -> None:
    """One finished file of a minute, as the recorder names it."""
    path = folder / f"{at:%Y-%m-%d_%H-%M-%S}-000000.mp4"
    path.write_bytes(film(60))
    os.utime(path, ((at + MINUTE).timestamp(),) * 2)


@cache
def film(seconds: int) -> bytes:
    """A small moving test picture: 160x120, five frames a second."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        picture = ["-f", "lavfi", "-i", f"testsrc=size=160x120:rate=5:duration={seconds}"]
        coding = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-pix_fmt", "yuv420p"]
        subprocess.run(["ffmpeg", "-v", "error", "-nostdin", *picture, *coding, str(path)], check=True)
        return path.read_bytes()


def build_staff(name: str, *roles: Role, active: bool = True) -> User:
    return User.objects.create_user(name, password="rahasia-sekali-1", roles=list(roles), is_active=active)


def build_clerk(name: str = "loket", *, unit: str = "loket-gambir") -> User:
    """A member of a counter's staff."""
    clerk = build_staff(name, Role.COUNTER)
    clerk.unit = Unit.objects.get_or_create(code=unit, defaults={"name": f"Loket {unit}"})[0]
    clerk.save()
    return clerk


def submission(**changes) -> Submission:
    """A complete submission, sent by Siti about what happened at START near the camera of `build_camera`."""
    answers = {
        "submission_key": uuid4(),
        "place": "Lapangan Merdeka, dekat pintu utara",
        "latitude": LATITUDE,
        "longitude": LONGITUDE,
        "starts_at": START,
        "ends_at": END,
        "incident_type": "theft",
        "description": "Sepeda saya diambil orang berjaket merah.",
        "purpose": "police",
        "wanted": "view",
        "declared": DECLARATIONS,
        **PERSONAL,
    } | changes
    return Submission(**{"contact_proof": proved_contact(answers)} | answers)


def proved_contact(answers: dict[str, Any]) -> UUID:
    """A contact that was proved with its code, as if it had been sent and typed in."""
    proof = ContactProof(sent_at=datetime.now(UTC), proved_at=datetime.now(UTC))
    by_email = answers["email"] and answers.get("channel", "email") == "email"
    proof.channel = answers.get("channel") or ("email" if by_email else "whatsapp")
    with suppress(InvalidInput):  # what cannot be read is refused for itself
        proof.address = identity.read_email(answers["email"]) if by_email else identity.read_phone(answers["phone"])
    proof.save()
    return proof.pk


def file_case(**changes) -> FootageRequest:
    """A request as it stands after submission, its footage secured."""
    receipt = acceptance.submit(submission(**changes))
    request = FootageRequest.objects.get(reference=receipt.reference)
    secure(request)
    return request


def secure(request: FootageRequest) -> None:
    """Brings what the archive has into the vault, as a worker would."""
    for hold in Hold.objects.filter(reference=request.reference):
        securing.secure(hold.pk)


def granting(request: FootageRequest, **changes) -> Proposal:
    """A proposal that releases one minute of every camera of the case."""
    windows = tuple(
        Window(camera=requested.camera, starts_at=START + MINUTE, ends_at=START + 2 * MINUTE)
        for requested in request.requested_cameras.all()
    )
    return Proposal(**{"kind": DecisionKind.GRANT, "reason": "Terlihat jelas.", "windows": windows} | changes)


def refusing() -> Proposal:
    return Proposal(
        kind=DecisionKind.REFUSE,
        reason_code=RefusalReason.NO_INTEREST,
        consequence=CONSEQUENCE,
        reason="Tidak ada hubungan.",
    )


def propose(request: FootageRequest, proposal: Proposal, *, officer: User) -> FootageRequest:
    perform(request, Action.TAKE, by=officer)
    return perform(request, Action.PROPOSE, by=officer, proposal=proposal)


def approve(request: FootageRequest, *, approver: User) -> FootageRequest:
    """Approves the proposal once its clips are made."""
    finish(request)
    return perform(request, Action.APPROVE, by=approver, decision=live(request).pk)


def finish(request: FootageRequest) -> None:
    """Publishes every clip of the live decision that is not there yet, as a worker would."""
    for job in jobs_of(request):
        if job.state == RenderJob.State.DONE:
            continue
        content = film(60) + (24).to_bytes(4) + b"free" + job.pk.bytes  # a box that players skip
        sha256 = hashlib.sha256(content).hexdigest()
        path = deliverables.path_of(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        Deliverable.objects.create(
            job=job,
            reference=job.reference,
            sha256=sha256,
            size=len(content),
            duration=job.ends_at - job.starts_at,
            frame_count=300,
            manifest={},
        )
        RenderJob.objects.filter(pk=job.pk).update(state=RenderJob.State.DONE, progress=1)


def fail(request: FootageRequest, *, error: str = "unreadable") -> None:
    """Fails the first clip of the live decision."""
    RenderJob.objects.filter(pk=jobs_of(request)[0].pk).update(state=RenderJob.State.FAILED, error=error)


def deliver(request: FootageRequest) -> FootageRequest:
    finish(request)
    settlement.settle_finished_renders()
    request.refresh_from_db()
    assert request.status == Status.CLOSED
    return request


def applicant_of(request: FootageRequest) -> Applicant:
    return Applicant(request.reference)
