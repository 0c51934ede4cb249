"""The number of a police report, which may come after the request."""

from django.contrib import messages as flashes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from requests_app.forms.proof import PoliceReportForm
from requests_app.intake import police_reports
from requests_app.models import FootageRequest
from requests_app.people import Applicant
from requests_app.views.tracking import for_applicant


@require_http_methods(["GET", "HEAD", "POST"])
@for_applicant
def police_report(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    by = Applicant(case.reference)
    if request.method != "POST" and not police_reports.may_add(case, by):
        return redirect("requests:case", case.reference)
    data = request.POST if request.method == "POST" else None
    form = PoliceReportForm(data, initial={"police_report": case.police_report})
    if form.is_valid():
        police_reports.add(case, form.cleaned_data["police_report"], by=by)
        flashes.success(request, _("The number of your police report is with your request now."))
        return redirect("requests:case", case.reference)
    context = {"case": case, "form": form, "holds_up": police_reports.holds_up(case)}
    return render(request, "resident/case/police_report.html", context)
