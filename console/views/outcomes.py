"""After the decision: appointments at an office with their minutes, and hand-overs to the police."""

import uuid

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.access import fresh_factor
from accounts.roles import Permission
from audit import events
from audit.verbs import Verb
from console.access import StaffRequest, needs
from console.outcome_forms import AppointmentForm, HandoverForm, MinutesForm
from console.views.cases import done, show
from core.errors import InvalidInput, NotFound
from footage import originals
from requests_app.decision import appointments, handovers
from requests_app.models import Appointment, Handover
from requests_app.paper import minutes
from requests_app.review.caseload import get_case


@require_POST
@needs(Permission.REVIEW)
def make_appointment(request: StaffRequest, reference: str) -> HttpResponse:
    found = get_case(reference, by=request.user)
    form = AppointmentForm(request.POST)
    if form.is_valid():
        place, starts_at = form.cleaned_data["place"], form.cleaned_data["starts_at"]
        try:
            appointments.make(found, place=place, starts_at=starts_at, by=request.user)
        except InvalidInput as error:
            form.add_error(error.field, str(error.message))
    if form.errors:
        return show(request, found, status=422, appointment=form)
    return done(request, found, _("The applicant is told of the appointment."), form="appointment")


@require_POST
@needs(Permission.REVIEW)
def cancel_appointment(request: StaffRequest, reference: str, appointment_id: uuid.UUID) -> HttpResponse:
    appointment = _appointment(request, reference, appointment_id)
    appointments.cancel(appointment, by=request.user)
    return done(request, appointment.request, _("The appointment is cancelled, and the applicant is told."))


@require_POST
@needs(Permission.REVIEW)
def conclude_appointment(request: StaffRequest, reference: str, appointment_id: uuid.UUID) -> HttpResponse:
    appointment = _appointment(request, reference, appointment_id)
    form = MinutesForm(request.POST)
    if not form.is_valid():
        return show(request, appointment.request, status=422, minutes=form)
    answers = form.cleaned_data
    appointments.conclude(
        appointment,
        came=answers["came"] == "yes",
        present=answers["present"],
        identity_seen=answers["identity_seen"],
        remarks=answers["remarks"],
        by=request.user,
    )
    return done(request, appointment.request, _("The minutes are written."), form="minutes")


@never_cache
@require_GET
@needs(Permission.READ_CASES)
def appointment_minutes(request: StaffRequest, reference: str, appointment_id: uuid.UUID) -> HttpResponse:
    appointment = _appointment(request, reference, appointment_id)
    return _pdf(minutes.of_appointment(appointment), name=f"berita-acara-{reference}")


@require_POST
@needs(Permission.REVIEW)
def hand_over(request: StaffRequest, reference: str) -> HttpResponse:
    found = get_case(reference, by=request.user)
    form = HandoverForm(request.POST)
    if form.is_valid():
        try:
            handovers.record(found, **form.cleaned_data, by=request.user)
        except InvalidInput as error:
            form.add_error(error.field, str(error.message))
    if form.errors:
        return show(request, found, status=422, handover=form)
    said = _("The hand-over is recorded. Print its receipt, and save the files for the police.")
    return done(request, found, said, form="handover")


@never_cache
@require_GET
@needs(Permission.READ_CASES)
def handover_receipt(request: StaffRequest, reference: str, handover_id: uuid.UUID) -> HttpResponse:
    return _pdf(minutes.of_handover(_handover(request, reference, handover_id)), name=f"serah-terima-{reference}")


@require_POST
@needs(Permission.REVIEW)
@fresh_factor
def handover_files(request: StaffRequest, reference: str, handover_id: uuid.UUID) -> HttpResponseBase:
    """The files of a hand-over as one ZIP; each time it is asked for leaves an event."""
    handover = _handover(request, reference, handover_id)
    handed = {file["sha256"] for file in handover.files}
    files = [original for original in originals.of_case(reference) if original.sha256 in handed]
    with transaction.atomic():
        events.record(
            verb=Verb.HANDOVER_FILES_TAKEN,
            by=request.user.actor,
            case=reference,
            subject=f"handover:{handover.pk}",
            detail={"files": len(files)},
        )
    response = StreamingHttpResponse(originals.bundle(files), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{reference}-asli.zip"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _appointment(request: StaffRequest, reference: str, appointment_id: uuid.UUID) -> Appointment:
    case = get_case(reference, by=request.user)
    found = case.appointments.filter(pk=appointment_id).first()
    if found is None:
        raise NotFound(_("There is no such appointment."))
    return found


def _handover(request: StaffRequest, reference: str, handover_id: uuid.UUID) -> Handover:
    case = get_case(reference, by=request.user)
    found = case.handovers.filter(pk=handover_id).first()
    if found is None:
        raise NotFound(_("There is no such hand-over."))
    return found


def _pdf(content: bytes, *, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
