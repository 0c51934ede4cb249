"""The objection reviewer's queue, and the answer to an objection."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import Permission
from console import objections
from console.access import StaffRequest, needs
from console.objections import VerdictForm
from console.views.cases import done, show
from requests_app import workflow
from requests_app.review.caseload import get_case


@require_GET
@needs(Permission.REVIEW_OBJECTIONS)
def queue(request: StaffRequest) -> HttpResponse:
    """Every open objection, what falls due first on top."""
    return render(request, "console/objections.html", {"rows": objections.queue(request.user)})


@require_POST
@needs(Permission.REVIEW_OBJECTIONS)
def answer(request: StaffRequest, reference: str) -> HttpResponse:
    found = get_case(reference, by=request.user)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return show(request, found, status=422, objection=form)
    workflow.perform(found, form.cleaned_data["verdict"], by=request.user, answer=form.cleaned_data["answer"])
    return done(request, found, _("The objection is answered, and the applicant is told."), form="objection")
