"""What the office says among itself in a case: internal notes, second readings, and who is concerned by it."""

from django.contrib import messages as flashes
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.roles import Permission
from console.access import StaffRequest, needs
from console.forms import InterestForm, NoteForm, ReadingForm
from console.views.cases import done, show
from requests_app import workflow
from requests_app.decision import readings
from requests_app.review import interests, notes
from requests_app.review.caseload import get_case
from requests_app.workflow import Action


@require_POST
@needs(Permission.TAKE_PART)
def write_note(request: StaffRequest, reference: str) -> HttpResponse:
    found = get_case(reference, by=request.user)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show(request, found, status=422, note=form)
    notes.write(found, form.cleaned_data["body"], by=request.user)
    return done(request, found, _("Your colleagues can read the note now."), form="note")


@require_POST
@needs(Permission.APPROVE)
def judge(request: StaffRequest, reference: str) -> HttpResponse:
    found = get_case(reference, by=request.user)
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return show(request, found, status=422, reading=form)
    answers = form.cleaned_data
    reading = readings.record(found, kind=answers["judgement"], note=answers["grounds"], by=request.user)
    agrees = _("You judge as was proposed: you can settle it now.")
    differs = _("You judge otherwise than was proposed. A third person reads the case now.")
    return done(request, found, agrees if reading.agrees else differs, form="reading")


@require_POST
@needs(Permission.TAKE_PART)
def declare_interest(request: StaffRequest, reference: str) -> HttpResponse:
    found = get_case(reference, by=request.user)
    form = InterestForm(request.POST)
    if not form.is_valid():
        return show(request, found, status=422, interest=form)
    kind = form.cleaned_data["interest"]
    if Action.STEP_ASIDE in workflow.available(found, request.user):
        workflow.perform(found, Action.STEP_ASIDE, by=request.user, interest=kind)
    else:
        interests.declare_beforehand(found, kind, by=request.user)
    flashes.success(request, _("Noted. Somebody else works on this request from now on."))
    return redirect("console:queue")
