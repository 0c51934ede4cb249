"""Every access to the case, for its applicant."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from requests_app.applicant import accesses
from requests_app.models import FootageRequest
from requests_app.views.tracking import for_applicant

DAYS_A_PAGE = 14


@require_safe
@for_applicant
def overview(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    page = Paginator(accesses.of(case), DAYS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "resident/case/accesses.html", {"case": case, "page": page})
