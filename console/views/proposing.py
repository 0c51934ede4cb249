"""While a proposal is written: its letter as the applicant will read it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.roles import Permission
from console import case_forms
from console.access import StaffRequest, needs
from console.desk import proposal_form
from console.views.cases import show
from core.errors import InvalidInput
from requests_app.correspondence import letter_previews
from requests_app.decision import selections
from requests_app.review.caseload import get_case


@require_POST
@needs(Permission.REVIEW)
def preview_letter(request: StaffRequest, reference: str) -> HttpResponse:
    """The letter, with the way back to the form and the button that sends it."""
    found = get_case(reference, by=request.user)
    case_forms.keep(found, "proposal", request.POST, by=request.user)
    form = proposal_form(found, data=request.POST)
    if not form.is_valid():
        return show(request, found, status=422, proposal=form)
    try:
        letter = letter_previews.render(found, form.proposal(selections.windows(found)), by=request.user)
    except InvalidInput as error:
        form.add_error(error.field if error.field in form.fields else "kind", str(error.message))
        return show(request, found, status=422, proposal=form)
    return render(request, "console/letter_preview.html", {"case": found, "form": form, "letter": letter})
