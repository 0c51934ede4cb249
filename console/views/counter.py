"""The counter: filing for a person without a telephone, and opening what was filed here when they come back.

The request itself is filed on the residents' own pages (`requests_app.views.application`), under a banner.
"""

import time
from typing import Any

from django.contrib import messages as flashes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.access import fresh_factor
from accounts.roles import Permission
from console.access import StaffRequest, needs
from core.errors import DomainError
from core.forms import PageForm, Radios, Text
from requests_app.applicant import tracking
from requests_app.forms.fields import Choice, Read
from requests_app.intake import counters, identity
from requests_app.models import SeenPaper
from requests_app.paper import receipt
from requests_app.views import device, standing

FOUND = "counter_found"  # in the session: whose requests were looked up last, until when
FOUND_FOR = 600  # seconds
PAPER = gettext_lazy("Which identity paper has the person shown you?")
CHOOSE = gettext_lazy("Choose which identity paper the person has shown you.")


class BeginForm(PageForm):
    paper_seen = Choice(
        label=PAPER,
        help_text=gettext_lazy("Compare the face. Make no copy and no photo of it."),
        missing=CHOOSE,
        choices=SeenPaper.choices,
        widget=Radios(),
    )


class FindForm(PageForm):
    nik = Read(
        lambda text: identity.read_nik(text).digits,
        label=gettext_lazy("NIK on the paper"),
        missing=gettext_lazy("Enter the 16 digits of the NIK from the paper before you."),
        widget=Text(width=20, attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
    )
    paper_seen = Choice(label=PAPER, missing=CHOOSE, choices=SeenPaper.choices, widget=Radios())


@never_cache
@require_GET
@needs(Permission.FILE_FOR_OTHERS)
def home(request: StaffRequest) -> HttpResponse:
    return _home(request)


@require_POST
@needs(Permission.FILE_FOR_OTHERS)
def begin(request: StaffRequest) -> HttpResponse:
    """A new request for the person who stands here; what the one before left unfinished is gone."""
    form = BeginForm(request.POST, auto_id="id_begin_%s")
    if not form.is_valid():
        return _home(request, status=422, begin_form=form)
    _draft, key = counters.begin(paper_seen=form.cleaned_data["paper_seen"], by=request.user)
    response = redirect("requests:window")
    device.close_counter(request, response)
    device.hand_key(response, key)
    return response


@require_POST
@needs(Permission.FILE_FOR_OTHERS)
def find(request: StaffRequest) -> HttpResponse:
    """What was filed here for the person with this NIK, who stands here with the paper."""
    form = FindForm(request.POST, auto_id="id_find_%s")
    if not form.is_valid():
        return _home(request, status=422, find_form=form)
    nik, paper_seen = form.cleaned_data["nik"], form.cleaned_data["paper_seen"]
    try:
        found = counters.requests_of(nik, paper_seen=paper_seen, by=request.user)
    except DomainError as refusal:
        form.add_error("nik", str(refusal.message))
        return _home(request, status=422, find_form=form)
    request.session[FOUND] = {
        "person": counters.person(nik),
        "paper_seen": paper_seen,
        "references": [case.reference for case in found],
        "until": time.time() + FOUND_FOR,
    }
    here = [case for case in found if counters.was_filed_here(case, by=request.user)]
    context = {
        "here": [(case, standing.of(case).heading) for case in here],
        "elsewhere": [case for case in found if case not in here],
    }
    return render(request, "console/counter/found.html", context)


@require_POST
@needs(Permission.FILE_FOR_OTHERS)
def open_one(request: StaffRequest) -> HttpResponse:
    found, reference = request.session.get(FOUND, {}), request.POST.get("reference", "")
    if not _is_found(found, reference):
        return _look_again(request)
    case = counters.open(reference, paper_seen=found["paper_seen"], by=request.user)
    device.open_at_counter(request, case.reference)
    return device.go_on(request, case.reference)


@never_cache
@require_POST
@needs(Permission.FILE_FOR_OTHERS)
@fresh_factor
def issue_pin(request: StaffRequest) -> HttpResponse:
    """For whoever lost theirs. The new one is on this page and on the receipt, and nowhere else."""
    found, reference = request.session.get(FOUND, {}), request.POST.get("reference", "")
    if not _is_found(found, reference):
        return _look_again(request)
    case, pin = counters.issue_pin(reference, of=found["person"], paper_seen=found["paper_seen"], by=request.user)
    return render(request, "console/counter/new_pin.html", {"case": case, "pin": pin})


@never_cache
@require_POST
@needs(Permission.FILE_FOR_OTHERS)
def print_receipt(request: StaffRequest) -> HttpResponse:
    """The receipt with the PIN that was just issued, which the page itself hands in: it is stored nowhere."""
    found, reference = request.session.get(FOUND, {}), request.POST.get("reference", "")
    if not _is_found(found, reference):
        return _look_again(request)
    pin = request.POST.get("pin", "")
    case = tracking.find(reference=reference, pin=pin)
    name = f"{pgettext('file name', 'receipt')}-{case.reference}.pdf"
    return HttpResponse(
        receipt.make(case, pin=pin),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _is_found(found: dict[str, Any], reference: str) -> bool:
    return found.get("until", 0) >= time.time() and reference in found["references"]


def _look_again(request: StaffRequest) -> HttpResponse:
    flashes.info(request, _("Look the person up again, with the paper before you."))
    return redirect("console:counter")


@require_POST
@needs(Permission.FILE_FOR_OTHERS)
def finish(request: StaffRequest) -> HttpResponse:
    response = redirect("console:counter")
    device.close_counter(request, response)
    request.session.pop(FOUND, None)
    flashes.success(request, _("Closed. Nothing of this person is left on the screen or in this browser."))
    return response


def _home(
    request: StaffRequest, *, status: int = 200, begin_form: BeginForm | None = None, find_form: FindForm | None = None
) -> HttpResponse:
    draft, _application = device.unfinished(request)
    context = {
        "begin_form": begin_form or BeginForm(auto_id="id_begin_%s"),
        "find_form": find_form or FindForm(auto_id="id_find_%s"),
        "unfinished": draft if draft and draft.filed_by_id else None,
        "serving": device.AT_COUNTER in request.session,
    }
    return render(request, "console/counter/home.html", context, status=status)
