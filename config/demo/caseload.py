"""Cases that the demo begins with: one at each turn of a case's life, brought there by living it.

They are filed through the intake, their footage is really secured, and only the workflow moves them. So every page has
something to show, and the audit trail tells how it came about. Nobody in them exists.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from accounts.models import User
from cameras.models import Camera
from core.clock import database_now
from footage.models import Hold
from notifications.models import Channel
from requests_app import settlement
from requests_app.decision import decisions
from requests_app.decision.decisions import Consequence, Proposal, Window
from requests_app.intake import acceptance, identity
from requests_app.intake.acceptance import Receipt
from requests_app.intake.submission import DECLARATIONS, Submission
from requests_app.models import (
    ContactProof,
    DecisionKind,
    FootageRequest,
    Ground,
    IncidentType,
    MaskReason,
    Outcome,
    Purpose,
    RefusalReason,
    SeenPaper,
    VehicleType,
    Wanted,
)
from requests_app.people import STRANGER, Applicant
from requests_app.workflow import Action, perform

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SHOWN = timedelta(seconds=12)  # of a clip: soon made
COVERED: dict[str, Any] = {"style": "pixelate", "box": [0.3, 0.45, 0.2, 0.3], "reason": MaskReason.PLATE}
WORKERS_NEED = 300.0  # seconds, on a machine that has much else to do
KEPT_KNOWN = timedelta(days=30)  # for how long a later start still tells the number and the PIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What somebody asks for, near which camera, how long ago it happened, and what becomes of it.

    `answers` are those of a Submission; `goes_on` gets the case once its footage is secured.
    """

    name: str
    nik: str
    phone: str = ""
    camera: str
    ago: timedelta
    minutes: int = 10
    incident: str
    description: str
    purpose: str = Purpose.POLICE
    wanted: str = Wanted.VIEW
    answers: dict[str, Any] = field(default_factory=dict)
    at_counter: bool = False
    goes_on: Callable[[FootageRequest], object] = lambda case: None

    @property
    def submission_key(self) -> uuid.UUID:
        """The same at every start, so that a story is told once."""
        return uuid.uuid5(uuid.NAMESPACE_URL, f"saksi-demo/{self.nik}")


def prepare() -> None:
    """Brings every story where it stands, unless something was filed here before: a demo is found as it was left.

    Footage is secured and clips are made by the workers, so that they have to run. Raises DomainError where they did
    not within five minutes; the cases then stay where they are.
    """
    if FootageRequest.objects.exists():
        return
    now = database_now()
    for story in STORIES:
        file(story, now=now)
    for story in STORIES:
        case = FootageRequest.objects.get(submission_key=story.submission_key)
        await_workers(partial(is_secured, case.reference))
        story.goes_on(case)
    grant(FootageRequest.objects.get(submission_key=WATCHED.submission_key))


def is_secured(reference: str) -> bool:
    return not Hold.objects.filter(reference=reference, state=Hold.State.PLACED).exists()


def await_workers(done: Callable[[], bool]) -> None:
    """Looks at the rows, which are the truth, until it is done; what needs it and has it not then says so."""
    deadline = time.monotonic() + WORKERS_NEED
    while not done() and time.monotonic() < deadline:
        time.sleep(0.2)


def watchable() -> Receipt | None:
    """Number and PIN of the case whose clip can be watched; None while it cannot."""
    granted = FootageRequest.objects.filter(submission_key=WATCHED.submission_key, outcome=Outcome.GRANTED)
    return acceptance.find_receipt(WATCHED.submission_key, within=KEPT_KNOWN) if granted.exists() else None


def file(story: Story, *, now: datetime) -> Receipt:
    camera = Camera.objects.select_related("site").get(code=story.camera)
    starts_at = (now - story.ago).replace(second=0, microsecond=0)
    submission = Submission(
        submission_key=story.submission_key,
        place=camera.site.name,
        latitude=camera.site.latitude,
        longitude=camera.site.longitude,
        camera_code=camera.code,
        starts_at=starts_at,
        ends_at=starts_at + story.minutes * MINUTE,
        incident_type=story.incident,
        description=story.description,
        purpose=story.purpose,
        wanted=story.wanted,
        applicant_name=story.name,
        nik=story.nik,
        phone=story.phone,
        contact_proof=proof_of(story.phone) if story.phone else None,
        declared=DECLARATIONS,
        **story.answers,
    )
    if story.at_counter:
        return acceptance.submit(submission, by=user("loket"), paper_seen=SeenPaper.KTP)
    return acceptance.submit(submission, by=STRANGER)


def proof_of(phone: str) -> uuid.UUID:
    """That a contact was proved; no code is sent to a number that nobody has."""
    now = database_now()
    address = identity.read_phone(phone)
    proof = ContactProof.objects.create(channel=Channel.WHATSAPP, address=address, sent_at=now, proved_at=now)
    return proof.pk


def user(name: str) -> User:
    return User.objects.get(username=name)


# What becomes of a case


def take(case: FootageRequest) -> FootageRequest:
    return perform(case, Action.TAKE, by=user("petugas"))


def ask(case: FootageRequest) -> None:
    question = "Mohon tuliskan warna helm dan jaket Anda, supaya kami menemukan Anda di rekaman."
    perform(take(case), Action.ASK, by=user("petugas"), body=question)


def propose(case: FootageRequest, *, masks: tuple[dict[str, Any], ...] = ()) -> FootageRequest:
    """A few seconds of the camera that was asked for."""
    camera = case.requested_cameras.get(chosen_by_applicant=True).camera
    starts_at = case.starts_at + 2 * MINUTE
    window = Window(camera=camera, starts_at=starts_at, ends_at=starts_at + SHOWN, masks=masks)
    reason = "Anda sendiri yang terekam, dan orang lain tidak dapat dikenali."
    proposal = Proposal(kind=DecisionKind.GRANT, reason=reason, windows=(window,))
    return perform(take(case), Action.PROPOSE, by=user("petugas"), proposal=proposal)


def propose_masked(case: FootageRequest) -> None:
    propose(case, masks=(COVERED,))


def grant(case: FootageRequest) -> None:
    """Approves what was proposed, once its clip is made."""
    await_workers(lambda: not decisions.is_rendering(case))
    perform(case, Action.APPROVE, by=user("penyetuju"), decision=decisions.live(case).pk)
    settlement.settle_finished_renders()


def refuse(case: FootageRequest) -> FootageRequest:
    proposal = Proposal(
        kind=DecisionKind.REFUSE,
        reason_code=RefusalReason.NO_INTEREST,
        reason="Dari keterangan Anda tidak terlihat hubungan Anda dengan kejadian ini.",
        consequence=Consequence(
            harm="Kehidupan orang-orang yang tidak terlibat diketahui pihak lain.",
            lasts="Selama orang dalam rekaman dapat dikenali.",
        ),
    )
    case = perform(take(case), Action.PROPOSE, by=user("petugas"), proposal=proposal)
    return perform(case, Action.APPROVE, by=user("penyetuju"), decision=decisions.live(case).pk)


def object_to_refusal(case: FootageRequest) -> None:
    text = "Toko itu milik ibu saya, dan saya yang menjaganya malam itu. Surat keterangan usaha dapat saya tunjukkan."
    perform(refuse(case), Action.LODGE_OBJECTION, by=Applicant(case.reference), ground=Ground.REFUSED, text=text)


def withdraw(case: FootageRequest) -> None:
    perform(case, Action.WITHDRAW, by=Applicant(case.reference))


WATCHED = Story(
    name="Yusuf Hidayat",
    nik="3171062307720005",
    phone="0812-0000-1001",
    camera="SRN-002",
    ago=9 * HOUR,
    incident=IncidentType.LOSS,
    purpose=Purpose.FIND_ITEM,
    description="Tas laptop tertinggal di trotoar dekat penyeberangan, lalu ada yang mengambilnya.",
    answers={"item": "Tas punggung hitam berisi laptop"},
    goes_on=propose,
)
STORIES = (
    WATCHED,
    Story(
        name="Lina Marlina", nik="3173034411830002", phone="0812-0000-1002",
        camera="KTU-001", ago=8 * HOUR, incident=IncidentType.DAMAGE,
        description="Kaca depan toko pecah dilempar batu.", goes_on=object_to_refusal,
    ),
    Story(
        name="Dian Permata", nik="3174016909910001", phone="0812-0000-1003",
        camera="TMN-001", ago=7 * HOUR, incident=IncidentType.LOSS, purpose=Purpose.FIND_ITEM,
        description="Telepon genggam jatuh di taman. Sudah ditemukan petugas kebersihan.", goes_on=withdraw,
    ),
    Story(
        name="Andi Saputra", nik="3175031204950004", phone="0812-0000-1004",
        camera="KPM-001", ago=6 * HOUR, minutes=15, incident=IncidentType.TRAFFIC_ACCIDENT, purpose=Purpose.INSURANCE,
        description="Motor saya diserempet mobil putih yang langsung pergi.",
        answers={"vehicle_type": VehicleType.MOTORCYCLE, "vehicle_plate": "B 4321 TKX"}, goes_on=ask,
    ),
    Story(
        name="Ratna Kusuma", nik="3171066508790001", phone="0812-0000-1005",
        camera="AGK-001", ago=5 * HOUR, incident=IncidentType.THEFT,
        description="Dompet diambil dari tas belanja saat berdesakan di depan pasar.",
        answers={"clothing": "Kerudung ungu, tas belanja hijau"}, goes_on=propose_masked,
    ),
    Story(
        name="Siti Rahmawati", nik="3174015203900002", phone="0812-0000-1006",
        camera="TBT-001", ago=4 * HOUR, incident=IncidentType.THEFT,
        description="Motor hilang dari depan rumah makan. Kunci setang sudah dipasang.",
        answers={"vehicle_type": VehicleType.MOTORCYCLE, "vehicle_colour": "Merah", "vehicle_plate": "B 3921 SHA"},
        goes_on=take,
    ),
    Story(
        name="Bayu Nugroho", nik="3174011708880003", phone="0812-0000-1007",
        camera="TBT-002", ago=4 * HOUR - 5 * MINUTE, incident=IncidentType.THEFT,
        description="Spion dan helm hilang dari motor yang diparkir di depan rumah makan.",
        answers={"vehicle_type": VehicleType.MOTORCYCLE, "vehicle_colour": "Hitam"},
    ),
    Story(
        name="Tono Wijayanto", nik="3174040102600001",
        camera="STB-001", ago=3 * HOUR, incident=IncidentType.ASSAULT,
        description="Dipukul dua orang di depan stasiun sesudah berebut tempat parkir.", at_counter=True,
    ),
    Story(
        name="Maria Simanjuntak", nik="3175035506850002", phone="0812-0000-1008",
        camera="KPM-002", ago=2 * HOUR, minutes=20, incident=IncidentType.MISSING_PERSON, purpose=Purpose.PERSONAL,
        description="Ayah saya, 78 tahun dan pelupa, belum pulang sejak berjalan ke arah terminal.",
        answers={"anyone_at_risk": True, "clothing": "Kemeja batik cokelat, sarung, memakai tongkat"},
    ),
)  # fmt: skip
