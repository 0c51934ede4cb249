"""Sending documents, before and after submission: by a plain form, or each at once by the script (uploads.js)."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages as flashes
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.devices import visitor_of
from core.errors import InvalidInput
from core.uploads import content_of
from requests_app.forms.documents import UploadForm
from requests_app.intake import documents
from requests_app.intake.documents import Content, Problem
from requests_app.models import FootageRequest, Status
from requests_app.people import Applicant
from requests_app.procedure.limits import UPLOADS_A_VISITOR
from requests_app.views import application, device, document_rows
from requests_app.views.document_rows import Row
from requests_app.views.tracking import for_applicant

LIST = "resident/parts/documents.html"
SUFFIXES = {"image/jpeg": "jpg", "application/pdf": "pdf"}


# --- Before submission ----------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Takes files for the draft of this device; what comes after its submission reaches the request all the same."""
    draft = device.find_draft(request)
    if draft is None or request.method != "POST":
        return redirect("requests:documents")
    form = UploadForm(request.POST, request.FILES)
    if wants_json(request):
        _take_one(request, draft=draft)
        return JsonResponse({"list": _html(request, document_rows.of_draft(draft))})
    if _take(request, form, draft=draft):
        return redirect("requests:documents")
    return application.show_documents(request, upload=form)


@never_cache
@require_POST
def remove(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    if draft := device.find_draft(request):
        documents.remove(draft, document_id)
    return redirect("requests:documents")


# --- In a request ---------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@for_applicant
def in_case(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    """All documents of the request, and room for more."""
    by, closed = Applicant(case.reference), case.status == Status.CLOSED
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()), closed=closed)
    if request.method == "POST" and wants_json(request):
        _take_one(request, request=case, by=by)
        return JsonResponse({"list": _html(request, document_rows.of_case(case))})
    if request.method == "POST" and _take(request, form, request=case, by=by):
        return redirect("requests:case_documents", case.reference)
    context = {"case": case, "rows": document_rows.of_case(case), "form": form, "upload": form}
    return render(request, "resident/case/documents.html", context)


@require_safe
@for_applicant
def download(request: HttpRequest, case: FootageRequest, document_id: uuid.UUID) -> HttpResponse:
    content = documents.read(case, document_id, by=Applicant(case.reference))
    return file_response(content, name=f"{case.reference}-{str(document_id)[:8]}")


# --- Both -----------------------------------------------------------------------------------------------------------


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def file_response(content: Content, *, name: str) -> HttpResponse:
    """To save, not to open in the page: whatever the bytes are, they run nowhere."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{SUFFIXES[content.media_type]}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content.data, content_type=content.media_type, headers=headers)


def tell_left_out(request: HttpRequest, problems: Iterable[Problem]) -> None:
    """On the next page, by number: what waits there until it is shown holds no file names."""
    for problem in problems:
        told = {"number": problem.number, "sentence": problem.sentence}
        flashes.error(request, _("Your message was sent without file %(number)d. %(sentence)s") % told)


def _take(request_of_browser: HttpRequest, form: UploadForm, **owner: Any) -> bool:
    """Whether every file of the form was taken; what was wrong with the others is on the form."""
    if not form.is_valid():
        return False
    UPLOADS_A_VISITOR.count(visitor_of(request_of_browser))
    _accepted, problems = documents.accept_all(form.cleaned_data["uploads"], kind=form.cleaned_data["kind"], **owner)
    for problem in problems:
        form.add_error("uploads", _said(problem))
    return not problems


def _said(problem: Problem) -> str:
    return f"{problem.name}: {problem.sentence}" if problem.name else str(problem.sentence)


def _take_one(request_of_browser: HttpRequest, **owner: Any) -> None:
    """What the script sends: one file, under an id that it keeps when it tries again."""
    UPLOADS_A_VISITOR.count(visitor_of(request_of_browser))
    file = request_of_browser.FILES.get("uploads")
    try:
        upload_id = uuid.UUID(request_of_browser.POST.get("upload_id", ""))
    except ValueError:
        raise InvalidInput(_("Load the page again, then choose the file once more.")) from None
    if file is None:
        raise InvalidInput(_("Choose at least one photo or file."))
    kind = request_of_browser.POST.get("kind", "")
    documents.accept(content_of(file), kind=kind, upload_id=upload_id, **owner)


def _html(request: HttpRequest, rows: list[Row]) -> str:
    return render_to_string(LIST, {"rows": rows, "list_heading": _("Sent so far")}, request=request)
