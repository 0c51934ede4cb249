"""The satisfaction survey at the end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from requests_app.applicant import surveys
from requests_app.forms.survey import SurveyForm
from requests_app.models import FootageRequest
from requests_app.views.tracking import for_applicant


@require_http_methods(["GET", "HEAD", "POST"])
@for_applicant
def survey(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    if not surveys.may_answer(case):
        template = "resident/case/surveyed.html" if case.surveyed else None
        return render(request, template, {"case": case}) if template else redirect("requests:case", case.reference)
    form = SurveyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        surveys.answer(case, form.cleaned_data)
        return redirect("requests:survey", case.reference)
    return render(request, "resident/case/survey.html", {"case": case, "form": form})
