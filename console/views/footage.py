"""What an officer sees of a case's footage: previews of what is held, and finished clips. Every look is audited."""

import json
import uuid
from datetime import timedelta

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.roles import Permission
from console.access import StaffRequest, needs
from console.clips import watched_text
from core.errors import InvalidInput, NotFound
from footage import looks, previews
from footage.models import Hold, Look, RenderJob
from requests_app.caseload import get_case
from requests_app.people import officer_code

MOST_STRETCHES = 500  # in one report


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
def clip_video(request: StaffRequest, reference: str, look_id: uuid.UUID) -> HttpResponseBase:
    """A finished clip, through this session's look at it."""
    look = _look(request, reference, look_id)
    if look.deliverable is None:
        raise NotFound(_("There is no such clip."))
    return previews.deliverable_response(request, look=look, deliverable=look.deliverable, by=request.user.actor)


@require_POST
@needs(Permission.READ_CASES)
def report_played(request: StaffRequest, reference: str, look_id: uuid.UUID) -> JsonResponse:
    """The player tells what it has shown: `played`, JSON as `looks.report` takes it. Answers how much of it is seen."""
    look = _look(request, reference, look_id)
    looks.report(look, _stretches(request.POST.get("played", "")), by=request.user.actor)
    watched = int(100 * looks.share_watched(look.deliverable, by=request.user.actor)) if look.deliverable else 0
    return JsonResponse({"watched": watched, "text": watched_text(watched)})


def _stretches(text: str) -> list[list[int]]:
    try:
        stretches = [[int(moment) for moment in stretch] for stretch in json.loads(text)]
    except (ValueError, TypeError):
        stretches = []
    if not stretches or len(stretches) > MOST_STRETCHES or any(len(stretch) != 2 for stretch in stretches):
        raise InvalidInput(_("The report of what was played cannot be read."))
    return stretches


def _look(request: StaffRequest, reference: str, look_id: uuid.UUID) -> Look:
    case = get_case(reference, by=request.user)
    return looks.of_session(request, look_id, reference=case.reference, by=request.user.actor)


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
