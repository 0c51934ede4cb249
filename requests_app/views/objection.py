"""When the applicant does not agree: the objection, and the way to the Komisi Informasi."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.clock import database_now, wib_date
from core.templatetags import formats
from requests_app import workflow
from requests_app.applicant import objections
from requests_app.decision import decisions
from requests_app.forms.objection import ObjectionForm
from requests_app.models import DecisionKind, FootageRequest, Ground, Policy, Status
from requests_app.paper import decision as decided
from requests_app.people import Applicant
from requests_app.procedure import deadlines
from requests_app.views.tracking import for_applicant
from requests_app.workflow import Action


@require_http_methods(["GET", "HEAD", "POST"])
@for_applicant
def objection(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    """Lodging one, filled in beforehand; once it is lodged, how it stands and what was answered."""
    by = Applicant(case.reference)
    obstacle = workflow.obstacle(case, Action.LODGE_OBJECTION, by)
    form = ObjectionForm(request.POST if request.method == "POST" else None, initial=prefilled(case))
    if not obstacle and form.is_valid():
        workflow.perform(case, Action.LODGE_OBJECTION, by=by, **form.cleaned_data)
        return redirect("requests:objection", case.reference)
    lodged = objections.last(case)
    context = {
        "case": case,
        "form": None if obstacle else form,
        "obstacle": obstacle,
        "until": objections.term_to_object(case),
        "answer_if_today": deadlines.term(Policy.Rule.OBJECTION_ANSWER_WORKING_DAYS, after=wib_date(database_now())),
        "objection": lodged,
        "answer_term": objections.term_to_answer(lodged) if lodged else None,
        "dispute_term": objections.term_to_dispute(lodged) if lodged else None,
        "clocks": deadlines.of(case),
        "may_dispute": Action.REPORT_DISPUTE in workflow.available(case, by),
    }
    return render(request, "resident/case/objection.html", context)


def prefilled(case: FootageRequest) -> dict[str, str]:
    """The ground and the words that fit how the case stands."""
    decision = decisions.find_live(case) if case.status == Status.CLOSED else None
    if decision is None or case.closed_at is None:
        late = {"day": formats.day(case.submitted_at), "due": formats.day(deadlines.of(case).answer.last_day)}
        text = _("My request of %(day)s should have been answered by %(due)s, and I have no answer.") % late
        return {"ground": Ground.NOT_ANSWERED, "text": text}
    told = {"day": formats.day(case.closed_at), "reason": decision.get_reason_code_display()}
    if decision.kind == DecisionKind.REFUSE:
        text = _("I object to the decision of %(day)s by which my request was refused (%(reason)s).") % told
        return {"ground": Ground.REFUSED, "text": text}
    text = _("I object to the decision of %(day)s, because it is not what I asked for.") % told
    return {"ground": Ground.NOT_AS_ASKED, "text": text}


@require_safe
@for_applicant
def dispute_file(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    """Everything the Komisi Informasi wants to see, as one PDF."""
    lodged = objections.last(case)
    if lodged is None:
        return redirect("requests:objection", case.reference)
    headers = {"Content-Disposition": f'attachment; filename="komisi-informasi-{case.reference}.pdf"'}
    return HttpResponse(decided.make_file(lodged), content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@for_applicant
def dispute(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    """The way to the Komisi Informasi, with its file; the button tells us, so that the footage is kept."""
    lodged = objections.last(case)
    if lodged is None:
        return redirect("requests:objection", case.reference)
    by = Applicant(case.reference)
    if request.method == "POST":
        workflow.perform(case, Action.REPORT_DISPUTE, by=by)
        return redirect("requests:dispute", case.reference)
    context = {
        "case": case,
        "objection": lodged,
        "term": objections.term_to_dispute(lodged),
        "may_report": Action.REPORT_DISPUTE in workflow.available(case, by),
    }
    return render(request, "resident/case/dispute.html", context)
