"""What can be done to a case: each is one press of a button, and the workflow decides whether it may be."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import fresh_factor
from accounts.roles import Permission
from console import case_forms
from console.access import StaffRequest, needs
from console.desk import proposal_form
from console.forms import AskForm, ExtendForm, MessageForm, SendBackForm
from console.views.cases import done, show
from core.errors import InvalidInput
from core.forms import PageForm
from core.templatetags import formats
from requests_app import workflow
from requests_app.correspondence import messages
from requests_app.decision import selections
from requests_app.intake import documents
from requests_app.review.caseload import get_case
from requests_app.views.documents import tell_left_out
from requests_app.workflow import Action


@require_POST
@needs(Permission.TAKE_PART)
def save_draft(request: StaffRequest, reference: str, form: str) -> JsonResponse:
    """By the page's script, a moment after the last key."""
    draft = case_forms.keep(get_case(reference, by=request.user), form, request.POST, by=request.user)
    return JsonResponse({"text": _("Draft kept, %(time)s.") % {"time": formats.clock(draft.saved_at)} if draft else ""})


@require_POST
@needs(Permission.REVIEW)
def take(request: StaffRequest, reference: str) -> HttpResponse:
    return _act(request, reference, Action.TAKE, said=_("You have taken this request."))


@require_POST
@needs(Permission.REVIEW)
def give_back(request: StaffRequest, reference: str) -> HttpResponse:
    return _act(request, reference, Action.GIVE_BACK, said=_("The request is back in the queue."))


@require_POST
@needs(Permission.REVIEW)
def extend(request: StaffRequest, reference: str) -> HttpResponse:
    said = _("The term is extended, and the applicant is told.")
    return _act_with(request, reference, Action.EXTEND, extend=ExtendForm(request.POST), said=said)


@require_POST
@needs(Permission.REVIEW)
def ask(request: StaffRequest, reference: str) -> HttpResponse:
    said = _("The applicant is told, and the clock stands still.")
    return _act_with(request, reference, Action.ASK, ask=AskForm(request.POST), said=said)


@require_POST
@needs(Permission.REVIEW)
def resume(request: StaffRequest, reference: str) -> HttpResponse:
    return _act(request, reference, Action.RESUME, said=_("The clock runs again, and the applicant is told."))


@require_POST
@needs(Permission.REVIEW)
def propose(request: StaffRequest, reference: str) -> HttpResponse:
    found = get_case(reference, by=request.user)
    form = proposal_form(found, data=request.POST)
    if not form.is_valid():
        return show(request, found, status=422, proposal=form)
    try:
        workflow.perform(found, Action.PROPOSE, by=request.user, proposal=form.proposal(selections.windows(found)))
    except InvalidInput as error:
        # What is wrong with the parts is said where a grant is chosen; they are changed at the footage.
        form.add_error(error.field if error.field in form.fields else "kind", str(error.message))
        return show(request, found, status=422, proposal=form)
    return done(request, found, _("Your proposal waits for another person’s approval."), form="proposal")


@require_POST
@needs(Permission.REVIEW)
def take_back(request: StaffRequest, reference: str) -> HttpResponse:
    return _act(request, reference, Action.TAKE_BACK, said=_("Your proposal is back. Change it, then propose again."))


@require_POST
@needs(Permission.TAKE_PART)
@fresh_factor
def approve(request: StaffRequest, reference: str) -> HttpResponse:
    return _act(request, reference, Action.APPROVE, said=_("Approved."), decision=_decision_read(request))


@require_POST
@needs(Permission.TAKE_PART)
def send_back(request: StaffRequest, reference: str) -> HttpResponse:
    form, said = SendBackForm(request.POST), _("The proposal is back with the officer.")
    data = {"decision": _decision_read(request)}
    return _act_with(request, reference, Action.SEND_BACK, send_back=form, said=said, data=data)


@require_POST
@needs(Permission.REVIEW)
def write_message(request: StaffRequest, reference: str) -> HttpResponse:
    found = get_case(reference, by=request.user)
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, found, status=422, message=form)
    message = messages.write(found, form.cleaned_data["body"], by=request.user)
    tell_left_out(request, documents.attach_files(form.cleaned_data["uploads"], message, by=request.user))
    return done(request, found, _("The applicant can read your message now."), form="message")


def _act(
    request: StaffRequest, reference: str, action: Action, *, said: str, form: str = "", **data: Any
) -> HttpResponse:
    found = get_case(reference, by=request.user)
    workflow.perform(found, action, by=request.user, **data)
    return done(request, found, said, form=form)


def _act_with(
    request: StaffRequest, reference: str, action: Action, *, said: str, data: Mapping[str, Any] = {}, **forms: PageForm
) -> HttpResponse:
    """The act that one form asks for, by its name on the case page; that page again when the form cannot be used."""
    ((name, form),) = forms.items()
    if not form.is_valid():
        return show(request, get_case(reference, by=request.user), status=422, **{name: form})
    return _act(request, reference, action, said=said, form=name, **data, **form.cleaned_data)


def _decision_read(request: StaffRequest) -> uuid.UUID:
    """The proposal that was on the page, so that nobody settles one they have not read."""
    try:
        return uuid.UUID(request.POST.get("decision", ""))
    except ValueError:
        raise InvalidInput(_("Load the page again, then decide.")) from None
