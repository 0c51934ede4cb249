"""Accepting a request: in one transaction it gets its number, and the footage it asks for is preserved.

Sending the same submission again (double click, "back and resend", an answer lost on the way) files nothing new and
gives the same receipt.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import events
from audit.verbs import Verb
from cameras import areas
from cameras.models import Area
from core import pins
from core.actors import Actor
from core.clock import database_now, wib_date
from core.errors import DomainError
from core.ids import PIN_DIGITS, blind_index
from footage import holds
from requests_app.correspondence import contacts, letters
from requests_app.intake import contact_codes, counters, documents, drafts, findings, police_reports
from requests_app.intake.submission import Submission, check, contact_of
from requests_app.models import FootageRequest, Policy, RequestedCamera
from requests_app.people import STRANGER, Applicant, Party
from requests_app.procedure import policies
from requests_app.review import urgency

# What a submission says goes into the request as it is, but for what is looked up or kept in another form.
NOT_AS_ASKED = {"submission_key", "area_code", "camera_code", "contact_proof", "declared"}
AS_ASKED = [field.name for field in fields(Submission) if field.name not in NOT_AS_ASKED]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the applicant keeps: with both they open their case (`tracking.open`).

    `pin` is empty when another was issued since (`counters.issue_pin`), which is told on paper alone.
    """

    reference: str
    pin: str


def submit(submission: Submission, *, by: Party = STRANGER, paper_seen: str = "") -> Receipt:
    """Files the request and preserves what the cameras around it recorded.

    `by` is a stranger, who has proved their contact and thereby becomes the applicant, or the member of a counter's
    staff who files for somebody who stands there, has shown `paper_seen` (a SeenPaper), and may have no contact at all.
    Raises NotAllowed to other staff, InvalidInput with the field at fault, NoRoom when the footage cannot be secured
    (nothing is filed then, so that nobody relies on it), DomainError when the key was used for another submission.
    """
    if known := FootageRequest.objects.filter(submission_key=submission.submission_key).first():
        return _receipt_again(known, submission)
    submission = check(submission, reachable=by == STRANGER)
    counter = counters.check(by, paper_seen=paper_seen) if isinstance(by, User) else {}
    try:
        with transaction.atomic():
            return _file(submission, by, counter)
    except IntegrityError:
        # The same submission won the race for its key: the loser waited for it in the database.
        known = FootageRequest.objects.filter(submission_key=submission.submission_key).first()
        if known is None:
            raise
        return _receipt_again(known, submission)


def find_receipt(submission_key: UUID, *, within: timedelta) -> Receipt | None:
    """The receipt of this submission when it was filed less than `within` ago: for the device that holds the key.

    Short, since others may use the same device later.
    """
    filed = FootageRequest.objects.filter(submission_key=submission_key, submitted_at__gt=Now() - within)
    request = filed.only("reference", "pin_issued_at", "submission_key").first()
    return _receipt(request) if request else None


def _file(submission: Submission, by: Party, counter: Mapping[str, Any]) -> Receipt:
    now, pin = database_now(), _pin(submission.submission_key)
    request = FootageRequest.objects.create(
        reference=drafts.reserved_reference(submission.submission_key) or drafts.draw_reference(on=wib_date(now)),
        pin_hash=pins.make_hash(pin),
        area=_area(submission),
        **{name: getattr(submission, name) for name in AS_ASKED},
        nik_index=blind_index(submission.nik, purpose="nik"),
        phone_index=contacts.phone_index(submission.phone),
        email_index=contacts.email_index(submission.email),
        police_report_index=police_reports.index_of(submission.police_report),
        declared=list(submission.declared),
        submission_key=submission.submission_key,
        submission_index=_fingerprint(submission),
        submitted_at=now,
        **counter,
    )
    if request.channel:
        request.contact_proved_at = contact_codes.use(
            submission.contact_proof, channel=request.channel, address=contact_of(submission)
        )
        request.save(update_fields=["contact_proved_at"])
    actor = Applicant(request.reference).actor if by == STRANGER else by.actor
    cameras = _preserve(request, submission.camera_code, by=actor)
    detail = {"type": request.incident_type, "cameras": cameras, "documents": documents.adopt(request)}
    if counter:
        detail |= {"counter": counter["counter"].code, "paper_seen": counter["paper_seen"]}
    verb = Verb.REQUEST_FILED_FOR if counter else Verb.REQUEST_SUBMITTED
    events.record(verb=verb, by=actor, case=request.reference, detail=detail)
    urgency.refresh([request])
    letters.send(letters.submitted, request=request)
    return Receipt(request.reference, pin)


def _area(submission: Submission) -> Area | None:
    if submission.area_code:
        return Area.objects.get(code=submission.area_code)
    if submission.latitude is None or submission.longitude is None:
        return None
    return areas.village_at(latitude=submission.latitude, longitude=submission.longitude)


def _preserve(request: FootageRequest, camera_code: str, *, by: Actor) -> list[str]:
    keep_until = request.submitted_at + timedelta(days=policies.value(Policy.Rule.HOLD_DAYS))
    found = findings.candidates(latitude=request.latitude, longitude=request.longitude, camera_code=camera_code)
    for candidate in found:
        RequestedCamera.objects.create(
            request=request,
            camera=candidate.camera,
            distance=None if candidate.distance is None else round(candidate.distance),
            chosen_by_applicant=candidate.chosen,
        )
        holds.place(
            camera=candidate.camera,
            starts_at=request.starts_at,
            ends_at=request.ends_at,
            reference=request.reference,
            keep_until=keep_until,
            by=by,
        )
    return [candidate.camera.code for candidate in found]


def _receipt_again(request: FootageRequest, submission: Submission) -> Receipt:
    if request.submission_index != _fingerprint(check(submission, reachable=bool(request.channel))):
        raise DomainError(
            _("This form was already sent with other answers, and that request is filed. For another, start anew."),
            code="key_reused",
        )
    return _receipt(request)


def _receipt(request: FootageRequest) -> Receipt:
    return Receipt(request.reference, "" if request.pin_issued_at else _pin(request.submission_key))


def _fingerprint(submission: Submission) -> str:
    asked = asdict(submission) | {"contact_proof": None}  # the same request, however its contact was proved
    return blind_index(json.dumps(asked, default=str, sort_keys=True), purpose="submission")


def _pin(submission_key: UUID) -> str:
    """The PIN of a submission: drawn from its key and our secret, so that the receipt can be told twice but the PIN
    is stored nowhere; the row keeps its hash alone."""
    number = int(blind_index(str(submission_key), purpose="pin"), 16)
    return f"{number % 10**PIN_DIGITS:0{PIN_DIGITS}d}"
