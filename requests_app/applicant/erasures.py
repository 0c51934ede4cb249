"""Erasing what an applicant told us, at their wish (UU 27/2022 art. 8 and 43). Written by the workflow.

What is personal is emptied and its bytes are removed; what the law wants kept stays and says nothing of the person:
that there was a request, about which place and time, how it was decided (UU 14/2008 art. 17, 19), and the trail of who
did what (UU 27/2022 art. 31). Backups of the database forget it in their own time.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actors import Actor
from core.clock import database_now
from core.errors import InvalidInput, NotNow
from footage import deliverables, grants, holds
from footage.models import Deliverable, Grant
from notifications import outbox
from requests_app.applicant import objections
from requests_app.correspondence import letters
from requests_app.intake import documents
from requests_app.models import Appointment, CaseDocument, Draft, Erasure, FootageRequest, Outcome, Policy, Status
from requests_app.procedure import policies

State, Ground = Erasure.State, Erasure.Ground
LONGEST = 2000
BASIS: dict[str, str] = {
    Ground.LAW_ENFORCEMENT: "UU 27/2022 pasal 15 ayat (1) huruf b",
    Ground.DISPUTE: "UU 14/2008 pasal 37; UU 27/2022 pasal 15 ayat (1) huruf c",
    Ground.DUTY: "UU 27/2022 pasal 15 ayat (1) huruf c",
    Ground.OTHER_PERSON: "UU 27/2022 pasal 8",
}
# What the applicant said of themselves and of what happened, and the fingerprints by which it could be looked up.
PERSONAL = (
    *("applicant_name", "nik", "nik_index", "phone", "phone_index", "email", "email_index", "channel", "address"),
    *("capacity_note", "power_of_attorney", "organisation", "deed", "recipients", "claim_number"),
    *("police_report", "police_report_index", "whereabouts", "direction", "description", "clothing", "item"),
    *("vehicle_type", "vehicle_make", "vehicle_colour", "vehicle_plate", "other_vehicles", "submission_index"),
)


def find_open(request: FootageRequest) -> Erasure | None:
    return next((erasure for erasure in request.erasures.all() if erasure.state == State.ASKED), None)


def last(request: FootageRequest) -> Erasure | None:
    return next(reversed(list(request.erasures.all())), None)


def due_at(erasure: Erasure) -> datetime:
    """Until when it is answered, by the policy of today (aware UTC)."""
    return erasure.asked_at + timedelta(hours=policies.value(Policy.Rule.ERASURE_HOURS))


def check_may_ask(request: FootageRequest) -> None:
    """Raises NotNow with what stands in the way."""
    if request.status != Status.CLOSED:
        raise NotNow(
            _("While your request is open its officers need your data. Withdraw it, or wait for the decision."),
            code="case_open",
        )
    if objections.find_open(request):
        raise NotNow(_("Your objection is being examined; its answer comes first."), code="objection_open")
    if find_open(request):
        raise NotNow(_("You have asked for this already, and an officer looks at it."), code="asked_already")


# Inside the workflow's transaction


def ask(request: FootageRequest, *, at: datetime) -> Erasure:
    return Erasure.objects.create(request=request, asked_at=at)


def refuse(request: FootageRequest, *, ground: str, reason: str, by: User, at: datetime) -> Erasure:
    """Raises InvalidInput without a ground of the law and an explanation: the applicant reads both."""
    if ground not in Ground.values:
        raise InvalidInput(_("Choose why the data has to be kept."), field="ground")
    reason = reason.strip()
    if not reason or len(reason) > LONGEST:
        raise InvalidInput(
            _("Explain to the applicant why, in 2,000 characters at most. They read this."), field="reason"
        )
    return _answer(request, State.REFUSED, by=by, at=at, ground=ground, reason=reason)


def carry_out(request: FootageRequest, *, by: User, at: datetime) -> dict[str, int]:
    """Empties everything personal of the case and removes its bytes; answers how much there was, for the trail.

    The message that says so goes out first; `sweep` forgets its address once it is sent.
    """
    erasure = _answer(request, State.DONE, by=by, at=at)
    letters.send(letters.data_erased(erasure), request=request)
    there = list(request.documents.filter(destroyed_at=None))
    for document in there:
        documents.destroy(document, because=CaseDocument.Destroyed.ERASED)
    found = {"documents": len(there), "messages": request.case_messages.update(body="")}
    _empty_what_was_written(request)
    if not is_with_the_police(request):
        found["clips"] = _give_up_footage(request, by=by.actor)
    for name in PERSONAL:
        setattr(request, name, "")
    request.contact_proved_at, request.erased_at = None, at
    request.save(update_fields=[*PERSONAL, "contact_proved_at", "erased_at"])
    _forget(erasure)
    return found


def is_with_the_police(request: FootageRequest) -> bool:
    """Whether its recordings are evidence by now: then they are kept for as long as they would be anyway."""
    return request.outcome == Outcome.HANDED_TO_POLICE or request.handovers.exists()


# Afterwards


def sweep() -> None:
    """Forgets to whom an erasure was told, as soon as nothing more is sent there. Safe to run twice at once."""
    for erasure in Erasure.objects.filter(state=State.DONE, forgotten_at=None).select_related("request"):
        with transaction.atomic():
            _forget(erasure)


def _answer(
    request: FootageRequest, state: str, *, by: User, at: datetime, ground: str = "", reason: str = ""
) -> Erasure:
    erasure = request.erasures.get(state=State.ASKED)
    erasure.state, erasure.ground, erasure.reason = state, ground, reason
    erasure.answered_by, erasure.answered_at = by, at
    erasure.save()
    return erasure


def _empty_what_was_written(request: FootageRequest) -> None:
    request.notes.update(body="")
    request.marks.update(note="")
    request.objections.update(text="", answer="")
    request.extensions.update(reason="")
    request.staff_drafts.all().delete()
    Appointment.objects.filter(request=request).update(present="", remarks="")
    for decision in request.decisions.all():
        decision.readings.update(note="")
    Draft.objects.filter(submission_key=request.submission_key).delete()


def _give_up_footage(request: FootageRequest, *, by: Actor) -> int:
    holds.release(reference=request.reference, by=by, reason="erased")
    for grant in Grant.objects.filter(reference=request.reference, revoked_at=None):
        grants.revoke(grant=grant, by=by, reason="erased")
    clips = list(Deliverable.objects.filter(reference=request.reference, removed_at=None))
    for clip in clips:
        deliverables.remove(clip, by=by)
    return len(clips)


def _forget(erasure: Erasure) -> None:
    occasion = letters.data_erased(erasure)(erasure.request).occasion
    if outbox.forget(case=erasure.request.reference, after_sending=f"{erasure.request.reference}/{occasion}"):
        Erasure.objects.filter(pk=erasure.pk).update(forgotten_at=database_now())
