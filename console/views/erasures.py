"""Erasing an applicant's data at their wish, or saying why it has to be kept."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import fresh_factor
from accounts.roles import Permission
from console.access import StaffRequest, needs
from console.erasures import Answer, ErasureForm
from console.views.cases import done, show
from requests_app import workflow
from requests_app.review.caseload import get_case
from requests_app.workflow import Action


@require_POST
@needs(Permission.REVIEW)
@fresh_factor
def answer(request: StaffRequest, reference: str) -> HttpResponse:
    found = get_case(reference, by=request.user)
    form = ErasureForm(request.POST)
    if not form.is_valid():
        return show(request, found, status=422, erasure=form)
    if form.cleaned_data["answer"] == Answer.ERASE:
        workflow.perform(found, Action.ERASE, by=request.user)
        said = _("The personal data is erased, and the applicant is told.")
    else:
        why = {name: form.cleaned_data[name] for name in ("ground", "reason")}
        workflow.perform(found, Action.REFUSE_ERASURE, by=request.user, **why)
        said = _("The applicant is told why the data is kept.")
    return done(request, found, said, form="erasure")
