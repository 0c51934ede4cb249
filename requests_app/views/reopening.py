""" "Reported done but not solved": the applicant says what is missing, and the case is open again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from requests_app import workflow
from requests_app.forms.tracking import MissingForm
from requests_app.models import FootageRequest
from requests_app.people import Applicant
from requests_app.views.tracking import for_applicant
from requests_app.workflow import Action


@require_http_methods(["GET", "HEAD", "POST"])
@for_applicant
def reopen(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    by = Applicant(case.reference)
    if request.method != "POST" and Action.REOPEN not in workflow.available(case, by):
        return redirect("requests:case", case.reference)
    form = MissingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        workflow.perform(case, Action.REOPEN, by=by, body=form.cleaned_data["body"])
        return redirect("requests:case", case.reference)
    return render(request, "resident/case/reopen.html", {"case": case, "form": form})
