"""Getting to one's own case, with number and PIN, and leaving the device without a trace.

Whoever has not opened a case is sent to the same page whether it exists or not.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages as flashes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from core.devices import visitor_of
from core.errors import NotAllowed, NotFound, TooManyTries
from core.ids import read_reference
from requests_app.applicant import tracking
from requests_app.forms.tracking import TrackForm
from requests_app.intake import counters
from requests_app.models import FootageRequest
from requests_app.views import device

# What an applicant can send through the hands of counter staff who have seen their paper, without the PIN.
AT_COUNTER = frozenset({"messages", "case_documents", "police_report", "objection", "reopen", "survey", "receipt"})
LEFT_AFTER_ERASURE = frozenset({"accesses"})
CaseView = Callable[..., HttpResponse]


def for_applicant(view: CaseView) -> CaseView:
    """Hands the view its case, or sends whoever has not opened it to the page that asks for number and PIN."""

    @wraps(view)
    def opened(request: HttpRequest, reference: str, **rest: Any) -> HttpResponse:
        if not device.knows_case(request, reference):
            if device.has_ended(request, reference):
                flashes.info(request, _("For your safety the request was closed here. Open it again to go on."))
            return redirect("requests:track")
        case = FootageRequest.objects.select_related("area").get(reference=reference)
        if case.erased_at and _page(request) not in LEFT_AFTER_ERASURE:
            return render(request, "resident/case/erased.html", {"case": case})
        if request.method == "POST" and device.is_open_at_counter(request, reference):
            _note_act_at_counter(request, case)
        return view(request, case, **rest)

    return never_cache(opened)


def _page(request: HttpRequest) -> str:
    """The name of its address."""
    return (request.resolver_match and request.resolver_match.url_name) or ""


def _note_act_at_counter(request: HttpRequest, case: FootageRequest) -> None:
    """What weighs more than a message wants the PIN, which the applicant alone has."""
    page = _page(request)
    if page not in AT_COUNTER or not isinstance(request.user, User):
        raise NotAllowed(
            _("At the counter this needs the applicant’s PIN. Open the request with its number and PIN first."),
            code="needs_pin",
        )
    counters.note_act(case, page, by=request.user)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    scanned = read_reference(request.GET.get("nomor", ""))  # from a QR code (requests_app.paper.qr)
    form = TrackForm(request.POST if request.method == "POST" else None, initial={"reference": scanned or ""})
    if form.is_valid() and (case := _opened(form, visitor=visitor_of(request))):
        device.remember_case(request, case.reference)
        return redirect("requests:case", case.reference)
    return render(request, "resident/track.html", {"form": form})


def _opened(form: TrackForm, *, visitor: str) -> FootageRequest | None:
    """The case, or None with the reason on the form: what was typed stays on the page."""
    try:
        return tracking.open(**form.cleaned_data, visitor=visitor)
    except (NotFound, TooManyTries) as refusal:
        form.add_error(None, str(refusal.message))
        return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Forgets this device: its draft, its PIN, and which cases it has opened."""
    if request.method != "POST":
        return render(request, "resident/leave.html")
    response = redirect("requests:landing")
    device.forget(request, response)
    return response
