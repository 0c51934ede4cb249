"""The documents of a case at the desk: reading them, and checking identity papers."""

import base64
import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import fresh_factor
from accounts.roles import Permission
from console.access import StaffRequest, needs
from console.forms import RevealForm
from console.views.cases import done
from requests_app.intake import documents
from requests_app.review import identity_checks, power_checks
from requests_app.review.caseload import get_case
from requests_app.views.documents import file_response


@require_safe
@needs(Permission.READ_CASES)
def document(request: StaffRequest, reference: str, document_id: uuid.UUID) -> HttpResponse:
    found = get_case(reference, by=request.user)
    content = documents.read(found, document_id, by=request.user)
    return file_response(content, name=f"{found.reference}-{str(document_id)[:8]}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.REVIEW)
@fresh_factor
def identity(request: StaffRequest, reference: str, document_id: uuid.UUID) -> HttpResponse:
    """Asks for a reason, then shows the paper: once, inside the answer to that press, and at no address."""
    found = get_case(reference, by=request.user)
    form = RevealForm(request.POST if request.method == "POST" else None, initial={"token": uuid.uuid4()})
    pages: list[str] = []
    if form.is_valid():
        shown = identity_checks.reveal(found, document_id, **form.cleaned_data, by=request.user)
        pages = [f"data:image/jpeg;base64,{base64.b64encode(page).decode()}" for page in shown]
    else:
        identity_checks.require_checker(found, by=request.user)
    return render(request, "console/identity_paper.html", {"case": found, "form": form, "pages": pages})


@require_POST
@needs(Permission.REVIEW)
def complete_check(request: StaffRequest, reference: str) -> HttpResponse:
    found = get_case(reference, by=request.user)
    identity_checks.complete(found, by=request.user, passed=request.POST.get("passed") == "yes")
    return done(request, found, _("The check is recorded, the paper is destroyed, and the applicant has been told."))


@require_POST
@needs(Permission.REVIEW)
def complete_power_check(request: StaffRequest, reference: str) -> HttpResponse:
    found = get_case(reference, by=request.user)
    check = power_checks.complete(found, by=request.user, passed=request.POST.get("passed") == "yes")
    covers = _("The power of attorney covers the request. That is recorded.")
    falls_short = _("Recorded: it does not cover the request. Ask the applicant for another one.")
    return done(request, found, covers if check.passed else falls_short)
