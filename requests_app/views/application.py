"""Filing a request: one question a page, then check, submit and receipt. Works without JavaScript.

Every page keeps what was typed in the draft before anything else, so the next visit finds it again.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.clients import client_of
from core.devices import visitor_of
from core.errors import TooManyTries
from requests_app.forms import application as pages
from requests_app.forms.application import Application
from requests_app.forms.documents import UploadForm
from requests_app.forms.incident import DeclarationsForm
from requests_app.forms.steps import StepForm
from requests_app.forms.times import part_of_day
from requests_app.intake import acceptance, drafts, findings, places
from requests_app.intake.findings import Findings, Truth
from requests_app.intake.places import Spot
from requests_app.models import Draft, Policy
from requests_app.people import STRANGER
from requests_app.procedure import policies
from requests_app.procedure.limits import OUTLOOKS_A_CLIENT, OUTLOOKS_A_VISITOR, SUBMISSIONS_A_VISITOR
from requests_app.views import answers, contact, device, document_rows, facts, journey, where

# Where a request is still answered, and other ways are the better ones.
IN_VAIN = (Truth.NOTHING, Truth.NO_CAMERA)


@never_cache
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    draft, application = device.unfinished(request)
    context = {
        "unfinished": bool(application.answers),
        "kept_until": drafts.kept_until(draft) if draft else None,
        "kept_for": places.longest_retention().days,
        "recorded_since": timezone.now() - places.longest_retention(),
        "answer_days": policies.value(Policy.Rule.ANSWER_WORKING_DAYS),
    }
    return render(request, "resident/landing.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "message_days": policies.value(Policy.Rule.MESSAGE_DAYS),
        "breach_hours": policies.value(Policy.Rule.BREACH_NOTICE_HOURS),
        "idle": device.idle_limit(),
    }
    return render(request, "resident/privacy.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, step: str) -> HttpResponse:
    draft, application = device.unfinished(request)
    if request.method == "POST":
        return _answer(request, step, draft, application)
    if not journey.may_show(step, application):
        return journey.lead_back(application)
    return _show(request, step, draft, application, application.form(step))


def _answer(request: HttpRequest, step: str, draft: Draft | None, application: Application) -> HttpResponse:
    form = application.form(step, request.POST)
    key = ""
    if draft is None and form.is_valid():
        draft, key = drafts.start()
    if draft:
        drafts.write(draft, application.keep(step, form))
    if form.is_valid():
        if step == pages.CONTACT and draft:
            contact.send_code(request, draft, application)
        response: HttpResponse = redirect(journey.after(step, application))
    else:
        response = _show(request, step, draft, application, form)
    if draft:
        device.hand_key(response, key or device.key_of(request))
    return response


def _show(
    request: HttpRequest,
    step: str,
    draft: Draft | None,
    application: Application,
    form: StepForm,
    *,
    upload: UploadForm | None = None,
) -> HttpResponse:
    page = journey.PAGES[step]
    context = {
        "form": form,
        "heading": page.heading,
        "back": journey.before(step, application),
        "map": where.map_for(step, application),
        "nothing_found": step == pages.PLACE and not application.offered(pages.SEARCH),
        **journey.frame(page.part, draft),
    }
    if step == pages.DOCUMENTS:
        context |= {
            "upload": upload or UploadForm(),
            "rows": document_rows.of_draft(draft) if draft else [],
            "send": reverse("requests:documents_send"),
        }
    return render(request, page.template, context)


def show_documents(request: HttpRequest, *, upload: UploadForm) -> HttpResponse:
    """The page of the documents again, with what was wrong with those just sent."""
    draft, application = device.unfinished(request)
    return _show(request, pages.DOCUMENTS, draft, application, application.form(pages.DOCUMENTS), upload=upload)


@never_cache
@require_safe
def resume(request: HttpRequest) -> HttpResponse:
    """The parts of the application and how far each is; on a device without a draft, what that means."""
    draft, application = device.unfinished(request)
    if draft is None or not application.answers:
        return render(request, "resident/application/no_draft.html")
    context = {"tasks": journey.tasks(application), "next": application.missing() or journey.CHECK}
    return render(request, "resident/application/tasks.html", context | journey.frame(0, draft))


@never_cache
@require_safe
def overwritten(request: HttpRequest) -> HttpResponse:
    """Stops early: what was asked for is older than any recording. Says what can still be done."""
    draft, application = device.unfinished(request)
    if draft is None or not application.is_overwritten():
        return journey.lead_back(application)
    return _stop(request, draft, application, kept_for=places.longest_retention().days, back=pages.WINDOW)


def _stop(request: HttpRequest, draft: Draft, application: Application, *, kept_for: int, back: str) -> HttpResponse:
    starts_at, ends_at = application.window
    context = {
        "heading": _("These recordings have been overwritten"),
        "back": reverse(f"requests:{back}"),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "place": application.spot.label,
        "kept_for": kept_for,
        "next": application.missing() or journey.CHECK,
        **journey.frame(1, draft),
    }
    return render(request, "resident/application/overwritten.html", context)


@never_cache
@require_safe
def outlook(request: HttpRequest) -> HttpResponse:
    """May a camera have seen it, was it recording, until when is that kept: for one place and time at a time."""
    draft, application = device.unfinished(request)
    if draft is None or application.missing() in journey.WHEN_AND_WHERE:
        return journey.lead_back(application)
    spot, (starts_at, ends_at) = application.spot, application.window
    found = _look(spot, starts_at, ends_at, visitor=visitor_of(request), client=client_of(request))
    back = pages.POINT if application.is_asked(pages.POINT) else pages.PLACE
    if found and found.truth == Truth.OVERWRITTEN:
        kept_for = max(finding.camera.retention_days for finding in found.cameras)
        return _stop(request, draft, application, kept_for=kept_for, back=back)
    context = {
        "heading": _("What the cameras there can show"),
        "back": reverse(f"requests:{back}"),
        "next": journey.after(journey.OUTLOOK, application),
        "spot": spot,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "part_of_day": part_of_day(starts_at),
        "verdict": facts.verdict(found) if found else "",
        "facts": facts.of_cameras(found) if found else [],
        "limited": found is None,
        "in_vain": bool(found and found.truth in IN_VAIN),
        **journey.frame(1, draft),
    }
    return render(request, "resident/application/outlook.html", context)


def _look(spot: Spot, starts_at: datetime, ends_at: datetime, *, visitor: str, client: str) -> Findings | None:
    """None beyond the limits: many telephones share one address, and nobody may be kept from filing by the others."""
    asked = f"{spot} {starts_at} {ends_at}"
    try:
        OUTLOOKS_A_VISITOR.count_once(visitor, what=asked)
        OUTLOOKS_A_CLIENT.count_once(client, what=asked)
    except TooManyTries:
        return None
    return findings.outlook(
        starts_at=starts_at,
        ends_at=ends_at,
        latitude=spot.latitude,
        longitude=spot.longitude,
        camera_code=spot.camera_code,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """All answers at a glance, and the one button that submits them. Pressed again, it leads to the same receipt."""
    filed = device.find_draft(request)
    if filed and (known := device.receipt_of(filed)):
        return _receive(request, known, filed)
    draft, application = device.unfinished(request)
    if draft is None or application.missing():
        return journey.lead_back(application)
    form = DeclarationsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        SUBMISSIONS_A_VISITOR.count(visitor_of(request))
        declared = tuple(name for name, agreed in form.cleaned_data.items() if agreed)
        asked = answers.submission(application, draft, declared=declared)
        receipt = acceptance.submit(asked, by=draft.filed_by or STRANGER, paper_seen=draft.paper_seen)
        drafts.empty(draft)
        return _receive(request, receipt, draft)
    context = {
        "heading": _("Check your answers"),
        "back": journey.before(journey.CHECK, application),
        "sections": answers.sections(application),
        "form": form,
        **journey.frame(len(journey.PARTS), draft),
    }
    return render(request, "resident/application/check.html", context)


def _receive(request: HttpRequest, receipt: acceptance.Receipt, draft: Draft) -> HttpResponse:
    """To the receipt; not again where it was shown and then left alone, for somebody else may sit there now."""
    if device.has_ended(request, receipt.reference):
        return redirect("requests:case", receipt.reference)
    if draft.filed_by_id:
        device.open_at_counter(request, receipt.reference)
    else:
        device.open_case(request, receipt.reference)
    return redirect("requests:receipt", receipt.reference)
