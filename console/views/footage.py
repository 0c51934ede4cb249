"""What an officer sees of a case's footage: previews of what is held, and finished clips. Every look is audited."""

import uuid
from datetime import timedelta

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.roles import Permission
from console.access import StaffRequest, needs
from core.errors import NotFound
from footage import previews
from footage.models import Deliverable, Hold, RenderJob
from requests_app.caseload import get_case
from requests_app.people import officer_code


@require_POST
@needs(Permission.READ_CASES)
def make_preview(request: StaffRequest, reference: str, hold_id: uuid.UUID) -> HttpResponse:
    hold = _hold(request, reference, hold_id)
    previews.request_preview(hold=hold, officer_code=officer_code(request.user), by=request.user.actor)
    return redirect("console:case", reference)


@require_GET
@needs(Permission.READ_CASES)
def preview_progress(request: StaffRequest, reference: str, hold_id: uuid.UUID) -> JsonResponse:
    job = _preview(request, reference, hold_id)
    percent = round(job.progress * 100)
    text = _("%(percent)s%% of the preview is made.") % {"percent": percent}
    return JsonResponse({"percent": percent, "text": text, "done": job.state not in RenderJob.UNFINISHED})


@require_safe
@needs(Permission.READ_CASES)
def preview_video(request: StaffRequest, reference: str, hold_id: uuid.UUID) -> HttpResponseBase:
    return previews.response(request, job=_preview(request, reference, hold_id), by=request.user.actor)


@require_safe
@needs(Permission.READ_CASES)
def picture(request: StaffRequest, reference: str, hold_id: uuid.UUID, second: int) -> HttpResponse:
    """The picture `second` seconds after the start of what is held."""
    hold = _hold(request, reference, hold_id)
    if second >= (hold.ends_at - hold.starts_at).total_seconds():
        raise NotFound(_("There is no picture of this moment."))
    at = hold.starts_at + timedelta(seconds=second)
    code = officer_code(request.user)
    return previews.picture_response(request, hold=hold, at=at, officer_code=code, by=request.user.actor)


@require_safe
@needs(Permission.READ_CASES)
def deliverable_video(request: StaffRequest, reference: str, deliverable_id: uuid.UUID) -> HttpResponseBase:
    case = get_case(reference, by=request.user)
    deliverable = Deliverable.objects.filter(pk=deliverable_id, reference=case.reference).first()
    if deliverable is None:
        raise NotFound(_("There is no such clip."))
    return previews.deliverable_response(request, deliverable=deliverable, by=request.user.actor)


def _hold(request: StaffRequest, reference: str, hold_id: uuid.UUID) -> Hold:
    case = get_case(reference, by=request.user)
    hold = Hold.objects.exclude(state=Hold.State.RELEASED).filter(pk=hold_id, reference=case.reference).first()
    if hold is None:
        raise NotFound(_("There is no such footage."))
    return hold


def _preview(request: StaffRequest, reference: str, hold_id: uuid.UUID) -> RenderJob:
    job = previews.find(hold=_hold(request, reference, hold_id), officer_code=officer_code(request.user))
    if job is None:
        raise NotFound(_("There is no preview yet."))
    return job
