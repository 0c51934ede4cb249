"""The applicant's own case, as far as it is theirs to see and to do."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from core.clock import database_now
from requests_app import workflow
from requests_app.applicant import objections
from requests_app.decision import decisions
from requests_app.intake import demands, findings
from requests_app.models import FootageRequest
from requests_app.paper import decision as decided
from requests_app.paper import qr
from requests_app.paper import receipt as printed
from requests_app.people import Applicant
from requests_app.procedure import deadlines
from requests_app.review import around
from requests_app.views import clips, clocks, device, document_rows, facts, options, progress, standing, timeline
from requests_app.views.tracking import AT_COUNTER, for_applicant
from requests_app.workflow import Action


@require_safe
@for_applicant
def case(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    there = around.fetch(case)
    found, possible = findings.report(case), workflow.available(case, Applicant(case.reference))
    at_counter = device.is_open_at_counter(request, case.reference)
    context = {
        "case": case,
        "standing": standing.of(case),
        "at_counter": at_counter,
        "clocks": deadlines.of(case),
        "question": clocks.question(case),
        "awaited": demands.awaited(case),
        "verdict": facts.verdict(found),
        "camera_count": len(found.cameras),
        "recording": facts.recording(found),
        "facts": facts.of_cameras(found),
        "progress": progress.of(case),
        "decision": decisions.announced(case),
        "clips": clips.of(case),
        "documents": document_rows.of_case(case),
        "story": timeline.story(case),
        "unread": there.unread,
        "options": [option for option in options.of(case, may=possible) if not at_counter or option.name in AT_COUNTER],
        "may_object": Action.LODGE_OBJECTION in possible,
        "objection_term": objections.term_to_object(case),
        "idle": device.idle_limit(),
        "late": not case.closed_at and deadlines.lateness(case, now=database_now()) > timedelta(0),
    }
    return render(request, "resident/case/case.html", context)


@require_safe
@for_applicant
def receipt(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    """With the PIN on the device that filed it, for as long as `device.receipt_of` tells it."""
    found = findings.report(case)
    context = {
        "case": case,
        "pin": _pin(request, case),
        "awaited": demands.awaited(case),
        "at_counter": device.is_open_at_counter(request, case.reference),
        "clocks": deadlines.of(case),
        "verdict": facts.verdict(found),
        "facts": facts.of_cameras(found),
        "progress": progress.of(case),
        "tracking_address": request.build_absolute_uri(reverse("requests:track")),
        "qr": qr.svg(qr.tracking_address(case.reference), label=_("QR code that opens the tracking page")),
    }
    return render(request, "resident/case/receipt.html", context)


@require_safe
@for_applicant
def receipt_pdf(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    """The receipt to save or print; the PIN is on it for as long as the page shows it."""
    made = printed.make(case, pin=_pin(request, case))
    name = f"{pgettext('file name', 'receipt')}-{case.reference}.pdf"
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_safe
@for_applicant
def letter_pdf(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    """The decision's letter to save or print."""
    if not decisions.announced(case):
        return redirect("requests:case", case.reference)
    name = f"{pgettext('file name', 'decision')}-{case.reference}.pdf"
    return HttpResponse(
        decided.make_letter(case),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _pin(request: HttpRequest, case: FootageRequest) -> str:
    told = device.receipt_of(device.find_draft(request))
    return told.pin if told and told.reference == case.reference else ""


@require_safe
@for_applicant
def progress_state(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    """What the page's progress bar asks for again and again."""
    state = progress.of(case)
    if state is None:
        return JsonResponse({"percent": 100, "text": "", "done": True})
    return JsonResponse({"percent": state.percent, "text": state.text, "done": False})


@require_http_methods(["GET", "HEAD", "POST"])
@for_applicant
def withdraw(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    """Asks once more before it does it."""
    by = Applicant(case.reference)
    if request.method == "POST":
        workflow.perform(case, Action.WITHDRAW, by=by)
        return redirect("requests:case", case.reference)
    if Action.WITHDRAW not in workflow.available(case, by):
        return redirect("requests:case", case.reference)
    return render(request, "resident/case/withdraw.html", {"case": case})
