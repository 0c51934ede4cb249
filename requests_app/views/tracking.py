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
from django.views.decorators.http import require_http_methods, require_POST

from accounts import kept_forms
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
            return _closed(request, reference)
        case = FootageRequest.objects.select_related("area").get(reference=reference)
        if case.pin_issued_at:
            device.close_what_was_opened_before(request, reference, case.pin_issued_at)
            if not device.knows_case(request, reference):
                flashes.info(request, _("A new PIN was issued for this request. Open it with the new PIN."))
                return redirect("requests:track")
        if case.erased_at and _page(request) not in LEFT_AFTER_ERASURE:
            return render(request, "resident/case/erased.html", {"case": case})
        if request.method == "POST":
            _note_act(request, case)
        return view(request, case, **rest)

    return never_cache(opened)


def _closed(request: HttpRequest, reference: str) -> HttpResponse:
    """To the page that opens it; what was written too long is kept for whoever does."""
    if device.has_ended(request, reference):
        if request.method == "POST" and kept_forms.fields_of(request):
            kept_forms.keep(request, owner=device.owner_of(reference))
            flashes.info(
                request,
                _(
                    "For your safety the request was closed here. What you wrote is not sent yet, but not lost either:"
                    " open the request again, then you can send it."
                ),
            )
        else:
            flashes.info(request, _("For your safety the request was closed here. Open it again to go on."))
    return redirect("requests:track")


def _page(request: HttpRequest) -> str:
    """The name of its address."""
    return (request.resolver_match and request.resolver_match.url_name) or ""


def _note_act(request: HttpRequest, case: FootageRequest) -> None:
    """At a counter both are named, with the PIN as without; and what weighs more than a message wants the PIN."""
    kept_forms.forget(request)
    page = _page(request)
    if page == "not_sent":  # throws away what was never sent
        return
    if device.is_open_at_counter(request, case.reference) and page not in AT_COUNTER:
        raise NotAllowed(
            _("At the counter this needs the applicant’s PIN. Open the request with its number and PIN first."),
            code="needs_pin",
        )
    if counters.is_served_by(request.user):
        counters.note_act(case, page, by=request.user)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    scanned = read_reference(request.GET.get("nomor", ""))  # from a QR code (requests_app.paper.qr)
    form = TrackForm(request.POST if request.method == "POST" else None, initial={"reference": scanned or ""})
    if form.is_valid() and (case := _opened(form, visitor=visitor_of(request))):
        device.open_case(request, case.reference)
        return device.go_on(request, case.reference)
    return render(request, "resident/track.html", {"form": form})


def _opened(form: TrackForm, *, visitor: str) -> FootageRequest | None:
    """The case, or None with the reason on the form: what was typed stays on the page."""
    try:
        return tracking.open(**form.cleaned_data, visitor=visitor)
    except (NotFound, TooManyTries) as refusal:
        form.add_error(None, str(refusal.message))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@for_applicant
def not_sent(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    """What was sent after the case had closed by itself: to be sent now, or thrown away (POST)."""
    kept = kept_forms.find(request, owner=device.owner_of(case.reference))
    if kept is None or request.method == "POST":
        kept_forms.forget(request)
        return redirect("requests:case", case.reference)
    longest = max((value for _name, value in kept.fields), key=len, default="")
    return render(request, "resident/case/not_sent.html", {"case": case, "kept": kept, "text": longest})


@require_POST
@never_cache
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Closes the case on this device; at a counter everything of this person."""
    if counters.is_served_by(request.user):
        response = redirect("console:counter")
        device.close_counter(request, response)
    else:
        response = redirect("requests:track")
        device.close_case(request, reference, response)
    flashes.success(request, _("The request is closed on this device."))
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Forgets this device: its draft, its PIN, and which cases it has opened."""
    if request.method != "POST":
        return render(request, "resident/leave.html")
    response = redirect("requests:landing")
    device.forget(request, response)
    return response
